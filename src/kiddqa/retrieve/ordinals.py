"""A question in; the same with the numbers of a series written as the documents write them out.

``the twenty-fifth KIDD``, ``KIDD 25`` and ``the 25 th KIDD`` become ``the 25th KIDD`` where the documents write that,
and in three times as many of them as what was typed. Nothing is changed without a document that writes it so.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_UNITS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_TEENS = (
    *("tenth", "eleventh", "twelfth", "thirteenth", "fourteenth"),
    *("fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def _spellings() -> dict[str, int]:
    words = {word: number for number, word in enumerate([*_UNITS, *_TEENS], 1)}
    for decade, tens in enumerate(_TENS, 2):
        words[f"{tens[:-1]}ieth"] = 10 * decade
        words |= {f"{tens}-{unit}": 10 * decade + number for number, unit in enumerate(_UNITS, 1)}
    return words


_NUMBERS = _spellings()
_WORDS = {number: word for word, number in _NUMBERS.items()}
_TENS_FORM = "|".join(_TENS)
_UNITS_FORM = "|".join(_UNITS)
_WORD_FORM = (
    rf"(?:(?:{_TENS_FORM})[- ](?:{_UNITS_FORM})|{_UNITS_FORM}|{'|'.join(_TEENS)}"
    rf"|{'|'.join(f'{tens[:-1]}ieth' for tens in _TENS)})"
)
ORDINAL = rf"(?:\d{{1,3}}[ -]?(?:st|nd|rd|th)|{_WORD_FORM})"
"""A regular expression for an ordinal from 1 to 999 in figures or from first to ninety-ninth in words."""

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_NOUN = r"[^\W\d_][\w&-]*(?:\.[^\W\d_])*"
_BEFORE_NOUN = re.compile(rf"\b(?P<ordinal>{ORDINAL})\.?\s+(?P<noun>{_NOUN})", re.IGNORECASE)
_AFTER_NOUN = re.compile(
    rf"\b(?P<noun>{_NOUN})\s*(?:[ -]|#\s*|\bno\.?\s*|\bnumber\s+)(?P<ordinal>\d{{1,3}})(?![\w%]|[.,:]\d)",
    re.IGNORECASE,
)
_CAPITALS_ABOVE = re.compile(r"(?:(?<!\w)[A-Z][\w&-]* ){1,4}$")
_NO_SERIES = re.compile(
    r"(?:an?|the|and|or|of|in|on|at|by|to|from|for|with|than|as|is|are|was|were|be|but|not|if|its?|this|that"
    r"|these|those|about|after|before|since|until|between|during|over|under|only|all|no|number|how|what|which|who|when|where|why"
    r"|half|quarter|century|time|day|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    rf"|{_MONTH})",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    rf"\s+(?!(?:in|of|on)\s+(?:\d{{1,2}}\s+)?{_MONTH}\s+(?:\d{{1,2}},?\s+)?\d{{4}})"
    r"(?:after|since|to|under|in|of|that|which|where|when|held|with|within|following|before|between|during|by|on|for"
    r"|ever|from|hosted|led|chaired|attended)\b",
    re.IGNORECASE,
)
_TIMES_AS_OFTEN = 3
_LAST_TO_COUNT = 9
"""Up to here an ordinal in words may count within something: "the second meeting of 2018" is not the 2nd meeting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Respelling:
    """One change: ``question[start:end]`` is ``before``, and ``after`` takes its place."""

    start: int
    end: int
    before: str
    after: str


def ordinal_number(text: str) -> int | None:
    """Return what an ordinal in words or figures counts, or None: ``twenty-fifth``, ``25 th`` and ``25`` are 25."""
    figures = re.fullmatch(r"(\d{1,3})(?:[ -]?(?:st|nd|rd|th))?", text, re.IGNORECASE)
    if figures:
        return int(figures[1])
    return _NUMBERS.get(text.lower().replace(" ", "-"))


def in_figures(number: int) -> str:
    """Return 1st, 2nd, 3rd, 4th, 11th, 21st and so on, for a number from 0."""
    ending = "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def forms(number: int, noun: str) -> tuple[str, ...]:
    """Return how the documents may write it, the usual way first: ``25th KIDD``, ``twenty-fifth KIDD``, ``KIDD 25``."""
    words = (f"{_WORDS[number]} {noun}",) if number in _WORDS else ()
    return (f"{in_figures(number)} {noun}", *words, f"{noun} {number}")


def respell(question: str, count: Callable[[str], int]) -> tuple[str, tuple[Respelling, ...]]:
    """Return the question with each number in a series as the documents write it, and what was changed.

    Args:
        question: Any text; white space and everything else is kept to the letter.
        count: In how many documents the words of a phrase stand side by side.
    """
    changes: list[Respelling] = []
    for change in sorted(_changes(question, count), key=lambda change: change.start):
        if not changes or change.start >= changes[-1].end:
            changes.append(change)
    text = question
    for change in reversed(changes):
        text = text[: change.start] + change.after + text[change.end :]
    if any(_changes(text, count)):
        return question, ()  # a noun between two numbers can be read in two ways
    return text, tuple(changes)


def _changes(question: str, count: Callable[[str], int]) -> Iterator[Respelling]:
    for found in (*_BEFORE_NOUN.finditer(question), *_AFTER_NOUN.finditer(question)):
        number = ordinal_number(found["ordinal"])
        if number is None or _NO_SERIES.fullmatch(found["noun"]) or _counts_within(question, found, number):
            continue
        for noun, start in _nouns(question, found):
            before = question[start : found.end()]
            after = _usual_form(before, noun, number, count) or _usual_figures(found, number, count)
            if after is not None and after.casefold() != before.casefold():
                yield Respelling(start=start, end=found.end(), before=before, after=after)
                break


def _nouns(question: str, found: re.Match[str]) -> Iterator[tuple[str, int]]:
    """Yield the noun of a number and where its phrase begins; a noun before its number with the capitals before it.

    ``Did Harbour Talks 25`` has the nouns ``Did Harbour Talks``, ``Harbour Talks`` and ``Talks``.
    """
    words = []
    if found.start("noun") < found.start("ordinal") and found["noun"][0].isupper():
        above = _CAPITALS_ABOVE.search(question, 0, found.start())
        words = above[0].split() if above else []
    for number in range(len(words) + 1):
        noun = " ".join([*words[number:], found["noun"]])
        yield noun, found.end("noun") - len(noun) if words[number:] else found.start()


def _usual_form(before: str, noun: str, number: int, count: Callable[[str], int]) -> str | None:
    usual = max(forms(number, noun), key=count)
    return usual if count(usual) > 0 and count(usual) >= _TIMES_AS_OFTEN * count(before) else None


def _usual_figures(found: re.Match[str], number: int, count: Callable[[str], int]) -> str | None:
    """Write ``25th round`` where the documents have 25th, only not with this noun."""
    ordinal, figures = found["ordinal"], in_figures(number)
    if ordinal[0].isdigit() or number <= _LAST_TO_COUNT:
        return None
    is_usual = count(figures) > 0 and count(figures) >= _TIMES_AS_OFTEN * count(ordinal)
    return f"{figures} {found['noun']}" if is_usual else None


def _counts_within(question: str, found: re.Match[str], number: int) -> bool:
    """True for ``second meeting of 2018``, which is not the 2nd meeting of all."""
    in_words = number <= _LAST_TO_COUNT and not found["ordinal"][0].isdigit()
    return in_words and _RELATIVE.match(question, found.end()) is not None
