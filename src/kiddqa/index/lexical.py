"""Texts in, passages that share their words out, by BM25; the only module that imports bm25s and the stemmer.

``terms("Korea-U.S. talks on the 25th")`` is ``["korea", "us", "talk", "25th"]``.
"""

import math
import re
import threading
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import bm25s
import numpy as np
import Stemmer
from bm25s.stopwords import STOPWORDS_EN_PLUS
from numpy.typing import NDArray

from kiddqa.index.damage import DamagedIndexError
from kiddqa.protocols import Scored

K1 = 1.2
"""How soon further occurrences of a term stop counting, 0 upwards."""
B = 0.75
"""How much a long passage is held against it, 0 to 1."""

_ACRONYM = re.compile(r"(?<!\w)(?:[^\W\d_]\.)+[^\W\d_](?!\w)\.?")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_WORD = re.compile(r"\d+(?:\.\d+)+|[^\W_]+(?:'[^\W_]+)*")
_STOPWORDS = frozenset(word.replace("'", "") for word in STOPWORDS_EN_PLUS)
_STEMMERS = threading.local()


def terms(text: str) -> list[str]:
    """Return the stemmed content words of a text, in order, with repetitions; function words are left out.

    Case and accents do not count. An acronym's full stops go (``U.S.`` is ``us``), a possessive's ending goes
    (``Korea's`` is ``korea``), a hyphen parts two words, and a thousands comma goes (``1,000`` is ``1000``).
    """
    folded = _THOUSANDS.sub("", _ACRONYM.sub(_without_stops, _fold(text)))
    words = (word.removesuffix("'s").replace("'", "") for word in _WORD.findall(folded))
    stemmed: list[str] = _stemmer().stemWords([word for word in words if word and word not in _STOPWORDS])
    return stemmed


class LexicalIndex:
    """BM25 over stemmed words, Lucene's variant with k1 = 1.2 and b = 0.75.

    Source: Kamphuis, de Vries, Boytsov and Lin, "Which BM25 Do You Mean? A Large-Scale Reproducibility Study of
    Scoring Variants", 2020, doi:10.1007/978-3-030-45442-5_4.
    """

    def __init__(self, model: bm25s.BM25) -> None:
        """Wrap a bm25s model; use ``build`` or ``load``."""
        self._model = model
        self._passages = int(model.scores["num_docs"])
        self._starts: NDArray[np.int64] = np.asarray(model.scores["indptr"], dtype=np.int64)

    @classmethod
    def build(cls, texts: Sequence[str]) -> "LexicalIndex":
        """Index at least one text; a text's number is its position."""
        found = [terms(text) for text in texts]
        vocabulary = {term: number for number, term in enumerate(sorted({term for words in found for term in words}))}
        model = bm25s.BM25(k1=K1, b=B, method="lucene", backend="numpy", csc_backend="numpy")
        numbers = [[vocabulary[term] for term in words] for words in found]
        if not vocabulary:  # bm25s divides by the mean length; a term that no question has keeps it from being 0
            numbers, vocabulary = [[0] for _ in texts], {"": 0}
        model.index((numbers, vocabulary), create_empty_token=False, show_progress=False)
        return cls(model)

    @classmethod
    def load(cls, folder: Path) -> "LexicalIndex":
        """Read what ``save`` wrote; nothing is unpickled.

        Raises:
            DamagedIndexError: if a file is missing or not of its kind.
        """
        try:
            return cls(bm25s.BM25.load(folder, load_corpus=False, allow_pickle=False, show_progress=False))
        except (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise DamagedIndexError(f"{folder} is not a lexical index ({error})") from error

    def save(self, folder: Path) -> None:
        """Write JSON and plain numpy files into ``folder``; the same texts give the same bytes."""
        self._model.save(folder, allow_pickle=False, show_progress=False)

    def __len__(self) -> int:
        """The number of texts."""
        return self._passages

    def search(self, text: str, limit: int, among: NDArray[np.int64] | None = None) -> Scored:
        """Return up to ``limit`` texts that share a term with ``text``, best first, ties in ascending number.

        Args:
            text: A question; the order of its words does not count.
            limit: At least 0.
            among: Numbers to choose from; None: all.
        """
        numbers = sorted(self._model.get_tokens_ids(terms(text)))
        if not numbers:
            return []
        scores: NDArray[np.float32] = self._model.get_scores_from_ids(numbers)
        candidates = np.flatnonzero(scores > 0)
        if among is not None:
            candidates = np.intersect1d(candidates, among)
        order = candidates[np.lexsort((candidates, -scores[candidates]))][:limit]
        return [(int(number), float(scores[number])) for number in order]

    def document_frequency(self, term: str) -> int:
        """Return the number of texts with a stemmed term, 0 for an unknown one."""
        number = self._model.vocab_dict.get(term)
        return 0 if number is None else int(self._starts[number + 1] - self._starts[number])

    def inverse_document_frequency(self, term: str) -> float:
        """Return ``ln(1 + (N - n + 0.5) / (n + 0.5))`` of a stemmed term, N texts, n of them with the term."""
        containing = self.document_frequency(term)
        return math.log(1 + (self._passages - containing + 0.5) / (containing + 0.5))


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.replace("\u2019", "'").casefold())
    return unicodedata.normalize("NFC", "".join(char for char in decomposed if not unicodedata.combining(char)))


def _without_stops(acronym: re.Match[str]) -> str:
    return f"{acronym[0].replace('.', '')} "


def _stemmer() -> Stemmer.Stemmer:
    """Return this thread's stemmer: one must not be shared."""
    if not hasattr(_STEMMERS, "english"):
        _STEMMERS.english = Stemmer.Stemmer("english")
    stemmer: Stemmer.Stemmer = _STEMMERS.english
    return stemmer
