"""The span to quote and the spans near it in, several quotations for a question that asks for several out.

    Name the heads of both delegations.
    “Cho Chang-rae” led the Korean side. “Anka Lee” led the U.S. side.

Only spans that would each be quoted on their own are put together, from one sentence and those beside it.
"""

import re
from collections.abc import Sequence

from kiddqa.records import Span

MOST = 6
"""Quotations in one answer, where the question names no number."""

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


def put_together(best: Span, near: Sequence[Span], *, count: int, least_score: float) -> list[Span]:
    """Return up to ``count`` spans in the order of the text, ``best`` among them.

    Args:
        best: What is quoted in any case.
        near: Other spans of its passage, in any order.
        count: At least 1.
        least_score: Spans below it are left out.
    """
    sentences = best.hit.passage.sentences
    place = sentences.index(best.sentence)
    around = set(sentences[max(0, place - 1) : place + 2])
    kept = [best]
    for span in sorted(near, key=lambda span: (-span.score, span.start)):
        if len(kept) < count and span.score >= least_score and span.sentence in around and _is_new(span, kept):
            kept.append(span)
    return sorted(kept, key=lambda span: span.start)


def _is_new(span: Span, kept: Sequence[Span]) -> bool:
    """Say whether a span neither overlaps with the others nor says the same again."""
    quote = span.quote.casefold()
    return all(
        (span.end <= other.start or other.end <= span.start)
        and quote not in other.quote.casefold()
        and other.quote.casefold() not in quote
        for other in kept
    )
