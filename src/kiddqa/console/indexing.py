"""An indexing run in; what was taken, what was not and what was written out."""

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from kiddqa.console.screen import folded, screen, show_line, show_paragraph
from kiddqa.ingest.folder import Skipped
from kiddqa.records import Document
from kiddqa.wire import Json
from kiddqa.wiring import Indexed
from kiddqa.wording import count

_LEAST_TITLE, _FORMAT_TO_TITLE = 12, 24
"""Columns of the screen: what a title is never cut below, and what stands between document id and title."""


def show(indexed: Indexed) -> None:
    """Print a row a document, the skipped files, and a summary."""
    _show_taken(indexed.documents)
    show_skipped(indexed.skipped)
    built = indexed.built
    counts = f"{count(built.documents, 'document')}, {count(built.passages, 'passage')} in {built.seconds:.1f} s"
    vectors = f"{built.embedded:,} embedded, {built.reused:,} unchanged and reused"
    screen().print()
    show_paragraph(Text(f"{counts}; {vectors}."), mark=Text())
    show_line(f"{built.name} is live in {indexed.embeddings}.")


def _show_taken(documents: Sequence[Document]) -> None:
    out = screen()
    ids = [folded(document.id) for document in documents]
    id_columns = min(max(map(len, ids)), out.width // 2)
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("taken", overflow="fold", max_width=id_columns)
    table.add_column("format", no_wrap=True)
    table.add_column("characters", justify="right", no_wrap=True)
    table.add_column("title", no_wrap=True, max_width=max(_LEAST_TITLE, out.width - id_columns - _FORMAT_TO_TITLE))
    for document_id, document in zip(ids, documents, strict=True):
        cells = (document_id, document.format, f"{len(document.text):,}", folded(document.title))
        table.add_row(*(Text(cell) for cell in cells))
    out.print(table)


def show_skipped(skipped: Sequence[Skipped]) -> None:
    """Print the files that were not taken, if any, each with its reason, on standard error."""
    if not skipped:
        return
    table = Table(box=None, header_style="bold yellow", pad_edge=False)
    table.add_column("not taken", overflow="fold")
    table.add_column("reason")
    for file in skipped:
        table.add_row(Text(folded(file.path)), Text(folded(file.reason)))
    screen(errors=True).print(table)


def to_json(indexed: Indexed) -> Json:
    """Return what ``kiddqa index --json`` prints."""
    built = indexed.built
    return {
        "corpus": str(indexed.corpus),
        "embeddings": str(indexed.embeddings),
        "generation": built.name,
        "documents": [{"id": document.id, "title": document.title} for document in indexed.documents],
        "skipped": [{"path": file.path, "reason": file.reason} for file in indexed.skipped],
        "passages": built.passages,
        "embedded": built.embedded,
        "reused": built.reused,
        "seconds": round(built.seconds, 3),
    }
