from collections.abc import Iterator
from pathlib import Path

import pytest

from kiddqa.doctor import Check, Severity, examine
from kiddqa.settings import Settings
from kiddqa.wiring import index_corpus

ONE_UPON_ANOTHER = ["index", "freshness", "answering"]


def silent(stage: str, done: int, total: int) -> None:
    del stage, done, total


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("doctor")
    corpus = folder / "corpus"
    corpus.mkdir()
    (corpus / "bridges.txt").write_text("The old bridge was closed in 1999.\n", encoding="utf-8")
    settings = Settings(corpus=corpus, embeddings=folder / "embeddings")
    index_corpus(settings, watch=silent)
    return settings


@pytest.fixture
def extra(settings: Settings) -> Iterator[Path]:
    """The path of a file that is not in the index; it is gone after the test."""
    path = settings.corpus / "extra.txt"
    yield path
    path.unlink()


def examined(settings: Settings) -> dict[str, Check]:
    return {check.name: check for check in examine(settings)}


def test_in_good_order_every_check_is_ok_and_nothing_is_to_be_typed(settings: Settings) -> None:
    checks = examine(settings)
    assert [check.name for check in checks] == ["corpus", "model", "reader", "compiling", *ONE_UPON_ANOTHER]
    assert {(check.severity, check.remedy) for check in checks} == {(Severity.OK, None)}


def test_without_an_index_nothing_that_needs_one_is_looked_at(settings: Settings, tmp_path: Path) -> None:
    checks = examine(settings.model_copy(update={"embeddings": tmp_path}))
    assert (checks[-1].name, checks[-1].severity) == ("index", Severity.FAIL)
    assert checks[-1].remedy == f"kiddqa index --corpus {settings.corpus} --embeddings {tmp_path}"


def test_a_document_that_is_not_in_the_index_makes_it_stale(settings: Settings, extra: Path) -> None:
    extra.write_text("One more document.", encoding="utf-8")
    checks = examine(settings)
    assert (checks[-1].name, checks[-1].severity) == ("freshness", Severity.FAIL)
    assert checks[-1].message == "the corpus has changed since it was indexed: files 1 new."


def test_a_file_that_cannot_be_read_is_a_warning_that_names_it(settings: Settings, extra: Path) -> None:
    extra.write_bytes(b"")
    corpus = examined(settings)["corpus"]
    assert corpus.severity is Severity.WARN
    assert corpus.message.endswith("; 1 file cannot, beginning with extra.txt, which is empty.")


def test_a_folder_without_documents_fails_and_asks_for_another(settings: Settings, tmp_path: Path) -> None:
    corpus = examined(settings.model_copy(update={"corpus": tmp_path}))["corpus"]
    assert corpus.severity is Severity.FAIL
    assert corpus.remedy == f"kiddqa index --corpus DIR --embeddings {settings.embeddings}"


def test_a_model_that_is_not_there_fails_and_the_other_checks_go_on(settings: Settings, tmp_path: Path) -> None:
    checks = examined(settings.model_copy(update={"model": tmp_path / "nowhere"}))
    assert checks["model"].severity is Severity.FAIL
    assert checks["reader"].severity is Severity.OK
