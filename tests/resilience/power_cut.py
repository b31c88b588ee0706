"""What a loss of power may do to a folder: what no fsync has pushed to the disk may be gone.

A file's content is safe once the file was synced after its last write, a name once the folder that lists it was synced.
Content that is not safe is taken away. Names that are not safe are all kept, or all gone; a replacement that is not
safe happened or did not, whatever came before or after it. Each mixture of these is one outcome.
"""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class _Replacement:
    source: Path
    target: Path
    old: bytes | None
    """What the target held; None: nothing, it was a new name."""


class PowerCut:
    """Notes what is safe in a folder, and makes copies without what is not."""

    def __init__(self, folder: Path) -> None:
        """Watch a folder in which all is safe so far."""
        self._folder = folder
        self._contents = {_version(path) for path in folder.rglob("*") if path.is_file()}
        self._names = {path.stat().st_ino for path in folder.rglob("*")}
        self._pending: list[_Replacement] = []

    def note_fsync(self, descriptor: int) -> None:
        """Note that the content of a file, or the names in a folder, are safe."""
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        if path.is_dir():
            self._names |= {entry.stat().st_ino for entry in path.iterdir()}
            self._pending = [pending for pending in self._pending if pending.target.parent.resolve() != path]
        else:
            self._contents.add(_version(path))

    def note_replace(self, source: Path, target: Path) -> None:
        """Note that a name is about to be replaced."""
        old = target.read_bytes() if target.is_file() else None
        self._pending.append(_Replacement(source=source, target=target, old=old))

    def outcomes(self, copies: Path) -> Iterator[Path]:
        """Give a copy of the folder for each state that it may be found in afterwards; a copy is gone at the next."""
        subsets = [subset for size in range(len(self._pending) + 1) for subset in combinations(self._pending, size)]
        for undone, names_gone in product(subsets, (False, True)):
            copy = copies / "power-cut"
            shutil.rmtree(copy, ignore_errors=True)
            self._write_outcome(copy, undone, names_gone=names_gone)
            yield copy

    def _write_outcome(self, copy: Path, undone: tuple[_Replacement, ...], *, names_gone: bool) -> None:
        shutil.copytree(self._folder, copy)
        for path in self._folder.rglob("*"):
            if path.is_file() and _version(path) not in self._contents:
                os.truncate(copy / path.relative_to(self._folder), 0)
        if names_gone:
            self._take_names(copy)
        for replacement in reversed(undone):
            _undo(replacement, self._folder, copy)

    def _take_names(self, copy: Path) -> None:
        replaced = {pending.target for pending in self._pending}
        for path in self._folder.rglob("*"):
            if path.stat().st_ino in self._names or path in replaced:
                continue
            taken = copy / path.relative_to(self._folder)
            if taken.is_dir():
                shutil.rmtree(taken)
            else:
                taken.unlink(missing_ok=True)


def _undo(replacement: _Replacement, folder: Path, copy: Path) -> None:
    source, target = (copy / path.relative_to(folder) for path in (replacement.source, replacement.target))
    if target.exists() and not source.exists():
        target.rename(source)
    if replacement.old is not None:
        target.write_bytes(replacement.old)


def _version(path: Path) -> tuple[int, int, int]:
    found = path.stat()
    return found.st_ino, found.st_size, found.st_mtime_ns
