"""The model's two numbers a token in, quotable spans out: the best of each sentence, with a score.

    score of a span = start logit of its first token + end logit of its last - both logits of "not here"

It is the log of how much likelier the model holds the span than that the window does not answer. Nothing is
normalised within a window, so spans of different passages compare.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from kiddqa.read.encoding import Window
from kiddqa.read.model import Logits
from kiddqa.records import Hit, Range, Span

MAX_SPAN_TOKENS = 40
MAX_BRACKET_CHARS = 60
"""How far beyond a span the partner of its bracket or quotation mark is looked for."""

_PAIRS = (("(", ")"), ("[", "]"), ("{", "}"), ("“", "”"))
_DANGLING_BEFORE = " \t\n,;:.)]}”"
_DANGLING_AFTER = " \t\n,;:([{“-–—"


def best_spans(hit: Hit, windows: Sequence[Window], logits: Sequence[Logits]) -> list[Span]:
    """Return the best span of each sentence of a hit, in the order of the text.

    Args:
        hit: What was read.
        windows: Its windows, in order; overlapping ones are merged: of a sentence's spans the best one stays.
        logits: What the model says of each window.
    """
    best: dict[Range, Span] = {}
    for window, found in zip(windows, logits, strict=True):
        for span in _spans(hit, window, found):
            if span.sentence not in best or span.score > best[span.sentence].score:
                best[span.sentence] = span
    return [best[sentence] for sentence in sorted(best)]


def _spans(hit: Hit, window: Window, logits: Logits) -> Iterator[Span]:
    not_here = float(logits[0].sum())
    body = logits[window.first : window.first + len(window.slices)].astype(np.float64)
    starts = np.array([token.start for token in window.slices])
    ends = np.array([token.end for token in window.slices])
    for sentence in hit.passage.sentences:
        first = int(np.searchsorted(starts, sentence.start))
        beyond = int(np.searchsorted(ends, sentence.end, side="right"))
        if first >= beyond:
            continue
        begin, stop, score = _best(body[first:beyond, 0], body[first:beyond, 1])
        rough = Range(window.slices[first + begin].start, window.slices[first + stop].end)
        start, end = snap(hit.passage.document.text, rough, sentence)
        yield Span(hit=hit, start=start, end=end, sentence=sentence, score=score - not_here)


def _best(starts: np.ndarray, ends: np.ndarray) -> tuple[int, int, float]:
    sums = starts[:, None] + ends[None, :]
    allowed = np.tri(len(starts), k=MAX_SPAN_TOKENS - 1, dtype=np.bool_) & np.tri(len(starts), dtype=np.bool_).T
    sums[~allowed] = -np.inf
    place = int(sums.argmax())
    begin, stop = divmod(place, len(starts))
    return begin, stop, float(sums[begin, stop])


def snap(text: str, span: Range, sentence: Range) -> Range:
    """Return a span that cuts no word and no pair of brackets, within its sentence.

    ``Missile Defense)`` becomes ``Missile Defense``; ``(KIDD`` with ``)`` near by becomes ``(KIDD)``.
    """
    whole = _whole_words(text, span, sentence)
    balanced = _balanced(text, whole, sentence)
    if any(any(_without_partner(text[slice(*balanced)], *pair)) for pair in _PAIRS):
        balanced = whole  # brackets and quotation marks that cross each other cannot be mended
    tidy = _without_dangling(text, balanced)
    return tidy if tidy.start < tidy.end else whole


def _whole_words(text: str, span: Range, sentence: Range) -> Range:
    start, end = span
    while start > sentence.start and _joined(text, start):
        start -= 1
    while end < sentence.end and _joined(text, end):
        end += 1
    return Range(start, end)


def _joined(text: str, place: int) -> bool:
    """Say whether the characters on both sides of a place belong to one word or one number."""
    before, after = text[place - 1], text[place]
    if before.isalnum() and after.isalnum():
        return True
    decimal = before in ".," and after.isdigit() and text[place - 2 : place - 1].isdigit()
    return decimal or (after in ".," and before.isdigit() and text[place + 1 : place + 2].isdigit())


def _balanced(text: str, span: Range, sentence: Range) -> Range:
    start, end = span
    for opening, closing in _PAIRS:
        opened, closed = _without_partner(text[start:end], opening, closing)
        before = text.rfind(opening, max(sentence.start, start - MAX_BRACKET_CHARS), start)
        if closed and start + closed[-1] == end - 1:
            end -= 1
        elif closed and before >= 0:
            opened = [place + start - before for place in opened]
            start = before
        if opened:
            after = text.find(closing, end, min(sentence.end, end + MAX_BRACKET_CHARS))
            end = after + 1 if after >= 0 else start + opened[-1]
    return Range(start, end)


def _without_partner(quote: str, opening: str, closing: str) -> tuple[list[int], list[int]]:
    """Return where brackets are opened and never closed, and where they are closed and never opened."""
    opened: list[int] = []
    closed: list[int] = []
    for place, character in enumerate(quote):
        if character == opening:
            opened.append(place)
        elif character == closing:
            if opened:
                opened.pop()
            else:
                closed.append(place)
    return opened, closed


def _without_dangling(text: str, span: Range) -> Range:
    start, end = span
    while start < end and text[start] in _DANGLING_BEFORE:
        start += 1
    while start < end and text[end - 1] in _DANGLING_AFTER:
        end -= 1
    return Range(start, end)
