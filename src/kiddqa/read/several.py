"""The span to quote and the spans near it in, several quotations for a question that asks for several out.

    Name the heads of both delegations.
    “Cho Chang-rae” led the Korean side. “Anka Lee” led the U.S. side.

Only spans that would each be quoted on their own are put together, from one sentence and the two on each side of it.
"""

import re
from collections.abc import Sequence

from kiddqa.read.ranking import Together, apart
from kiddqa.records import Span

MOST = 6
"""Quotations in one answer, where the question names no number."""
NEAR = 2
"""Sentences: one between two of a list may say more of the first."""

_NUMBERS = {"two": 2, "both": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_NUMBER = re.compile(rf"\b(?:{'|'.join(_NUMBERS)}|[2-6](?=\s+[a-z]+s\b))\b", re.IGNORECASE)
_SEVERAL = re.compile(
    r"\b(?:each|all)\b|^\W*(?:name|list|enumerate)\b|^\W*(?:who|which|what)\s+(?:were|are)\b", re.IGNORECASE
)


def wanted_quotations(question: str) -> int:
    """Return how many quotations a question asks for at most: 1 for most questions, up to 6."""
    number = _NUMBER.search(question)
    if number:
        word = number.group().casefold()
        return _NUMBERS.get(word) or int(word)
    return MOST if _SEVERAL.search(question) else 1


def put_together(best: Span, near: Sequence[Span], *, count: int) -> list[Span]:
    """Return up to ``count`` spans in the order of the text, ``best`` among them.

    Args:
        best: What is quoted in any case.
        near: Other spans of its passage that would be quoted alone, in any order.
        count: At least 1.
    """
    kept = [best]
    for span in sorted(near, key=lambda span: (-span.score, span.start)):
        if len(kept) < count and stand_together(best, span) and _is_new(span, kept):
            kept.append(span)
    return sorted(kept, key=lambda span: span.start)


def quoted_together(question: str) -> Together:
    """Return what says which spans would be quoted together: those near each other, if it asks for several things."""
    return stand_together if wanted_quotations(question) > 1 else apart


def stand_together(span: Span, other: Span) -> bool:
    """Say whether another span stands in the sentence of the first or within two of it, in its passage."""
    passage = span.hit.passage
    place = passage.sentences.index(span.sentence)
    around = passage.sentences[max(0, place - NEAR) : place + NEAR + 1]
    return other.hit.passage.document.id == passage.document.id and other.sentence in around


def _is_new(span: Span, kept: Sequence[Span]) -> bool:
    """Say whether a span neither overlaps with the others nor says the same again."""
    quote = span.quote.casefold()
    return all(
        (span.end <= other.start or other.end <= span.start)
        and quote not in other.quote.casefold()
        and other.quote.casefold() not in quote
        for other in kept
    )
