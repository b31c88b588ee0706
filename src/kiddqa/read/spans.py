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


def best_spans(hit: Hit, windows: Sequence[Window], logits: Sequence[Logits], *, per_sentence: int = 1) -> list[Span]:
    """Return the best spans of each sentence of a hit, sentences in the order of the text, the best span first.

    Args:
        hit: What was read.
        windows: Its windows, in order; overlapping ones are merged: of a sentence's spans the best stay.
        logits: What the model says of each window.
        per_sentence: Up to so many spans that share no token.
    """
    found: dict[Range, list[Span]] = {}
    for window, said in zip(windows, logits, strict=True):
        for span in _spans(hit, window, said, per_sentence):
            found.setdefault(span.sentence, []).append(span)
    return [span for sentence in sorted(found) for span in _apart(found[sentence])[:per_sentence]]


def _apart(spans: Sequence[Span]) -> list[Span]:
    """Return the spans that overlap with none that is better, best first."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: -span.score):
        if all(span.end <= other.start or other.end <= span.start for other in kept):
            kept.append(span)
    return kept


def _spans(hit: Hit, window: Window, logits: Logits, per_sentence: int) -> Iterator[Span]:
    not_here = float(logits[0].sum())
    body = logits[window.first : window.first + len(window.slices)].astype(np.float64)
    starts = np.array([token.start for token in window.slices])
    ends = np.array([token.end for token in window.slices])
    for sentence in hit.passage.sentences:
        first = int(np.searchsorted(starts, sentence.start))
        beyond = int(np.searchsorted(ends, sentence.end, side="right"))
        if first >= beyond:
            continue
        for begin, stop, score in _best(body[first:beyond, 0], body[first:beyond, 1], per_sentence):
            rough = Range(window.slices[first + begin].start, window.slices[first + stop].end)
            start, end = snap(hit.passage.document.text, rough, sentence)
            yield Span(hit=hit, start=start, end=end, sentence=sentence, score=score - not_here)


def _best(starts: np.ndarray, ends: np.ndarray, count: int) -> Iterator[tuple[int, int, float]]:
    """Yield first token, last token and score of up to ``count`` spans that share no token, best first."""
    sums = starts[:, None] + ends[None, :]
    allowed = np.tri(len(starts), k=MAX_SPAN_TOKENS - 1, dtype=np.bool_) & np.tri(len(starts), dtype=np.bool_).T
    sums[~allowed] = -np.inf
    for _ in range(count):
        begin, stop = divmod(int(sums.argmax()), len(starts))
        if sums[begin, stop] == -np.inf:
            return
        yield begin, stop, float(sums[begin, stop])
        sums[: stop + 1, begin:] = -np.inf  # all that share a token with it


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
