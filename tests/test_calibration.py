import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiddqa.calibration import (
    Bin,
    area_under_risk_coverage,
    auroc,
    calibration,
    coverage_at_precision,
    expected_calibration_error,
    reliability,
    risk_coverage,
)

CONFIDENCES = np.array([0.95, 0.35, 0.9, 0.6])
RIGHT = np.array([True, True, False, False])
"""Most confident first: right, wrong, wrong, right."""

JUDGED = st.lists(st.tuples(st.floats(min_value=0, max_value=1), st.booleans()), min_size=1, max_size=30)


def test_the_risk_at_each_coverage_is_the_share_of_wrong_among_the_most_confident() -> None:
    coverage, risk = risk_coverage(CONFIDENCES, RIGHT)
    assert coverage.tolist() == [0.25, 0.5, 0.75, 1.0]
    assert risk.tolist() == [0.0, 1 / 2, 2 / 3, 2 / 4]


def test_the_area_under_risk_and_coverage_is_the_mean_risk() -> None:
    assert area_under_risk_coverage(CONFIDENCES, RIGHT) == pytest.approx((0 + 1 / 2 + 2 / 3 + 1 / 2) / 4)


def test_coverage_at_a_precision_is_the_largest_share_that_keeps_it() -> None:
    assert coverage_at_precision(CONFIDENCES, RIGHT, 0.95) == 0.25
    assert coverage_at_precision(CONFIDENCES, RIGHT, 0.5) == 1.0


def test_a_precision_met_exactly_is_met() -> None:
    confidences = np.linspace(1, 0, num=10)
    right = np.array([True] * 9 + [False])
    assert coverage_at_precision(confidences, right, 0.9) == 1.0


def test_a_precision_that_is_never_met_covers_nothing() -> None:
    assert coverage_at_precision(np.array([0.9, 0.1]), np.array([False, True]), 0.9) == 0.0


def test_bins_are_of_equal_width_and_empty_ones_are_left_out() -> None:
    found = reliability(np.array([0.05, 0.825, 0.875, 1.0]), np.array([False, True, False, True]))
    assert found == (
        Bin(low=0.0, high=0.1, answers=1, mean_confidence=0.05, share_right=0.0),
        Bin(low=0.8, high=0.9, answers=2, mean_confidence=0.85, share_right=0.5),
        Bin(low=0.9, high=1.0, answers=1, mean_confidence=1.0, share_right=1.0),
    )


def test_a_confidence_on_an_edge_belongs_to_the_bin_above() -> None:
    [found] = reliability(np.array([0.5]), np.array([True]))
    assert (found.low, found.high) == (0.5, 0.6)


def test_calibration_error_is_the_gap_between_confidence_and_share_right() -> None:
    confidences = np.array([0.85, 0.85, 0.85, 0.85, 0.15, 0.15])
    right = np.array([True, True, True, False, False, False])
    assert expected_calibration_error(confidences, right) == pytest.approx(4 / 6 * 0.10 + 2 / 6 * 0.15)


def test_a_perfectly_calibrated_judge_has_no_error() -> None:
    assert expected_calibration_error(np.array([0.5, 0.5]), np.array([True, False])) == pytest.approx(0.0)


def test_a_judge_that_is_sure_and_always_wrong_has_all_the_error_there_is() -> None:
    assert expected_calibration_error(np.ones(3), np.zeros(3, dtype=np.bool_)) == 1.0


def test_auroc_is_the_share_of_pairs_in_the_right_order() -> None:
    assert auroc([0.9, 0.4], [0.4, 0.1]) == pytest.approx((1 + 1 + 0.5 + 1) / 4)


def test_auroc_needs_both_sides() -> None:
    assert (auroc([], [0.2]), auroc([0.2], [])) == (None, None)


def test_every_figure_is_reported_together() -> None:
    found = calibration(CONFIDENCES, RIGHT)
    assert (found.questions, found.share_right) == (4, 0.5)
    assert found.auroc == pytest.approx(2 / 4)
    assert found.expected_calibration_error == pytest.approx((2 * abs(0.925 - 0.5) + abs(0.35 - 1) + 0.6) / 4)
    assert found.area_under_risk_coverage == pytest.approx((1 / 2 + 2 / 3 + 1 / 2) / 4)
    assert (found.coverage_at_95, found.coverage_at_90, found.coverage_at_80) == (0.25, 0.25, 0.25)
    assert [bin_.answers for bin_ in found.bins] == [1, 1, 2]


def test_where_all_are_right_everything_can_be_answered() -> None:
    found = calibration(np.array([0.2, 0.7]), np.array([True, True]))
    assert (found.coverage_at_95, found.area_under_risk_coverage, found.auroc) == (1.0, 0.0, None)


@given(JUDGED)
@settings(max_examples=60, deadline=None)
def test_every_answer_falls_into_one_bin_that_holds_its_confidence(judged: list[tuple[float, bool]]) -> None:
    confidences = np.array([confidence for confidence, _ in judged])
    bins = reliability(confidences, np.array([right for _, right in judged]))
    assert sum(bin_.answers for bin_ in bins) == len(judged)
    assert [bin_.low for bin_ in bins] == sorted({bin_.low for bin_ in bins})
    assert all(bin_.low - 1e-9 <= bin_.mean_confidence <= bin_.high + 1e-9 for bin_ in bins)


@given(JUDGED)
@settings(max_examples=60, deadline=None)
def test_a_stricter_precision_never_covers_more(judged: list[tuple[float, bool]]) -> None:
    found = calibration(np.array([confidence for confidence, _ in judged]), np.array([right for _, right in judged]))
    assert 0 <= found.coverage_at_95 <= found.coverage_at_90 <= found.coverage_at_80 <= 1
    assert 0 <= found.expected_calibration_error <= 1
    assert 0 <= found.area_under_risk_coverage <= 1
