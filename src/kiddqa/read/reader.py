"""Query and hits in, an answer or no answer out: the span that most likely answers is quoted, in its sentence.

The model reads the question with each hit and gives the best span of every sentence. Two logistic regressions,
fitted by ``kiddqa.train.ranker`` and read from ``ranker.json``, do the rest:

    ranker       columns of ``features`` of each span     → the order of the spans
    confidence   the best one's columns, and how it stands out → the probability that it is right

A question for what a short form stands for needs no model where the documents define it: the definition is quoted.
"""

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from kiddqa.errors import ModelError
from kiddqa.read.encoding import WindowEncoder
from kiddqa.read.features import COLUMNS, FeatureExtractor, Matrix
from kiddqa.read.model import SpanModel
from kiddqa.read.regression import LogisticRegression, Vector
from kiddqa.read.spans import best_spans
from kiddqa.records import Answer, Citation, Hit, NoAnswer, Query, Reply, Span

WEIGHTS = Path(__file__).with_name("ranker.json")
RUNNERS_UP = 4
AGREEING = 10
"""Among how many of the best spans those are counted that quote the same."""

DEFINITION_PRECISION = 0.96
"""Share of the short and long forms found side by side that belong together.

Source: Schwartz and Hearst, "A Simple Algorithm for Identifying Abbreviation Definitions in Biomedical Text", 2003,
doi:10.1142/9789812776303_0042.
"""

CONFIDENCE_COLUMNS = (
    "best_score",
    "margin",
    "margin_to_fifth",
    "highest_span",
    "agreement",
    *(f"best_{column}" for column in COLUMNS),
)
"""Ranker's log-odds of the best span; less that of the second and the fifth; the model's highest score of any span;
how many of the ten best spans quote the same as the best, less 1; and the best one's columns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RankerWeights:
    """The fitted numbers: how spans are ordered, how the best one is believed, and where answers begin."""

    ranker: LogisticRegression
    confidence: LogisticRegression
    threshold: float
    null_threshold: float
    """Score of a span from which a passage read alone is held to answer; for ``kiddqa eval --squad``."""

    def with_threshold(self, threshold: float) -> "RankerWeights":
        """Return the same weights with another threshold, 0 to 1."""
        return replace(self, threshold=threshold)

    @classmethod
    def load(cls, path: Path = WEIGHTS) -> "RankerWeights":
        """Read the weights.

        Raises:
            ModelError: if the file is missing, broken or made for other columns.
        """
        try:
            card = json.loads(path.read_text(encoding="utf-8"))
            return cls(
                ranker=LogisticRegression.from_json(card["ranker"], COLUMNS),
                confidence=LogisticRegression.from_json(card["confidence"], CONFIDENCE_COLUMNS),
                threshold=float(card["threshold"]),
                null_threshold=float(card["null_threshold"]),
            )
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelError(
                f"The ranker's weights {path.name} could not be read ({error!r}); "
                "type: python -m kiddqa.train.ranker --help"
            ) from error


class PassageReader:
    """Reads hits with the model, several at once; safe to share between threads."""

    def __init__(self, *, model: SpanModel, encoder: WindowEncoder, threads: int, budget_seconds: float) -> None:
        """Join model and tokenizer.

        Args:
            model: Reads windows.
            encoder: Cuts them.
            threads: Passages read at once, at least 1.
            budget_seconds: No passage but the first is begun once so much time has passed.
        """
        self._model, self._encoder, self._budget_seconds = model, encoder, budget_seconds
        self._pool = ThreadPoolExecutor(max_workers=threads, thread_name_prefix="read")

    def spans(self, question: str, hits: Sequence[Hit]) -> list[Span]:
        """Return the best span of each quotable sentence once, in the order of hits, then of text."""
        deadline = perf_counter() + self._budget_seconds
        found: dict[tuple[str, int, int], Span] = {}
        for spans in self._pool.map(lambda hit: self._read(question, hit, deadline), hits):
            for span in spans:
                place = (span.hit.passage.document.id, *span.sentence)
                if place not in found or span.score > found[place].score:
                    found[place] = span
        return list(found.values())

    def _read(self, question: str, hit: Hit, deadline: float) -> list[Span]:
        if hit.rank > 1 and perf_counter() > deadline:
            return []
        windows = list(self._encoder.windows(question, hit.passage))
        return best_spans(hit, windows, [self._model.logits(window) for window in windows])


@dataclass(frozen=True, slots=True, kw_only=True)
class SpanReader:
    """Quotes the span that the ranker puts first, or nothing when too little speaks for it."""

    passages: PassageReader
    features: FeatureExtractor
    weights: RankerWeights
    limit: int = 10
    """Hits that are read, from the first."""

    def read(self, query: Query, hits: Sequence[Hit], *, min_confidence: float | None = None) -> Reply:
        """Return an Answer at or above ``min_confidence`` (None: the fitted threshold), else NoAnswer."""
        threshold = self.weights.threshold if min_confidence is None else min_confidence
        if query.defined and threshold <= DEFINITION_PRECISION:
            return _definition(query.defined, hits)
        spans = self.passages.spans(query.text, hits[: self.limit])
        if not spans:
            return NoAnswer(confidence=0.0, hits=tuple(hits), threshold=threshold)
        rows = self.features.rows(query, spans)
        scores = self.weights.ranker.log_odds(rows)
        order = best_first(scores)
        confidence = self.weights.confidence.probability(confidence_row(spans, rows, scores, order))
        citations = tuple(_cite(spans[place]) for place in order[: 1 + RUNNERS_UP])
        if confidence < threshold:
            return NoAnswer(confidence=confidence, hits=tuple(hits), nearest=citations, threshold=threshold)
        return Answer(citations=citations[:1], confidence=confidence, hits=tuple(hits), runners_up=citations[1:])


def _definition(places: Sequence[Citation], hits: Sequence[Hit]) -> Answer:
    others = [place for place in places[1:] if place.quote.casefold() != places[0].quote.casefold()]
    return Answer(
        citations=(places[0],), confidence=DEFINITION_PRECISION, hits=tuple(hits), runners_up=tuple(others[:RUNNERS_UP])
    )


def best_first(scores: Vector) -> NDArray[np.intp]:
    """Return the places of the scores, highest first, equal scores in their order."""
    return np.argsort(-scores, kind="stable")


def confidence_row(spans: Sequence[Span], rows: Matrix, scores: Vector, order: NDArray[np.intp]) -> Vector:
    """Return the columns of ``CONFIDENCE_COLUMNS`` for the best of the scored spans."""
    best = order[0]
    second = order[min(1, len(order) - 1)]
    fifth = order[min(4, len(order) - 1)]
    quote = spans[best].quote.casefold()
    stands_out = (
        scores[best],
        scores[best] - scores[second],
        scores[best] - scores[fifth],
        rows[:, COLUMNS.index("span")].max(),
        sum(spans[place].quote.casefold() == quote for place in order[1:AGREEING]),
    )
    return np.concatenate([stands_out, rows[best]])


def _cite(span: Span) -> Citation:
    document = span.hit.passage.document
    return Citation(document=document, start=span.start, end=span.end, sentence_range=span.sentence)
