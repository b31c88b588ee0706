"""A folder of hostile files, at the smallest scale; ``make resilience`` reads it at full scale."""

import pytest

from hostile.corpus import complaints, read_corpus, write_corpus
from hostile.table import Hostile
from kiddqa.ingest.folder import Loaded

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> tuple[tuple[Hostile, ...], Loaded]:
    """Return the table and what became of its files."""
    folder = tmp_path_factory.mktemp("hostile")
    files = write_corpus(folder, scale=1)
    return files, read_corpus(folder, scale=1)


def test_every_hostile_file_is_reported_as_expected(read: tuple[tuple[Hostile, ...], Loaded]) -> None:
    assert complaints(*read) == []


def test_there_are_at_least_sixty_and_no_two_of_one_name(read: tuple[tuple[Hostile, ...], Loaded]) -> None:
    files, _ = read
    assert len({file.path for file in files}) == len(files) >= 60


def test_every_reason_is_one_line_of_readable_length(read: tuple[tuple[Hostile, ...], Loaded]) -> None:
    _, loaded = read
    assert [skipped for skipped in loaded.skipped if not 5 < len(skipped.reason) <= 300 or "\n" in skipped.reason] == []
