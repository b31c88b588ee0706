"""Rules on front matter: complete, typed, and true to the heading and the folder it stands in."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from kiddqa.curate.library import Entry, Finding, Library

FOLDERS: Mapping[str, str] = {
    "meeting": "meetings/",
    "body": "bodies/",
    "term": "terms/",
    "person": "people/",
    "overview": "",
}
"""Where the entries of each kind lie below the corpus folder; these are all the kinds."""

_PARTIAL_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2]))?")
_WEB_ADDRESS = re.compile(r"https?://[^\s/]+\S*")
_LANGUAGE = re.compile(r"[a-z]{2}")


@dataclass(frozen=True, slots=True)
class _Requirement:
    fits: Callable[[object], bool]
    expected: str


def _is_line(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip()) and "\n" not in value


def _is_day(value: object) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_date(value: object) -> bool:
    return _is_day(value) or _PARTIAL_DATE.fullmatch(str(value)) is not None


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _is_list_of_lines(value: object) -> bool:
    if not isinstance(value, list) or not all(_is_line(item) for item in value):
        return False
    return len({item.casefold() for item in value}) == len(value)


def _is_filled_list(value: object) -> bool:
    return isinstance(value, list) and len(value) > 0


def _matches(pattern: re.Pattern[str]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


_LINE = _Requirement(_is_line, "one line of text")
_LIST = _Requirement(_is_list_of_lines, "a list of lines of text, none of them twice")
_DAY = _Requirement(_is_day, "a day as YYYY-MM-DD")
_DATE = _Requirement(_is_date, "a date as YYYY, YYYY-MM or YYYY-MM-DD")

_OF_ALL: Mapping[str, _Requirement] = {
    "title": _LINE,
    "kind": _Requirement(lambda value: value in list(FOLDERS), f"one of {', '.join(FOLDERS)}"),
    "publisher": _LINE,
    "language": _Requirement(_matches(_LANGUAGE), "a language of two letters, such as en"),
    "aliases": _LIST,
    "see_also": _LIST,
    "sources": _Requirement(_is_filled_list, "a list of at least one source"),
    "reviewed": _DAY,
}
_OF_MEETINGS: Mapping[str, _Requirement] = {
    "number": _Requirement(_is_number, "a whole number from 1"),
    "place": _LINE,
    "date": _DAY,
}
_OF_OTHERS_OPTIONAL: Mapping[str, _Requirement] = {"date": _DATE}
_OF_SOURCES: Mapping[str, _Requirement] = {"publisher": _LINE, "title": _LINE}
_OF_SOURCES_OPTIONAL: Mapping[str, _Requirement] = {
    "date": _DATE,
    "url": _Requirement(_matches(_WEB_ADDRESS), "a web address that begins with https:// or http://"),
}


def front_matter_is_complete(library: Library) -> Iterator[Finding]:
    """Each entry has every key of its kind, of the right type, and no other."""
    for entry in library.entries:
        faults = entry.front_matter.faults
        yield from (_finding(entry, fault.line, fault.message) for fault in faults)
        if entry.front_matter.fields or not faults:
            yield from _entry_findings(entry)


def title_heads_the_text(library: Library) -> Iterator[Finding]:
    """The first heading of level 1 is the title of the front matter, word for word."""
    for entry in library.entries:
        heading = next((heading for heading in entry.headings if heading.level == 1), None)
        if entry.title is None or (heading and heading.text == entry.title):
            continue
        found = f"The heading is {heading.text!r}" if heading else "The text has no heading of level 1"
        line = heading.line if heading else entry.front_matter.body_line
        yield Finding(
            document=entry.id, line=line, rule="title-heading", message=f"{found}; expected the title, {entry.title!r}."
        )


def kind_fits_folder(library: Library) -> Iterator[Finding]:
    """Each entry lies in the folder of its kind, and every file is Markdown."""
    for entry in library.entries:
        expected = FOLDERS.get(entry.kind or "")
        if expected is not None and entry.id[: entry.id.rfind("/") + 1] != expected:
            place = expected or "the corpus folder itself"
            yield Finding(
                document=entry.id,
                line=entry.line_of("kind"),
                rule="folder",
                message=f"The kind is {entry.kind}; expected such a document in {place}.",
            )
    for name in library.strangers:
        message = "The file is no Markdown; expected only files that end in .md."
        yield Finding(document=name, line=1, rule="folder", message=message)


def _entry_findings(entry: Entry) -> Iterator[Finding]:
    fields = entry.front_matter.fields
    if entry.kind == "meeting":
        yield from _mapping_findings(entry, fields, "", {**_OF_ALL, **_OF_MEETINGS}, {})
    else:
        yield from _mapping_findings(entry, fields, "", _OF_ALL, _OF_OTHERS_OPTIONAL)
    sources = fields.get("sources")
    for number, source in enumerate(sources if isinstance(sources, list) else ()):
        path = f"sources[{number}]"
        if isinstance(source, dict):
            yield from _mapping_findings(entry, source, f"{path}.", _OF_SOURCES, _OF_SOURCES_OPTIONAL)
        else:
            message = f"The front matter has {path} {source!r}; expected a publisher and a title."
            yield _finding(entry, entry.line_of(path), message)


def _mapping_findings(
    entry: Entry,
    found: Mapping[str, object],
    prefix: str,
    required: Mapping[str, _Requirement],
    optional: Mapping[str, _Requirement],
) -> Iterator[Finding]:
    parent = entry.line_of(prefix.removesuffix("."))
    for name, requirement in required.items():
        if name not in found:
            yield _finding(entry, parent, f"The front matter has no {prefix}{name}; expected {requirement.expected}.")
    known = {**required, **optional}
    for name, value in found.items():
        line = entry.line_of(f"{prefix}{name}")
        if name not in known:
            yield _finding(entry, line, f"The front matter has {prefix}{name}; expected only {', '.join(known)}.")
        elif not known[name].fits(value):
            yield _finding(
                entry, line, f"The front matter has {prefix}{name} {value!r}; expected {known[name].expected}."
            )


def _finding(entry: Entry, line: int, message: str) -> Finding:
    return Finding(document=entry.id, line=line, rule="front-matter", message=message)
