"""Plain text without markup in; its headings, paragraphs, list items and boilerplate out.

A line is a block of its own unless it is **wrapped**: cut at the right margin, with its paragraph going on in the
next line. A **heading** is a short line without punctuation at its end, above longer text. The **title** is the
heading above all text; it has level 1, every other heading level 2.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from kiddqa.ingest.boilerplate import find_boilerplate
from kiddqa.ingest.phrases import (
    bullet_length,
    ends_sentence,
    is_heading_like,
    is_labelled,
    is_title_case,
    may_be_running_text,
)
from kiddqa.records import Block, BlockKind

_MAX_WRAPPED_CHARS = 120
_MIN_WRAPPED_CHARS = 45
_MARGIN_WINDOW_LINES = 3
_FULL_LINE_SHARE = 0.85
_SHORT_LINE_SHARE = 0.7
_LONG_BELOW_RATIO = 3
_MIN_TITLE_WORDS = 4
_TITLE_LEVEL = 1
_SECTION_LEVEL = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """One or more lines that make a block, ``text[start:end]``, by their numbers from 0."""

    start: int
    end: int
    text: str
    first_line: int
    last_line: int


def find_blocks(text: str, furniture: Collection[int] = ()) -> tuple[Block, ...]:
    r"""Return the blocks of ``text``, which has ``\n`` line ends; they hold every character that is not white.

    Args:
        text: The whole document.
        furniture: Numbers (from 0) of lines known to be boilerplate, such as the running heads of a PDF.
    """
    lines = _lines(text)
    boilerplate = find_boilerplate([line.text for line in lines]) | frozenset(furniture)
    runs = list(_runs(text, lines, boilerplate))
    kinds = _kinds(runs, boilerplate)
    title = _title(runs, kinds)
    return tuple(
        Block(start=run.start, end=run.end, kind=kind, level=_level(kind, number == title))
        for number, (run, kind) in enumerate(zip(runs, kinds, strict=True))
    )


def _lines(text: str) -> list[_Run]:
    lines: list[_Run] = []
    offset = 0
    for number, raw in enumerate(text.split("\n")):
        start = offset + len(raw) - len(raw.lstrip())
        trimmed = raw.strip()
        lines.append(_Run(start=start, end=start + len(trimmed), text=trimmed, first_line=number, last_line=number))
        offset += len(raw) + 1
    return lines


def _runs(text: str, lines: Sequence[_Run], boilerplate: frozenset[int]) -> Iterator[_Run]:
    """Join wrapped lines; empty lines and boilerplate part what stands around them."""
    opening: _Run | None = None
    for number, line in enumerate(lines):
        if not line.text:
            continue
        opening = opening or line
        followed = number + 1 < len(lines) and bool(lines[number + 1].text)
        if followed and not {number, number + 1} & boilerplate and _goes_on(lines, number):
            continue
        yield _Run(
            start=opening.start,
            end=line.end,
            text=text[opening.start : line.end],
            first_line=opening.first_line,
            last_line=number,
        )
        opening = None


def _goes_on(lines: Sequence[_Run], number: int) -> bool:
    """True if the paragraph of line ``number`` goes on in the next line, which is not empty."""
    line, below = lines[number].text, lines[number + 1].text
    if bullet_length(below):
        return False
    if not ends_sentence(line) and below[0].islower():
        return True
    if len(line) < _MIN_WRAPPED_CHARS or max(len(line), len(below)) > _MAX_WRAPPED_CHARS:
        return False
    margin = _margin(lines, number)
    with_next_word = len(line) + 1 + len(below.split(maxsplit=1)[0])
    if ends_sentence(line):
        heading = len(below) < _SHORT_LINE_SHARE * margin and is_heading_like(below) and is_title_case(below)
        return with_next_word > margin and not heading
    return with_next_word > _FULL_LINE_SHARE * margin


def _margin(lines: Sequence[_Run], number: int) -> int:
    """Return the length of the longest wrapped line near line ``number``."""
    near = lines[max(0, number - _MARGIN_WINDOW_LINES) : number + _MARGIN_WINDOW_LINES + 1]
    return max(len(line.text) for line in near if len(line.text) <= _MAX_WRAPPED_CHARS)


def _kinds(runs: Sequence[_Run], boilerplate: frozenset[int]) -> list[BlockKind]:
    """Return the kind of each run, found from the last to the first: a heading is known by what it heads."""
    kinds = [BlockKind.PARAGRAPH] * len(runs)
    headed: int | None = None
    for number in range(len(runs) - 1, -1, -1):
        run = runs[number]
        if run.first_line in boilerplate:
            kinds[number] = BlockKind.BOILERPLATE
            continue
        if headed is not None and _is_heading(runs, kinds, number, headed):
            kinds[number] = BlockKind.HEADING
        elif bullet_length(run.text):
            kinds[number] = BlockKind.LIST_ITEM
        headed = number
    return kinds


def _is_heading(runs: Sequence[_Run], kinds: Sequence[BlockKind], number: int, headed: int) -> bool:
    """True if run ``number`` is a heading; ``headed`` is the number of the next run that is not boilerplate."""
    run, below = runs[number], runs[headed]
    if not is_heading_like(run.text):
        return False
    above = runs[number - 1].last_line if number else -2
    stands_alone = above < run.first_line - 1 and runs[number + 1].first_line > run.last_line + 1
    if kinds[headed] is BlockKind.HEADING:
        return stands_alone or is_title_case(run.text)
    if kinds[headed] is BlockKind.LIST_ITEM or not may_be_running_text(below.text) or len(below.text) <= len(run.text):
        return False
    if stands_alone:
        return True
    far_longer = len(below.text) >= _LONG_BELOW_RATIO * len(run.text)
    return not is_labelled(run.text) and (is_title_case(run.text) or far_longer)


def _title(runs: Sequence[_Run], kinds: Sequence[BlockKind]) -> int | None:
    """Return the number of the title among the headings above all text: the first of four words or more."""
    body = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)
    end = next((number for number, kind in enumerate(kinds) if kind in body), len(runs))
    top = [number for number in range(end) if kinds[number] is BlockKind.HEADING]
    long_enough = [number for number in top if len(runs[number].text.split()) >= _MIN_TITLE_WORDS]
    return next(iter(long_enough + top), None)


def _level(kind: BlockKind, title: bool) -> int:
    match kind:
        case BlockKind.HEADING:
            return _TITLE_LEVEL if title else _SECTION_LEVEL
        case BlockKind.LIST_ITEM:
            return 1
        case _:
            return 0
