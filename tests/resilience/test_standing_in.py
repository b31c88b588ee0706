"""What a user sees whose live index is damaged, the real parts over a folder of one document."""

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kiddqa.errors import IndexError_
from kiddqa.settings import Settings
from kiddqa.wiring import index_corpus, load_engine


def silent(stage: str, done: int, total: int) -> None:
    del stage, done, total


@pytest.fixture
def damaged(tmp_path: Path) -> Settings:
    """Return settings of an index whose live generation has lost a file, with one sound generation before it."""
    settings = Settings(corpus=tmp_path / "corpus", embeddings=tmp_path / "embeddings")
    settings.corpus.mkdir()
    for text in ("The old bridge was closed in 1999.\n", "The new bridge was opened in 2001.\n"):
        (settings.corpus / "bridges.txt").write_text(text, encoding="utf-8")
        index_corpus(settings, watch=silent)
    (settings.embeddings / "gen-000002" / "dense.faiss").unlink()
    return settings


def test_the_index_before_answers_though_the_documents_have_changed_since_and_one_warning_says_so(
    damaged: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        engine = load_engine(damaged)

    assert engine.index.passage(0).text == "The old bridge was closed in 1999."
    [warning] = caplog.messages
    assert warning == (
        f"{damaged.embeddings}/gen-000002/dense.faiss is missing; gen-000001, the index before it, answers instead "
        f"until you type: kiddqa index --embeddings {damaged.embeddings}"
    )


def test_the_command_line_prints_the_warning_beside_the_answer(damaged: Settings) -> None:
    asked = subprocess.run(
        [sys.executable, "-m", "kiddqa", "ask", "When was the old bridge closed?", "--json"],
        env={**os.environ, "KIDDQA_EMBEDDINGS": str(damaged.embeddings)},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )

    assert "gen-000002/dense.faiss is missing; gen-000001, the index before it, answers instead" in asked.stderr
    assert '"index": "gen-000001@' in asked.stdout


def test_a_sound_index_is_still_refused_where_the_documents_have_changed(damaged: Settings) -> None:
    index_corpus(damaged, watch=silent)
    (damaged.corpus / "bridges.txt").write_text("There is no bridge.\n", encoding="utf-8")

    with pytest.raises(IndexError_, match="have changed since they were indexed"):
        load_engine(damaged)


def test_indexing_mends(damaged: Settings, caplog: pytest.LogCaptureFixture) -> None:
    index_corpus(damaged, watch=silent)

    assert load_engine(damaged).index.passage(0).text == "The new bridge was opened in 2001."
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []
