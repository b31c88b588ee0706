from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from kiddqa.errors import IndexError_
from kiddqa.index import dense
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


SKETCHED = {"sketched_from": 1}


def unit_rows(count: int, dimension: int, seed: int = 7) -> Vectors:
    rows = np.random.default_rng(seed).normal(size=(count, dimension)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows


@pytest.fixture(scope="module")
def many() -> tuple[Vectors, DenseIndex]:
    """Return 3,000 rows, the last 40 of them alike, and their index with sketches."""
    rows = unit_rows(3000, 16)
    rows[-40:] = rows[0]
    return rows, DenseIndex.build(rows, **SKETCHED)


def test_sketches_are_kept_from_50_001_rows_on() -> None:
    rows = unit_rows(50_001, 2)

    assert [DenseIndex.build(part).is_sketched for part in (rows[1:], rows)] == [False, True]


def test_vectors_of_an_odd_length_are_compared_whole_however_many_they_are() -> None:
    rows = unit_rows(100, 3)
    index = DenseIndex.build(rows, **SKETCHED)

    assert not index.is_sketched
    assert index.search(rows[:1], 5) == brute_force(rows, rows[:1], 5, None)


def test_with_sketches_at_least_98_of_100_of_the_nearest_rows_are_found(many: tuple[Vectors, DenseIndex]) -> None:
    rows, index = many
    found = same = 0
    for vector in unit_rows(20, 16, seed=8):
        nearest = {number for number, _ in brute_force(rows, vector[np.newaxis], 10, None)}
        same += len(nearest & {number for number, _ in index.search(vector[np.newaxis], 10)})
        found += 10

    assert same / found >= 0.98


def test_with_sketches_a_score_is_still_that_of_the_vector_itself(many: tuple[Vectors, DenseIndex]) -> None:
    rows, index = many
    exact = dict(brute_force(rows, rows[5:6], 3000, None))

    for number, score in index.search(rows[5:6], 20):
        assert score == exact[number]


def test_with_sketches_equal_rows_come_in_ascending_number(many: tuple[Vectors, DenseIndex]) -> None:
    rows, index = many

    assert [number for number, _ in index.search(rows[:1], 5)] == [0, 2960, 2961, 2962, 2963]


def test_with_sketches_a_filter_is_searched_exactly(many: tuple[Vectors, DenseIndex]) -> None:
    rows, index = many
    among = np.arange(1, 3000, 2)

    assert index.search(rows[:1], 30, among) == brute_force(rows, rows[:1], 30, among)


def test_with_sketches_a_limit_beyond_the_size_gives_every_row_once(many: tuple[Vectors, DenseIndex]) -> None:
    rows, index = many

    assert sorted(number for number, _ in index.search(rows[:1], 5000)) == list(range(3000))


@pytest.mark.parametrize("kind", [{}, SKETCHED])
def test_the_same_vectors_give_the_same_bytes(kind: dict[str, int], tmp_path: Path) -> None:
    rows = unit_rows(700, 8)
    for name in ("one", "two"):
        DenseIndex.build(rows, **kind).save(tmp_path / name)

    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


@pytest.mark.parametrize("kind", [{}, SKETCHED])
def test_a_loaded_index_finds_what_the_built_one_finds(kind: dict[str, int], tmp_path: Path) -> None:
    rows = unit_rows(700, 8)
    built = DenseIndex.build(rows, **kind)
    built.save(tmp_path / "dense.faiss")

    loaded = DenseIndex.load(tmp_path / "dense.faiss")

    assert loaded.is_sketched == built.is_sketched
    assert loaded.search(rows[:1], 50) == built.search(rows[:1], 50)
    np.testing.assert_array_equal(loaded.vectors(), rows)


@pytest.mark.parametrize("kind", [{}, SKETCHED])
def test_an_index_that_lost_its_last_byte_is_refused(kind: dict[str, int], tmp_path: Path) -> None:
    path = tmp_path / "dense.faiss"
    DenseIndex.build(unit_rows(700, 8), **kind).save(path)
    path.write_bytes(path.read_bytes()[:-1])

    with pytest.raises(IndexError_, match=r"dense\.faiss is not a FAISS index"):
        DenseIndex.load(path)


def test_means_are_the_same_however_many_rows_are_summed_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    index, groups = DenseIndex.build(unit_rows(50, 4)), np.arange(50) % 7
    at_once = index.means(groups, 7)

    monkeypatch.setattr(dense, "_BLOCK_ROWS", 3)

    np.testing.assert_array_equal(index.means(groups, 7), at_once)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), limit=st.integers(1, 160))
def test_with_sketches_ties_are_broken_as_brute_force_breaks_them(seed: int, limit: int) -> None:
    generator = np.random.default_rng(seed)
    distinct = unit_rows(8, 4, seed=seed)
    rows = distinct[generator.integers(0, 8, size=900)]

    assert DenseIndex.build(rows, **SKETCHED).search(distinct[:1], limit) == brute_force(
        rows, distinct[:1], limit, None
    )
