"""A folder of embeddings in, a searchable index out: the live generation, checked file by file."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kiddqa.errors import IndexError_
from kiddqa.index.dense import DenseIndex
from kiddqa.index.lexical import LexicalIndex
from kiddqa.index.manifest import (
    MANIFEST_FILE,
    Manifest,
    check_files,
    corpus_hash,
    manifest_hash,
    read_manifest,
)
from kiddqa.index.publish import CURRENT, live_generation, remedy
from kiddqa.index.store import PassageStore
from kiddqa.protocols import Scored, Vectors
from kiddqa.records import Document, Filters, Passage

PASSAGES_FILE = "passages.sqlite"
DENSE_FILE = "dense.faiss"
BM25_FOLDER = "bm25"

__all__ = ["CURRENT", "Generation", "corpus_hash", "open_generation"]


class Generation:
    """One immutable generation, open for searching; safe to share between threads."""

    def __init__(self, folder: Path, *, name: str, manifest: Manifest) -> None:
        """Open the files of a generation that has been checked; ``open_generation`` does both."""
        self.manifest = manifest
        self._name = name
        self._store = PassageStore(folder / PASSAGES_FILE)
        self._dense = DenseIndex.load(folder / DENSE_FILE)
        self._lexical = LexicalIndex.load(folder / BM25_FOLDER)

    @property
    def name(self) -> str:
        """``<generation>@<first 16 hex digits of the manifest's SHA-256>``."""
        return self._name

    def __len__(self) -> int:
        """The number of passages."""
        return len(self._store)

    def close(self) -> None:
        """Close the files."""
        self._store.close()

    def passage(self, number: int) -> Passage:
        """Return passage ``number``, from 0 in corpus order."""
        return self._store.passage(number)

    def documents(self) -> Sequence[Document]:
        """Return every document in corpus order (by id), each read when it is asked for."""
        return self._store.documents()

    def document(self, document_id: str) -> Document | None:
        """Return the document with that id, or None."""
        return self._store.document(document_id)

    def passage_numbers(self, filters: Filters) -> NDArray[np.int64] | None:
        """Return the ascending numbers of passages that the filters admit, or None if they admit all."""
        return self._store.passage_numbers(filters)

    def search_dense(self, vector: Vectors, limit: int, among: NDArray[np.int64] | None = None) -> Scored:
        """Return up to ``limit`` passages by cosine to ``vector`` (shape (1, dimension)), among those numbers."""
        return self._dense.search(vector, limit, among)

    def search_bm25(self, text: str, limit: int, among: NDArray[np.int64] | None = None) -> Scored:
        """Return up to ``limit`` passages by BM25, only those that share a term with ``text``."""
        return self._lexical.search(text, limit, among)

    def inverse_document_frequency(self, term: str) -> float:
        """Return ``ln(1 + (N - n + 0.5) / (n + 0.5))`` of a stemmed term, N passages, n of them with the term."""
        return self._lexical.inverse_document_frequency(term)

    def vectors_by_context(self) -> dict[str, NDArray[np.float32]]:
        """Return each passage's vector under the hex SHA-256 of its ``context_text``."""
        return dict(zip(self._store.context_hashes(), self._dense.vectors(), strict=True))


def open_generation(embeddings: Path, *, fingerprint: str | None) -> Generation:
    """Open the live generation of a folder.

    Args:
        embeddings: Folder of the index.
        fingerprint: Of the embedder that questions will be embedded with; None: do not compare.

    Raises:
        IndexError_: if there is no index, a file of it is missing or altered, or it was built by another version
            or with another model; the message names what mends it.
    """
    generation, expected_hash = live_generation(embeddings)
    folder, mend = embeddings / generation, remedy(embeddings)
    if not (folder / MANIFEST_FILE).is_file():
        raise IndexError_(f"{folder / MANIFEST_FILE} is missing; type: {mend}")
    found_hash = manifest_hash(folder)
    if found_hash != expected_hash:
        raise IndexError_(
            f"{folder / MANIFEST_FILE} is damaged: it has the SHA-256 {found_hash}… and {embeddings / CURRENT} expects "
            f"{expected_hash}…; type: {mend}"
        )
    manifest = read_manifest(folder, mend)
    if fingerprint is not None and manifest.fingerprint != fingerprint:
        raise IndexError_(
            f"The index in {embeddings} was built with the model {manifest.fingerprint} and questions are embedded "
            f"with {fingerprint}; type: {mend}"
        )
    check_files(manifest, folder, mend)
    return Generation(folder, name=f"{generation}@{found_hash}", manifest=manifest)
