"""Lines of a document in; the numbers of those that are furniture and not text out.

Furniture is shown but never searched or quoted: navigation, share bars, copyright footers, cut-off teasers,
bylines, pointers to other pages, cookie notices, page numbers, debris of markup.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence

from kiddqa.ingest.phrases import ends_sentence, is_running_text, may_be_running_text

_MAX_CHARS = 600
_ANY_LENGTH = _MAX_CHARS

_RULES = tuple(
    (max_words, re.compile(pattern, re.IGNORECASE))
    for max_words, pattern in (
        # copyright footers
        (30, r"\W*(copyright\b|©|ⓒ|\(c\)\s*(19|20)\d\d)"),
        (30, r".*\b(all )?rights (are )?reserved\b"),
        # pointers to other pages
        (9, r"\W*(read|learn|show|view|see) more\b(?! than\b)"),
        (14, r"\W*((click|tap) here|continue reading)\b"),
        (
            28,
            r"(to (read|see|view)|for) (the |a )?(original|full|entire|more)\b.*\b(visit|click|go to|web ?site|link)\b",
        ),
        # requests to the reader
        (14, r"\W*(subscribe|sign up|follow us|like us|join our)\b"),
        (3, r"\W*(advertisements?|sponsored( content)?|ad)\W*$"),
        # cookie notices
        (60, r"(?=.*\b(accept|consent|policy|settings|preferences|we use|site uses|browser)\b).*\bcookies?\b"),
        # an address and nothing else
        (4, r"\W*(e-?mail\s*:?\s*)?[\w.+-]+@[\w-]+(\.[\w-]+)+\W*$"),
        (1, r"(https?://|www\.)\S+$"),
        # page numbers
        (5, r"\W*(page\s*)?\d{1,3}(\s*(of|/)\s*\d{1,3})?\W*$"),
        # debris: no letter or digit at all; a bullet with nothing but a remark in brackets
        (_ANY_LENGTH, r"[\W_]+$"),
        (12, r"[•●▪◦‣·]\s*\([^()]*\)$"),
    )
)

_BYLINE = re.compile(
    r"^(?:(?:Story|Written|Reported|Posted) )?[Bb]y:?\s+(?P<names>[^<>()@]+?)\s*(?:<.*>|\(.*\)|\S+@\S+)?$"
)
_NAME_WORD = re.compile(r"(?:[A-Z][\w.\u2019'-]*,?|and|de|van|von|&)$")
_MAX_NAME_WORDS = 7

_CUT_OFF = re.compile(r"\s*(?:\.{3,}|…)$")
_MIN_TEASER_CHARS = 10

_INTERFACE_WORDS = frozenset(
    """
    home news zone recent latest menu search login logout register sitemap contact about skip content next previous
    prev back top list archive archives related article articles story stories popular trending rss print share tweet
    email mail facebook twitter linkedin whatsapp kakaotalk instagram youtube telegram reddit pinterest link copy
    subscribe newsletter english korean language more comments categories tags
    """.split()  # noqa: SIM905  (words, to be read as a list)
)
_CONNECTING_WORDS = frozenset(
    "a and all in log main map most on out page post read sign site the this to up us via".split()  # noqa: SIM905
)
_MAX_INTERFACE_WORDS = 12


def is_boilerplate(line: str) -> bool:
    """True if the line is furniture whatever stands around it; ``line`` is trimmed and not empty."""
    if len(line) > _MAX_CHARS:
        return False
    words = len(line.split())
    return any(words <= max_words and rule.match(line) for max_words, rule in _RULES) or _is_byline(line)


def is_navigation(line: str) -> bool:
    """True for a line made of a website's interface words alone: ``Recent News``, ``Share on Facebook | Tweet``."""
    words = re.findall(r"\w+", line[:_MAX_CHARS].lower())
    return (
        0 < len(words) <= _MAX_INTERFACE_WORDS
        and not line[0].islower()
        and not ends_sentence(line)
        and any(word in _INTERFACE_WORDS for word in words)
        and all(word in _INTERFACE_WORDS or word in _CONNECTING_WORDS for word in words)
    )


def find_boilerplate(lines: Sequence[str]) -> frozenset[int]:
    """Return the numbers (from 0) of the lines that are furniture; empty lines are none.

    Two rules look around: a teaser is cut off with ``...`` and stands whole in another line, and navigation is
    not directly above running text, where the same words would be its heading.
    """
    ordered = sorted({line for line in lines if line})
    found = {
        number for number, line in enumerate(lines) if line and (is_boilerplate(line) or _is_teaser(line, ordered))
    }
    navigation = {
        number
        for number, line in enumerate(lines)
        if line and is_navigation(line) and not _heads_text(number, lines, found)
    }
    return frozenset(found | navigation)


def _is_byline(line: str) -> bool:
    found = _BYLINE.match(line)
    if not found:
        return False
    words = found["names"].split()
    return len(words) <= _MAX_NAME_WORDS and all(_NAME_WORD.match(word) for word in words)


def _is_teaser(line: str, ordered: Sequence[str]) -> bool:
    """True if ``line`` without its ``...`` begins another line; ``ordered`` holds every line once, ascending."""
    stem = _CUT_OFF.sub("", line) if len(line) <= _MAX_CHARS else line
    if stem == line or len(stem) < _MIN_TEASER_CHARS:
        return False
    first = bisect_left(ordered, stem)
    return any(other.startswith(stem) and other != line for other in ordered[first : first + 3])


def _heads_text(number: int, lines: Sequence[str], boilerplate: set[int]) -> bool:
    below = number + 1
    if below < len(lines) and lines[below]:
        return below not in boilerplate and may_be_running_text(lines[below])
    following = next((n for n in range(below, len(lines)) if lines[n]), None)
    return following is not None and following not in boilerplate and is_running_text(lines[following])
