"""A folder filled with files in, a live generation out: all at once, or not at all.

``CURRENT`` holds one line, the live generation's name: ``gen-000007@0123456789abcdef``. What stands before the ``@``
is its folder, what stands after it the hash of its manifest. Only the replacing of ``CURRENT`` makes a generation
live; a kill at any instant before leaves the old one, and what the kill left lying the next build removes.
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from kiddqa.errors import IndexError_
from kiddqa.index.files import flush, flush_folder, remove, replace_text
from kiddqa.index.manifest import manifest_hash

CURRENT = "CURRENT"
_LOCK_FILE = ".lock"
_UNFINISHED = ".new-"
_GENERATION = re.compile(r"gen-\d{6,}")
_CURRENT_LINE = re.compile(r"(gen-\d{6,})@([0-9a-f]{16})")
_DEFAULT_EMBEDDINGS = Path("embeddings")


def remedy(embeddings: Path) -> str:
    """Return the command that writes a good index into a folder."""
    return "kiddqa index" if embeddings == _DEFAULT_EMBEDDINGS else f"kiddqa index --embeddings {embeddings}"


def live_generation(embeddings: Path) -> tuple[str, str]:
    """Return the live generation's folder name and the hash of its manifest, as ``CURRENT`` has them.

    Raises:
        IndexError_: if there is no index, or ``CURRENT`` is damaged.
    """
    path = embeddings / CURRENT
    if not path.is_file():
        raise IndexError_(f"There is no index in {embeddings}; type: kiddqa index --embeddings {embeddings}")
    line = path.read_text(encoding="utf-8", errors="replace").strip()
    named = _CURRENT_LINE.fullmatch(line)
    if named is None:
        raise IndexError_(f"{path} holds {line!r} and not the name of a generation; type: {remedy(embeddings)}")
    return named[1], named[2]


@contextmanager
def one_writer(embeddings: Path) -> Iterator[None]:
    """Keep a second process from writing to the same folder; a killed process frees it.

    Raises:
        IndexError_: if another process is writing, or the folder cannot be made.
    """
    try:
        embeddings.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise IndexError_(
            f"{embeddings} cannot be made a folder ({(error.strerror or str(error)).lower()}); "
            "name another one with --embeddings DIR"
        ) from error
    # SQLite's lock works alike on every system and ends with its process; nothing is stored in the file.
    with closing(sqlite3.connect(embeddings / _LOCK_FILE, timeout=0, isolation_level=None)) as lock:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            raise IndexError_(
                f"Another process is writing an index to {embeddings}; wait for it to end, then type: "
                f"{remedy(embeddings)}"
            ) from error
        yield


@contextmanager
def unfinished_generation(embeddings: Path) -> Iterator[Path]:
    """Give an empty folder for the files of a new generation; what is still there at the end is removed."""
    remove(embeddings.glob(f"{_UNFINISHED}*"))
    folder = embeddings / f"{_UNFINISHED}{_next_name(embeddings)}"
    folder.mkdir()
    try:
        yield folder
    finally:
        remove([folder])


def publish(folder: Path, embeddings: Path) -> str:
    """Make an unfinished generation, manifest included, the live one; keep the one before it and remove the rest.

    Returns:
        The name of the generation: ``gen-000007@0123456789abcdef``.
    """
    previous = _live_folder(embeddings)
    generation = folder.name.removeprefix(_UNFINISHED)
    name = f"{generation}@{manifest_hash(folder)}"
    flush(folder)
    folder.replace(embeddings / generation)
    flush_folder(embeddings)
    replace_text(embeddings / CURRENT, f"{name}\n")
    remove(path for path in _generations(embeddings) if path.name not in (generation, previous))
    return name


def _next_name(embeddings: Path) -> str:
    taken = [int(path.name.removeprefix("gen-")) for path in _generations(embeddings)]
    return f"gen-{max(taken, default=0) + 1:06d}"


def _generations(embeddings: Path) -> list[Path]:
    return [path for path in embeddings.iterdir() if _GENERATION.fullmatch(path.name)]


def _live_folder(embeddings: Path) -> str | None:
    try:
        return live_generation(embeddings)[0]
    except IndexError_:
        return None
