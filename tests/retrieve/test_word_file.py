from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes import cut_by_line, document_of
from kiddqa.records import Document, Passage
from kiddqa.retrieve import word_file
from kiddqa.retrieve.word_file import WORDS_FILE, Words, kept_words, write_words

DOCUMENTS = [
    document_of("a.txt", "The U.S.-led 25th KIDD met.", "A 25th KIDD is a KIDD.", title="Ada Ice"),
    document_of("b.txt", "The Shared Early Warning System (SEWS) met Chloé’s envoy.", title="SEWS"),
]
WORDS = st.lists(st.sampled_from(["Ada", "ice", "U.S.", "25th", "KIDD", "Zürich", "_", "²", "İ", "(AI)"]), max_size=8)


def passages_of(documents: list[Document]) -> list[Passage]:
    return [passage for document in documents for passage in cut_by_line(document)]


def kept(documents: list[Document], folder: Path) -> Words:
    folder.mkdir(exist_ok=True)
    (folder / WORDS_FILE).unlink(missing_ok=True)
    write_words(folder, documents, passages_of(documents))
    return Words.opened(folder / WORDS_FILE)


@pytest.fixture
def words(tmp_path: Path) -> Words:
    return kept(DOCUMENTS, tmp_path)


@settings(max_examples=40, deadline=None)
@given(texts=st.lists(WORDS.map(" ".join), min_size=1, max_size=3), name=WORDS.map(" ".join))
def test_the_file_says_what_reading_the_documents_says(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], name: str
) -> None:
    documents = [document_of(f"{number}.txt", text) for number, text in enumerate(texts)]
    read = Words.of(documents, passages_of(documents))
    found = kept(documents, tmp_path_factory.getbasetemp())

    assert found.vocabulary.counts == read.vocabulary.counts
    assert found.vocabulary.names == read.vocabulary.names
    assert dict(found.vocabulary.pairs) == dict(read.vocabulary.pairs)
    assert found.phrases.count(name) == read.phrases.count(name)


def test_definitions_come_back_with_their_places(words: Words) -> None:
    assert words.acronyms.definitions == Words.of(DOCUMENTS, passages_of(DOCUMENTS)).acronyms.definitions
    assert [place.short_form for place in words.acronyms.definitions] == ["SEWS"]


def test_pairs_are_counted_without_case_accents_or_ending(words: Words) -> None:
    assert (words.vocabulary.pairs["chloe", "envoy"], words.vocabulary.pairs.get(("envoy", "chloe"))) == (1, None)


def test_pairs_written_in_many_parts_add_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_file, "_PAIRS_IN_MEMORY", 1)

    found = kept([document_of(f"{number}.txt", "ice age", title="x") for number in range(3)], tmp_path)

    assert dict(found.vocabulary.pairs) == {("x", "ice"): 3, ("ice", "age"): 3}


@pytest.mark.parametrize(
    ("name", "documents"), [("met", 2), ("25th kidd", 1), ("US-led", 1), ("KIDD 25", 0), ("?", 0), ("", 0)]
)
def test_a_name_counts_once_for_a_document(words: Words, name: str, documents: int) -> None:
    assert (words.phrases.count(name), words.phrases.stand(name)) == (documents, documents > 0)


def test_the_same_documents_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "other"):
        kept(DOCUMENTS, tmp_path / name)

    assert (tmp_path / "one" / WORDS_FILE).read_bytes() == (tmp_path / "other" / WORDS_FILE).read_bytes()


def test_an_index_without_the_file_has_no_words_kept(tmp_path: Path) -> None:
    kept(DOCUMENTS, tmp_path)
    nothing: dict[str, Path] = {}

    assert kept_words(nothing.get) is None
    assert kept_words(lambda name: tmp_path / name) is not None
