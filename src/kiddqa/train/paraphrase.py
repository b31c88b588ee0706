"""A question in, the same in other words out: what teaches that an answer's sentence need not share words with it.

The questions of SQuAD were written with the paragraph in view and repeat its words, and the reader learns to want them
repeated. So words in lower case are exchanged for others that WordNet has beside them, if the tokenizer knows those as
one piece, which leaves the rare ones out. Of some draws the one is kept whose vector is nearest the question's: a wrong
sense seldom is.
"""

import random
import re

from kiddqa.index.lexical import terms
from kiddqa.protocols import Embedder
from kiddqa.read.encoding import WindowEncoder
from kiddqa.train.wordnet import WordNet

DRAWS = 4
EXCHANGED = 0.8
"""Share of the words that have others beside them."""
LEAST_COSINE = 0.8
"""Of a question and its paraphrase; below it, the question stays as it is."""
_WORDS = re.compile(r"[A-Za-z'-]+|[^A-Za-z'-]+")


class Paraphraser:
    """Says questions in other words; the same draw, the same words."""

    def __init__(self, wordnet: WordNet, embedder: Embedder, encoder: WindowEncoder) -> None:
        """Take where other words come from, what tells how near they are, and what says which words are common."""
        self._wordnet, self._embedder, self._encoder = wordnet, embedder, encoder
        self._near: dict[str, list[str]] = {}

    def __call__(self, question: str, chance: random.Random) -> str:
        """Return the nearest of some draws, or the question where none is near enough."""
        words = _WORDS.findall(question)
        others = [self._others(word) for word in words]
        drawn = sorted({self._draw(words, others, chance) for _ in range(DRAWS)} - {question})
        if not drawn:
            return question
        vectors = self._embedder.embed([question, *drawn])
        cosine, best = max(zip((vectors[1:] @ vectors[0]).tolist(), drawn, strict=True))
        return best if cosine >= LEAST_COSINE else question

    def _others(self, word: str) -> list[str]:
        if not (word.isalpha() and word.islower() and terms(word)):
            return []
        if word not in self._near:
            self._near[word] = [
                other for other in self._wordnet.near(word) if len(self._encoder.question_ids(other)) == 1
            ]
        return self._near[word]

    @staticmethod
    def _draw(words: list[str], others: list[list[str]], chance: random.Random) -> str:
        return "".join(
            chance.choice(near) if near and chance.random() < EXCHANGED else word
            for word, near in zip(words, others, strict=True)
        )
