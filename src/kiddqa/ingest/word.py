"""A Word (DOCX) file's bytes in; a Draft of its headings, paragraphs, lists and tables in their order out.

python-docx opens the package and names the styles. The text is taken from the XML elements, since the library's own
reading passes over tracked insertions, content controls and text boxes.
"""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import docx
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from kiddqa.errors import UnreadableFileError
from kiddqa.ingest.draft import Draft, Metadata, Part, join_parts, table_row
from kiddqa.records import BlockKind

_MAX_UNPACKED_BYTES = 500_000_000
_ALWAYS_UNPACKED_BYTES = 20_000_000
_MAX_UNPACKED_RATIO = 200
_MAX_MEMBERS = 10_000
_HEADING_STYLE = re.compile(r"heading (?P<level>[1-6])", re.IGNORECASE)
_LIST_STYLE = re.compile(r"list (?:bullet|number|paragraph|continue)?\s*(?P<level>[1-9])?", re.IGNORECASE)
_TEMPLATE_AUTHOR = "python-docx"  # its empty template carries a creation date of its own, of 2013

_PARAGRAPH, _TABLE, _ROW, _CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
_TEXT, _TEXT_BOX = qn("w:t"), qn("w:txbxContent")
_PROPERTIES, _NUMBERING, _DEPTH, _VALUE = qn("w:pPr"), qn("w:numPr"), qn("w:ilvl"), qn("w:val")
_SPACES = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_UNSEEN = frozenset(
    {qn("w:del"), qn("w:moveFrom"), qn("w:rPr"), _PROPERTIES}
    | {"{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
)

Element = Any  # lxml has no types


def load(data: bytes) -> Draft:
    """Return the draft of a Word file; headers, footers and notes are left out.

    Raises:
        UnreadableFileError: if the file would unpack to more than 500 MB, to far more than its own size, or to more
            than 10,000 parts.
    """
    _refuse_bomb(data)
    document = docx.Document(BytesIO(data))
    about = document.core_properties
    created = None if about.author == _TEMPLATE_AUTHOR else about.created
    metadata = Metadata(
        title=about.title or None,
        date=created.date().isoformat() if created else None,
        language=about.language or None,
    )
    return join_parts(_parts(document.element.body, document), metadata)


def _refuse_bomb(data: bytes) -> None:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        members = archive.infolist()
    if len(members) > _MAX_MEMBERS:
        raise UnreadableFileError(f"has {len(members):,} parts; a Word file has {_MAX_MEMBERS:,} at most")
    # What is declared here binds: no part is unpacked beyond it.
    unpacked = sum(member.file_size for member in members)
    if unpacked > max(_ALWAYS_UNPACKED_BYTES, _MAX_UNPACKED_RATIO * len(data)):
        raise UnreadableFileError(
            f"unpacks to {unpacked / 1e6:,.4g} MB, more than {_MAX_UNPACKED_RATIO} times its size; save it anew"
        )
    if unpacked > _MAX_UNPACKED_BYTES:
        raise UnreadableFileError(
            f"unpacks to {unpacked / 1e6:,.4g} MB; at most {_MAX_UNPACKED_BYTES / 1e6:,.4g} MB are unpacked"
        )


def _parts(element: Element, document: Any) -> Iterator[Part]:  # noqa: ANN401  (python-docx is not typed for us)
    for child in element:
        if child.tag in _UNSEEN:
            continue
        if child.tag == _PARAGRAPH:
            yield _paragraph_part(child, document)
            yield from _parts(child, document)
        elif child.tag == _TABLE:
            yield from _rows(child)
        else:
            yield from _parts(child, document)


def _paragraph_part(element: Element, document: Any) -> Part:  # noqa: ANN401
    text = "".join(_texts(element))
    styles = _style_names(element, document)
    for name in styles:
        if name.casefold() == "title":
            return Part(text=text, kind=BlockKind.HEADING, level=1)
        if found := _HEADING_STYLE.fullmatch(name):
            return Part(text=text, kind=BlockKind.HEADING, level=int(found["level"]))
    numbering = element.find(f"{_PROPERTIES}/{_NUMBERING}")
    if numbering is not None:
        depth = numbering.find(_DEPTH)
        return Part(text=text, kind=BlockKind.LIST_ITEM, level=1 if depth is None else _list_level(depth.get(_VALUE)))
    for name in styles:
        if found := _LIST_STYLE.fullmatch(name):
            return Part(text=text, kind=BlockKind.LIST_ITEM, level=int(found["level"] or 1))
    return Part(text=text)


def _list_level(depth: str | None) -> int:
    """Return the level, from 1, of a depth from 0 to 8; 1 where the file says something else."""
    return 1 + int(depth) if depth and re.fullmatch("[0-8]", depth) else 1


def _style_names(element: Element, document: Any) -> list[str]:  # noqa: ANN401
    """Return the names of the paragraph's style and of the styles that it is based on."""
    style = Paragraph(element, document).style
    names: list[str] = []
    while style is not None and style.name and style.name not in names:
        names.append(style.name)
        style = style.base_style
    return names


def _texts(element: Element) -> Iterator[str]:
    """Yield the pieces of a paragraph's own text, without that of text boxes anchored in it."""
    for child in element:
        if child.tag == _TEXT:
            yield child.text or ""
        elif child.tag in _SPACES:
            yield _SPACES[child.tag]
        elif child.tag not in _UNSEEN and child.tag not in {_TEXT_BOX, _PARAGRAPH}:
            yield from _texts(child)


def _rows(table: Element) -> Iterator[Part]:
    """Yield every row; those of a table within a cell follow the row they stand in."""
    for row in table.iter(_ROW):
        yield table_row(_cell_text(cell) for cell in row.iter(_CELL) if next(cell.iterancestors(_ROW)) is row)


def _cell_text(cell: Element) -> str:
    own = (paragraph for paragraph in cell.iter(_PARAGRAPH) if next(paragraph.iterancestors(_CELL)) is cell)
    return " ".join("".join(_texts(paragraph)) for paragraph in own)
