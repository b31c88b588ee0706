import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from kiddqa.serve.projection import Sheet, cropped, fitted, principal_places, spread

SHEET = Sheet(width=656, height=460, margin=14, reserve=40)


def rows(*vectors: tuple[float, ...]) -> NDArray[np.float32]:
    return np.array(vectors, dtype=np.float32)


def least_distance(places: NDArray[np.float64]) -> float:
    gaps = np.linalg.norm(places[:, np.newaxis] - places[np.newaxis], axis=2)
    np.fill_diagonal(gaps, np.inf)
    return float(gaps.min())


def test_rows_on_a_line_lie_along_the_first_direction_at_their_distances() -> None:
    places, kept = principal_places(rows((3, 4, 0), (-3, -4, 0), (0, 0, 0)))

    np.testing.assert_allclose(places, [(5, 0), (-5, 0), (0, 0)], atol=1e-6)
    assert kept == pytest.approx(1.0)


def test_a_direction_points_to_where_its_largest_number_grows() -> None:
    places, _ = principal_places(rows((1, -9), (0, 0)))

    assert places[0, 0] < places[1, 0]  # the second number is the largest loading, and the first row has less of it


def test_what_two_directions_keep_is_a_share_of_the_variance() -> None:
    cross = rows((2, 0, 0), (-2, 0, 0), (0, 2, 0), (0, -2, 0), (0, 0, 1), (0, 0, -1))

    assert principal_places(cross)[1] == pytest.approx(16 / 18)


@pytest.mark.parametrize(("vectors", "count"), [(rows((1, 2)), 1), (rows((1, 2), (1, 2)), 2), (rows((4,)), 1)])
def test_rows_that_do_not_differ_lie_on_one_spot_and_keep_nothing(vectors: NDArray[np.float32], count: int) -> None:
    places, kept = principal_places(vectors)

    np.testing.assert_allclose(places, np.zeros((count, 2)), atol=1e-9)
    assert kept == 0.0


def test_no_rows_have_no_places() -> None:
    places, kept = principal_places(np.empty((0, 384), dtype=np.float32))

    assert (places.shape, kept) == ((0, 2), 0.0)
    assert fitted(places, SHEET).shape == spread(places, SHEET, 24).shape == (0, 2)
    assert cropped(places, 14)[1] == (28, 28)


def test_places_fill_a_sheet_on_one_scale_with_upwards_up() -> None:
    found = fitted(np.array([(0.0, 0.0), (10.0, 5.0)]), Sheet(width=100, height=100, margin=5, reserve=5))

    np.testing.assert_allclose(found, [(10, 70), (90, 30)])


def test_points_that_are_far_enough_apart_stay() -> None:
    places = np.array([(100.0, 100.0), (100.0, 130.0), (300.0, 200.0)])

    np.testing.assert_allclose(spread(places, SHEET, 24), places, atol=0.01)


def test_two_points_on_one_spot_part_by_the_same_way_each() -> None:
    parted = spread(np.array([(300.0, 200.0), (300.0, 200.0)]), SHEET, 24)

    assert 24 <= least_distance(parted) <= 25
    np.testing.assert_allclose(parted.mean(axis=0), (300, 200), atol=0.01)


def test_more_points_than_a_sheet_can_hold_keep_what_room_there_is() -> None:
    sheet = Sheet(width=100, height=100, margin=0, reserve=0)

    parted = spread(np.full((100, 2), 50.0), sheet, 24)

    assert 3 < least_distance(parted) < 24
    assert 0 <= parted.min() <= parted.max() <= 100


def test_a_sheet_is_cropped_to_its_points_and_their_margin() -> None:
    moved, size = cropped(np.array([(100.0, 50.0), (150.5, 80.0)]), 10)

    assert size == (71, 50)
    np.testing.assert_allclose(moved, [(10, 10), (60.5, 40)])


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(2, 95), st.integers(1, 95), st.sampled_from([0.0, 0.01, 1.0]))
def test_no_two_points_of_a_corpus_are_nearer_than_asked_and_none_leaves_the_sheet(
    seed: int, count: int, spots: int, noise: float
) -> None:
    generator = np.random.default_rng(seed)
    alike = generator.normal(size=(spots, 8))[generator.integers(0, spots, size=count)]
    places, _ = principal_places((alike + noise * generator.normal(size=alike.shape)).astype(np.float32))

    parted = spread(fitted(places, SHEET), SHEET, 24)

    assert least_distance(parted) >= 24
    assert np.all(parted >= SHEET.margin)
    assert np.all(parted <= np.array([SHEET.width, SHEET.height]) - SHEET.margin)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(2, 30))
def test_in_two_dimensions_every_distance_is_kept(seed: int, count: int) -> None:
    vectors = np.random.default_rng(seed).normal(size=(count, 2)).astype(np.float32)

    places, kept = principal_places(vectors)

    gaps = [np.linalg.norm(each[:, np.newaxis] - each[np.newaxis], axis=2) for each in (vectors, places)]
    np.testing.assert_allclose(gaps[1], gaps[0], atol=1e-5)
    assert kept == pytest.approx(1.0)
