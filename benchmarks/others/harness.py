"""Texts and questions in on standard input, times out on standard output: the same for every rival.

    given   {"model": folder, "texts": […], "questions": […], "limit": 10, "vectors": file or null}
    found   {"load_seconds", "index_seconds", "questions_ms": […], "memory_mb", "versions": {…}}

It runs in the rival's own environment, so it imports nothing but Python's own library.
"""

import contextlib
import importlib.metadata
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter

Search = Callable[[str], Sequence[object]]
"""A question in, the best passages out."""
WARMING_UP = 5


def compete(load: Callable[[str], Callable[[list[str], int, str | None], Search]], *, packages: Sequence[str]) -> None:
    """Load, index, ask; print what it took.

    Args:
        load: Imports the rival and loads the model's folder; what it returns indexes texts, given how many passages
            a search is to find and where to leave the texts' vectors, and returns the search.
        packages: Whose versions are told.
    """
    given = json.load(sys.stdin)
    with contextlib.redirect_stdout(sys.stderr):
        began = perf_counter()
        index = load(given["model"])
        loaded = perf_counter()
        search = index(given["texts"], given["limit"], given["vectors"])
        indexed = perf_counter()
        times = []
        for question in [*given["questions"][:WARMING_UP], *given["questions"]]:
            asked = perf_counter()
            found = search(question)
            times.append(1000 * (perf_counter() - asked))
            if not found:
                raise SystemExit(f"nothing was found for {question!r}")
    print(
        json.dumps(
            {
                "load_seconds": loaded - began,
                "index_seconds": indexed - loaded,
                "questions_ms": times[WARMING_UP:],
                "memory_mb": _memory_mb(),
                "versions": {name: importlib.metadata.version(name) for name in packages},
            }
        )
    )


def _memory_mb() -> float | None:
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.is_file() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:")), None)
