"""What a parser process and its parent say to each other: frames of bytes with JSON in them, and no pickles.

    frame     8 bytes, the number of bytes that follow, most significant first; then these bytes
    request   two frames: the document's id in UTF-8, and the file's bytes
    reply     one frame: ``{"document": {…}}`` or ``{"reason": "has no text"}``

A hostile file may have taken over the parser, so the parent believes nothing: ``unpack_reply`` checks each type and
each offset, and makes the hash anew.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import BinaryIO, NoReturn, cast

from kiddqa.errors import UnreadableFileError
from kiddqa.ingest.draft import clean
from kiddqa.ingest.parse import MAX_BLOCKS
from kiddqa.records import Block, BlockKind, Document, Source

READY = b"ready"
"""The frame that a parser process opens with."""
OUT_OF_MEMORY = 3
"""The exit code of a parser process that has used up its memory."""
_LENGTH_BYTES = 8
_MAX_VALUE_CHARS = 2_000
_MAX_REASON_CHARS = 300
_MAX_LISTED = 10_000
_OPTIONAL = ("date", "publisher", "url", "language", "kind")
_MAX_LEVEL = 10_000

Json = Mapping[str, object]


def frame_head(length: int) -> bytes:
    """Return what stands in front of a payload of ``length`` bytes."""
    return length.to_bytes(_LENGTH_BYTES, "big")


def read_frame(stream: BinaryIO) -> bytes | None:
    """Return the next payload, or None at the end of the stream."""
    head = stream.read(_LENGTH_BYTES)
    return stream.read(int.from_bytes(head, "big")) if len(head) == _LENGTH_BYTES else None


def pack_document(document: Document) -> bytes:
    """Return the reply that carries a document."""
    fields = {
        **{name: getattr(document, name) for name in ("id", "title", "text", "format", *_OPTIONAL)},
        "blocks": [[block.start, block.end, block.kind.value, block.level] for block in document.blocks],
        "page_starts": document.page_starts,
        "sources": [[source.title, source.publisher, source.date, source.url] for source in document.sources],
        "aliases": document.aliases,
    }
    return json.dumps({"document": fields}, ensure_ascii=False).encode()


def pack_reason(reason: str) -> bytes:
    """Return the reply that says why there is no document."""
    return json.dumps({"reason": reason}).encode()


def most_reply_bytes(max_chars: int) -> int:
    """Return how long the reply to a file may be whose text has at most ``max_chars`` code points."""
    text, block, rest = 4 * max_chars, 60 * MAX_BLOCKS, 2_000_000
    return text + block + rest


def unpack_reply(reply: bytes, *, document_id: str, max_chars: int) -> Document:
    """Return the document that a reply carries.

    Raises:
        UnreadableFileError: with the reason that it carries instead.
        ValueError: if it is no reply, or not to the question for ``document_id``.
    """
    try:
        said = json.loads(reply)
    except RecursionError as error:
        raise ValueError("a reply is nested too deeply") from error
    match said:
        case {"reason": str(reason)}:
            raise UnreadableFileError(" ".join(clean(reason).split())[:_MAX_REASON_CHARS])
        case {"document": dict(fields)}:
            return _document(fields, document_id, max_chars)
        case _:
            raise ValueError("a reply is neither a document nor a reason")


def _document(fields: Json, document_id: str, max_chars: int) -> Document:
    text = _string(fields.get("text"), max_chars)
    if fields.get("id") != document_id:
        _refuse("it is about another file")
    optional = {name: _optional_string(fields.get(name)) for name in _OPTIONAL}
    return Document(
        id=document_id,
        title=_string(fields.get("title")),
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        format=_string(fields.get("format")),
        blocks=tuple(_blocks(fields.get("blocks"), text)),
        page_starts=tuple(_page_starts(fields.get("page_starts"), len(text))),
        sources=tuple(_source(row) for row in _list(fields.get("sources"))),
        aliases=tuple(_string(name) for name in _list(fields.get("aliases"))),
        **optional,
    )


def _blocks(rows: object, text: str) -> Iterator[Block]:
    """Yield blocks that are in order, do not overlap, and leave out nothing but white space."""
    beyond = 0
    for row in _list(rows, MAX_BLOCKS):
        start, end, kind, level = _list(row, 4)
        block = Block(start=_number(start), end=_number(end), kind=BlockKind(_string(kind)), level=_number(level))
        if not (beyond <= block.start < block.end <= len(text) and block.level <= _MAX_LEVEL):
            _refuse(f"a block is at {block.start} to {block.end} of {len(text)}")
        if text[beyond : block.start].strip():
            _refuse(f"no block holds what stands at {beyond}")
        beyond = block.end
        yield block
    if beyond == 0 or text[beyond:].strip():
        _refuse(f"no block holds what stands at {beyond}")


def _page_starts(starts: object, length: int) -> Iterator[int]:
    before = 0
    for start in map(_number, _list(starts)):
        if not before <= start <= length:
            _refuse(f"a page begins at {start} of {length}")
        before = start
        yield start


def _source(row: object) -> Source:
    title, publisher, date, url = _list(row, 4)
    return Source(
        title=_string(title),
        publisher=_optional_string(publisher),
        date=_optional_string(date),
        url=_optional_string(url),
    )


def _list(value: object, most: int = _MAX_LISTED) -> list[object]:
    if not isinstance(value, list) or len(value) > most:
        _refuse("a list is none, or too long")
    return cast("list[object]", value)


def _string(value: object, most_chars: int = _MAX_VALUE_CHARS) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= most_chars:
        _refuse("a text is none, or too long")
    value.encode()  # a lone surrogate is refused with a ValueError
    return value


def _optional_string(value: object) -> str | None:
    return None if value is None else _string(value)


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        _refuse("a number is none, or negative")
    return value


def _refuse(problem: str) -> NoReturn:
    raise ValueError(f"no reply of a parser: {problem}")
