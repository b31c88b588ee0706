"""Query and hits in, an answer or no answer out: the sentence that most likely answers is quoted whole.

Three logistic regressions, fitted by ``kiddqa.train.ranker`` and read from ``ranker.json``:

    shortlist    columns of ``features``               → the 12 sentences worth reading closely
    ranker       the same columns and ``scorer``'s     → the order of those 12
    confidence   the best one's columns, its margins   → the probability that it is right
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kiddqa.errors import ModelError
from kiddqa.read.features import COLUMNS, Candidate, FeatureExtractor, Matrix
from kiddqa.read.scorer import SentenceScorer
from kiddqa.records import Answer, Citation, Hit, NoAnswer, Query, Reply

WEIGHTS = Path(__file__).with_name("ranker.json")
SHORTLIST = 12
RUNNERS_UP = 4

RANKER_COLUMNS = (*COLUMNS, "scorer")
"""``scorer``: the cross-encoder's log-odds that the sentence answers, about -8 to 8."""
CONFIDENCE_COLUMNS = (
    "best_score",
    "margin",
    "margin_to_fifth",
    "highest_scorer",
    *(f"best_{column}" for column in RANKER_COLUMNS),
)

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogisticRegression:
    """``1 / (1 + exp(-(intercept + sum of weight * (value - mean) / scale)))``, one weight a column.

    Source: Cox, "The Regression Analysis of Binary Sequences", 1958, doi:10.1111/j.2517-6161.1958.tb00292.x.
    """

    mean: Vector
    scale: Vector
    weights: Vector
    intercept: float

    def log_odds(self, rows: Matrix) -> Vector:
        """Return the log-odds of each row, shape (len(rows),)."""
        odds: Vector = ((rows - self.mean) / self.scale) @ self.weights + self.intercept
        return odds

    def probability(self, row: Vector) -> float:
        """Return the probability of one row, 0 to 1."""
        return float(1 / (1 + np.exp(-self.log_odds(row[None, :])[0])))


@dataclass(frozen=True, slots=True, kw_only=True)
class RankerWeights:
    """The fitted numbers: how sentences are scored, how the best one is believed, and where answers begin."""

    shortlist: LogisticRegression
    ranker: LogisticRegression
    confidence: LogisticRegression
    threshold: float

    def with_threshold(self, threshold: float) -> "RankerWeights":
        """Return the same weights with another threshold, 0 to 1."""
        return replace(self, threshold=threshold)

    @classmethod
    def load(cls, path: Path = WEIGHTS) -> "RankerWeights":
        """Read the weights.

        Raises:
            ModelError: if the file is missing, broken or made for other columns.
        """
        remedy = "type: python -m kiddqa.train.ranker --help"
        try:
            card = json.loads(path.read_text(encoding="utf-8"))
            columns = tuple(tuple(card[part]["columns"]) for part in ("shortlist", "ranker", "confidence"))
            weights = cls(
                shortlist=_regression(card["shortlist"]),
                ranker=_regression(card["ranker"]),
                confidence=_regression(card["confidence"]),
                threshold=float(card["threshold"]),
            )
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelError(f"The ranker's weights {path.name} could not be read ({error}); {remedy}") from error
        if columns != (COLUMNS, RANKER_COLUMNS, CONFIDENCE_COLUMNS):
            raise ModelError(f"The ranker's weights {path.name} were fitted on other columns; {remedy}")
        return weights


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceReader:
    """Quotes the sentence that scores highest, or nothing when too little speaks for it."""

    features: FeatureExtractor
    scorer: SentenceScorer
    weights: RankerWeights

    def read(self, query: Query, hits: Sequence[Hit], *, min_confidence: float | None = None) -> Reply:
        """Return an Answer at or above ``min_confidence`` (None: the fitted threshold), else NoAnswer."""
        threshold = self.weights.threshold if min_confidence is None else min_confidence
        candidates = self.features.candidates(hits)
        if not candidates:
            return NoAnswer(confidence=0.0, hits=tuple(hits), threshold=threshold)
        contexts = [candidate.in_context for candidate in candidates]
        every = self.features.rows(query, candidates)
        places, rows = read_closely(query.text, every, contexts, self.weights.shortlist, self.scorer)
        scores = self.weights.ranker.log_odds(rows)
        order = best_first(scores)
        confidence = self.weights.confidence.probability(confidence_row(rows, scores, order))
        citations = tuple(_cite(candidates[places[place]]) for place in order[: 1 + RUNNERS_UP])
        if confidence < threshold:
            return NoAnswer(confidence=confidence, hits=tuple(hits), nearest=citations, threshold=threshold)
        return Answer(citations=citations[:1], confidence=confidence, hits=tuple(hits), runners_up=citations[1:])


def read_closely(
    question: str, rows: Matrix, contexts: Sequence[str], shortlist: LogisticRegression, scorer: SentenceScorer
) -> tuple[NDArray[np.intp], Matrix]:
    """Score the sentences that the shortlist puts first, by a model that reads them with the question.

    Args:
        question: The query's text.
        rows: ``COLUMNS`` of every candidate.
        contexts: Each candidate's sentence with its title and headings.
        shortlist: Says which candidates to score.
        scorer: Scores them.

    Returns:
        The places of up to 12 candidates, best of the shortlist first, and their ``RANKER_COLUMNS``.
    """
    places = best_first(shortlist.log_odds(rows))[:SHORTLIST]
    scores = scorer.scores(question, [contexts[place] for place in places])
    return places, np.column_stack([rows[places], scores])


def best_first(scores: Vector) -> NDArray[np.intp]:
    """Return the places of the scores, highest first, equal scores in their order."""
    return np.argsort(-scores, kind="stable")


def confidence_row(rows: Matrix, scores: Vector, order: NDArray[np.intp]) -> Vector:
    """Return the columns of ``CONFIDENCE_COLUMNS`` for the best of the scored candidates."""
    best = order[0]
    second = order[min(1, len(order) - 1)]
    fifth = order[min(4, len(order) - 1)]
    stands_out = (
        scores[best],
        scores[best] - scores[second],
        scores[best] - scores[fifth],
        rows[:, RANKER_COLUMNS.index("scorer")].max(),
    )
    return np.concatenate([stands_out, rows[best]])


def _cite(candidate: Candidate) -> Citation:
    start, end = candidate.sentence
    return Citation(document=candidate.hit.passage.document, start=start, end=end, sentence_range=candidate.sentence)


def _regression(card: dict[str, object]) -> LogisticRegression:
    return LogisticRegression(
        mean=np.asarray(card["mean"], dtype=np.float64),
        scale=np.asarray(card["scale"], dtype=np.float64),
        weights=np.asarray(card["weights"], dtype=np.float64),
        intercept=float(str(card["intercept"])),
    )
