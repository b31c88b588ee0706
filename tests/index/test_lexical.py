import math
from pathlib import Path
from threading import Thread

import bm25s
import numpy as np
import pytest
from bm25s.stopwords import STOPWORDS_EN_PLUS
from hypothesis import given, settings
from hypothesis import strategies as st

from kiddqa.index.damage import DamagedIndexError
from kiddqa.index.lexical import _STOPWORDS, K1, B, LexicalIndex, terms

WORDS = ("talks", "deterrence", "seoul", "washington", "command", "missile")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("U.S. and US and u.s.", ["us", "us", "us"]),
        ("the Korea-U.S. talks", ["korea", "us", "talk"]),
        ("Korea's and Korea\u2019s", ["korea", "korea"]),
        ("Washington, D.C., at 5 p.m.", ["washington", "dc", "5", "pm"]),
        ("the 25th KIDD on C4I", ["25th", "kidd", "c4i"]),
        ("$1,234,567 or 3.5 percent", ["1234567", "3.5", "percent"]),
        ("April 15-16", ["april", "15", "16"]),
        ("Café CAFE", ["cafe", "cafe"]),
        ("delegation, delegations, delegated", ["deleg", "deleg", "deleg"]),
        ("Who was it, and when?", []),
        ("한국 국방부", ["한국", "국방부"]),
        ("", []),
    ],
)
def test_terms_are_the_stemmed_content_words(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


def test_terms_are_the_same_in_every_thread() -> None:
    found: list[list[str]] = []
    threads = [Thread(target=lambda: found.append(terms("Combined delegations talked " * 200))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [["combin", "deleg", "talk"] * 200] * 4


def test_a_score_is_bm25_as_lucene_has_it() -> None:
    index = LexicalIndex.build(["Seoul talks", "Seoul Seoul missile command", "deterrence"])
    mean_length = (2 + 4 + 1) / 3
    weight = math.log(1 + (3 - 2 + 0.5) / (2 + 0.5))

    (first, first_score), (second, second_score) = index.search("seoul", 5)

    assert (first, second) == (1, 0)
    assert first_score == pytest.approx(weight * 2 / (2 + K1 * (1 - B + B * 4 / mean_length)))
    assert second_score == pytest.approx(weight * 1 / (1 + K1 * (1 - B + B * 2 / mean_length)))


def test_a_term_of_another_name_adds_three_tenths_of_its_weight_once_and_none_where_it_is_asked_for() -> None:
    index = LexicalIndex.build(["Seoul talks", "missile command", "deterrence"])
    [(_, weight)] = index.search("missile", 5)

    _, (number, score) = index.search("Seoul", 5, also="missiles; missile")
    assert number == 1
    assert score == pytest.approx(0.3 * weight)
    assert index.search("missile", 5, also="missile") == index.search("missile", 5)


def test_a_text_without_a_shared_term_is_not_found() -> None:
    assert LexicalIndex.build(["Seoul talks", "missile"]).search("Washington, when?", 5) == []


def test_equal_scores_come_in_ascending_number() -> None:
    index = LexicalIndex.build(["missile", *["Seoul talks"] * 9])

    assert [number for number, _ in index.search("talks in Seoul", 3)] == [1, 2, 3]


def test_only_the_texts_among_those_named_are_found() -> None:
    index = LexicalIndex.build(["Seoul"] * 4)

    assert [number for number, _ in index.search("Seoul", 5, np.array([3, 1]))] == [1, 3]


def test_no_text_is_found_among_none() -> None:
    assert LexicalIndex.build(["Seoul"]).search("Seoul", 5, np.array([], dtype=np.int64)) == []


def test_document_frequency_counts_texts_and_not_occurrences() -> None:
    index = LexicalIndex.build(["talks about talks", "talk", "missile"])

    assert [index.document_frequency(term) for term in ("talk", "missil", "unknown")] == [2, 1, 0]


def test_inverse_document_frequency_follows_its_formula() -> None:
    index = LexicalIndex.build(["talks", "talks", "missile"])

    assert index.inverse_document_frequency("talk") == pytest.approx(math.log(1 + 1.5 / 2.5))
    assert index.inverse_document_frequency("unknown") == pytest.approx(math.log(1 + 3.5 / 0.5))


def test_texts_without_a_single_term_make_an_index_that_finds_nothing(tmp_path: Path) -> None:
    LexicalIndex.build(["the", "of the"]).save(tmp_path)

    loaded = LexicalIndex.load(tmp_path)

    assert (len(loaded), loaded.search("the of seoul", 5)) == (2, [])


@pytest.mark.parametrize("file", ["vocab.index.json", "params.index.json", "data.csc.index.npy"])
@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\x93NUMPY"])
def test_a_file_of_another_kind_is_refused_by_the_folders_name(tmp_path: Path, file: str, content: bytes) -> None:
    LexicalIndex.build(["Seoul talks"]).save(tmp_path)
    (tmp_path / file).write_bytes(content)

    with pytest.raises(DamagedIndexError, match=rf"{tmp_path.name} is not a lexical index \(.*\); type: kiddqa index"):
        LexicalIndex.load(tmp_path)


def test_a_pickle_in_the_place_of_an_array_is_refused_and_never_run(tmp_path: Path) -> None:
    class Bomb:
        def __reduce__(self) -> tuple[object, ...]:
            return (Path.touch, (tmp_path / "run",))

    LexicalIndex.build(["Seoul talks"]).save(tmp_path)
    np.save(tmp_path / "data.csc.index.npy", np.array([Bomb()], dtype=object), allow_pickle=True)

    with pytest.raises(DamagedIndexError, match="is not a lexical index"):
        LexicalIndex.load(tmp_path)
    assert not (tmp_path / "run").exists()


def test_nothing_that_is_saved_is_a_pickle(tmp_path: Path) -> None:
    LexicalIndex.build(["Seoul talks"]).save(tmp_path)

    assert {path.suffix for path in tmp_path.iterdir()} == {".json", ".npy"}
    for path in tmp_path.glob("*.npy"):
        assert np.load(path, allow_pickle=False).dtype.kind in "if"


@settings(max_examples=40, deadline=None)
@given(
    texts=st.lists(st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join), min_size=1, max_size=12),
    question=st.lists(st.sampled_from(WORDS), min_size=1, max_size=4),
)
def test_a_search_finds_exactly_the_texts_that_share_a_term_best_first(texts: list[str], question: list[str]) -> None:
    found = LexicalIndex.build(texts).search(" ".join(question), len(texts))

    assert {number for number, _ in found} == {
        number for number, text in enumerate(texts) if set(text.split()) & set(question)
    }
    assert found == sorted(found, key=lambda pair: (-pair[1], pair[0]))


@settings(max_examples=20, deadline=None)
@given(texts=st.lists(st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join), min_size=1, max_size=12))
def test_saving_and_loading_changes_no_score(texts: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("bm25")
    built = LexicalIndex.build(texts)
    built.save(folder)

    assert LexicalIndex.load(folder).search(" ".join(WORDS), 20) == built.search(" ".join(WORDS), 20)


def test_function_words_are_those_that_bm25s_lists() -> None:
    assert {word.replace("'", "") for word in STOPWORDS_EN_PLUS} == _STOPWORDS


def test_terms_are_the_same_for_plain_letters_as_for_any() -> None:
    text = "The U.S.-Korea Talks of 1,000 Delegates' WORDS; it's 3.5%"

    assert terms(f"{text} Caf\u00e9") == [*terms(text), "cafe"]


def test_a_score_is_what_bm25s_itself_adds_up(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[bm25s.BM25] = []
    index = bm25s.BM25.index

    def index_and_tell(self: bm25s.BM25, *found: object, **how: object) -> object:
        made.append(self)
        return index(self, *found, **how)

    monkeypatch.setattr(bm25s.BM25, "index", index_and_tell)
    texts = [" ".join(WORDS[number % 3 : number % 5 + 2]) for number in range(60)]

    found = LexicalIndex.build(texts).search("seoul missile seoul talks", 60)

    numbers = sorted(made[0].get_tokens_ids(terms("seoul missile seoul talks")))
    scores = made[0].get_scores_from_ids(numbers)
    assert found == sorted(
        ((number, float(score)) for number, score in enumerate(scores) if score > 0),
        key=lambda pair: (-pair[1], pair[0]),
    )


def test_arrays_of_another_index_are_refused(tmp_path: Path) -> None:
    for name, texts in (("one", ["Seoul talks"]), ("two", ["Seoul talks", "missile command"])):
        LexicalIndex.build(texts).save(tmp_path / name)
    (tmp_path / "two" / "data.csc.index.npy").replace(tmp_path / "one" / "data.csc.index.npy")

    with pytest.raises(DamagedIndexError, match="do not belong together"):
        LexicalIndex.load(tmp_path / "one")


def test_the_best_texts_are_the_same_however_few_are_asked_for() -> None:
    texts = [" ".join(WORDS[place] for place in range(6) if number >> place & 1) for number in range(64)]
    index = LexicalIndex.build(texts)
    everything = index.search(" ".join(WORDS), 64)

    assert [index.search(" ".join(WORDS), limit) for limit in range(64)] == [everything[:limit] for limit in range(64)]
