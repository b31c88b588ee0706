import os
from pathlib import Path

import pytest

from resilience.power_cut import PowerCut


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    folder = tmp_path / "disk"
    folder.mkdir()
    (folder / "old").write_text("old")
    return folder


def sync(path: Path, cut: PowerCut) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    cut.note_fsync(descriptor)
    os.close(descriptor)


def outcomes(cut: PowerCut, copies: Path) -> list[dict[str, str]]:
    return [{path.name: path.read_text() for path in sorted(copy.iterdir())} for copy in cut.outcomes(copies)]


def test_what_was_there_before_is_safe(disk: Path, tmp_path: Path) -> None:
    assert outcomes(PowerCut(disk), tmp_path) == [{"old": "old"}] * 2


def test_a_new_file_that_was_never_synced_is_empty_or_gone(disk: Path, tmp_path: Path) -> None:
    cut = PowerCut(disk)
    (disk / "new").write_text("new")

    assert outcomes(cut, tmp_path) == [{"new": "", "old": "old"}, {"old": "old"}]


def test_a_synced_file_in_a_synced_folder_is_safe(disk: Path, tmp_path: Path) -> None:
    cut = PowerCut(disk)
    (disk / "new").write_text("new")
    sync(disk / "new", cut)
    sync(disk, cut)

    assert outcomes(cut, tmp_path) == [{"new": "new", "old": "old"}] * 2


def test_a_replacement_in_a_folder_that_was_not_synced_happened_or_not(disk: Path, tmp_path: Path) -> None:
    cut = PowerCut(disk)
    (disk / "new").write_text("new")
    sync(disk / "new", cut)
    cut.note_replace(disk / "new", disk / "old")
    (disk / "new").replace(disk / "old")

    found = outcomes(cut, tmp_path)

    assert found == [{"old": "new"}, {"old": "new"}, {"new": "new", "old": "old"}, {"new": "new", "old": "old"}]
