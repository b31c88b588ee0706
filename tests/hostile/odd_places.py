"""Things in a folder that are no files, lead elsewhere or have names to beware of; each function writes at a path."""

import os
import socket
from pathlib import Path


def sparse(path: Path) -> None:
    """Write a file of a terabyte that takes no room."""
    with path.open("wb") as file:
        file.truncate(1 << 40)


def pipe(path: Path) -> None:
    """Make a named pipe that nobody writes to."""
    os.mkfifo(path)


def listening(path: Path) -> None:
    """Make a socket; it is closed again, and stays in the folder."""
    here = Path.cwd()
    os.chdir(path.parent)  # a socket's address is short
    try:
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(path.name)
    finally:
        os.chdir(here)


def link_to(target: str, path: Path) -> None:
    """Make a link."""
    path.symlink_to(target)


def deep(path: Path) -> None:
    """Make folders in folders, 120 of them, with a file at the bottom."""
    below = path.joinpath(*["d"] * 120)
    below.mkdir(parents=True)
    (below / "bottom.txt").write_text("The bottom.", encoding="utf-8")
