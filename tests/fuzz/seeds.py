"""The inputs that fuzzing starts from, and that every test run tries: the small files of the hostile corpus."""

from collections.abc import Callable, Mapping
from pathlib import Path

from hostile import word_files
from hostile.table import table

_MAX_SEED_BYTES = 60_000
_SLOW = frozenset({"text/marks.txt"})
_FOLDERS = {
    "text": ("text",),
    "markdown": ("markdown",),
    "html": ("web",),
    "pdf": ("pdf",),
    "word": ("word",),
    "sniff": ("text", "markdown", "web", "pdf", "word"),
    "front-matter": ("markdown",),
    "sentences": ("text", "markdown"),
    "chunk": ("text", "markdown"),
}
_EVERY_KEY = b"""title: The 25th dialogue
date: 2024-09
publisher: 'Ministry'
url: https://example.org/25
language: en
aliases: [KIDD, "25th"]
sources:
  - title: Joint statement
    publisher: Ministry # of defence
    date: 2024-09-24
    url: http://example.org
  - title: >
      Folded
"""
_MORE: Mapping[str, Callable[[], Mapping[str, bytes]]] = {
    "word": word_files.texts,
    "front-matter": lambda: {"every key": _EVERY_KEY},
}
FOUND = Path(__file__).parent / "found"
"""What fuzzing has found, a folder a target: each file once broke a promise."""


def seeds(target: str) -> Mapping[str, bytes]:
    """Return the inputs of a target by name: those it starts from, and what it has found."""
    made = {
        file.path: file.make(1)
        for file in table(Path("/nonexistent/secret.txt"))
        if file.make and file.path.split("/")[0] in _FOLDERS[target] and file.path not in _SLOW
    }
    made |= _MORE.get(target, dict)()
    found = {str(path.relative_to(FOUND)): path.read_bytes() for path in sorted((FOUND / target).glob("*"))}
    return {name: data for name, data in made.items() if len(data) <= _MAX_SEED_BYTES} | found
