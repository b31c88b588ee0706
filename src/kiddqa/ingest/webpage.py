"""An HTML page's bytes in; a Draft of its main content, without menus and footers, out.

trafilatura finds the main content and the metadata; where it finds next to nothing, the whole of ``<main>``,
``<article>`` or ``<body>`` is taken. Both are trees of elements, and one walk turns either into parts.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

import trafilatura

from kiddqa.ingest.dates import iso_date
from kiddqa.ingest.decode import decode
from kiddqa.ingest.draft import Draft, Metadata, Part, clean, join_parts, table_row
from kiddqa.records import BlockKind

_HEADING = re.compile(r"h[1-6]")
_UNSEEN = frozenset({"aside", "button", "footer", "form", "iframe", "nav", "noscript", "object", "select", "svg"})
_NEVER_SEEN = frozenset({"head", "link", "meta", "script", "style", "template", "title"})
_BREAKS = frozenset({"br", "lb"})
_ITEMS = frozenset({"dd", "dt", "item", "li"})
_LISTS = frozenset({"dl", "list", "ol", "ul"})
_ROWS = frozenset({"row", "tr"})
_CELLS = frozenset({"cell", "td", "th"})
_BLOCKS = (
    _ITEMS
    | _LISTS
    | {"address", "article", "blockquote", "body", "div", "figcaption", "figure", "header", "html", "main"}
    | {"p", "quote", "section", "table"}
)
_DEFAULT_LEVEL = 2
_MIN_MAIN_CHARS = 250  # below it trafilatura hands over all text in one piece, with spaces of its own

Element = Any  # lxml has no types


def load(data: bytes) -> Draft:
    """Return the draft of a web page.

    Raises:
        UnreadableFileError: if the bytes are no text in a known encoding.
    """
    html = clean(decode(data))
    tree = trafilatura.load_html(html)
    found = trafilatura.bare_extraction(
        html,
        with_metadata=True,
        include_comments=False,
        # Only dates that the page declares; trafilatura would otherwise guess one from the text.
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    parts = list(_main_parts(found.body)) if found is not None and found.body is not None else []
    if sum(len(part.text) for part in parts) < _MIN_MAIN_CHARS and tree is not None:
        parts = list(_whole_parts(tree))
    return join_parts(parts, _metadata(found, tree))


def _metadata(found: Element | None, tree: Element | None) -> Metadata:
    language = tree.get("lang") if tree is not None else None
    if found is None:
        title = tree.findtext(".//title") if tree is not None else None
        return Metadata(title=title, language=language)
    return Metadata(
        title=found.title,
        date=iso_date(found.date or ""),
        publisher=found.sitename,
        url=_web_address(found.url),
        language=language,
    )


def _web_address(url: str | None) -> str | None:
    try:
        parts = urlsplit(url or "")
    except ValueError:  # http://[
        return None
    return url if parts.scheme in {"http", "https"} and parts.netloc else None


def _main_parts(body: Element) -> Iterator[Part]:
    return _Walk(heading_tag="head").parts(body)


def _whole_parts(tree: Element) -> Iterator[Part]:
    roots = (element for tag in ("main", "article", "body") for element in tree.iter(tag))
    return _Walk().parts(next(roots, tree))


@dataclass(slots=True, kw_only=True)
class _Walk:
    """Turns a tree of elements into parts: text gathers until a block begins or ends."""

    heading_tag: str | None = None
    """A tag that is a heading besides h1 to h6: trafilatura writes ``<head rend="h2">``."""
    _gathered: list[str] = field(default_factory=list)

    def parts(self, root: Element) -> Iterator[Part]:
        """Yield the parts below ``root`` in order."""
        yield from self._block(root, Part(text=""), depth=0)

    def _block(self, element: Element, kind: Part, depth: int) -> Iterator[Part]:
        """Yield the parts of ``element``; ``kind`` is a part without text, telling what its own text is."""
        yield from self._inside(element, kind, depth)
        yield from self._flush(kind)

    def _inside(self, element: Element, kind: Part, depth: int) -> Iterator[Part]:
        self._gather(element.text)
        for child in element:
            if isinstance(child.tag, str):
                yield from self._child(child, kind, depth)
            self._gather(child.tail)

    def _child(self, child: Element, kind: Part, depth: int) -> Iterator[Part]:
        tag = child.tag
        if tag in _BREAKS:
            self._gathered.append("\n")
        elif tag == self.heading_tag or _HEADING.fullmatch(tag):
            yield from self._flush(kind)
            yield from self._block(child, Part(text="", kind=BlockKind.HEADING, level=_heading_level(child)), depth)
        elif tag in _UNSEEN or tag in _NEVER_SEEN:
            return
        elif tag in _ROWS:
            yield from self._flush(kind)
            yield table_row(_cells(child))
        elif tag == "pre":
            yield from self._flush(kind)
            yield replace(kind, text="".join(child.itertext()))
        elif tag in _BLOCKS:
            yield from self._flush(kind)
            below = depth + (tag in _LISTS)
            item = Part(text="", kind=BlockKind.LIST_ITEM, level=max(below, 1))
            yield from self._block(child, item if tag in _ITEMS else kind, below)
        else:
            yield from self._inside(child, kind, depth)

    def _gather(self, text: str | None) -> None:
        if text:
            self._gathered.append(re.sub(r"\s+", " ", text))

    def _flush(self, kind: Part) -> Iterator[Part]:
        text = re.sub(r" *\n *", "\n", re.sub(r" {2,}", " ", "".join(self._gathered)))
        self._gathered.clear()
        if text.strip():
            yield replace(kind, text=text)


def _heading_level(heading: Element) -> int:
    name = heading.get("rend") or heading.tag
    return int(name[1]) if _HEADING.fullmatch(name) else _DEFAULT_LEVEL


def _cells(row: Element) -> Iterator[str]:
    for cell in row:
        if cell.tag in _CELLS:
            yield " ".join(part.text for part in _Walk().parts(cell))
