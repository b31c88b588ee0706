"""What every benchmark says of the machine, of a process's memory, and of a list of times."""

import os
import platform
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

MEBIBYTE = 2**20


def machine() -> str:
    """Return processor, cores and Python: what a figure hangs on, and nothing that names the machine."""
    return f"{_processor()}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"


def summary(milliseconds: Sequence[float]) -> dict[str, float]:
    """Return number, median and 95th percentile of at least one time."""
    return {
        "n": len(milliseconds),
        "median_ms": round(float(np.median(milliseconds)), 2),
        "p95_ms": round(float(np.percentile(milliseconds, 95)), 2),
    }


def memory_mb() -> dict[str, float]:
    """Return this process's resident memory in MiB: ``all``, and of it what is its ``own`` and what is mapped files.

    Mapped files are shared with the system's cache, which may take them back; empty where there is no ``/proc``.
    """
    status = Path("/proc/self/status")
    if not status.is_file():
        return {}
    found = dict(re.findall(r"^(VmRSS|RssAnon|RssFile):\s+(\d+) kB$", status.read_text(), re.MULTILINE))
    names = {"all": "VmRSS", "own": "RssAnon", "mapped": "RssFile"}
    return {name: round(int(found[field]) / 1024, 1) for name, field in names.items()}


def folder_mb(folder: Path, *, without: Sequence[str] = ()) -> float:
    """Return the size of all files below a folder in MiB, links not followed, folders named ``without`` left out."""
    total = sum(
        path.stat().st_size
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink() and not set(without) & set(path.relative_to(folder).parts)
    )
    return round(total / MEBIBYTE, 1)


def table(rows: Sequence[Sequence[Any]], head: Sequence[str]) -> str:
    """Return a Markdown table, the first column to the left, the others to the right."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(value: Any) -> str:  # noqa: ANN401  (a figure, a word, or nothing)
    match value:
        case None:
            return "–"
        case int() | float():
            return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"  # noqa: PLR2004
        case _:
            return str(value)


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    if information.is_file():
        found = re.search(r"^model name\s*:\s*(.+)$", information.read_text(), re.MULTILINE)
        if found:
            return found[1].strip()
    return platform.processor() or platform.machine()
