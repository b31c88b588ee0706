"""Rules on ids: each names one document on every file system, and every cross-reference leads to one."""

import unicodedata
from collections.abc import Iterator

from kiddqa.curate.library import Finding, Library


def ids_are_unique(library: Library) -> Iterator[Finding]:
    """No two ids differ by case or by Unicode form alone: some file systems take them for one file."""
    first_with: dict[str, str] = {}
    for entry in library.entries:
        first = first_with.setdefault(unicodedata.normalize("NFC", entry.id).casefold(), entry.id)
        if first != entry.id:
            message = f"The id differs from {first} by case or Unicode form alone; expected a name of its own."
            yield Finding(document=entry.id, line=1, rule="unique-id", message=message)


def cross_references_resolve(library: Library) -> Iterator[Finding]:
    """Every id in ``see_also`` is that of another document."""
    ids = {entry.id for entry in library.entries}
    for entry in library.entries:
        for number, target in enumerate(entry.see_also):
            if target in ids - {entry.id}:
                continue
            found = "the document itself" if target == entry.id else f"{target}, and there is no such document"
            yield Finding(
                document=entry.id,
                line=entry.line_of(f"see_also[{number}]"),
                rule="see-also",
                message=f"A cross-reference leads to {found}; expected the id of another document.",
            )
