from pathlib import Path

from curate.small_library import GOOD, TERM, marks, said, spoilt, write
from kiddqa.curate.id_rules import ids_are_unique
from kiddqa.curate.library import Library, read_entry

TWIN = GOOD[TERM].replace("sea border", "border").split("\n## ")[0]


def test_ids_that_differ_by_case_alone_are_not_unique(tmp_path: Path) -> None:
    folder = write(tmp_path, GOOD | {"terms/NLL.md": TWIN})
    assert "terms/nll.md:1 unique-id" in marks(folder)


def test_ids_that_differ_by_unicode_form_alone_are_not_unique() -> None:
    entries = tuple(read_entry(name, b"") for name in ("terms/caf\u00e9.md", "terms/cafe\u0301.md"))
    (finding,) = ids_are_unique(Library(entries=entries))
    assert finding.message == (
        "The id differs from terms/caf\u00e9.md by case or Unicode form alone; expected a name of its own."
    )


def test_a_cross_reference_to_no_document_is_found_on_its_line(tmp_path: Path) -> None:
    folder = spoilt(tmp_path, TERM, "[overview.md]", "\n  - overview.md\n  - terms/kamd.md")
    assert marks(folder) == [f"{TERM}:10 see-also"]
    assert said(folder) == (
        "A cross-reference leads to terms/kamd.md, and there is no such document; expected the id of another document."
    )


def test_a_cross_reference_to_the_document_itself_leads_nowhere(tmp_path: Path) -> None:
    folder = spoilt(tmp_path, TERM, "[overview.md]", "[terms/nll.md]")
    assert said(folder) == ("A cross-reference leads to the document itself; expected the id of another document.")
