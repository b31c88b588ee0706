"""A disk that fails at the n-th call: what the product asks of the system below one folder is counted, one fails.

Counted are the calls that the product makes, itself and through shutil, numpy and bm25s: open, write, close, fsync,
replace, unlink, mkdir, rmdir, each statement of SQLite, and reading and writing of a FAISS index. Before the call
fails, half of what it was to write is written.
"""

import builtins
import errno
import io
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn, Self

import faiss
import pytest

from resilience.power_cut import PowerCut

Harm = Callable[[str], None]
"""Is told which call it is, and fails it."""
DEAD = 9
"""Exit code of a process that died of a harm."""


def refuse(call: str) -> NoReturn:
    """Fail as a disk with a bad sector does."""
    raise OSError(errno.EIO, "Input/output error", call)


def fill_up(call: str) -> NoReturn:
    """Fail as a full disk does."""
    raise OSError(errno.ENOSPC, "No space left on device", call)


def die(call: str) -> NoReturn:
    """End the process at once."""
    del call
    os._exit(DEAD)


class FailingDisk:
    """Counts the calls below a folder, and harms the n-th, or all that write from the n-th on."""

    def __init__(self, folder: Path, harm: Harm, *, at: int, for_good: bool = False) -> None:
        """Fail call number ``at``, from 1; 0: none. ``for_good``: every later call that needs room fails too."""
        self.names: list[str] = []
        """Of the calls so far."""
        self.power_cut = PowerCut(folder)
        self._folder = str(folder.resolve())
        self._harm = harm
        self._at = at
        self._for_good = for_good

    @property
    def calls(self) -> int:
        """How many calls there were so far."""
        return len(self.names)

    def call(self, name: str, *, needs_room: bool = False, half_way: Callable[[], object] | None = None) -> None:
        """Count a call, and fail it if it is its turn."""
        self.names.append(name)
        if self.calls == self._at or (self._for_good and needs_room and 0 < self._at < self.calls):
            if half_way is not None:
                half_way()
            self._harm(f"{name} (call {self.calls})")

    def holds(self, path: object, folder_descriptor: int | None = None) -> bool:
        """Say whether a path, or an open file, lies below the folder."""
        if isinstance(path, int):
            place = str(Path(f"/proc/self/fd/{path}").readlink())
        elif folder_descriptor is not None:
            place = str(Path(f"/proc/self/fd/{folder_descriptor}").readlink())
        else:
            place = os.path.abspath(os.fspath(path))  # type: ignore[call-overload]  # noqa: PTH100  (of any kind of path)
        return place == self._folder or place.startswith(self._folder + "/")


class _File:
    """An open file whose writing and closing are counted."""

    def __init__(self, file: Any, disk: FailingDisk) -> None:  # noqa: ANN401  (text or bytes)
        self._file = file
        self._disk = disk

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        return getattr(self._file, name)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._file)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def write(self, data: Any) -> Any:  # noqa: ANN401
        def half_way() -> None:
            self._file.write(data[: len(data) // 2])
            self._file.flush()

        self._disk.call("write", needs_room=True, half_way=half_way)
        return self._file.write(data)

    def close(self) -> None:
        if not self._file.closed:
            self._file.close()
            self._disk.call("close")


class _Connection:
    """A connection to SQLite whose statements are counted."""

    def __init__(self, connection: sqlite3.Connection, disk: FailingDisk) -> None:
        self._connection = connection
        self._disk = disk

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        found = getattr(self._connection, name)
        if name not in {"execute", "executemany", "executescript"}:
            return found

        def counted(statement: str, *values: object) -> object:
            writes = not statement.startswith(("SELECT", "BEGIN", "PRAGMA"))
            with _as_raised_by(sqlite3.OperationalError):
                self._disk.call(f"SQLite {statement[:20]!r}", needs_room=writes)
            return found(statement, *values)

        return counted


@contextmanager
def _as_raised_by(library_error: type[Exception]) -> Iterator[None]:
    """Turn a failure of the system into the error that a library makes of it."""
    try:
        yield
    except OSError as error:
        raise library_error(f"Error in this library: {error.strerror}") from error


@contextmanager
def failing(disk: FailingDisk) -> Iterator[FailingDisk]:
    """Let ``disk`` count, and fail, the calls of this process; the shared modules are as before afterwards."""
    with pytest.MonkeyPatch.context() as patched:
        _patch_open(patched, disk)
        for name in ("unlink", "rmdir", "mkdir"):
            _patch_removal(patched, disk, name)
        _patch_replace(patched, disk)
        _patch_libraries(patched, disk)
        yield disk


def _patch_open(patched: pytest.MonkeyPatch, disk: FailingDisk) -> None:
    open_file, open_descriptor, fsync = io.open, os.open, os.fsync

    def counted_open(file: Any, mode: str = "r", *arguments: Any, **named: Any) -> Any:  # noqa: ANN401
        if not disk.holds(file):
            return open_file(file, mode, *arguments, **named)
        writes = mode[0] != "r"
        disk.call(f"open {Path(file).name}", needs_room=writes)
        opened = open_file(file, mode, *arguments, **named)
        return _File(opened, disk) if writes else opened

    def counted_descriptor(path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:  # noqa: ANN401
        if disk.holds(path, dir_fd):
            disk.call(f"os.open {Path(path).name}")
        return open_descriptor(path, flags, mode, dir_fd=dir_fd)

    def counted_fsync(descriptor: int) -> None:
        if disk.holds(descriptor):
            disk.call("fsync", needs_room=True)
            disk.power_cut.note_fsync(descriptor)
        fsync(descriptor)

    patched.setattr(builtins, "open", counted_open)
    patched.setattr(io, "open", counted_open)
    patched.setattr(os, "open", counted_descriptor)
    patched.setattr(os, "fsync", counted_fsync)


def _patch_removal(patched: pytest.MonkeyPatch, disk: FailingDisk, name: str) -> None:
    """Patch a function of ``os`` that takes a path and perhaps the descriptor of its folder."""
    function = getattr(os, name)

    def counted(path: Any, *arguments: Any, dir_fd: int | None = None) -> None:  # noqa: ANN401
        if disk.holds(path, dir_fd):
            disk.call(f"{name} {Path(path).name}", needs_room=name == "mkdir")
        function(path, *arguments, dir_fd=dir_fd)

    patched.setattr(os, name, counted)


def _patch_replace(patched: pytest.MonkeyPatch, disk: FailingDisk) -> None:
    replace = os.replace

    def counted(source: Any, target: Any) -> None:  # noqa: ANN401
        if disk.holds(target):
            disk.call(f"replace {Path(target).name}", needs_room=True)
            disk.power_cut.note_replace(Path(source), Path(target))
        replace(source, target)

    patched.setattr(os, "replace", counted)
    patched.setattr(os, "rename", counted)


def _patch_libraries(patched: pytest.MonkeyPatch, disk: FailingDisk) -> None:
    connect, write_index, read_index = sqlite3.connect, faiss.write_index, faiss.read_index

    def counted_connect(database: Any, *arguments: Any, **named: Any) -> Any:  # noqa: ANN401
        with _as_raised_by(sqlite3.OperationalError):
            disk.call(f"connect {Path(str(database)).name}")
        return _Connection(connect(database, *arguments, **named), disk)

    def counted_write(index: faiss.Index, path: str) -> None:
        def half_way() -> None:
            write_index(index, path)
            os.truncate(path, Path(path).stat().st_size // 2)

        with _as_raised_by(RuntimeError):
            disk.call("faiss.write_index", needs_room=True, half_way=half_way)
        write_index(index, path)

    def counted_read(path: str, flags: int = 0) -> faiss.Index:
        with _as_raised_by(RuntimeError):
            disk.call("faiss.read_index")
        return read_index(path, flags)

    patched.setattr(sqlite3, "connect", counted_connect)
    patched.setattr(faiss, "write_index", counted_write)
    patched.setattr(faiss, "read_index", counted_read)
