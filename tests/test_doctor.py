import shutil
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


@pytest.fixture
def twice_indexed(settings: Settings, tmp_path: Path) -> Settings:
    """Return settings of an index of its own with two generations."""
    copied = settings.model_copy(update={"embeddings": shutil.copytree(settings.embeddings, tmp_path / "embeddings")})
    index_corpus(copied, watch=silent)
    return copied


def test_a_damaged_generation_is_named_with_its_file_and_what_to_type_though_another_stands_in(
    twice_indexed: Settings,
) -> None:
    (twice_indexed.embeddings / "gen-000002" / "dense.faiss").write_bytes(b"rot")
    checks = examine(twice_indexed)
    assert (checks[-1].name, checks[-1].severity) == ("index", Severity.FAIL)
    assert f"{twice_indexed.embeddings}/gen-000002/dense.faiss is damaged" in checks[-1].message
    assert "gen-000001, the index before it, answers instead" in checks[-1].message
    assert checks[-1].remedy == f"kiddqa index --corpus {twice_indexed.corpus} --embeddings {twice_indexed.embeddings}"


def test_what_the_doctor_says_to_type_mends_a_damaged_generation(twice_indexed: Settings) -> None:
    (twice_indexed.embeddings / "gen-000002" / "dense.faiss").write_bytes(b"rot")
    index_corpus(twice_indexed, watch=silent)
    assert {check.severity for check in examine(twice_indexed)} == {Severity.OK}


def test_a_damaged_generation_that_could_not_stand_in_is_a_warning(twice_indexed: Settings) -> None:
    (twice_indexed.embeddings / "gen-000001" / "dense.faiss").unlink()
    index = examined(twice_indexed)["index"]
    assert index.severity is Severity.WARN
    assert index.message.endswith(
        "could not stand in for it: " + str(twice_indexed.embeddings / "gen-000001" / "dense.faiss") + " is missing."
    )


def test_without_the_list_of_what_was_indexed_it_is_not_known_whether_the_corpus_has_changed(
    twice_indexed: Settings,
) -> None:
    (twice_indexed.embeddings / "gen-000002" / "corpus.json").write_text("rot", encoding="utf-8")
    freshness = examined(twice_indexed)["freshness"]
    assert freshness.severity is Severity.WARN
    assert freshness.message.startswith("it is not known whether the corpus has changed")


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
