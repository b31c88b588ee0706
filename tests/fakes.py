"""Stand-ins whose results can be worked out on paper, one for each seam, and small records to feed them."""

import hashlib
import math
from collections.abc import Iterator, Mapping, Sequence
from string import ascii_lowercase
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kiddqa.protocols import Scored, Vectors
from kiddqa.read.encoding import Window
from kiddqa.read.model import Logits, load_window_encoder
from kiddqa.records import Block, BlockKind, Document, Filters, Passage, Range

TINY_BERT: dict[str, Any] = {
    "vocab_size": 30_522,
    "hidden_size": 16,
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "intermediate_size": 32,
    "attn_implementation": "eager",
}
"""The shape of a BERT that reads the product's own tokens and trains in no time, for ``transformers.BertConfig``."""


def document_of(document_id: str, *lines: str, title: str = "Notes", **fields: str) -> Document:
    """Return a document with one paragraph a line."""
    text = "\n".join(lines)
    starts = [sum(len(line) + 1 for line in lines[:number]) for number in range(len(lines))]
    return Document(
        id=document_id,
        title=title,
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        format="text",
        blocks=tuple(
            Block(start=start, end=start + len(line), kind=BlockKind.PARAGRAPH)
            for start, line in zip(starts, lines, strict=True)
        ),
        **fields,  # type: ignore[arg-type]  # only fields that are text are given here
    )


def cut_by_line(document: Document, *, passage_words: int = 0, overlap_words: int = 0) -> list[Passage]:
    """Return a passage of one sentence for each block; a line in [brackets] is boilerplate, one in (round) has none."""
    del passage_words, overlap_words
    return [_passage_of(document, block) for block in document.blocks]


def _passage_of(document: Document, block: Block) -> Passage:
    first = document.text[block.start : block.start + 1]
    sentences = () if first == "(" else (Range(block.start, block.end),)
    return Passage(document=document, start=block.start, end=block.end, sentences=sentences, boilerplate=first == "[")


class LetterEmbedder:
    """Counts the letters a to z, adds a 1 for the text itself, and scales the 27 numbers to length 1.

    ``"aab"`` is (2, 1, 0, …, 0, 1) / √6.
    """

    def __init__(self, fingerprint: str = "letters") -> None:
        self.fingerprint = fingerprint
        self.dimension = 27
        self.embedded: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.embedded.extend(texts)
        counts = [[*(text.lower().count(letter) for letter in ascii_lowercase), 1] for text in texts]
        rows = np.array(counts, dtype=np.float32).reshape(len(texts), self.dimension)
        unit: Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return unit


class PointingModel:
    """Points at words of the passage: a word's first token has its start logit, its last one its end logit, others 0.

    ``not_here`` is the sum of both logits of token 0, so that a span from a word of start logit 3 to a word of end
    logit 2 scores ``5 - not_here``. Keeps the windows that it read.
    """

    def __init__(self, starts: Mapping[str, float], ends: Mapping[str, float], *, not_here: float = 0.0) -> None:
        encoder = load_window_encoder()
        self._starts = [(encoder.label_ids(word), logit) for word, logit in starts.items()]
        self._ends = [(encoder.label_ids(word), logit) for word, logit in ends.items()]
        self._not_here = not_here
        self.read: list[Window] = []

    def logits(self, window: Window) -> Logits:
        self.read.append(window)
        found = np.zeros((len(window.ids), 2), dtype=np.float32)
        found[0] = self._not_here / 2
        for pieces, logit in self._starts:
            for place in _places(window, pieces):
                found[place, 0] = logit
        for pieces, logit in self._ends:
            for place in _places(window, pieces):
                found[place + len(pieces) - 1, 1] = logit
        return found


def _places(window: Window, pieces: Sequence[int]) -> Iterator[int]:
    ids = list(window.ids)
    for place in range(window.first, len(ids)):
        if ids[place : place + len(pieces)] == list(pieces):
            yield place


class MemoryIndex:
    """Passages in a list; BM25 is played by the summed inverse document frequency of the words in common."""

    def __init__(self, documents: Sequence[Document], embedder: LetterEmbedder) -> None:
        self.name = "gen-000001@0000000000000000"
        self.fingerprint = embedder.fingerprint
        self.warning: str | None = None
        self._documents = sorted(documents, key=lambda document: document.id)
        self._passages = [
            passage
            for document in self._documents
            for passage in cut_by_line(document)
            if passage.sentences and not passage.boilerplate
        ]
        self._vectors = embedder.embed([passage.context_text for passage in self._passages])
        self._words = [set(passage.context_text.lower().split()) for passage in self._passages]

    def __len__(self) -> int:
        return len(self._passages)

    def passage(self, number: int) -> Passage:
        return self._passages[number]

    def documents(self) -> Sequence[Document]:
        return self._documents

    def document(self, document_id: str) -> Document | None:
        return next((document for document in self._documents if document.id == document_id), None)

    def document_vectors(self) -> NDArray[np.float32]:
        zeros = np.zeros(self._vectors.shape[1], dtype=np.float32)
        rows = [
            [v for v, passage in zip(self._vectors, self._passages, strict=True) if passage.document.id == document.id]
            for document in self._documents
        ]
        return np.array([np.mean(found, axis=0) if found else zeros for found in rows], dtype=np.float32)

    def passage_numbers(self, filters: Filters) -> NDArray[np.int64] | None:
        if filters.admits_all:
            return None
        admitted = [number for number, passage in enumerate(self._passages) if _admits(filters, passage.document)]
        return np.array(admitted, dtype=np.int64)

    def search_dense(self, vector: Vectors, limit: int, among: NDArray[np.int64] | None = None) -> Scored:
        cosines = self._vectors.astype(np.float64) @ vector[0].astype(np.float64)
        return self._best({number: float(cosine) for number, cosine in enumerate(cosines)}, limit, among)

    def search_bm25(self, text: str, limit: int, among: NDArray[np.int64] | None = None, *, also: str = "") -> Scored:
        weights = dict.fromkeys(also.lower().split(), 0.3) | dict.fromkeys(text.lower().split(), 1.0)
        scores = {
            number: sum(
                weights[word] * self.inverse_document_frequency(word) for word in sorted(weights.keys() & words)
            )
            for number, words in enumerate(self._words)
            if weights.keys() & words
        }
        return self._best(scores, limit, among)

    def inverse_document_frequency(self, term: str) -> float:
        containing = sum(term in words for words in self._words)
        return math.log(1 + (len(self) - containing + 0.5) / (containing + 0.5))

    def _best(self, scores: dict[int, float], limit: int, among: NDArray[np.int64] | None) -> Scored:
        allowed = set(range(len(self))) if among is None else {int(number) for number in among}
        order = sorted(allowed & scores.keys(), key=lambda number: (-scores[number], number))
        return [(number, scores[number]) for number in order[:limit]]


def _admits(filters: Filters, document: Document) -> bool:
    return (
        (not filters.documents or document.id in filters.documents)
        and (filters.publisher is None or filters.publisher.casefold() == (document.publisher or "").casefold())
        and (filters.after is None or (document.date is not None and document.date >= filters.after))
        and (filters.before is None or (document.date is not None and document.date <= filters.before))
    )
