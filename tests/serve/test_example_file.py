import logging
from pathlib import Path

import pytest

from kiddqa.console.progress import Progress
from kiddqa.engine import Engine
from kiddqa.index.freshness import take_snapshot, write_snapshot
from kiddqa.records import Answer
from kiddqa.resources import corpus_folder
from kiddqa.serve.example_file import own_examples, read_examples
from kiddqa.settings import Settings
from kiddqa.wiring import index_corpus, load_engine

NAME = "example-questions.txt"
EXPECTED = "expected a text file of questions, one a line, of at most 200 characters each."


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]


def test_each_line_is_a_question_except_comments_and_empty_lines(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text("# For visitors\n\n  Who   led it? \r\n# Why?\nWhen?\n")
    assert read_examples(tmp_path) == ("Who led it?", "When?")


def test_the_first_four_questions_are_shown(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text("a?\nb?\nc?\nd?\ne?")
    assert read_examples(tmp_path) == ("a?", "b?", "c?", "d?")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_encoding_is_told_by_the_file(tmp_path: Path, encoding: str) -> None:
    (tmp_path / NAME).write_text("Who spoke at the café — and who was naïve enough to answer?", encoding=encoding)
    assert read_examples(tmp_path) == ("Who spoke at the café — and who was naïve enough to answer?",)


def test_a_line_that_is_too_long_is_left_out_with_a_sentence(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / NAME).write_text(f"Who?\n{'w' * 1_201}\n{'v' * 201}\nWhen?")
    assert read_examples(tmp_path) == ("Who?", "When?")
    assert warnings(caplog) == [f"{tmp_path / NAME}, line 2 has 1,201 characters and is not shown; {EXPECTED}"]


@pytest.mark.parametrize(
    ("data", "found"), [(b"", "is empty"), (bytes(range(32)) * 9, "is not a text, Markdown, HTML, PDF or Word file")]
)
def test_a_file_that_is_no_text_is_left_out_with_a_sentence(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, data: bytes, found: str
) -> None:
    (tmp_path / NAME).write_bytes(data)
    assert read_examples(tmp_path) == ()
    assert warnings(caplog) == [f"{tmp_path / NAME} {found}; {EXPECTED}"]


def test_a_link_is_not_followed(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "secret").write_text("Who knows?")
    (tmp_path / NAME).symlink_to(tmp_path / "secret")
    assert read_examples(tmp_path) == ()
    assert warnings(caplog) == [f"{tmp_path / NAME} is a link and is not followed; put the file itself there."]


def test_control_characters_become_spaces(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text("Who\x1bled it?")
    assert read_examples(tmp_path) == ("Who led it?",)


def test_the_file_is_found_in_the_corpus_that_was_indexed(tmp_path: Path) -> None:
    corpus, generation = tmp_path / "corpus", tmp_path / "embeddings/gen-000001"
    corpus.mkdir()
    generation.mkdir(parents=True)
    write_snapshot(take_snapshot(corpus), generation)
    assert own_examples(tmp_path / "embeddings", "gen-000001@0123456789abcdef") is None
    (corpus / NAME).write_text("Who led it?")
    assert own_examples(tmp_path / "embeddings", "gen-000001@0123456789abcdef") == ("Who led it?",)


def test_an_index_that_knows_no_corpus_brings_no_questions(tmp_path: Path) -> None:
    assert own_examples(tmp_path, "gen-000001@0123456789abcdef") is None


@pytest.fixture(scope="module")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    settings = Settings(corpus=corpus_folder(), embeddings=tmp_path_factory.mktemp("bundled"))
    index_corpus(settings, watch=Progress())
    return load_engine(settings)


def test_every_question_of_the_bundled_corpus_is_answered(bundled: Engine) -> None:
    questions = read_examples(corpus_folder())
    assert [question for question in questions if not isinstance(bundled.ask(question).reply, Answer)] == []
    assert len(questions) == 4
