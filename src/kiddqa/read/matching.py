"""A question and a sentence in, how well the sentence matches what is asked out, whatever words either uses.

    match = q · M · s + b · s

``q`` and ``s`` are vectors of the embedder that ships, of the question and of the sentence with its title and headings.
``M``, which begins as a multiple of the identity and so as a cosine, and ``b``, which tells what sentences are asked
about at all, are fitted by ``kiddqa.train.matching``.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from kiddqa.errors import ModelError
from kiddqa.protocols import Embedder
from kiddqa.read.model import REINSTALL, checked_card
from kiddqa.read.regression import Vector
from kiddqa.records import Passage, Range

WEIGHTS = Path(__file__).with_name("matching.npz")
CARD_SUFFIX = ".json"


class Matcher(Protocol):
    """Says how well sentences match questions."""

    def __call__(self, questions: Sequence[str], sentences: Sequence[str]) -> Vector:
        """Return one number for each question with the sentence in its place; higher is better, any real number."""
        ...


def in_context(passage: Passage, sentence: Range) -> str:
    """Return a sentence of a passage after title and headings, as whole passages are embedded."""
    text = passage.document.text[sentence.start : sentence.end]
    return ". ".join([passage.document.title, *passage.heading, text])


def unmatched(questions: Sequence[str], sentences: Sequence[str]) -> Vector:
    """Return 0 for each: for rows of which the column is not read."""
    del sentences
    return np.zeros(len(questions))


class SentenceMatcher:
    """Matches by vectors; a pair's number is the same to the bit whatever is matched beside it."""

    def __init__(self, embedder: Embedder, *, form: NDArray[np.float32], bias: NDArray[np.float32]) -> None:
        """Take what embeds questions and sentences, and the fitted numbers.

        Args:
            embedder: The one that the numbers were fitted on, with a memory for the sentences.
            form: ``M``, shape (dimension, dimension).
            bias: ``b``, shape (dimension,).
        """
        self._embedder, self._form, self._bias = embedder, form, bias

    @classmethod
    def load(cls, embedder: Embedder, path: Path = WEIGHTS) -> Self:
        """Read the fitted numbers.

        Raises:
            ModelError: if the file is missing or altered, or fitted on another embedder.
        """
        card = checked_card(path.with_suffix(CARD_SUFFIX), {"weights_sha256": path})
        if card["embedder"] != embedder.fingerprint:
            raise ModelError(
                f"{path} was fitted on the embedder {card['embedder']}, found {embedder.fingerprint}; type: {REINSTALL}"
            )
        with np.load(path, allow_pickle=False) as kept:
            form, bias = kept["form"].astype(np.float32), kept["bias"].astype(np.float32)
        return cls(embedder, form=form, bias=bias)

    def __call__(self, questions: Sequence[str], sentences: Sequence[str]) -> Vector:
        """Return one number for each question with the sentence in its place, about -5 to 25; higher is better."""
        texts = list(dict.fromkeys([*questions, *sentences]))
        vectors = dict(zip(texts, self._embedder.embed(texts), strict=True))
        turned = {question: vectors[question] @ self._form + self._bias for question in dict.fromkeys(questions)}
        pairs = zip(questions, sentences, strict=True)
        return np.array([float(turned[question] @ vectors[sentence]) for question, sentence in pairs])
