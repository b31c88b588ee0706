import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kiddqa.index.store
from fakes import cut_by_line, document_of
from kiddqa.errors import IndexError_
from kiddqa.index.damage import DamagedIndexError
from kiddqa.index.files import sha256_of_text
from kiddqa.index.store import PassageStore, write_store
from kiddqa.records import Block, BlockKind, Document, Filters, Passage, Range, Source

FULL = replace(
    document_of("meetings/25.md", "Heading", "First. Second.", title="25th KIDD", date="2024-09-24", publisher="MND"),
    blocks=(
        Block(start=0, end=7, kind=BlockKind.HEADING, level=2),
        Block(start=8, end=22, kind=BlockKind.PARAGRAPH),
    ),
    page_starts=(0, 8),
    url="https://example.org/25",
    language="en",
    kind="meeting",
    sources=(Source(title="News"), Source(title="Report", publisher="YTN", date="2024", url="https://example.org")),
)
DATED = [
    document_of("a.md", "One.", "Two.", date="2014-04-15", publisher="Daily"),
    document_of("b.md", "Three.", date="2024"),
    document_of("c.md", "Four."),
]


def store_of(folder: Path, documents: list[Document]) -> PassageStore:
    write_store(folder / "passages.sqlite", documents, [p for document in documents for p in cut_by_line(document)])
    return PassageStore(folder / "passages.sqlite")


def test_a_document_is_read_as_it_was_written(tmp_path: Path) -> None:
    assert store_of(tmp_path, [FULL]).document("meetings/25.md") == FULL


def test_a_passage_is_read_as_it_was_written(tmp_path: Path) -> None:
    passage = Passage(
        document=FULL, start=8, end=22, heading=("Part", "Heading"), sentences=(Range(8, 14), Range(15, 22))
    )
    write_store(tmp_path / "passages.sqlite", [FULL], [passage])

    assert PassageStore(tmp_path / "passages.sqlite").passage(0) == passage


def test_the_same_records_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_store(tmp_path / name, DATED, [p for document in DATED for p in cut_by_line(document)])

    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_an_unknown_document_is_none(tmp_path: Path) -> None:
    assert store_of(tmp_path, DATED).document("nowhere.md") is None


def test_a_passage_beyond_the_last_is_refused_with_the_number_there_are(tmp_path: Path) -> None:
    with pytest.raises(IndexError_, match="no passage 4; the index has 4"):
        store_of(tmp_path, DATED).passage(4)


def test_documents_are_listed_in_order_and_can_be_sliced(tmp_path: Path) -> None:
    documents = store_of(tmp_path, DATED).documents()

    assert list(documents) == DATED
    assert (len(documents), documents[-1], documents[1:]) == (3, DATED[2], DATED[1:])


def test_more_documents_than_are_kept_in_memory_can_be_read(tmp_path: Path) -> None:
    many = [document_of(f"{number:03d}.md", f"Text {number}.") for number in range(300)]
    documents = store_of(tmp_path, many).documents()

    assert [list(documents), list(documents)] == [many, many]


def test_the_hash_of_each_passages_context_is_kept(tmp_path: Path) -> None:
    assert store_of(tmp_path, DATED).context_hashes() == [
        sha256_of_text(text) for text in ("Notes. One.", "Notes. Two.", "Notes. Three.", "Notes. Four.")
    ]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(documents=("c.md", "a.md")), [0, 1, 3]),
        (Filters(documents=("nowhere.md",)), []),
        (Filters(publisher="DAILY"), [0, 1]),
        (Filters(after="2014-04-15"), [0, 1, 2]),
        (Filters(after="2014-04-16"), [2]),
        (Filters(after="2024-06-01"), [2]),
        (Filters(before="2014-04-15"), [0, 1]),
        (Filters(before="2014-04"), [0, 1]),
        (Filters(before="2014-03"), []),
        (Filters(before="2023"), [0, 1]),
        (Filters(after="2014", before="2014", publisher="daily", documents=("a.md",)), [0, 1]),
    ],
)
def test_filters_admit_the_passages_of_the_documents_they_name(
    tmp_path: Path, filters: Filters, expected: list[int]
) -> None:
    found = store_of(tmp_path, DATED).passage_numbers(filters)

    np.testing.assert_array_equal(found, np.array(expected, dtype=np.int64))


def test_an_empty_filter_admits_all(tmp_path: Path) -> None:
    assert store_of(tmp_path, DATED).passage_numbers(Filters()) is None


def test_many_threads_read_one_store(tmp_path: Path) -> None:
    store = store_of(tmp_path, DATED)

    with ThreadPoolExecutor(8) as pool:
        texts = list(pool.map(lambda number: store.passage(number % 4).text, range(400)))

    assert texts == ["One.", "Two.", "Three.", "Four."] * 100


def test_a_file_that_is_no_store_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "passages.sqlite").write_bytes(b"no database" * 100)

    with pytest.raises(IndexError_, match=r"passages\.sqlite cannot be read as a passage store \(file is not a data"):
        PassageStore(tmp_path / "passages.sqlite")


def test_a_folder_with_odd_characters_in_its_name_is_opened(tmp_path: Path) -> None:
    folder = tmp_path / "a #b?c%20d"
    folder.mkdir()

    assert len(store_of(folder, DATED)) == 4


@settings(max_examples=30, deadline=None)
@given(text=st.text(st.characters(codec="utf-8"), max_size=80), title=st.text(st.characters(codec="utf-8"), max_size=9))
def test_any_text_is_read_as_it_was_written(text: str, title: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    document = document_of("a.md", text, title=title)

    assert store_of(tmp_path_factory.mktemp("store"), [document]).document("a.md") == document


def test_a_file_that_goes_bad_while_it_is_read_is_damage_that_names_it(tmp_path: Path) -> None:
    documents = [document_of(f"{number:03}.md", "word " * 10_000) for number in range(100)]
    store = store_of(tmp_path, documents)
    path = tmp_path / "passages.sqlite"
    os.truncate(path, path.stat().st_size // 2)

    with pytest.raises(DamagedIndexError, match=r"passages\.sqlite cannot be read as a passage store"):
        store.document("099.md")


def test_documents_stay_in_memory_up_to_a_number_of_characters_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kiddqa.index.store, "_CACHED_CHARS", 14)
    store = store_of(tmp_path, DATED)  # of 9, 6 and 5 characters

    first, second = store.document("a.md"), store.document("b.md")
    assert store.document("b.md") is second
    assert store.document("a.md") is not first
    assert store.document("a.md") == first


def test_a_document_longer_than_that_stays_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kiddqa.index.store, "_CACHED_CHARS", 8)
    store = store_of(tmp_path, DATED)

    assert store.document("a.md") is store.document("a.md")
