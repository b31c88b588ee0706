from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from kiddqa.errors import IndexError_
from kiddqa.index.dense import DenseIndex
from kiddqa.protocols import Scored, Vectors

EAST, NORTH, WEST = (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0)


def vectors(*rows: tuple[float, ...]) -> Vectors:
    return np.array(rows, dtype=np.float32)


def brute_force(rows: Vectors, vector: Vectors, limit: int, among: NDArray[np.int64] | None) -> Scored:
    numbers = range(len(rows)) if among is None else sorted({int(number) for number in among})
    scores = {number: float(np.sum(rows[number].astype(float) * vector[0].astype(float))) for number in numbers}
    order = sorted(scores, key=lambda number: (-scores[number], number))
    return [(number, scores[number]) for number in order[:limit]]


def test_the_nearest_row_comes_first_and_its_score_is_the_cosine() -> None:
    index = DenseIndex.build(vectors(WEST, NORTH, EAST, (0.6, 0.8)))

    found = index.search(vectors(EAST), 4)

    assert [number for number, _ in found] == [2, 3, 1, 0]
    assert [score for _, score in found] == pytest.approx([1.0, 0.6, 0.0, -1.0])


def test_a_limit_beyond_the_size_gives_every_row_once() -> None:
    assert [number for number, _ in DenseIndex.build(vectors(EAST, NORTH)).search(vectors(EAST), 50)] == [0, 1]


def test_a_limit_of_zero_gives_nothing() -> None:
    assert DenseIndex.build(vectors(EAST)).search(vectors(EAST), 0) == []


def test_an_empty_index_gives_nothing() -> None:
    assert DenseIndex.build(np.empty((0, 2), dtype=np.float32)).search(vectors(EAST), 5) == []


def test_equal_rows_come_in_ascending_number_even_where_the_limit_cuts_through_them() -> None:
    index = DenseIndex.build(vectors(NORTH, *[EAST] * 100))

    assert index.search(vectors(EAST), 3) == [(1, 1.0), (2, 1.0), (3, 1.0)]


def test_only_the_rows_among_those_named_are_found() -> None:
    index = DenseIndex.build(vectors(EAST, NORTH, EAST, WEST))

    assert [number for number, _ in index.search(vectors(EAST), 5, np.array([3, 2]))] == [2, 3]


def test_no_row_is_found_among_none() -> None:
    assert DenseIndex.build(vectors(EAST)).search(vectors(EAST), 5, np.array([], dtype=np.int64)) == []


def test_the_mean_of_a_group_is_the_mean_of_its_rows_and_zeros_without_any() -> None:
    index = DenseIndex.build(vectors(EAST, NORTH, WEST, EAST))

    means = index.means(np.array([0, 0, 2, 2]), 3)

    np.testing.assert_array_equal(means, vectors((0.5, 0.5), (0.0, 0.0), (0.0, 0.0)))


def test_an_empty_index_has_the_mean_zero() -> None:
    means = DenseIndex.build(np.empty((0, 2), dtype=np.float32)).means(np.array([], dtype=np.int64), 1)

    np.testing.assert_array_equal(means, vectors((0.0, 0.0)))


def test_a_vector_of_another_length_is_refused_with_both_shapes() -> None:
    with pytest.raises(IndexError_, match=r"\(1, 3\).*\(1, 2\).*kiddqa index"):
        DenseIndex.build(vectors(EAST)).search(np.ones((1, 3), dtype=np.float32), 1)


def test_a_file_that_is_no_index_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "dense.faiss").write_bytes(b"not an index at all")

    with pytest.raises(IndexError_, match=r"dense\.faiss is not a FAISS index"):
        DenseIndex.load(tmp_path / "dense.faiss")


def test_a_place_that_cannot_be_written_is_refused_with_the_systems_reason(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"^No such file or directory$"):
        DenseIndex.build(vectors(EAST)).save(tmp_path / "nowhere" / "dense.faiss")


def test_a_saved_index_is_loaded_as_it_was(tmp_path: Path) -> None:
    rows = vectors(EAST, NORTH, (0.6, 0.8))
    DenseIndex.build(rows).save(tmp_path / "dense.faiss")

    loaded = DenseIndex.load(tmp_path / "dense.faiss")

    assert (len(loaded), loaded.dimension) == (3, 2)
    np.testing.assert_array_equal(loaded.vectors(), rows)


@st.composite
def searches(draw: st.DrawFn) -> tuple[Vectors, Vectors, int, NDArray[np.int64] | None]:
    """Few different rows, so that ties abound; a limit that often cuts through them."""
    generator = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    dimension = draw(st.sampled_from([3, 16, 384]))
    distinct = generator.normal(size=(draw(st.integers(1, 8)), dimension)).astype(np.float32)
    distinct /= np.linalg.norm(distinct, axis=1, keepdims=True)
    rows = distinct[generator.integers(0, len(distinct), size=draw(st.integers(1, 150)))]
    chosen = generator.integers(0, len(rows), size=draw(st.integers(1, len(rows)))) if draw(st.booleans()) else None
    return rows, distinct[:1], draw(st.integers(1, 160)), chosen


@settings(max_examples=60, deadline=None)
@given(searches())
def test_faiss_agrees_with_brute_force_on_every_row_score_and_tie(
    search: tuple[Vectors, Vectors, int, NDArray[np.int64] | None],
) -> None:
    rows, vector, limit, among = search

    assert DenseIndex.build(rows).search(vector, limit, among) == brute_force(rows, vector, limit, among)
