import numpy as np

from fakes import LetterEmbedder
from kiddqa.index.cached import CachedEmbedder


def test_a_text_is_embedded_once() -> None:
    letters = LetterEmbedder()
    cached = CachedEmbedder(letters)
    cached.embed(["ab", "cd"])
    cached.embed(["cd", "ab", "ef"])
    assert letters.embedded == ["ab", "cd", "ef"]


def test_remembered_vectors_are_those_of_the_embedder_in_the_order_asked() -> None:
    cached = CachedEmbedder(LetterEmbedder())
    cached.embed(["ab"])
    assert np.array_equal(cached.embed(["cd", "ab", "cd"]), LetterEmbedder().embed(["cd", "ab", "cd"]))


def test_the_text_used_longest_ago_is_forgotten_first() -> None:
    letters = LetterEmbedder()
    cached = CachedEmbedder(letters, capacity=2)
    for text in ("a", "b", "a", "c", "a", "b"):
        cached.embed([text])
    assert letters.embedded == ["a", "b", "c", "b"]


def test_more_texts_than_fit_are_still_all_embedded() -> None:
    cached = CachedEmbedder(LetterEmbedder(), capacity=1)
    assert np.array_equal(cached.embed(["a", "b", "c"]), LetterEmbedder().embed(["a", "b", "c"]))


def test_no_texts_give_no_rows() -> None:
    assert CachedEmbedder(LetterEmbedder()).embed([]).shape == (0, 27)
