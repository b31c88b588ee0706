"""A Markdown file's text in; its YAML front matter as Metadata and the text below it out.

    ---
    title: The 25th dialogue
    date: 2024-09-24
    sources:
      - title: Joint press statement
        publisher: Ministry of National Defense
    ---

Every value is read as the text that stands there, so that a date stays the date that was typed.
"""

import re
from collections.abc import Mapping, Sequence
from typing import NoReturn

import yaml

from kiddqa.errors import UnreadableFileError
from kiddqa.ingest.dates import iso_date
from kiddqa.ingest.draft import Metadata, clean
from kiddqa.records import Source

_FRONT_MATTER = re.compile(
    r"---[ \t]*\n"
    r"(?P<yaml>(?:[ \t]*(?:\#.*)?\n)*[\w-]+[ \t]*:(?:[ \t].*)?\n(?:.*\n)*?)"
    r"(?:---|\.\.\.)[ \t]*(?:\n|\Z)"
)
_ABSENT = frozenset({"", "~", "null"})
_WEB_ADDRESS = re.compile(r"https?://[^\s/]\S*", re.IGNORECASE)
_LINES_ABOVE = 1
_MAX_CHARS = 50_000
_MAX_VALUE_CHARS = 2_000

Entry = Mapping[str, object]


def has_front_matter(text: str) -> bool:
    """True if the text opens with ``---``, a ``key:`` and, further down, the closing ``---``."""
    return _FRONT_MATTER.match(text) is not None


def split_front_matter(text: str) -> tuple[Metadata, str]:
    """Return what the front matter says, and the text below it; without front matter, nothing and ``text``.

    Keys that are not ours are passed over, empty values count as absent.

    Raises:
        UnreadableFileError: naming the line, if the YAML is broken or a value is not of the kind expected.
    """
    found = _FRONT_MATTER.match(text)
    if not found:
        return Metadata(), text
    if len(found["yaml"]) > _MAX_CHARS:
        raise UnreadableFileError(
            f"has front matter of {len(found['yaml']):,} characters; expected {_MAX_CHARS:,} at most"
        )
    return _Reader(found["yaml"]).metadata(), text[found.end() :]


class _Reader:
    """The front matter of one file, with the line of each key at hand for what is wrong with it."""

    def __init__(self, source: str) -> None:
        self._lines = source.split("\n")
        try:
            # Reads text, lists and mappings only: safer than SafeLoader, and it leaves 2024-09 and 2024 as typed.
            entries = yaml.load(source, Loader=yaml.BaseLoader)  # noqa: S506
        except (yaml.YAMLError, OverflowError, RecursionError, ValueError) as error:
            # All but the first are what the library lets through: of "\U99999999", of 10,000 brackets.
            mark = getattr(error, "problem_mark", None)
            problem = getattr(error, "problem", None) or "it is no YAML"
            self._fail(min(mark.line + 1, source.count("\n")) if mark else 1, f"is broken: {problem}")
        if not isinstance(entries, dict):
            self._fail(1, "is broken: expected lines of key: value")
        self._entries: Entry = entries

    def metadata(self) -> Metadata:
        entries = self._entries
        return Metadata(
            title=self._text(entries, "title"),
            date=self._date(entries),
            publisher=self._text(entries, "publisher"),
            url=self._url(entries),
            language=self._text(entries, "language"),
            kind=self._text(entries, "kind"),
            sources=self._sources(entries),
            aliases=self._aliases(entries),
        )

    def _sources(self, entries: Entry) -> tuple[Source, ...]:
        listed = entries.get("sources")
        if listed is None or (isinstance(listed, str) and listed in _ABSENT):
            return ()
        if not isinstance(listed, Sequence) or isinstance(listed, str):
            self._fail_at("sources", "is not a list; write each source as an item with a title")
        return tuple(self._source(item) for item in listed)

    def _aliases(self, entries: Entry) -> tuple[str, ...]:
        listed = entries.get("aliases")
        if listed is None or (isinstance(listed, str) and listed in _ABSENT):
            return ()
        if not isinstance(listed, Sequence) or isinstance(listed, str):
            self._fail_at("aliases", "is not a list; write [one name, another name]")
        if not all(isinstance(name, str) for name in listed):
            self._fail_at("aliases", "has an item that is not a line of text")
        return tuple(" ".join(clean(name).split()) for name in listed)

    def _source(self, item: object) -> Source:
        title = self._text(item, "title") if isinstance(item, dict) else None
        if not isinstance(item, dict) or not title:
            self._fail_at("sources", "has an item without a title; write each as a title, publisher, date and url")
        return Source(title=title, publisher=self._text(item, "publisher"), date=self._date(item), url=self._url(item))

    def _text(self, entries: Entry, key: str) -> str | None:
        value = entries.get(key)
        if value is None:
            return None
        if not isinstance(value, str):
            self._fail_at(key, "is not a line of text")
        value = " ".join(clean(value).split())
        if len(value) > _MAX_VALUE_CHARS:
            self._fail_at(key, f"is {len(value):,} characters long; expected {_MAX_VALUE_CHARS:,} at most")
        return None if value in _ABSENT else value

    def _date(self, entries: Entry) -> str | None:
        value = self._text(entries, "date")
        if value is None:
            return None
        found = iso_date(value)
        if found is None:
            self._fail_at("date", f"is {value!r}; expected YYYY, YYYY-MM or YYYY-MM-DD", value)
        return found

    def _url(self, entries: Entry) -> str | None:
        value = self._text(entries, "url")
        if value is not None and not _WEB_ADDRESS.fullmatch(value):
            self._fail_at("url", f"is {value!r}; expected an address that begins with https:// or http://", value)
        return value

    def _fail_at(self, key: str, problem: str, value: str = "") -> NoReturn:
        """Raise for a key: on the first line that has both key and value, else on the first that has the key."""
        having = [number for number, line in enumerate(self._lines, 1) if re.match(rf"[\s-]*{key}\s*:", line)]
        exact = [number for number in having if value and value in self._lines[number - 1]]
        self._fail(next(iter(exact + having), 1), f"has a {key} that {problem}")

    def _fail(self, yaml_line: int, problem: str) -> NoReturn:
        raise UnreadableFileError(f"has front matter that on line {yaml_line + _LINES_ABOVE} {problem}")
