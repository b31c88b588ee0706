"""A disk of a few kilobytes that really fills up: a tmpfs that only a child of this process sees.

Unlike a call that is made to fail, it refuses what FAISS, SQLite and numpy write in their own way, and when it will.
"""

import ctypes
import os
import shutil
from collections import Counter
from functools import partial
from pathlib import Path

from resilience.processes import end_of, open_below, start
from resilience.tiny_index import assert_tidy, build, served, why_not

PAGE_BYTES = 4_096
"""A tmpfs counts in pages."""
_REFUSED, _IMPOSSIBLE = 2, 3
"""Exit codes of a child whose run ended with one sentence, and of one that may not mount a disk."""
_OLD, _NEW = 3, 6
_AMPLE_PAGES = 1_000
_NEW_MOUNTS, _NEW_USER = 0x00020000, 0x10000000
_PRIVATE, _AND_BELOW, _AGAIN = 1 << 18, 1 << 14, 1 << 5
"""Flags of ``unshare`` and ``mount``."""


def fill_small_disks(folder: Path, step_pages: int) -> Counter[str]:
    """Re-index on disks with room for 0, ``step_pages``, … further pages, until there is enough; then make room.

    Returns:
        How many runs were ``refused`` and how many ``indexed``; of nothing where the system lets no disk be mounted.

    Raises:
        AssertionError: if a refused run is not one sentence, leaves anything but the old index, files lying or open, or
            if the next run, with room, does not mend it.
    """
    prepared, disk = folder / "prepared", folder / "disk"
    for number in (1, _OLD):
        build(prepared, number, wide=True)
    disk.mkdir(parents=True)
    needed = sum(-(-path.stat().st_size // PAGE_BYTES) for path in prepared.rglob("*") if path.is_file())
    tally: Counter[str] = Counter()
    for free in range(0, _AMPLE_PAGES, step_pages):
        code = end_of(start(partial(_index_on_small_disk, prepared, disk, needed + free)))
        if code == _IMPOSSIBLE:
            break
        assert code in {0, _REFUSED}, f"{free} free pages: exit code {code}"
        tally["refused" if code else "indexed"] += 1
        if code == 0:
            break
    return tally


def _index_on_small_disk(prepared: Path, disk: Path, pages: int) -> int:
    try:
        _become_alone()
        _mount(disk, pages)
    except OSError:
        return _IMPOSSIBLE
    embeddings = shutil.copytree(prepared, disk / "embeddings")
    refused = why_not(embeddings, _NEW, wide=True)
    assert served(embeddings) == (_OLD if refused else _NEW)
    assert_tidy(embeddings)
    assert open_below(embeddings) == {}
    _mount(disk, _AMPLE_PAGES, flags=_AGAIN)
    build(embeddings, _NEW, wide=True)
    assert served(embeddings) == _NEW
    return _REFUSED if refused else 0


def _become_alone() -> None:
    """Leave the mounts, and the users, of the parent: what is mounted from now on is gone with this process.

    Raises:
        OSError: if the system does not let it.
    """
    user, group = os.geteuid(), os.getegid()
    _call("unshare", _NEW_USER | _NEW_MOUNTS)
    own = Path("/proc/self")
    (own / "setgroups").write_text("deny", encoding="ascii")
    (own / "uid_map").write_text(f"0 {user} 1", encoding="ascii")
    (own / "gid_map").write_text(f"0 {group} 1", encoding="ascii")
    _call("mount", None, b"/", None, ctypes.c_ulong(_PRIVATE | _AND_BELOW), None)


def _mount(disk: Path, pages: int, *, flags: int = 0) -> None:
    size = f"size={pages * PAGE_BYTES}".encode()
    _call("mount", b"tmpfs", os.fsencode(disk), b"tmpfs", ctypes.c_ulong(flags), size)


def _call(name: str, *arguments: object) -> None:
    library = ctypes.CDLL(None, use_errno=True)
    if getattr(library, name)(*arguments):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), name)
