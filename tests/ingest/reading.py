"""Short ways to see a draft or a document in a test."""

from kiddqa.ingest.draft import Draft
from kiddqa.records import BlockKind, Document

Seen = list[tuple[str, str]]


def seen(source: Draft | Document) -> Seen:
    """Return kind and text of every block, headings and list items with their level: ``("heading 1", "Title")``."""
    return [
        (f"{block.kind} {block.level}" if block.level else str(block.kind), source.text[block.start : block.end])
        for block in source.blocks
    ]


def texts(source: Draft | Document, kind: BlockKind) -> list[str]:
    """Return the text of every block of a kind."""
    return [source.text[block.start : block.end] for block in source.blocks if block.kind is kind]
