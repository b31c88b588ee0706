"""Text and Markdown files made to stop, hang or bloat a reader; each function takes a scale, from 1, gives bytes."""

import gzip
from itertools import pairwise

GATE = "The gate of the old lock opens at six in the morning."


def one_line(scale: int) -> bytes:
    """Return a line of almost a megabyte per scale."""
    return b"word " * (199_000 * scale)


def short_lines(scale: int) -> bytes:
    """Return more paragraphs of one letter than a document may have."""
    return b"a\n\n" * (40_000 * scale)


def combining_marks(scale: int) -> bytes:
    """Return one letter under marks in the wrong order, which Unicode's normal form sorts one by one."""
    return ("a" + "\u0300\u0316" * (120_000 + 10_000 * scale)).encode()


def zeros_within(_: int) -> bytes:
    """Return a sentence with a zero in it."""
    return GATE.replace("old", "o\0ld").encode()


def gate_as(encoding: str, mark: bytes = b"") -> bytes:
    """Return twenty sentences in an encoding, after a byte order mark."""
    return mark + " ".join([GATE] * 20).encode(encoding)


def terminal_codes(_: int) -> bytes:
    """Return what would clear a terminal and rename its window."""
    return f"\x1b[2J\x1b]0;owned\x07{GATE}".encode()


def overridden(_: int) -> bytes:
    """Return a sentence with a word that would be shown backwards."""
    return GATE.replace("six", "\u202exis\u202c").encode()


def gzipped_page(_: int) -> bytes:
    """Return a web page in gzip."""
    return gzip.compress(f"<html><body><p>{GATE}".encode() * 100, mtime=0)


def repeated(piece: str, times: int = 3_000) -> bytes:
    """Return a piece of Markdown, many times, after a heading."""
    return f"# Lock\n\n{GATE}\n\n{piece * times}\n".encode()


def nested_list(_: int) -> bytes:
    """Return a list 200 deep."""
    return "\n".join("  " * depth + "- item" for depth in range(200)).encode()


def backticks(_: int) -> bytes:
    """Return runs of backticks of every length, each to be looked for among all others."""
    return repeated(" ".join("`" * length for length in range(1, 200)), 1)


def alias_bomb(last: str) -> bytes:
    """Return front matter whose last line stands for 10 to the power of nine words."""
    names = "abcdefghi"
    lines = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"{name}: &{name} [{', '.join([f'*{below}'] * 10)}]" for below, name in pairwise(names)]
    return front_matter(*lines, last)


def front_matter(*lines: str) -> bytes:
    """Return a Markdown file with lines of front matter above a sentence."""
    return "\n".join(["---", *lines, "---", GATE, ""]).encode()
