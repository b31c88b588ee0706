"""Text in, lines on a terminal or in a pipe out."""

import json
import os
import re
import sys

from rich.console import Console
from rich.text import Text

from kiddqa.wire import Json

_UNBROKEN_COLUMNS = 100_000
_LEAST_COLUMNS = 20
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def screen(*, errors: bool = False) -> Console:
    """Return standard output or standard error, as wide as the terminal; a line of a pipe or file is never broken."""
    stream = sys.stderr if errors else sys.stdout
    width = None if stream.isatty() or "COLUMNS" in os.environ else _UNBROKEN_COLUMNS
    return Console(stderr=errors, highlight=False, width=width)


def folded(text: str) -> str:
    """Return a text on one line, without characters that could steer the terminal; outer white space stays, as one."""
    return " ".join(f"|{_CONTROL.sub(' ', text)}|".split())[1:-1]


def show_line(text: str, *, style: str = "", errors: bool = False) -> None:
    """Print a line that only the terminal itself may break: an address, or a command to copy."""
    screen(errors=errors).print(Text(text, style=style), soft_wrap=True)


def show_paragraph(text: Text, *, mark: Text) -> None:
    """Print a text broken between words, behind ``mark``; every line begins below the first."""
    out = screen()
    lines = text.wrap(out, max(_LEAST_COLUMNS, out.width - mark.cell_len))
    for number, line in enumerate(lines):
        line.rstrip()
        out.print((mark if number == 0 else Text(" " * mark.cell_len)) + line, soft_wrap=True)


def show_note(message: str) -> None:
    """Print a line on standard error, so that JSON on standard output stays clean."""
    show_line(folded(message), errors=True)


def show_json(value: Json, *, one_line: bool = False) -> None:
    """Print a JSON object, indented, or on one line for a file of JSON lines."""
    text = json.dumps(value, ensure_ascii=False, indent=None if one_line else 2)
    print(text, flush=True)  # noqa: T201  (never wrapped or coloured)
