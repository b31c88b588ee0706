"""Questions that can be asked of one line of plain text: is it like a heading, does it end a sentence."""

import re

_MAX_HEADING_WORDS = 16
_MAX_HEADING_CHARS = 200
_MIN_RUNNING_WORDS = 8
_MIN_UNPUNCTUATED_WORDS = 25
_SHORT_WORD_CHARS = 3
_MIN_CAPITALISED_SHARE = 0.6

_SENTENCE_END = re.compile(r"[.!?…][\"'\u201d\u2019»)\]>]*$")
_BULLET = re.compile(r"(?:[•●▪◦‣·○■□►*\u2013\u2014-]|\(?(?:\d{1,2}|[a-z])\)|\d{1,2}\.)\s+(?=\S)")
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DATE = re.compile(
    rf"(?:\w+day,?\s+)?(?:\d{{1,2}}\s+)?{_MONTH}(?:\s+\d{{1,2}}(?:-\d{{1,2}})?)?,?\s*(?:\d{{4}})?", re.IGNORECASE
)
_LABEL = re.compile(r"\w[\w .]{0,30}:\s+\S")
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_LETTER = re.compile(r"[^\W\d_]")


def ends_sentence(line: str) -> bool:
    """True if the line ends with ``. ! ? …``, closing quotes and brackets aside."""
    return _SENTENCE_END.search(line) is not None


def bullet_length(line: str) -> int:
    """Return the length of the bullet or number, white space included, that opens a list item; 0 without one."""
    found = _BULLET.match(line)
    return found.end() if found else 0


def is_running_text(line: str) -> bool:
    """True for eight words or more that end a sentence, and for any very long line."""
    words = len(line.split())
    return words >= _MIN_UNPUNCTUATED_WORDS or (words >= _MIN_RUNNING_WORDS and ends_sentence(line))


def may_be_running_text(line: str) -> bool:
    """True for eight words or more: a whole paragraph, or the first line of a wrapped one."""
    return len(line.split()) >= _MIN_RUNNING_WORDS


def is_heading_like(line: str) -> bool:
    """True for a short line that opens like a heading and has no punctuation at its end; a bare date is none."""
    if len(line) > _MAX_HEADING_CHARS:
        return False
    first = _LETTER_OR_DIGIT.search(line)
    return (
        first is not None
        and not first.group().islower()
        and _LETTER.search(line) is not None
        and len(line.split()) <= _MAX_HEADING_WORDS
        and "\n" not in line
        and line[-1] not in ".!?…:;,"
        and not (bullet_length(line) and not line[0].isdigit())
        and _DATE.fullmatch(line) is None
    )


def is_title_case(line: str) -> bool:
    """True if most words of more than three letters begin with a capital, or no letter has case at all."""
    words = [word for word in re.findall(r"[^\W_][\w\u2019'-]*", line) if len(word) > _SHORT_WORD_CHARS]
    lower = sum(1 for word in words if word[0].islower())
    return lower <= (1 - _MIN_CAPITALISED_SHARE) * len(words)


def is_labelled(line: str) -> bool:
    """True for ``Place: Seoul`` and its like, a fact and no heading."""
    return _LABEL.match(line) is not None
