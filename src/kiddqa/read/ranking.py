"""Spans and their rows of numbers in; the order in which they are offered, and how far each is believed, out."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kiddqa.errors import ModelError
from kiddqa.read.features import COLUMNS
from kiddqa.read.regression import LogisticRegression, Matrix, Vector
from kiddqa.records import Span

WEIGHTS = Path(__file__).with_name("ranker.json")
SHORTLISTED = 12
"""So many spans, those the model scores highest, are weighed by the ranker."""

CONFIDENCE_COLUMNS = (
    "best_score",
    "margin",
    "highest_span",
    *(f"best_{column}" for column in COLUMNS),
)
"""Ranker's log-odds of the span; the log-odds of what it quotes, wherever that stands, against all rivals together; the
model's highest score of any span; and the span's columns. Fitted on best spans."""

ALONE_COLUMNS = ("span", "coverage_sentence", "bigram_coverage", "names_near", "absent_terms")
"""What tells, of one passage and no other, whether its best span answers."""

Together = Callable[[Span, Span], bool]


def apart(span: Span, other: Span) -> bool:
    """Take any two spans for rivals."""
    del span, other
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class RankerWeights:
    """The fitted numbers: how spans are ordered, how the best one is believed, and where answers begin."""

    ranker: LogisticRegression
    confidence: LogisticRegression
    threshold: float
    alone: LogisticRegression
    """Whether a span answers, by its own passage."""

    def with_threshold(self, threshold: float) -> "RankerWeights":
        """Return the same weights with another threshold, 0 to 1."""
        return replace(self, threshold=threshold)

    def log_odds_alone(self, rows: Matrix) -> Vector:
        """Return the log-odds that spans, given by their ``COLUMNS``, answer, each by its own passage."""
        return self.alone.log_odds(alone_columns(rows))

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
                alone=LogisticRegression.from_json(card["alone"], ALONE_COLUMNS),
            )
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelError(
                f"The ranker's weights {path.name} could not be read ({error!r}); "
                "type: python -m kiddqa.train.ranker --help"
            ) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """Spans in the ranker's order, and what speaks for each."""

    spans: Sequence[Span]
    rows: Matrix
    scores: Vector
    """The ranker's log-odds of each span."""
    together: Together = apart
    """Which spans would be quoted together, and so are no rivals."""
    behind: NDArray[np.bool_] | None = None
    """Spans that come after all others, whatever their scores; None: none does. For the confidence their scores count
    as if they did not, so that a span put before them is believed the less."""
    order: NDArray[np.intp] = field(init=False)
    """Places of the spans, best first: by score, and those behind after the others."""

    def __post_init__(self) -> None:
        """Put the spans in order."""
        by_score = best_first(self.scores)
        order = by_score if self.behind is None else by_score[np.argsort(self.behind[by_score], kind="stable")]
        object.__setattr__(self, "order", order)

    def span(self, rank: int) -> Span:
        """Return the span of a rank, from 0."""
        return self.spans[int(self.order[rank])]

    def column(self, name: str, rank: int) -> float:
        """Return what a column of ``COLUMNS`` holds for the span of a rank."""
        return float(self.rows[self.order[rank], COLUMNS.index(name)])

    def confidence_row(self, rank: int = 0) -> Vector:
        """Return the columns of ``CONFIDENCE_COLUMNS`` for the span of a rank."""
        place = self.order[rank]
        stands_out = (self.scores[place], self._margin(place), self.rows[:, COLUMNS.index("span")].max())
        return np.concatenate([stands_out, self.rows[place]])

    def _margin(self, place: int) -> float:
        """Return the log-odds, by the ranker, of what a span quotes against its rivals together; 0 without any.

        Spans that quote the same speak for it; those that would be quoted together with it are no rivals.
        """
        span = self.spans[place]
        same = np.array([other.quote.casefold() == span.quote.casefold() for other in self.spans])
        rivals = np.array([not self.together(span, other) for other in self.spans]) & ~same
        if not rivals.any():
            return 0.0
        return float(np.logaddexp.reduce(self.scores[same]) - np.logaddexp.reduce(self.scores[rivals]))


def alone_columns(rows: Matrix) -> Matrix:
    """Return ``ALONE_COLUMNS`` of rows that have ``COLUMNS``."""
    return rows[:, [COLUMNS.index(column) for column in ALONE_COLUMNS]]


def shortlist(spans: Sequence[Span]) -> list[Span]:
    """Return the 12 spans that the model scores highest, in the order they came in; of equal scores the first."""
    best = sorted(range(len(spans)), key=lambda place: -spans[place].score)[:SHORTLISTED]
    return [spans[place] for place in sorted(best)]


def best_first(scores: Vector) -> NDArray[np.intp]:
    """Return the places of the scores, highest first, equal scores in their order."""
    return np.argsort(-scores, kind="stable")
