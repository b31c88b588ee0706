import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiddqa.errors import CorpusError, UnreadableFileError
from kiddqa.ingest import sandbox as module
from kiddqa.ingest.folder import corpus_files, load_folder, read_file
from kiddqa.ingest.parse import parse
from kiddqa.ingest.sandbox import ParsingLimits, Sandbox
from kiddqa.resources import corpus_folder

BAD_PARSER = (sys.executable, "-P", "-W", "ignore", str(Path(__file__).with_name("bad_parser.py")))
LIMITS = ParsingLimits(seconds=2, memory_bytes=400_000_000)


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """Return a sandbox whose parser does what a document's id says."""
    with Sandbox(LIMITS, BAD_PARSER) as made:
        yield made


def outcome(sandbox: Sandbox, wish: str) -> str:
    with pytest.raises(UnreadableFileError) as caught:
        sandbox.parse(b"Text.", wish)
    return str(caught.value)


def open_files() -> set[Path]:
    return set(Path("/proc/self/fd" if sys.platform == "linux" else "/dev/fd").iterdir())


@pytest.mark.parametrize(
    ("wish", "reason"),
    [
        ("crash", "crashed its parser (signal 11); save it in another format"),
        ("end", "crashed its parser (exit code 0); save it in another format"),
        ("compute", "took more than 2 seconds of computing; split it or set KIDDQA_MAX_FILE_SECONDS"),
        ("talk nonsense", "crashed its parser (it answered nonsense); save it in another format"),
        ("talk on", "crashed its parser (it answered nonsense); save it in another format"),
        pytest.param(
            "hoard",
            "needed more than 400 MB of memory; split it or set KIDDQA_MAX_FILE_MEMORY_BYTES",
            marks=pytest.mark.skipif(sys.platform == "darwin", reason="macOS does not keep the limit on memory"),
        ),
    ],
)
def test_a_file_that_ends_its_parser_is_given_up_with_the_reason_and_the_next_is_read(
    wish: str, reason: str, sandbox: Sandbox
) -> None:
    assert outcome(sandbox, wish) == reason
    assert outcome(sandbox, "next").startswith("was asked for in process")


def test_a_parser_that_waits_is_not_waited_for_without_end(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    outcome(sandbox, "first")
    monkeypatch.setattr(module, "_WAITING_FACTOR", 1)
    assert outcome(sandbox, "wait") == "took more than 2 seconds; split it or set KIDDQA_MAX_FILE_SECONDS"


def test_one_process_serves_many_files(sandbox: Sandbox) -> None:
    assert outcome(sandbox, "first") == outcome(sandbox, "second")


def test_what_one_file_leaves_behind_is_not_the_next_ones_fault(sandbox: Sandbox) -> None:
    first = outcome(sandbox, "spoil the next")
    assert outcome(sandbox, "next").startswith("was asked for in process")
    assert outcome(sandbox, "next") != first


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_whatever_ends_the_run_ends_the_process_and_closes_its_pipes(error: type[BaseException]) -> None:
    before = open_files()
    with pytest.raises(error), Sandbox(LIMITS, BAD_PARSER) as sandbox:  # noqa: PT012
        process = int(outcome(sandbox, "first").split()[-1])
        raise error
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
    assert open_files() == before


def test_a_parser_that_does_not_start_ends_the_run_with_what_to_type() -> None:
    limits = ParsingLimits(text_chars=1_000)
    with (
        pytest.raises(CorpusError, match=r"does not start; to see why, type: \S*python\S* .*bad_parser\.py 1000 20"),
        Sandbox(limits, BAD_PARSER) as sandbox,
    ):
        sandbox.parse(b"Text.", "a.txt")


@pytest.mark.slow
def test_the_bundled_documents_come_out_of_the_process_as_they_do_here() -> None:
    loaded = load_folder(corpus_folder(), max_file_bytes=1_000_000)
    here = [
        parse(read_file(path, max_file_bytes=1_000_000), document_id, max_chars=10_000_000)
        for document_id, path in corpus_files(corpus_folder())
    ]
    assert loaded.documents == tuple(sorted(here, key=lambda document: document.id))
