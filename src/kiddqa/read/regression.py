"""A logistic regression as numbers: read from JSON, applied with numpy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
"""Shape (columns,)."""
Matrix = NDArray[np.float64]
"""Shape (rows, columns)."""


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

    @classmethod
    def from_json(cls, card: Mapping[str, object], columns: Sequence[str]) -> Self:
        """Read what ``to_json`` wrote.

        Raises:
            ValueError: if it was fitted on other columns.
            KeyError, TypeError: if a part is missing or no number.
        """
        if list(card["columns"]) != list(columns):  # type: ignore[call-overload]  # JSON
            raise ValueError("it was fitted on other columns")
        return cls(
            mean=np.asarray(card["mean"], dtype=np.float64),
            scale=np.asarray(card["scale"], dtype=np.float64),
            weights=np.asarray(card["weights"], dtype=np.float64),
            intercept=float(str(card["intercept"])),
        )

    def to_json(self, columns: Sequence[str]) -> dict[str, object]:
        """Return the numbers with the names of their columns."""
        return {
            "columns": list(columns),
            "mean": self.mean.tolist(),
            "scale": self.scale.tolist(),
            "weights": self.weights.tolist(),
            "intercept": self.intercept,
        }
