"""A file's bytes and id in; its Document out: the format is told, its loader run, and what comes out is bounded.

    what the file holds   loader
    plain text            text.py
    Markdown              markdown.py
    HTML                  webpage.py
    PDF                   pdf.py
    Word (DOCX)           word.py

A loader is imported when the first file of its format comes: each brings a heavy library. A hostile file can make a
parser do anything, so the product calls this in a process of its own, by way of ``sandbox``.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Protocol, cast

from kiddqa.errors import UnreadableFileError
from kiddqa.ingest.draft import Draft, finish
from kiddqa.ingest.sniff import Format, sniff
from kiddqa.records import Document

_LOADERS = {
    Format.TEXT: ("kiddqa.ingest.text", "text"),
    Format.MARKDOWN: ("kiddqa.ingest.markdown", "Markdown"),
    Format.HTML: ("kiddqa.ingest.webpage", "HTML"),
    Format.PDF: ("kiddqa.ingest.pdf", "PDF"),
    Format.DOCX: ("kiddqa.ingest.word", "Word"),
}
MAX_BLOCKS = 200_000
"""Most headings, paragraphs, list items and table rows of a document."""


class _Loader(Protocol):
    def load(self, data: bytes) -> Draft: ...


def parse(data: bytes, document_id: str, *, max_chars: int) -> Document:
    """Return the document of a file.

    Args:
        data: The whole file, not empty.
        document_id: Its path below the corpus folder.
        max_chars: Longest text, in code points.

    Raises:
        UnreadableFileError: with the reason, if it cannot become a document.
        MemoryError: if there is not enough memory for it.
    """
    with _failures_as_reasons("a document"):
        file_format = sniff(data, document_id.rsplit("/", maxsplit=1)[-1])
    module, name = _LOADERS[file_format]
    loader = cast(_Loader, import_module(module))
    with _failures_as_reasons(name):
        draft = loader.load(data)
        _refuse_too_much(draft, max_chars)
        return finish(draft, document_id=document_id, format_name=file_format.value)


@contextmanager
def _failures_as_reasons(name: str) -> Iterator[None]:
    """Turn whatever is raised within into the reason why the file could not be read as a ``name``."""
    try:
        yield
    except (UnreadableFileError, MemoryError):
        raise
    except RecursionError:
        raise UnreadableFileError(f"is nested too deeply to be read as {name}; save it as plain text") from None
    except Exception as error:
        # The one broad except: a parser given a hostile file raises anything, and one file must not end them all.
        what = " ".join(str(error).split()) or type(error).__name__
        raise UnreadableFileError(f"could not be read as {name}: {what}") from error


def _refuse_too_much(draft: Draft, max_chars: int) -> None:
    if not draft.blocks:
        raise UnreadableFileError("has no text")
    if len(draft.text) > max_chars:
        raise UnreadableFileError(
            f"has {len(draft.text):,} characters of text, more than {max_chars:,}; "
            f"split it or set KIDDQA_MAX_TEXT_CHARS"
        )
    if len(draft.blocks) > MAX_BLOCKS:
        raise UnreadableFileError(
            f"has {len(draft.blocks):,} paragraphs, headings and rows, more than {MAX_BLOCKS:,}; split it"
        )
