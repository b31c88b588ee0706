"""What every loader hands over, a Draft, in; a finished Document out.

A loader of marked-up text collects **parts** and lets ``join_parts`` lay them one below the other; a loader of
plain text finds the blocks in the text it has. Either way the text is cleaned and NFC-normalised before the first
offset is counted, and never touched again.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace

from kiddqa.ingest.boilerplate import find_boilerplate
from kiddqa.ingest.titles import choose_title
from kiddqa.records import Block, BlockKind, Document, Source

_LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")
_CELL_GAP = " | "
_MAX_HEADING_CHARS = 500
_MAX_VALUE_CHARS = 500
_MAX_URL_CHARS = 2_000
_DENSE = frozenset({BlockKind.LIST_ITEM, BlockKind.TABLE_ROW})
_MAY_BE_BOILERPLATE = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST_ITEM})


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What a file says about itself; None where it says nothing. Fields as in ``Document``."""

    title: str | None = None
    date: str | None = None
    publisher: str | None = None
    url: str | None = None
    language: str | None = None
    kind: str | None = None
    sources: tuple[Source, ...] = ()
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The text of one block, not yet cleaned or placed."""

    text: str
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    """As in ``Block``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A file's cleaned text with its structure, before it gets an id, a title and a hash."""

    text: str
    blocks: tuple[Block, ...]
    metadata: Metadata = Metadata()
    page_starts: tuple[int, ...] = ()


def clean(text: str) -> str:
    r"""Return ``text`` in NFC with ``\n`` line ends, without byte order marks and control characters but tabs.

    Gone too are the characters that override the direction of writing: a quote must read as it was written.
    """
    return unicodedata.normalize("NFC", _UNSEEN.sub("", _LINE_END.sub("\n", text)))


def table_row(cells: Iterable[str]) -> Part:
    """Return a row with ``|`` between its cells, each on one line; a row without text is a part without text."""
    texts = [" ".join(cell.split()) for cell in cells]
    return Part(text=_CELL_GAP.join(texts) if any(texts) else "", kind=BlockKind.TABLE_ROW)


def join_parts(parts: Iterable[Part], metadata: Metadata) -> Draft:
    """Lay parts below each other: list items and table rows on the next line, all else after a blank line.

    Parts without text are left out. Paragraphs and list items that are boilerplate are marked as such. What is called
    a heading and is longer than 500 characters is a paragraph: headings go with every passage below them.
    """
    kept = [_placed(part, text) for part in parts if (text := clean(part.text).strip())]
    boilerplate = find_boilerplate([part.text for part in kept])
    blocks: list[Block] = []
    pieces: list[str] = []
    length = 0
    for number, part in enumerate(kept):
        dense = number > 0 and part.kind in _DENSE and kept[number - 1].kind == part.kind
        gap = "" if number == 0 else "\n" if dense else "\n\n"
        start = length + len(gap)
        length = start + len(part.text)
        pieces += (gap, part.text)
        if number in boilerplate and part.kind in _MAY_BE_BOILERPLATE:
            blocks.append(Block(start=start, end=length, kind=BlockKind.BOILERPLATE))
        else:
            blocks.append(Block(start=start, end=length, kind=part.kind, level=part.level))
    return Draft(text="".join(pieces), blocks=tuple(blocks), metadata=metadata)


def _placed(part: Part, text: str) -> Part:
    if part.kind is BlockKind.HEADING and len(text) > _MAX_HEADING_CHARS:
        return Part(text=text)
    return replace(part, text=text)


def finish(draft: Draft, *, document_id: str, format_name: str) -> Document:
    """Return the document of a draft, with its title, id and the hash of its text."""
    about = draft.metadata
    title = choose_title(about.title and clean(about.title), draft.text, draft.blocks, document_id)
    return Document(
        id=document_id,
        title=title,
        text=draft.text,
        sha256=hashlib.sha256(draft.text.encode()).hexdigest(),
        format=format_name,
        blocks=draft.blocks,
        page_starts=draft.page_starts,
        date=about.date,
        publisher=_one_line(about.publisher),
        url=_one_line(about.url, _MAX_URL_CHARS),
        language=_one_line(about.language),
        kind=_one_line(about.kind),
        sources=about.sources,
        aliases=tuple(name for alias in about.aliases if (name := _one_line(alias))),
    )


def _one_line(value: str | None, most_chars: int = _MAX_VALUE_CHARS) -> str | None:
    """Return the value on one line; None where there is none, or none of that length."""
    line = " ".join(clean(value).split()) if value else ""
    return line if 0 < len(line) <= most_chars else None
