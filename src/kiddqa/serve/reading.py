"""A document and the slices that an address asks for in; the page that shows them marked out."""

from collections.abc import Sequence

from kiddqa.engine import Engine
from kiddqa.records import Document, Range
from kiddqa.serve.addresses import HASH_DIGITS, document_address
from kiddqa.serve.lines import document_line
from kiddqa.serve.marks import joined, mark_document
from kiddqa.serve.pages import DocumentPage, Neighbour

_LONGEST_OFFSET = len("1000000000000")
MAX_SLICES = 100
"""How many slices an address may ask for."""


def document_page(
    engine: Engine, document: Document, *, starts: Sequence[str], ends: Sequence[str], sha256: str | None
) -> DocumentPage:
    """Return the page of a document; ``starts``, ``ends`` and ``sha256`` are as they stood in the address.

    Where they do not fit the document nothing is marked, and a note says why: no mark is better than a wrong one.
    """
    marked, note = _asked_slices(document, starts, ends, sha256)
    shown = mark_document(document, marked)
    ids = [other.id for other in engine.index.documents()]
    place = ids.index(document.id)
    return DocumentPage(
        title=f"{document.title} · kiddqa",
        heading=shown.title,
        document=document_line(document),
        groups=shown.groups,
        plain=shown.plain,
        note=note,
        marks=len(joined(marked)),
        earlier=_neighbour(engine, ids[:place][-1:]),
        later=_neighbour(engine, ids[place + 1 :][:1]),
        index=engine.index.name,
    )


def _asked_slices(
    document: Document, starts: Sequence[str], ends: Sequence[str], sha256: str | None
) -> tuple[list[Range], str | None]:
    """Return the slices to mark, or none and why."""
    if not starts and not ends:
        return [], None
    if sha256 is not None and not document.sha256.startswith(sha256[:HASH_DIGITS]):
        return [], "The document has changed since this link was made, so nothing is marked. Ask the question again."
    if len(starts) != len(ends) or not all(map(_is_offset, [*starts, *ends])):
        return [], "The address does not name the slice to mark by two whole numbers, so nothing is marked."
    if len(starts) > MAX_SLICES:
        return [], f"The address asks for {len(starts)} slices and at most {MAX_SLICES} are marked, so none is."
    slices = [Range(int(start), int(end)) for start, end in zip(starts, ends, strict=True)]
    reason = next(filter(None, (_misfit(document, asked) for asked in slices)), None)
    return ([], reason) if reason else (slices, None)


def _is_offset(text: str) -> bool:
    """Return whether ``text`` is a whole number of a size that an offset can have."""
    return text.isascii() and text.isdigit() and len(text) <= _LONGEST_OFFSET


def _misfit(document: Document, asked: Range) -> str | None:
    length = len(document.text)
    if not asked.start < asked.end <= length:
        return (
            f"The address asks for characters {asked.start:,} to {asked.end:,} of a document that has {length:,}, "
            "so nothing is marked."
        )
    if not document.text[asked.start : asked.end].strip():
        return "The address asks for a slice that holds no words, so nothing is marked."
    return None


def _neighbour(engine: Engine, ids: Sequence[str]) -> Neighbour | None:
    found = engine.index.document(ids[0]) if ids else None
    return Neighbour(title=found.title, address=document_address(found.id)) if found else None
