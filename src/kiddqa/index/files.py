"""Files written so that a loss of power leaves the old or the new one, and digests to recognise them by."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path


def sha256_of_file(path: Path) -> str:
    """Return the hex SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sha256_of_text(text: str) -> str:
    """Return the hex SHA-256 of a text in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


def write_json(path: Path, value: object) -> None:
    """Write JSON for people and programs: sorted keys, two spaces, a line end; the same value gives the same bytes."""
    text = json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def files_below(folder: Path) -> list[Path]:
    """Return every file below a folder, sorted by its path."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def flush(folder: Path) -> None:
    """Push every file and folder below ``folder``, and the folder itself, to the disk."""
    folders = [path for path in folder.rglob("*") if path.is_dir()]
    for path in files_below(folder):
        _fsync(path, os.O_RDWR)
    for path in [*folders, folder]:
        flush_folder(path)


def flush_folder(folder: Path) -> None:
    """Push a folder's list of names to the disk, where the system lets a folder be opened."""
    if os.name != "nt":
        _fsync(folder, os.O_RDONLY)


def replace_text(path: Path, text: str) -> None:
    """Put ``text`` in place of a file's content at once: a reader sees the old text or the new one, never a part."""
    waiting = path.with_name(f".{path.name}.new")
    try:
        waiting.write_text(text, encoding="utf-8", newline="\n")
        _fsync(waiting, os.O_RDWR)
        os.replace(waiting, path)  # noqa: PTH105  (the call whose failure the tests stage)
    except OSError:
        remove([waiting])
        raise
    flush_folder(path.parent)


def remove(paths: Iterable[Path]) -> None:
    """Remove files and whole folders; what is gone already, or cannot be removed now, is no error."""
    for path in paths:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with suppress(OSError):
                path.unlink()


def reason(error: Exception) -> str:
    """Return why the system, or SQLite, refused: ``no space left on device``."""
    return str(getattr(error, "strerror", None) or error).lower()


def _fsync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
