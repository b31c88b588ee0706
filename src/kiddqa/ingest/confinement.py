"""This process in; this process with little memory, no network, no files to write and no children out, for good.

What each measure does, and does not prove:

- Limits of the system (POSIX ``setrlimit``) bind native code too: address space, computing time, the size of any
  written file (0), open files, core dumps (none). macOS takes the limit on memory and does not keep it.
- On Linux the process leaves for a network namespace of its own, where there is no network at all, native code or not;
  where the system does not allow that (some containers), the next measure stands alone.
- An audit hook (PEP 578) refuses sockets, children and writing to Python code, libraries of Python included. It cannot
  be taken back, but native code that a hostile file has taken over would pass it by: it is no sandbox against that.
"""

import ctypes
import os
import resource
import signal
import sys
import time
from contextlib import suppress

_OPEN_FILES = 32
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_REFUSED = frozenset(
    """
    os.chmod os.chown os.exec os.fork os.forkpty os.kill os.killpg os.link os.mkdir os.posix_spawn os.remove os.rename
    os.rmdir os.spawn os.startfile os.symlink os.system os.truncate os.utime pty.spawn subprocess.Popen
    """.split()  # noqa: SIM905  (events, to be read as a list)
)
_NEW_USER_NAMESPACE = 0x10000000  # CLONE_NEWUSER in linux/sched.h
_NEW_NETWORK_NAMESPACE = 0x40000000  # CLONE_NEWNET
_END_WITH_PARENT = 1  # PR_SET_PDEATHSIG in linux/prctl.h


def confine(*, memory_bytes: int) -> None:
    """Take away from this process what a parser has no need of; nothing gives it back.

    Ctrl-C is left to the parent, which ends this process; on Linux so does the death of the parent.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        _leave_network_and_die_with_parent()
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_NOFILE, _OPEN_FILES)
    _limit(resource.RLIMIT_AS, memory_bytes)
    sys.addaudithook(_refuse)


def allow_computing(seconds: int) -> None:
    """End this process (SIGXCPU) once it has computed for ``seconds`` from now on; waiting does not count."""
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    until = int(time.process_time()) + 1 + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (until if most == resource.RLIM_INFINITY else min(until, most), most))


def _limit(what: int, limit: int) -> None:
    _, most = resource.getrlimit(what)
    allowed = limit if most == resource.RLIM_INFINITY else min(limit, most)
    with suppress(ValueError, OSError):  # macOS refuses a limit on memory that is already passed
        resource.setrlimit(what, (allowed, allowed))


def _leave_network_and_die_with_parent() -> None:
    """Ask the kernel for both; where it refuses, go on with the other measures."""
    libc = ctypes.CDLL(None)
    if libc.unshare(_NEW_NETWORK_NAMESPACE) != 0:  # only root may do that without being a user of one's own
        libc.unshare(_NEW_USER_NAMESPACE | _NEW_NETWORK_NAMESPACE)
    libc.prctl(_END_WITH_PARENT, signal.SIGKILL)  # last: a new user namespace takes it back


def _refuse(event: str, details: tuple[object, ...]) -> None:
    if event.startswith("socket.") or event in _REFUSED or (event == "open" and _is_writing(details)):
        raise PermissionError(f"a parser may not do this: {event}")


def _is_writing(details: tuple[object, ...]) -> bool:
    _, _, flags = details
    return isinstance(flags, int) and bool(flags & _WRITING)
