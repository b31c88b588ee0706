"""A folder in; every file as a Document, or skipped with its reason, out.

    what the file holds   loader
    plain text            text.py
    Markdown              markdown.py
    HTML                  webpage.py
    PDF                   pdf.py
    Word (DOCX)           word.py

A loader is imported when the first file of its format comes: each brings a heavy library, and serving needs none.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from kiddqa.errors import CorpusError, UnreadableFileError
from kiddqa.ingest.draft import Draft, finish
from kiddqa.ingest.sniff import Format, sniff
from kiddqa.records import Document

ALIAS_FILE_NAME = "aliases.txt"
"""At the top of a corpus: names for one thing, read by ``retrieve.alias_file``; no document."""

_LOADERS = {
    Format.TEXT: ("kiddqa.ingest.text", "text"),
    Format.MARKDOWN: ("kiddqa.ingest.markdown", "Markdown"),
    Format.HTML: ("kiddqa.ingest.webpage", "HTML"),
    Format.PDF: ("kiddqa.ingest.pdf", "PDF"),
    Format.DOCX: ("kiddqa.ingest.word", "Word"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A file that did not become a document."""

    path: str
    """Below the corpus folder, with ``/`` between parts."""
    reason: str
    """Goes on after the path: ``is encrypted; save it without a password``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What became of a folder: every file that is not hidden is in one of the two."""

    documents: tuple[Document, ...]
    """In ascending order of id."""
    skipped: tuple[Skipped, ...]
    """In ascending order of path."""


class _Loader(Protocol):
    def load(self, data: bytes) -> Draft: ...


def load_folder(folder: Path, *, max_file_bytes: int, progress: Callable[[int, int], None] | None = None) -> Loaded:
    """Load every file below ``folder``; hidden files and the alias file are passed over.

    Args:
        folder: The corpus.
        max_file_bytes: Larger files are skipped.
        progress: Called after each file with the number of files done and their total.

    Raises:
        CorpusError: if there is no such folder, or it may not be opened.
    """
    found = list(_files(folder))
    documents: list[Document] = []
    skipped: list[Skipped] = []
    for number, file in enumerate(found, 1):
        outcome = file if isinstance(file, Skipped) else _load_or_skip(folder / file, file, max_file_bytes)
        if isinstance(outcome, Skipped):
            skipped.append(outcome)
        else:
            documents.append(outcome)
        if progress:
            progress(number, len(found))
    return Loaded(
        documents=tuple(sorted(documents, key=lambda document: document.id)),
        skipped=tuple(sorted(skipped, key=lambda skip: skip.path)),
    )


def corpus_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the document id and path of each file that ``load_folder`` would open, in no promised order.

    Raises:
        CorpusError: if there is no such folder, or it may not be opened.
    """
    for file in _files(folder):
        if not isinstance(file, Skipped):
            yield file, folder / file


def load_file(path: Path, document_id: str, *, max_file_bytes: int) -> Document:
    """Load one file.

    Raises:
        UnreadableFileError: with the reason, if it cannot become a document.
    """
    data = _read(path, max_file_bytes)
    file_format = sniff(data, path.name)
    draft = _load(file_format, data)
    if not draft.blocks:
        raise UnreadableFileError("has no text")
    return finish(draft, document_id=document_id, format_name=file_format.value)


def _files(folder: Path) -> Iterator[str | Skipped]:
    if not folder.is_dir():
        found = f"{folder} is a file" if folder.exists() else f"There is no {folder}"
        raise CorpusError(f"{found}; expected a folder of documents, name one with --corpus DIR.")
    return _walk(folder, folder.resolve(), "")


def _load_or_skip(path: Path, document_id: str, max_file_bytes: int) -> Document | Skipped:
    try:
        return load_file(path, document_id, max_file_bytes=max_file_bytes)
    except UnreadableFileError as error:
        return Skipped(path=document_id, reason=str(error))


def _walk(folder: Path, root: Path, prefix: str) -> Iterator[str | Skipped]:
    """Yield the path of each file below ``folder``, or why it is skipped; ``prefix`` is the folder's own path."""
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        if not prefix:
            raise CorpusError(
                f"The folder {folder} cannot be opened: {_said(error)}; give yourself the right to read it."
            ) from error
        yield Skipped(path=prefix, reason=f"cannot be opened: {_said(error)}")
        return
    for entry in entries:
        path = f"{prefix}{entry.name}"
        if entry.name.startswith(".") or path == ALIAS_FILE_NAME:
            continue
        if reason := _unfit(entry, root):
            yield Skipped(path=path.encode(errors="replace").decode(), reason=reason)
        elif entry.is_dir():
            yield from _walk(entry, root, f"{path}/")
        else:
            yield path


def _unfit(entry: Path, root: Path) -> str | None:
    """Return why an entry is not even opened, or None."""
    if entry.name != entry.name.encode(errors="replace").decode():
        return "has a name that is not valid UTF-8; rename it"
    if entry.is_symlink():
        try:
            target = entry.resolve(strict=True)
        except (OSError, RuntimeError):
            return "is a link to nothing"
        if not target.is_relative_to(root):
            return "is a link that leads out of the folder; put the file itself there"
        if target.is_dir():
            return "is a link to a folder; its files are read where they are"
    if not entry.is_file() and not entry.is_dir():
        return "is no regular file"
    return None


def _read(path: Path, max_file_bytes: int) -> bytes:
    try:
        size = path.stat().st_size
        if size > max_file_bytes:
            raise UnreadableFileError(
                f"is {size / 1e6:,.4g} MB, larger than {max_file_bytes / 1e6:,.4g} MB; "
                f"split it or set KIDDQA_MAX_FILE_BYTES"
            )
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableFileError(f"cannot be opened: {_said(error)}") from error
    if not data:
        raise UnreadableFileError("is empty")
    return data


def _load(file_format: Format, data: bytes) -> Draft:
    module, name = _LOADERS[file_format]
    loader = cast(_Loader, import_module(module))
    try:
        return loader.load(data)
    except UnreadableFileError:
        raise
    except Exception as error:
        # The one broad except: a parser given a hostile file raises anything, and one file must not end them all.
        what = " ".join(str(error).split()) or type(error).__name__
        raise UnreadableFileError(f"could not be read as {name}: {what}") from error


def _said(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()
