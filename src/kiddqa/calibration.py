"""Confidences and what was right in, figures on whether to believe them out.

Every function takes ``confidences``, shape (n,), 0 to 1, and ``right``, shape (n,), True where the answer was right.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Confidences = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """The answers whose confidence lies in one stretch of the scale."""

    low: float
    high: float
    answers: int
    mean_confidence: float
    share_right: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """How far confidences can be believed; every share from 0 to 1."""

    questions: int
    share_right: float
    expected_calibration_error: float
    auroc: float | None
    """Chance that a right answer has a higher confidence than a wrong one."""
    area_under_risk_coverage: float
    """Mean share of wrong answers over all coverages, most confident first; lower is better."""
    coverage_at_95: float
    """Largest share of questions that can be answered with 95 % of the answers right."""
    coverage_at_90: float
    coverage_at_80: float
    bins: tuple[Bin, ...]


def calibration(confidences: Confidences, right: Flags) -> Calibration:
    """Return every figure."""
    return Calibration(
        questions=len(right),
        share_right=float(right.mean()),
        expected_calibration_error=expected_calibration_error(confidences, right),
        auroc=auroc(list(confidences[right]), list(confidences[~right])),
        area_under_risk_coverage=area_under_risk_coverage(confidences, right),
        coverage_at_95=coverage_at_precision(confidences, right, 0.95),
        coverage_at_90=coverage_at_precision(confidences, right, 0.90),
        coverage_at_80=coverage_at_precision(confidences, right, 0.80),
        bins=reliability(confidences, right),
    )


def reliability(confidences: Confidences, right: Flags, bins: int = 10) -> tuple[Bin, ...]:
    """Return the bins of equal width that hold an answer, lowest first; the last one includes 1."""
    places = np.minimum((confidences * bins).astype(int), bins - 1)
    return tuple(
        Bin(
            low=place / bins,
            high=(place + 1) / bins,
            answers=int((places == place).sum()),
            mean_confidence=float(confidences[places == place].mean()),
            share_right=float(right[places == place].mean()),
        )
        for place in np.unique(places).tolist()
    )


def expected_calibration_error(confidences: Confidences, right: Flags, bins: int = 10) -> float:
    """Return the mean gap between confidence and share right over equal-width bins, weighted by their size.

    Source: Naeini, Cooper and Hauskrecht, "Obtaining Well Calibrated Probabilities Using Bayesian Binning", 2015,
    doi:10.1609/aaai.v29i1.9602.
    """
    found = reliability(confidences, right, bins)
    return sum(abs(bin_.mean_confidence - bin_.share_right) * bin_.answers for bin_ in found) / len(right)


def risk_coverage(confidences: Confidences, right: Flags) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return coverages, ascending to 1, and at each the share of wrong answers among the most confident so far.

    Source: El-Yaniv and Wiener, "On the Foundations of Noise-free Selective Classification", 2010, JMLR 11.
    """
    order = np.argsort(-confidences, kind="stable")
    counts = np.arange(1, len(right) + 1)
    return counts / len(right), np.cumsum(~right[order]) / counts


def area_under_risk_coverage(confidences: Confidences, right: Flags) -> float:
    """Return the mean risk over all coverages, 0 to 1.

    Source: Geifman, Uziel and El-Yaniv, "Bias-Reduced Uncertainty Estimation for Deep Neural Classifiers", 2019,
    arXiv:1805.08206.
    """
    return float(risk_coverage(confidences, right)[1].mean())


def coverage_at_precision(confidences: Confidences, right: Flags, precision: float) -> float:
    """Return the largest share of questions whose most confident answers are right that often; 0 if there is none."""
    coverage, risk = risk_coverage(confidences, right)
    enough = coverage[risk <= 1 - precision + 1e-12]
    return float(enough[-1]) if len(enough) else 0.0


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float | None:
    """Return the chance that a positive outranks a negative, ties counting half; None without either.

    Source: Hanley and McNeil, "The Meaning and Use of the Area under a Receiver Operating Characteristic (ROC)
    Curve", 1982, doi:10.1148/radiology.143.1.7063747.
    """
    if not positive or not negative:
        return None
    high, low = np.asarray(positive)[:, None], np.asarray(negative)[None, :]
    return float(np.mean((high > low) + 0.5 * (high == low)))
