import dataclasses
from pathlib import Path

import pytest

from fakes import document_of
from kiddqa.console import indexing
from kiddqa.index.builder import Built
from kiddqa.ingest.folder import Skipped
from kiddqa.wiring import Indexed

BUILT = Built(name="gen-000002@00ff", documents=1, passages=3, reused=2, embedded=1, seconds=0.25)
INDEXED = Indexed(
    corpus=Path("corpus"),
    embeddings=Path("embeddings"),
    documents=(document_of("notes/talks.txt", "They met in Seoul.", title="Talks on drones and on bridges in Seoul"),),
    skipped=(Skipped(path="scan.pdf", reason="has no text on its 3 pages, images only"),),
    built=BUILT,
)


def test_what_was_taken_goes_to_standard_output_and_what_was_not_to_standard_error(
    capsys: pytest.CaptureFixture[str],
) -> None:
    indexing.show(INDEXED)
    shown = capsys.readouterr()
    assert shown.out.splitlines()[1].split()[:3] == ["notes/talks.txt", "text", "18"]
    assert "scan.pdf   has no text on its 3 pages, images only" in shown.err


def test_the_summary_counts_and_names_the_live_generation(capsys: pytest.CaptureFixture[str]) -> None:
    indexing.show(INDEXED)
    assert capsys.readouterr().out.splitlines()[-2:] == [
        "1 document, 3 passages in 0.2 s; 1 embedded, 2 unchanged and reused.",
        "gen-000002@00ff is live in embeddings.",
    ]


def test_on_a_narrow_screen_the_title_is_cut_and_the_rest_is_not(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    indexing.show(INDEXED)
    row = capsys.readouterr().out.splitlines()[1]
    assert row.rstrip() == "notes/talks.txt  text            18  Talks on drones and …"


def test_nothing_is_said_where_nothing_was_skipped(capsys: pytest.CaptureFixture[str]) -> None:
    indexing.show(dataclasses.replace(INDEXED, skipped=()))
    assert capsys.readouterr().err == ""


def test_the_json_names_each_skipped_file_with_its_reason() -> None:
    found = indexing.to_json(INDEXED)
    assert found["skipped"] == [{"path": "scan.pdf", "reason": "has no text on its 3 pages, images only"}]
    assert (found["generation"], found["embedded"], found["reused"]) == ("gen-000002@00ff", 1, 2)
