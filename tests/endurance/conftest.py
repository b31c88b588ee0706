"""A small index made by the models that ship, of the first documents that ship."""

import shutil
from pathlib import Path

import pytest

from kiddqa.engine import Engine
from kiddqa.questions import Half, of_half, read_questions
from kiddqa.resources import corpus_folder
from kiddqa.settings import Settings
from kiddqa.wiring import index_corpus, load_engine

DOCUMENTS = 12
QUESTIONS = 48
PATIENCE_SECONDS = 600.0
"""So long that no reading is cut short on a busy machine."""


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the first documents of the bundled meetings."""
    folder = tmp_path_factory.mktemp("endurance") / "corpus"
    folder.mkdir()
    for path in sorted((corpus_folder() / "meetings").glob("*.md"))[:DOCUMENTS]:
        shutil.copy(path, folder)
    return folder


@pytest.fixture(scope="session")
def small(corpus: Path) -> Settings:
    """The settings of an index of that folder."""
    return indexed(corpus, corpus.with_name("embeddings"))


@pytest.fixture(scope="session")
def engine(small: Settings) -> Engine:
    return load_engine(small)


@pytest.fixture(scope="session")
def questions() -> list[str]:
    """Questions of the development half, every third."""
    asked = of_half(read_questions(Path(__file__).parents[1] / "eval" / "kidd.jsonl"), Half.DEVELOPMENT)
    return [each.question for each in asked if not each.history][::3][:QUESTIONS]


def indexed(corpus: Path, embeddings: Path) -> Settings:
    """Index a folder and return the settings to serve it with."""
    settings = Settings(corpus=corpus, embeddings=embeddings, reading_seconds=PATIENCE_SECONDS)
    index_corpus(settings, watch=lambda *_: None)
    return settings
