"""Records in, rows of the passage store out, and back."""

import json
from typing import Any

from kiddqa.index.files import sha256_of_text
from kiddqa.records import Block, BlockKind, Document, Passage, Source

DOCUMENT_COLUMNS = (
    "id, title, text, sha256, format, blocks, page_starts, date, publisher, url, language, kind, sources, aliases"
)


def document_row(document: Document) -> tuple[str | None, ...]:
    """Return the values of ``DOCUMENT_COLUMNS``; what has parts is JSON."""
    blocks = [(block.start, block.end, block.kind.value, block.level) for block in document.blocks]
    sources = [(source.title, source.publisher, source.date, source.url) for source in document.sources]
    return (
        document.id,
        document.title,
        document.text,
        document.sha256,
        document.format,
        _json(blocks),
        _json(document.page_starts),
        document.date,
        document.publisher,
        document.url,
        document.language,
        document.kind,
        _json(sources),
        _json(document.aliases),
    )


def document_of(row: tuple[Any, ...]) -> Document:
    """Return the document whose values of ``DOCUMENT_COLUMNS`` these are."""
    (
        document_id,
        title,
        text,
        sha256,
        form,
        blocks,
        page_starts,
        date,
        publisher,
        url,
        language,
        kind,
        sources,
        aliases,
    ) = row
    return Document(
        id=document_id,
        title=title,
        text=text,
        sha256=sha256,
        format=form,
        blocks=tuple(
            Block(start=start, end=end, kind=BlockKind(name), level=level)
            for start, end, name, level in json.loads(blocks)
        ),
        page_starts=tuple(json.loads(page_starts)),
        date=date,
        publisher=publisher,
        url=url,
        language=language,
        kind=kind,
        sources=tuple(
            Source(title=name, publisher=by, date=when, url=where) for name, by, when, where in json.loads(sources)
        ),
        aliases=tuple(json.loads(aliases)),
    )


def passage_row(passage: Passage) -> tuple[int | str, ...]:
    """Return start, end, heading, sentences, and the hash of what is embedded."""
    return (
        passage.start,
        passage.end,
        _json(passage.heading),
        _json(passage.sentences),
        sha256_of_text(passage.context_text),
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
