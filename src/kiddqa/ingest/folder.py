"""A folder in; every file as a Document, or skipped with its reason, out.

This module looks at names, kinds and sizes only. What a file holds is looked at by ``parse``, in a process of its own
(``sandbox``).
"""

import os
import re
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kiddqa.errors import CorpusError, UnreadableFileError
from kiddqa.ingest.sandbox import ParsingLimits, Sandbox
from kiddqa.records import Document

ALIAS_FILE_NAME = "aliases.txt"
"""At the top of a corpus: names for one thing, read by ``retrieve.alias_file``; no document."""
EXAMPLE_FILE_NAME = "example-questions.txt"
"""At the top of a corpus: questions for the empty page, read by ``serve.example_file``; no document."""
_NO_DOCUMENTS = frozenset({ALIAS_FILE_NAME, EXAMPLE_FILE_NAME})

_MAX_DEPTH = 100
# Control characters, separators of lines, and what overrides the direction of writing: "gpj.txt" shown as "txt.jpg".
_MISLEADING = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A file that did not become a document."""

    path: str
    """Below the corpus folder, with ``/`` between parts; ``?`` for what cannot be shown."""
    reason: str
    """Goes on after the path: ``is encrypted; save it without a password``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What became of a folder: every file that is not hidden is in one of the two."""

    documents: tuple[Document, ...]
    """In ascending order of id."""
    skipped: tuple[Skipped, ...]
    """In ascending order of path."""


def load_folder(
    folder: Path,
    *,
    max_file_bytes: int,
    limits: ParsingLimits | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Loaded:
    """Load every file below ``folder``; hidden files, the alias file and the example file are passed over.

    Args:
        folder: The corpus.
        max_file_bytes: Larger files are skipped.
        limits: What one file may cost, the usual if None; files that cost more are skipped.
        progress: Called after each file with the number of files done and their total.

    Raises:
        CorpusError: if there is no such folder, it may not be opened, or no process for parsing can be started.
    """
    found = list(_files(folder))
    documents: list[Document] = []
    skipped: list[Skipped] = []
    with Sandbox(limits or ParsingLimits()) as sandbox:
        for number, file in enumerate(found, 1):
            outcome = file if isinstance(file, Skipped) else _load_or_skip(folder / file, file, max_file_bytes, sandbox)
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


def read_file(path: Path, *, max_file_bytes: int) -> bytes:
    """Return the bytes of a file; nothing that it has become since it was listed makes this wait or read on and on.

    Raises:
        UnreadableFileError: with the reason, if it is no regular file, too large, empty or may not be opened.
    """
    try:
        with open(path.resolve(), "rb", opener=_open_without_waiting) as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode):
                raise UnreadableFileError("is no regular file")
            size = found.st_size
            data = file.read(max_file_bytes + 1) if size <= max_file_bytes else b""
    except (OSError, RuntimeError) as error:  # RuntimeError: links that lead in a circle
        raise UnreadableFileError(f"cannot be opened: {_said(error)}") from error
    if max(size, len(data)) > max_file_bytes:
        raise UnreadableFileError(
            f"is {max(size, len(data)) / 1e6:,.4g} MB, larger than {max_file_bytes / 1e6:,.4g} MB; "
            f"split it or set KIDDQA_MAX_FILE_BYTES"
        )
    if not data:
        raise UnreadableFileError("is empty")
    return data


def _open_without_waiting(path: str, flags: int) -> int:
    """Open a file, but no link, and without waiting for the other end of a pipe."""
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)


def _files(folder: Path) -> Iterator[str | Skipped]:
    if not folder.is_dir():
        found = f"{folder} is a file" if folder.exists() else f"There is no {folder}"
        raise CorpusError(f"{found}; expected a folder of documents, name one with --corpus DIR.")
    return _walk(folder, folder.resolve(), "")


def _load_or_skip(path: Path, document_id: str, max_file_bytes: int, sandbox: Sandbox) -> Document | Skipped:
    try:
        return sandbox.parse(read_file(path, max_file_bytes=max_file_bytes), document_id)
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
        if entry.name.startswith(".") or path in _NO_DOCUMENTS:
            continue
        if reason := _unfit(entry, root, depth=path.count("/")):
            yield Skipped(path=_shown(path), reason=reason)
        elif entry.is_dir():
            yield from _walk(entry, root, f"{path}/")
        else:
            yield path


def _unfit(entry: Path, root: Path, *, depth: int) -> str | None:
    """Return why an entry is not even opened, or None; it stands ``depth`` folders below the corpus."""
    if entry.name != entry.name.encode(errors="replace").decode():
        return "has a name that is not valid UTF-8; rename it"
    if _MISLEADING.search(entry.name):
        return "has a name with control characters; rename it"
    try:
        if entry.is_symlink() and (reason := _unfit_link(entry, root)):
            return reason
        if not entry.is_file() and not entry.is_dir():
            return "is no regular file"
        return f"is more than {_MAX_DEPTH} folders deep; move it up" if depth >= _MAX_DEPTH and entry.is_dir() else None
    except OSError as error:
        return f"cannot be opened: {_said(error)}"


def _unfit_link(link: Path, root: Path) -> str | None:
    try:
        target = link.resolve(strict=True)
    except (OSError, RuntimeError):
        return "is a link to nothing"
    if not target.is_relative_to(root):
        return "is a link that leads out of the folder; put the file itself there"
    return "is a link to a folder; its files are read where they are" if target.is_dir() else None


def _shown(path: str) -> str:
    return _MISLEADING.sub("?", path.encode(errors="replace").decode())


def _said(error: OSError | RuntimeError) -> str:
    return (getattr(error, "strerror", None) or type(error).__name__).lower()
