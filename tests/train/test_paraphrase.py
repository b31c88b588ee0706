import random
from collections.abc import Sequence

import numpy as np

from kiddqa.protocols import Vectors
from kiddqa.read.model import load_window_encoder
from kiddqa.train.paraphrase import Paraphraser
from kiddqa.train.wordnet import WordNet

NEAR = {"led": ["headed", "conducted"], "delegation": ["mission", "deputation"], "long": ["lengthy"]}


class Words(WordNet):
    def __init__(self) -> None:
        pass

    def near(self, word: str) -> list[str]:
        return NEAR.get(word, [])


class Cosines:
    """Says of every text how near it is to the first one."""

    fingerprint, dimension = "cosines", 2

    def __init__(self, cosine: float, best: str = "") -> None:
        self._cosine, self._best = cosine, best

    def embed(self, texts: Sequence[str]) -> Vectors:
        near = [1.0, *(self._cosine + 0.05 * (text == self._best) for text in texts[1:])]
        return np.array([[cosine, np.sqrt(1 - cosine**2)] for cosine in near], dtype=np.float32)


ENCODER = load_window_encoder()


def paraphrases(question: str, embedder: Cosines) -> set[str]:
    paraphrase = Paraphraser(Words(), embedder, ENCODER)
    return {paraphrase(question, random.Random(seed)) for seed in range(30)}


def test_words_in_lower_case_are_exchanged_and_all_else_stays() -> None:
    made = paraphrases("Who led the U.S. delegation, LONG ago?", Cosines(0.9))
    assert "Who headed the U.S. mission, LONG ago?" in made
    assert {one[:3] + one[-11:] for one in made} == {"Who, LONG ago?"}


def test_what_the_tokenizer_has_no_piece_for_is_not_taken() -> None:
    assert len(ENCODER.question_ids("deputation")) > 1
    assert not [made for made in paraphrases("Who led the delegation?", Cosines(0.9)) if "deputation" in made]


def test_of_the_draws_the_nearest_is_kept() -> None:
    best = "Who headed the mission?"
    made = [
        Paraphraser(Words(), Cosines(0.9, best), ENCODER)("Who led the delegation?", random.Random(seed))
        for seed in range(60)
    ]
    assert made.count(best) > 60 / 4


def test_a_question_stays_where_no_draw_is_near_enough_or_no_word_has_others() -> None:
    assert paraphrases("Who led it?", Cosines(0.5)) == {"Who led it?"}
    assert paraphrases("Who was it?", Cosines(0.9)) == {"Who was it?"}


def test_the_same_draw_says_the_same() -> None:
    paraphrase = Paraphraser(Words(), Cosines(0.9), ENCODER)
    first, second = (paraphrase("Who led the long delegation?", random.Random(4)) for _ in range(2))
    assert first == second
