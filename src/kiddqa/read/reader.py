"""Query and hits in, an answer or no answer out: the span that most likely answers is quoted, in its sentence.

The model reads the question with each hit and gives the best span of every sentence. Two logistic regressions,
fitted by ``kiddqa.train.ranker`` and read from ``ranker.json``, do the rest:

    ranker       columns of ``features`` of each span     → the order of the spans
    confidence   a span's columns, and how it stands out  → the probability that it is right

A question for what a short form stands for needs no model where the documents define it: the definition is quoted.
One that asks for several things gets several quotations, where they stand together (``several``); what documents of
other dates answer is named beside it (``others``).
"""

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from kiddqa.errors import ModelError
from kiddqa.read.encoding import WindowEncoder
from kiddqa.read.features import COLUMNS, FeatureExtractor
from kiddqa.read.model import SpanModel
from kiddqa.read.others import of_other_dates
from kiddqa.read.regression import LogisticRegression, Matrix, Vector
from kiddqa.read.several import put_together, wanted_quotations
from kiddqa.read.spans import best_spans
from kiddqa.records import Answer, Candidate, Citation, Hit, NoAnswer, Query, Reply, Span

WEIGHTS = Path(__file__).with_name("ranker.json")
RUNNERS_UP = 4
HITS_IN_A_ROUND = 2
"""Read at once, before it is seen whether more have to be."""
SETTLED = 0.75
"""Confidence from which no further hits are read: of 862 questions on held-out articles
none was quoted otherwise after all ten."""
SHORTLISTED = 12
"""So many spans, those the model scores highest, are weighed by the ranker."""
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
"""Ranker's log-odds of the span; less that of the best other and of the fifth; the model's highest score of any span;
how many others of the ten best quote the same; and the span's columns. Fitted on best spans."""


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
        *_, found = [], *self.rounds(question, hits)
        return found

    def rounds(self, question: str, hits: Sequence[Hit]) -> Iterator[list[Span]]:
        """Read two hits after the other two; yield what ``spans`` returns of those read so far.

        A round does not depend on the number of threads, so that a reply does not either.
        """
        deadline = perf_counter() + self._budget_seconds
        found: dict[tuple[str, int, int], Span] = {}
        for start in range(0, len(hits), HITS_IN_A_ROUND):
            batch = hits[start : start + HITS_IN_A_ROUND]
            for spans in self._pool.map(lambda hit: self._read(question, hit, deadline), batch):
                for span in spans:
                    place = (span.hit.passage.document.id, *span.sentence)
                    if place not in found or span.score > found[place].score:
                        found[place] = span
            yield list(found.values())

    def _read(self, question: str, hit: Hit, deadline: float) -> list[Span]:
        return [] if hit.rank > 1 and perf_counter() > deadline else self.spans_of(question, hit)

    def spans_of(self, question: str, hit: Hit, *, per_sentence: int = 1) -> list[Span]:
        """Return the best spans of each sentence of one hit, up to ``per_sentence`` that share no token."""
        windows = list(self._encoder.windows(question, hit.passage))
        return best_spans(hit, windows, [self._model.logits(window) for window in windows], per_sentence=per_sentence)


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
        ranking = self._read(query, hits[: self.limit])
        if ranking is None:
            return NoAnswer(confidence=0.0, hits=tuple(hits), threshold=threshold, unknown_words=query.unknown_words)
        ranked = ranking.candidates()
        best, confidence = ranked[0]
        candidates = tuple(
            Candidate(citation=span.citation, confidence=belief) for span, belief in ranked[: 1 + RUNNERS_UP]
        )
        if confidence < threshold:
            return NoAnswer(
                confidence=confidence,
                hits=tuple(hits),
                nearest=candidates,
                threshold=threshold,
                unknown_words=query.unknown_words,
            )
        return Answer(
            citations=tuple(span.citation for span in self._quoted(query.text, best)),
            confidence=confidence,
            hits=tuple(hits),
            others=of_other_dates(best, [span for span, belief in ranked[1:] if belief >= threshold]),
            runners_up=candidates[1:],
        )

    def _read(self, query: Query, hits: Sequence[Hit]) -> "_Ranking | None":
        """Read hits until no other can be expected to win; return their spans in order, None where there are none."""
        ranking = None
        for number, spans in enumerate(self.passages.rounds(query.text, hits), start=1):
            ranking = self._ranked(query, hits, shortlist(spans)) if spans else None
            unread = hits[number * HITS_IN_A_ROUND :]
            if unread and ranking and _is_settled(query, ranking.span(0), ranking.confidence(0), unread):
                break
        return ranking

    def _ranked(self, query: Query, hits: Sequence[Hit], spans: Sequence[Span]) -> "_Ranking":
        rows = self.features.rows(query, hits, spans)
        scores = self.weights.ranker.log_odds(rows)
        return _Ranking(
            spans=spans, rows=rows, scores=scores, order=best_first(scores), believes=self.weights.confidence
        )

    def _quoted(self, question: str, best: Span) -> list[Span]:
        count = wanted_quotations(question)
        if count == 1:
            return [best]
        near = self.passages.spans_of(question, best.hit, per_sentence=count)
        return put_together(best, near, count=count, least_score=self.weights.null_threshold)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ranking:
    """Spans in the ranker's order; a confidence is computed when it is asked for."""

    spans: Sequence[Span]
    rows: Matrix
    scores: Vector
    order: NDArray[np.intp]
    believes: LogisticRegression

    def span(self, rank: int) -> Span:
        return self.spans[int(self.order[rank])]

    def confidence(self, rank: int) -> float:
        return self.believes.probability(confidence_row(self.spans, self.rows, self.scores, self.order, rank))

    def candidates(self) -> list[tuple[Span, float]]:
        """Return every span with its confidence, best first."""
        return [(self.span(rank), self.confidence(rank)) for rank in range(len(self.order))]


def _is_settled(query: Query, best: Span, confidence: float, unread: Sequence[Hit]) -> bool:
    """Say whether the best span will stay the best, and the unread hits hold no other answer worth naming.

    Documents of other dates may answer otherwise, unless the question names the one it means by a number.
    """
    if confidence < SETTLED:
        return False
    date = best.hit.passage.document.date
    others = date is not None and any(hit.passage.document.date not in {None, date} for hit in unread)
    return not others or any(character.isdigit() for character in query.text)


def _definition(places: Sequence[Citation], hits: Sequence[Hit]) -> Answer:
    others = [place for place in places[1:] if place.quote.casefold() != places[0].quote.casefold()]
    return Answer(
        citations=(places[0],),
        confidence=DEFINITION_PRECISION,
        hits=tuple(hits),
        runners_up=tuple(Candidate(citation=place, confidence=DEFINITION_PRECISION) for place in others[:RUNNERS_UP]),
    )


def shortlist(spans: Sequence[Span]) -> list[Span]:
    """Return the 12 spans that the model scores highest, in the order they came in; of equal scores the first."""
    best = sorted(range(len(spans)), key=lambda place: -spans[place].score)[:SHORTLISTED]
    return [spans[place] for place in sorted(best)]


def best_first(scores: Vector) -> NDArray[np.intp]:
    """Return the places of the scores, highest first, equal scores in their order."""
    return np.argsort(-scores, kind="stable")


def confidence_row(
    spans: Sequence[Span], rows: Matrix, scores: Vector, order: NDArray[np.intp], rank: int = 0
) -> Vector:
    """Return the columns of ``CONFIDENCE_COLUMNS`` for one of the scored spans, by its rank from 0."""
    place = order[rank]
    rival = order[0] if rank else order[min(1, len(order) - 1)]
    fifth = order[min(4, len(order) - 1)]
    quote = spans[place].quote.casefold()
    stands_out = (
        scores[place],
        scores[place] - scores[rival],
        scores[place] - scores[fifth],
        rows[:, COLUMNS.index("span")].max(),
        sum(spans[other].quote.casefold() == quote for other in order[:AGREEING] if other != place),
    )
    return np.concatenate([stands_out, rows[place]])
