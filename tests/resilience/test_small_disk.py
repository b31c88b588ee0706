from pathlib import Path

import pytest

from resilience.small_disk import fill_small_disks


def test_a_disk_that_is_full_ends_a_run_with_one_sentence_and_leaves_the_old_index_until_there_is_room(
    tmp_path: Path,
) -> None:
    tally = fill_small_disks(tmp_path, 6)
    if not tally:
        pytest.skip("This system lets no process mount a disk of its own.")

    assert tally["refused"] >= 4
    assert tally["indexed"] == 1
