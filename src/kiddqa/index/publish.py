"""A folder filled with files in, a live generation out: all at once, or not at all.

``CURRENT`` names the live generation, ``gen-000007@0123456789abcdef``, and in a second line the sound one before it,
which stands in if the live one is found damaged. What stands before the ``@`` is the generation's folder, what stands
after it the hash of its manifest. Only the replacing of ``CURRENT`` makes a generation live; a kill at any instant
before leaves the old one, and what the kill left lying the next build removes.
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from kiddqa.errors import IndexError_
from kiddqa.index.damage import DamagedIndexError
from kiddqa.index.files import flush, flush_folder, reason, remove, replace_text
from kiddqa.index.manifest import manifest_hash

CURRENT = "CURRENT"
_LOCK_FILE = ".lock"
_ASKING_SECONDS = 0.5
"""How long a writer asks for the lock; SQLite may turn away both of two that ask in the same instant."""
_UNFINISHED = ".new-"
_GENERATION = re.compile(r"gen-\d{6,}")
_TAKEN = re.compile(r"(?:\.new-)?gen-(\d{6,})")
_CURRENT_LINE = re.compile(r"(gen-\d{6,})@([0-9a-f]{16})")
_DEFAULT_EMBEDDINGS = Path("embeddings")


def remedy(embeddings: Path) -> str:
    """Return the command that writes a good index into a folder."""
    return "kiddqa index" if embeddings == _DEFAULT_EMBEDDINGS else f"kiddqa index --embeddings {embeddings}"


class GenerationName(NamedTuple):
    """Which generation, and in which state; written ``gen-000007@0123456789abcdef``."""

    folder: str
    manifest_hash: str
    """First 16 hex digits of the SHA-256 of its manifest."""

    def __str__(self) -> str:
        """Write it as ``CURRENT`` has it."""
        return "@".join(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointer:
    """What ``CURRENT`` held at one moment."""

    embeddings: Path
    lines: tuple[str, ...]

    @property
    def live(self) -> GenerationName:
        """The generation that answers.

        Raises:
            DamagedIndexError: if the first line names none.
        """
        if (name := _name_in(self.lines[0])) is None:
            damage = f"{self.embeddings / CURRENT} holds {self.lines[0]!r} and not the name of a generation"
            raise DamagedIndexError(damage, remedy(self.embeddings))
        return name

    @property
    def earlier(self) -> list[GenerationName]:
        """The generations that can stand in for the live one, newest first."""
        return [name for line in self.lines[1:] if (name := _name_in(line))]

    @property
    def named(self) -> list[GenerationName]:
        """Every generation that is named, newest first."""
        return [name for line in self.lines if (name := _name_in(line))]


def read_pointer(embeddings: Path) -> Pointer:
    """Read ``CURRENT``.

    Raises:
        IndexError_: if there is none, which is to say no index.
        DamagedIndexError: if it cannot be read.
    """
    path = embeddings / CURRENT
    if not path.is_file():
        raise IndexError_(f"There is no index in {embeddings}; type: kiddqa index --embeddings {embeddings}")
    try:
        text = path.read_bytes().decode(errors="replace")
    except OSError as error:
        damage = f"{path} cannot be read ({reason(error)})"
        raise DamagedIndexError(damage, remedy(embeddings)) from error
    return Pointer(embeddings=embeddings, lines=tuple(text.removesuffix("\n").split("\n")))


def live_generation(embeddings: Path) -> GenerationName:
    """Return the live generation's folder name and the hash of its manifest, as ``CURRENT`` has them.

    Raises:
        IndexError_: if there is no index, or ``CURRENT`` is damaged.
    """
    return read_pointer(embeddings).live


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
            f"{embeddings} cannot be made a folder ({reason(error)}); name another one with --embeddings DIR"
        ) from error
    with ExitStack() as stack:
        try:
            # SQLite's lock works alike on every system and ends with its process; nothing is stored in the file.
            lock = sqlite3.connect(embeddings / _LOCK_FILE, timeout=_ASKING_SECONDS, isolation_level=None)
            stack.enter_context(closing(lock))
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as error:
            raise IndexError_(_why_not_locked(embeddings, error)) from error
        yield


@contextmanager
def unfinished_generation(embeddings: Path) -> Iterator[Path]:
    """Give an empty folder for the files of a new generation; what is still there at the end is removed.

    What runs that were killed have left lying is removed first: it may be what fills the disk.
    """
    remove(_left_lying(embeddings))
    folder = embeddings / f"{_UNFINISHED}{_next_name(embeddings)}"
    folder.mkdir()
    try:
        yield folder
    finally:
        remove([folder])


def publish(folder: Path, embeddings: Path, *, before: str | None) -> str:
    """Make an unfinished generation, manifest included, the live one; keep the one before it and remove the rest.

    Args:
        folder: What ``unfinished_generation`` gave, filled.
        embeddings: The folder of the index.
        before: Name of the newest generation known to be sound, kept to stand in for this one; None: there is none.

    Returns:
        The name of the generation: ``gen-000007@0123456789abcdef``.
    """
    generation = folder.name.removeprefix(_UNFINISHED)
    kept = [f"{generation}@{manifest_hash(folder)}", *([before] if before else [])]
    flush(folder)
    folder.replace(embeddings / generation)
    try:
        flush_folder(embeddings)
        replace_text(embeddings / CURRENT, "".join(f"{name}\n" for name in kept))
    finally:
        remove(_left_lying(embeddings))
    return kept[0]


def folder_of(name: str) -> str:
    """Return the folder of a generation: ``gen-000007`` for ``gen-000007@0123456789abcdef``."""
    return name.partition("@")[0]


def _left_lying(embeddings: Path) -> list[Path]:
    """Return what nobody will open again: unfinished generations, and those that ``CURRENT`` does not name.

    Where ``CURRENT`` is damaged or names one that is gone, any generation may be the one that is meant.
    """
    unfinished = list(embeddings.glob(f"{_UNFINISHED}*"))
    named: set[str] = set()
    if (embeddings / CURRENT).exists():
        try:
            pointer = read_pointer(embeddings)
        except IndexError_:
            return unfinished
        named = {name.folder for name in pointer.named}
        if len(named) < len(pointer.lines) or not all((embeddings / folder).is_dir() for folder in named):
            return unfinished
    generations = [path for path in embeddings.iterdir() if _GENERATION.fullmatch(path.name)]
    return unfinished + [path for path in generations if path.name not in named]


def _next_name(embeddings: Path) -> str:
    taken = [int(found[1]) for path in embeddings.iterdir() if (found := _TAKEN.fullmatch(path.name))]
    return f"gen-{max(taken, default=0) + 1:06d}"


def _name_in(line: str) -> GenerationName | None:
    found = _CURRENT_LINE.fullmatch(line)
    return GenerationName(found[1], found[2]) if found else None


def _why_not_locked(embeddings: Path, error: sqlite3.Error) -> str:
    if getattr(error, "sqlite_errorname", None) == "SQLITE_BUSY":
        mend = remedy(embeddings)
        return f"Another process is writing an index to {embeddings}; wait for it to end, then type: {mend}"
    return (
        f"{embeddings / _LOCK_FILE} cannot be locked ({reason(error)}); "
        "remove it, or name another folder with --embeddings DIR"
    )
