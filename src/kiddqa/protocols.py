"""The four seams: an embedder, an index, a retriever and a reader, each replaceable by another of its kind."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from kiddqa.records import Document, Filters, Hit, Passage, Query, Reply

Vectors = NDArray[np.float32]
"""Shape (n, dimension), float32, rows of length 1."""
Scored = list[tuple[int, float]]
"""Passage numbers with a score, best first; equal scores in ascending passage number."""


class Embedder(Protocol):
    """Turns text into a vector of length 1, so that an inner product is a cosine."""

    @property
    def fingerprint(self) -> str:
        """A string that changes whenever the vectors would: model name and weight hash."""
        ...

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Embed each text on its own: a text's vector never depends on the texts beside it.

        Returns:
            Shape (len(texts), dimension), float32, unit rows; (0, dimension) for no texts.
        """
        ...


class Index(Protocol):
    """One immutable generation: documents, their passages in corpus order, and both ways to search them."""

    @property
    def name(self) -> str:
        """``<generation>@<first 16 hex digits of the manifest's SHA-256>``."""
        ...

    @property
    def fingerprint(self) -> str:
        """Of the embedder that made its vectors."""
        ...

    @property
    def warning(self) -> str | None:
        """What is wrong, where this index stands in for a damaged one, and what to type."""
        ...

    def __hash__(self) -> int:
        """An index never changes, so that what was made of it can be kept under it."""
        ...

    def __len__(self) -> int:
        """The number of passages."""
        ...

    def passage(self, number: int) -> Passage:
        """Return passage ``number``, from 0 in corpus order."""
        ...

    def documents(self) -> Sequence[Document]:
        """Return every document in corpus order (by id)."""
        ...

    def document(self, document_id: str) -> Document | None:
        """Return the document with that id, or None."""
        ...

    def document_vectors(self) -> NDArray[np.float32]:
        """Return the mean vector of each document's passages, shape (documents, dimension), in corpus order.

        A document without passages has zeros.
        """
        ...

    def passage_numbers(self, filters: Filters) -> NDArray[np.int64] | None:
        """Return the ascending numbers of passages that the filters admit, or None if they admit all."""
        ...

    def search_dense(self, vector: Vectors, limit: int, among: NDArray[np.int64] | None = None) -> Scored:
        """Return up to ``limit`` passages by cosine to ``vector`` (shape (1, dimension)), among those numbers."""
        ...

    def search_bm25(self, text: str, limit: int, among: NDArray[np.int64] | None = None, *, also: str = "") -> Scored:
        """Return up to ``limit`` passages by BM25, only those that share a term with ``text`` or ``also`` (score > 0).

        ``also`` holds other names of what the text names; their terms weigh less than the text's.
        """
        ...

    def inverse_document_frequency(self, term: str) -> float:
        """Return ``ln(1 + (N - n + 0.5) / (n + 0.5))`` of a stemmed term, N passages, n of them with the term.

        Source: Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009,
        doi:10.1561/1500000019, with the 1 of Lucene that keeps it positive.
        """
        ...


class Retriever(Protocol):
    """Finds the passages most likely to hold the answer."""

    def retrieve(self, query: Query, limit: int) -> list[Hit]:
        """Return up to ``limit`` hits, best first, ranks from 1, ties in corpus order."""
        ...


class Reader(Protocol):
    """Finds the quotation in the hits, or says that none of them answers."""

    def read(self, query: Query, hits: Sequence[Hit], *, min_confidence: float | None = None) -> Reply:
        """Return an Answer at or above ``min_confidence`` (None: the reader's own threshold), else NoAnswer."""
        ...
