"""Children that are forked, so that a thousand of them start in seconds, and what this process has open."""

import os
import signal
import threading
import traceback
import warnings
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from tqdm.auto import tqdm

_LONGEST_COMPUTING_SECONDS = 60
_LONGEST_SECONDS = 1_800
"""Longer by far, since the machine may have other things to do."""
FAILED = 70
"""Exit code of a child whose task raised something."""


def start(task: Callable[[], int]) -> int:
    """Fork a child that does a task and exits with the number it returns; return its process id.

    A child that computes for more than a minute is ended by a signal, which no caller expects. tqdm, which bm25s shows
    its progress by, shares a lock with its children: one that was killed while holding it would stop all for good.
    """
    tqdm.set_lock(threading.RLock())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of a fork beside threads: the child starts none of them
        child = os.fork()
    if child:
        return child
    tqdm.set_lock(threading.RLock())  # the one that came along may have been held, by a thread that did not
    code = FAILED
    try:
        signal.setitimer(signal.ITIMER_PROF, _LONGEST_COMPUTING_SECONDS)
        signal.alarm(_LONGEST_SECONDS)
        code = task()
    except BaseException:  # noqa: BLE001  (the exit code says no more than that something was raised)
        traceback.print_exc()
    finally:
        os._exit(code)


def end_of(child: int) -> int:
    """Wait for a child and return its exit code, or minus the number of the signal that ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def open_below(folder: Path) -> dict[str, str]:
    """Return the file descriptors of this process that point to anything below a folder, removed or not."""
    found = {}
    for path in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):  # the descriptor with which /proc is being listed
            found[path.name] = str(path.readlink())
    return {number: target for number, target in found.items() if target.startswith(str(folder.resolve()))}
