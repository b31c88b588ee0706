"""A document and the slices that an address asks for in; the page that shows them marked out."""

from bisect import bisect_left
from collections.abc import Sequence

from kiddqa.engine import Engine
from kiddqa.records import Document, Range
from kiddqa.serve.addresses import HASH_DIGITS, document_address
from kiddqa.serve.lines import document_line
from kiddqa.serve.marks import joined, mark_document
from kiddqa.serve.pages import DocumentPage, Neighbour
from kiddqa.wording import count

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
    documents = engine.index.documents()
    place = bisect_left(documents, document.id, key=lambda other: other.id)  # reads a few of them, not all
    return DocumentPage(
        title=f"{document.title} · kiddqa",
        heading=shown.title,
        document=document_line(document),
        length=count(len(document.text.split()), "word"),
        groups=shown.groups,
        plain=shown.plain,
        note=note,
        marks=len(joined(marked)),
        earlier=_neighbour(documents[place - 1]) if place > 0 else None,
        later=_neighbour(documents[place + 1]) if place + 1 < len(documents) else None,
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


def _neighbour(document: Document) -> Neighbour:
    return Neighbour(title=document.title, address=document_address(document.id))
