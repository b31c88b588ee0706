"""A few of the flips that ``make resilience`` makes by the hundred."""

from collections.abc import Callable
from pathlib import Path

import pytest

from resilience.rot import (
    checked_files,
    cut_off,
    flip_bytes,
    flip_bytes_of_the_pointer,
    flip_bytes_of_the_snapshot,
    flip_bytes_of_the_time_of_building,
    prepare,
    put_out_of_step,
    swap_in,
    take_away,
)


@pytest.fixture(scope="module")
def rotting(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an index of two generations; each test leaves it as it was."""
    return prepare(tmp_path_factory.mktemp("rot"))


def test_every_file_of_a_generation_is_checked_but_the_two_that_are_not_relied_on(rotting: Path) -> None:
    assert [str(path.relative_to(rotting / "gen-000002")) for path in checked_files(rotting)] == [
        "bm25/data.csc.index.npy",
        "bm25/indices.csc.index.npy",
        "bm25/indptr.csc.index.npy",
        "bm25/params.index.json",
        "bm25/vocab.index.json",
        "dense.faiss",
        "manifest.json",
        "passages.sqlite",
        "words.sqlite",
    ]


def test_a_flipped_bit_in_any_file_is_found_and_the_one_before_stands_in(rotting: Path) -> None:
    assert [flip_bytes(rotting, file, 8, seed=7) for file in checked_files(rotting)] == [8] * 9


@pytest.mark.parametrize("damage", [cut_off, take_away, swap_in])
def test_a_file_that_is_cut_off_or_gone_or_of_another_generation_is_found(
    rotting: Path, damage: Callable[[Path, Path], int]
) -> None:
    assert all(damage(rotting, file) >= 1 for file in checked_files(rotting))


def test_a_flipped_bit_in_the_pointer_never_goes_unnoticed(rotting: Path) -> None:
    assert sum(flip_bytes_of_the_pointer(rotting, 40, seed=7).values()) == 40


def test_a_flipped_bit_in_the_list_of_what_was_indexed_makes_it_unknown(rotting: Path) -> None:
    assert flip_bytes_of_the_snapshot(rotting, 40, seed=7) == 40


def test_a_flipped_bit_in_the_time_of_building_changes_nothing(rotting: Path) -> None:
    assert flip_bytes_of_the_time_of_building(rotting, 20, seed=7) == 20


def test_vectors_words_and_passages_out_of_step_are_found_though_every_hash_is_right(rotting: Path) -> None:
    assert put_out_of_step(rotting) == 3
