"""Texts in, passages that share their words out, by BM25; the only module that imports bm25s and the stemmer.

``terms("Korea-U.S. talks on the 25th")`` is ``["korea", "us", "talk", "25th"]``.
"""

import json
import math
import re
import threading
import unicodedata
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import Stemmer
from numpy.typing import NDArray

from kiddqa.index.damage import DamagedIndexError
from kiddqa.index.files import write_json
from kiddqa.protocols import Scored

K1 = 1.2
"""How soon further occurrences of a term stop counting, 0 upwards."""
B = 0.75
"""How much a long passage is held against it, 0 to 1."""
ALSO = np.float32(0.3)
"""Weight of a term of another name beside 1 for a term of the question, 0 to 1: it may be meant otherwise."""

_ACRONYM = re.compile(r"(?<!\w)(?:[^\W\d_]\.)+[^\W\d_](?!\w)\.?")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_WORD = re.compile(r"\d+(?:\.\d+)+|[^\W_]+(?:'[^\W_]+)*")
_STOPWORDS = frozenset(
    word.replace("'", "")
    for line in Path(__file__).with_name("function_words.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
    for word in line.split()
)
_STEMMERS = threading.local()

_VOCABULARY_FILE = "vocab.index.json"
_PARAMETERS_FILE = "params.index.json"
_ARRAY_FILES = {"starts": "indptr.csc.index.npy", "texts": "indices.csc.index.npy", "weights": "data.csc.index.npy"}
"""By the part of ``Postings``; the names are those that bm25s gives them."""


def terms(text: str) -> list[str]:
    """Return the stemmed content words of a text, in order, with repetitions; function words are left out.

    Case and accents do not count. An acronym's full stops go (``U.S.`` is ``us``), a possessive's ending goes
    (``Korea's`` is ``korea``), a hyphen parts two words, and a thousands comma goes (``1,000`` is ``1000``).
    """
    folded = _THOUSANDS.sub("", _ACRONYM.sub(_without_stops, _fold(text)))
    words = (word.removesuffix("'s").replace("'", "") for word in _WORD.findall(folded))
    stemmed: list[str] = _stemmer().stemWords([word for word in words if word and word not in _STOPWORDS])
    return stemmed


@dataclass(frozen=True, slots=True, kw_only=True)
class Postings:
    """For each term, by its number, the texts that have it and what it adds to their scores."""

    starts: NDArray[np.int64]
    """Where each term's part of the other two begins, shape (terms + 1,)."""
    texts: NDArray[np.int32]
    """Numbers of texts, ascending and each once within a term's part."""
    weights: NDArray[np.float32]
    """Above 0."""

    def of(self, term: int) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Return a term's texts, and what it adds to the score of each."""
        part = slice(self.starts[term], self.starts[term + 1])
        return self.texts[part], self.weights[part]

    def count(self, term: int) -> int:
        """Return in how many texts a term stands."""
        return int(self.starts[term + 1] - self.starts[term])


class LexicalIndex:
    """BM25 over stemmed words, Lucene's variant with k1 = 1.2 and b = 0.75.

    What a term adds to a text's score is computed once, by bm25s, when the index is built; a search only adds up. The
    files of a loaded index stay on the disk and are mapped: a search reads what is written of its own terms.

    Source: Kamphuis, de Vries, Boytsov and Lin, "Which BM25 Do You Mean? A Large-Scale Reproducibility Study of
    Scoring Variants", 2020, doi:10.1007/978-3-030-45442-5_4.
    """

    def __init__(self, postings: Postings, vocabulary: Mapping[str, int], *, texts: int) -> None:
        """Join postings and the number of each term; use ``build`` or ``load``."""
        self._postings, self._vocabulary, self._texts = postings, vocabulary, texts

    @classmethod
    def build(cls, texts: Iterable[str]) -> "LexicalIndex":
        """Index at least one text; a text's number is its position."""
        return cls.of_terms(terms(text) for text in texts)

    @classmethod
    def of_terms(cls, texts: Iterable[Sequence[str]]) -> "LexicalIndex":
        """Index the terms of at least one text, taken one by one; a text's number is its position."""
        import bm25s  # noqa: PLC0415  (a tenth of a second that serving does without)

        numbers, vocabulary = _numbered(texts)
        if not vocabulary:  # bm25s divides by the mean length; a term that no question has keeps it from being 0
            numbers, vocabulary = [[0] for _ in numbers], {"": 0}
        model = bm25s.BM25(k1=K1, b=B, method="lucene", backend="numpy", csc_backend="numpy")
        model.index((numbers, vocabulary), create_empty_token=False, show_progress=False)
        made = model.scores
        postings = Postings(starts=made["indptr"], texts=made["indices"], weights=made["data"])
        return cls(postings, vocabulary, texts=len(numbers))

    @classmethod
    def load(cls, folder: Path) -> "LexicalIndex":
        """Map what ``save`` wrote; nothing is unpickled.

        Raises:
            DamagedIndexError: if a file is missing or not of its kind.
        """
        try:
            vocabulary = dict(json.loads((folder / _VOCABULARY_FILE).read_text(encoding="utf-8")))
            texts = int(json.loads((folder / _PARAMETERS_FILE).read_text(encoding="utf-8"))["num_docs"])
            postings = Postings(**{name: _mapped(folder / file) for name, file in _ARRAY_FILES.items()})
        except (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise DamagedIndexError(f"{folder} is not a lexical index ({error})") from error
        if len(postings.starts) != len(vocabulary) + 1 or not postings.starts[-1] == len(postings.texts) == len(
            postings.weights
        ):
            raise DamagedIndexError(f"{folder} is not a lexical index (its files do not belong together)")
        return cls(postings, vocabulary, texts=texts)

    def save(self, folder: Path) -> None:
        """Write JSON and plain numpy files into ``folder``; the same texts give the same bytes."""
        folder.mkdir(parents=True, exist_ok=True)
        write_json(folder / _VOCABULARY_FILE, self._vocabulary)
        write_json(folder / _PARAMETERS_FILE, {"b": B, "k1": K1, "method": "lucene", "num_docs": self._texts})
        for name, file in _ARRAY_FILES.items():
            np.save(folder / file, getattr(self._postings, name), allow_pickle=False)

    def __len__(self) -> int:
        """The number of texts."""
        return self._texts

    def search(self, text: str, limit: int, among: NDArray[np.int64] | None = None, *, also: str = "") -> Scored:
        """Return up to ``limit`` texts that share a term with ``text`` or ``also``, best first, ties by number.

        Args:
            text: A question; the order of its words does not count.
            limit: At least 0.
            among: Numbers to choose from; None: all.
            also: Other names of what the question names. A term that the question lacks adds 0.3 of its weight, once.
        """
        asked = terms(text)
        numbers = self._known(asked)
        lesser = self._known(set(terms(also)).difference(asked))
        if not (numbers or lesser) or limit <= 0:
            return []
        scores = np.zeros(self._texts, dtype=np.float32)
        for number in numbers:
            having, weights = self._postings.of(number)
            scores[having] += weights
        for number in lesser:
            having, weights = self._postings.of(number)
            scores[having] += ALSO * weights
        if among is not None:
            scores[np.isin(np.arange(self._texts), among, invert=True)] = 0
        enough = [number for number in numbers + lesser if self._postings.count(number) >= limit]
        rarest = self._postings.of(min(enough, key=self._postings.count))[0] if enough else None
        return _highest(scores, limit, some=rarest)

    def _known(self, words: Iterable[str]) -> list[int]:
        """Return the numbers of the terms that stand in a text, ascending, so that sums are the same to the bit."""
        return sorted(self._vocabulary[term] for term in words if term in self._vocabulary)

    def document_frequency(self, term: str) -> int:
        """Return the number of texts with a stemmed term, 0 for an unknown one."""
        number = self._vocabulary.get(term)
        return 0 if number is None else self._postings.count(number)

    def inverse_document_frequency(self, term: str) -> float:
        """Return ``ln(1 + (N - n + 0.5) / (n + 0.5))`` of a stemmed term, N texts, n of them with the term."""
        containing = self.document_frequency(term)
        return math.log(1 + (self._texts - containing + 0.5) / (containing + 0.5))


def _highest(scores: NDArray[np.float32], limit: int, *, some: NDArray[np.int32] | None) -> Scored:
    """Return the ``limit`` highest scores above 0, ties in ascending number.

    Any ``limit`` texts have a least score that the best ones do not fall short of. That of ``some`` likely ones, at
    least ``limit``, spares looking at most of the others.
    """
    floor = np.float32(0) if some is None else _cut(scores[some], limit)
    candidates = np.flatnonzero(scores >= floor) if floor > 0 else np.flatnonzero(scores > 0)
    if len(candidates) > limit:
        candidates = candidates[scores[candidates] >= _cut(scores[candidates], limit)]
    order = candidates[np.lexsort((candidates, -scores[candidates]))][:limit]
    return [(int(number), float(scores[number])) for number in order]


def _cut(scores: NDArray[np.float32], limit: int) -> np.float32:
    """Return the ``limit``-th highest of at least so many scores."""
    found: np.float32 = np.partition(scores, -limit)[-limit]
    return found


def _numbered(texts: Iterable[Sequence[str]]) -> tuple[list[Sequence[int]], dict[str, int]]:
    """Return each text's terms as numbers, and the number of each term in alphabetical order, from 0.

    Terms are numbered as they come, so that no text's own strings are kept, and renumbered in the end.
    """
    first_seen: dict[str, int] = {}
    numbers: list[Sequence[int]] = [
        array("i", [first_seen.setdefault(term, len(first_seen)) for term in words]) for words in texts
    ]
    vocabulary = {term: number for number, term in enumerate(sorted(first_seen))}
    renumbered = [vocabulary[term] for term in first_seen]
    for position, text in enumerate(numbers):
        numbers[position] = [renumbered[number] for number in text]
    return numbers, vocabulary


def _mapped(path: Path) -> NDArray[Any]:
    """Return an array of one dimension that stays in its file until it is read."""
    found = np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))
    if found.ndim != 1:
        raise ValueError(f"{path.name} has {found.ndim} dimensions")
    return found


def _fold(text: str) -> str:
    if text.isascii():  # nothing to take apart, and most texts are
        return text.lower()
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
