"""A few rounds of what ``make resilience`` does a thousand times."""

from pathlib import Path

from resilience.kills import kill_at_random, limit_file_sizes, read_during_swaps, write_twice_at_once


def test_a_run_killed_at_a_random_instant_leaves_the_old_index_or_the_new_one(tmp_path: Path) -> None:
    tally = kill_at_random(tmp_path, 10, seed=7)

    assert tally["old"] + tally["new"] == 10


def test_a_file_that_may_not_grow_ends_a_run_with_one_sentence_and_leaves_the_old_index(tmp_path: Path) -> None:
    """The last 4,096 bytes are the trap: FAISS and numpy do not notice that they were not written."""
    tally = limit_file_sizes(tmp_path, 2_000)

    assert tally["refused"] > 20
    assert tally["indexed"] == 1


def test_of_two_writers_one_at_least_succeeds_and_the_other_is_refused_or_comes_after(tmp_path: Path) -> None:
    tally = write_twice_at_once(tmp_path, 3)

    assert tally["indexed"] >= 3
    assert tally.total() == 6


def test_readers_are_served_throughout_ten_swaps_and_keep_what_they_have_opened(tmp_path: Path) -> None:
    tally = read_during_swaps(tmp_path, 10)

    assert tally["opened"] >= tally["different"] >= 2
