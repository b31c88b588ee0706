import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from fakes import LetterEmbedder, document_of
from kiddqa.errors import ModelError
from kiddqa.index.embedder import load_embedder
from kiddqa.index.files import sha256_of_file
from kiddqa.read.matching import SentenceMatcher, in_context, unmatched
from kiddqa.records import Passage, Range

NOTHING = np.zeros(27, dtype=np.float32)


def form(scale: float = 1.0) -> NDArray[np.float32]:
    found: NDArray[np.float32] = scale * np.eye(27, dtype=np.float32)
    return found


def test_by_the_identity_a_match_is_a_cosine() -> None:
    match = SentenceMatcher(LetterEmbedder(), form=form(), bias=NOTHING)
    assert match(["ab", "ab"], ["ab", "b"]).tolist() == pytest.approx([1.0, 2 / np.sqrt(3 * 2)])


def test_the_form_turns_what_is_asked_into_what_answers() -> None:
    turned = np.zeros((27, 27), dtype=np.float32)
    turned[0, 1] = 6.0  # an a of the question looks for a b of the sentence
    match = SentenceMatcher(LetterEmbedder(), form=turned, bias=NOTHING)
    assert match(["aa", "aa", "bb"], ["b", "a", "a"]).tolist() == pytest.approx([6 * 2 / np.sqrt(5 * 2), 0.0, 0.0])


def test_the_bias_weighs_sentences_whatever_is_asked() -> None:
    bias = NOTHING.copy()
    bias[2] = 3.0
    match = SentenceMatcher(LetterEmbedder(), form=form(0.0), bias=bias)
    assert match(["a", "b"], ["c", "c"]).tolist() == pytest.approx([3 / np.sqrt(2)] * 2)


def test_no_pairs_give_no_numbers() -> None:
    assert SentenceMatcher(LetterEmbedder(), form=form(), bias=NOTHING)([], []).shape == (0,)
    assert unmatched(["a", "b"], ["c", "d"]).tolist() == [0.0, 0.0]


def test_a_text_is_embedded_once_however_often_it_is_matched() -> None:
    embedder = LetterEmbedder()
    SentenceMatcher(embedder, form=form(), bias=NOTHING)(["a", "a", "b"], ["c", "d", "c"])
    assert embedder.embedded == ["a", "b", "c", "d"]


def test_a_sentence_stands_after_title_and_headings() -> None:
    document = document_of("a.txt", "They met. Nothing else.", title="Talks")
    passage = Passage(
        document=document, start=0, end=23, heading=("Part", "Place"), sentences=(Range(0, 9), Range(10, 23))
    )
    assert in_context(passage, Range(10, 23)) == "Talks. Part. Place. Nothing else."


def kept(folder: Path, *, fitted_on: str = "letters") -> Path:
    path = folder / "matching.npz"
    with path.open("wb") as file:
        np.savez(file, form=form(2.0).astype(np.float16), bias=NOTHING.astype(np.float16))
    card = {"embedder": fitted_on, "weights_sha256": sha256_of_file(path)}
    path.with_suffix(".json").write_text(json.dumps(card), encoding="utf-8")
    return path


def test_numbers_that_were_kept_match_as_they_did(tmp_path: Path) -> None:
    match = SentenceMatcher.load(LetterEmbedder(), kept(tmp_path))
    assert match(["ab"], ["ab"]).tolist() == pytest.approx([2.0])


def test_numbers_of_another_embedder_are_refused_with_both_names(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="fitted on the embedder words, found letters; type: python -m pip install"):
        SentenceMatcher.load(LetterEmbedder(), kept(tmp_path, fitted_on="words"))


def test_altered_numbers_are_refused(tmp_path: Path) -> None:
    path = kept(tmp_path)
    with path.open("ab") as file:
        file.write(b"\0")
    with pytest.raises(ModelError, match=r"is not the file that matching\.json describes; type: python -m pip install"):
        SentenceMatcher.load(LetterEmbedder(), path)


@pytest.mark.parametrize("name", ["matching.npz", "matching.json"])
def test_a_missing_file_is_refused_with_what_to_type(tmp_path: Path, name: str) -> None:
    path = kept(tmp_path)
    (tmp_path / name).unlink()
    with pytest.raises(ModelError, match=r"cannot be read .* type: python -m pip install"):
        SentenceMatcher.load(LetterEmbedder(), path)


def test_the_numbers_that_ship_put_the_sentence_first_that_answers_in_other_words(tmp_path: Path) -> None:
    match = SentenceMatcher.load(load_embedder(None, tmp_path, threads=1))
    asked = "Who was in charge of the visitors?"
    led, met = match([asked] * 2, ["Anka Lee led the guests' delegation.", "They met on a Monday in the old harbour."])
    assert led > met + 2
