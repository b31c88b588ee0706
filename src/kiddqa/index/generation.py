"""A folder of embeddings in, a searchable index out: the live generation, checked file by file.

If the live one is damaged, the sound one before it stands in and says so in its ``warning``.
"""

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kiddqa.errors import IndexError_
from kiddqa.index.damage import DamagedIndexError
from kiddqa.index.dense import DenseIndex
from kiddqa.index.lexical import LexicalIndex
from kiddqa.index.manifest import MANIFEST_FILE, Manifest, check_files, check_manifest, corpus_hash, read_manifest
from kiddqa.index.publish import CURRENT, GenerationName, Pointer, read_pointer, remedy
from kiddqa.index.store import PassageStore
from kiddqa.protocols import Scored, Vectors
from kiddqa.records import Document, Filters, Passage

PASSAGES_FILE = "passages.sqlite"
DENSE_FILE = "dense.faiss"
BM25_FOLDER = "bm25"

__all__ = ["CURRENT", "Generation", "corpus_hash", "damage_before", "open_generation"]


class Generation:
    """One immutable generation, open for searching; safe to share between threads."""

    def __init__(self, folder: Path, *, name: str, manifest: Manifest, warning: str | None = None) -> None:
        """Open the files of a generation that has been checked; ``open_generation`` does both.

        Raises:
            DamagedIndexError: if a file is not of its kind, or the files do not hold the same number of passages.
        """
        self.manifest = manifest
        self.warning = warning
        """What is wrong with the live generation that this one stands in for; None: this is the live one."""
        self._name, self._folder = name, folder
        with ExitStack() as opened:
            self._store = PassageStore(folder / PASSAGES_FILE)
            opened.callback(self._store.close)
            self._dense = DenseIndex.load(folder / DENSE_FILE)
            self._lexical = LexicalIndex.load(folder / BM25_FOLDER)
            self._check_sizes(folder)
            opened.pop_all()

    def _check_sizes(self, folder: Path) -> None:
        sizes = {
            PASSAGES_FILE: len(self._store),
            DENSE_FILE: len(self._dense),
            BM25_FOLDER: len(self._lexical),
            MANIFEST_FILE: self.manifest.passages,
        }
        if len(set(sizes.values())) > 1:
            found = ", ".join(f"{count:,} in {part}" for part, count in sizes.items())
            raise DamagedIndexError(f"{folder} holds parts that do not belong together (passages: {found})")

    @property
    def name(self) -> str:
        """``<generation>@<first 16 hex digits of the manifest's SHA-256>``."""
        return self._name

    @property
    def fingerprint(self) -> str:
        """Of the embedder that made its vectors."""
        return self.manifest.fingerprint

    def file(self, name: str) -> Path | None:
        """Return a file that was written beside the index, None if it was not."""
        return self._folder / name if name in self.manifest.files else None

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

    def document_vectors(self) -> NDArray[np.float32]:
        """Return the mean vector of each document's passages, in corpus order; zeros for one without passages."""
        return self._dense.means(self._store.owners, len(self._store.documents()))

    def passage_numbers(self, filters: Filters) -> NDArray[np.int64] | None:
        """Return the ascending numbers of passages that the filters admit, or None if they admit all."""
        return self._store.passage_numbers(filters)

    def search_dense(self, vector: Vectors, limit: int, among: NDArray[np.int64] | None = None) -> Scored:
        """Return up to ``limit`` passages by cosine to ``vector`` (shape (1, dimension)), among those numbers."""
        return self._dense.search(vector, limit, among)

    def search_bm25(self, text: str, limit: int, among: NDArray[np.int64] | None = None, *, also: str = "") -> Scored:
        """Return up to ``limit`` passages by BM25, those that share a term with ``text`` or, for less, ``also``."""
        return self._lexical.search(text, limit, among, also=also)

    def inverse_document_frequency(self, term: str) -> float:
        """Return ``ln(1 + (N - n + 0.5) / (n + 0.5))`` of a stemmed term, N passages, n of them with the term."""
        return self._lexical.inverse_document_frequency(term)

    def vectors_by_context(self) -> dict[str, NDArray[np.float32]]:
        """Return each passage's vector under the hex SHA-256 of its ``context_text``."""
        return dict(zip(self._store.context_hashes(), self._dense.vectors(), strict=True))


def open_generation(embeddings: Path, *, fingerprint: str | None) -> Generation:
    """Open the live generation of a folder or, where that is damaged, the sound one before it.

    Args:
        embeddings: Folder of the index.
        fingerprint: Of the embedder that questions will be embedded with; None: do not compare.

    Raises:
        IndexError_: if there is no index, no sound generation of it, or the live one was built by another version or
            with another model; the message names what mends it.
    """
    while True:
        pointer = read_pointer(embeddings)
        try:
            return _open(embeddings, pointer.live, fingerprint)
        except DamagedIndexError as found:
            if read_pointer(embeddings) == pointer:
                return _open_earlier(pointer, fingerprint, found)
            # else it is being removed: another process has made a newer one live meanwhile


def damage_before(embeddings: Path) -> str | None:
    """Say what is wrong with the generation that would stand in for the live one; None: nothing, or there is none.

    Raises:
        IndexError_: if there is no index.
    """
    pointer = read_pointer(embeddings)
    if len(pointer.named) < len(pointer.lines):
        return f"{embeddings / CURRENT} names no generation in its last line"
    for name in pointer.earlier:
        try:
            _open(embeddings, name, None).close()
        except DamagedIndexError as found:
            return found.damage
    return None


def _open_earlier(pointer: Pointer, fingerprint: str | None, found: DamagedIndexError) -> Generation:
    mend = remedy(pointer.embeddings)
    for name in pointer.earlier:
        warning = f"{found.damage}; {name.folder}, the index before it, answers instead until you type: {mend}"
        try:
            return _open(pointer.embeddings, name, fingerprint, warning=warning)
        except IndexError_:
            continue
    raise DamagedIndexError(found.damage, mend) from found


def _open(embeddings: Path, name: GenerationName, fingerprint: str | None, *, warning: str | None = None) -> Generation:
    folder, mend = embeddings / name.folder, remedy(embeddings)
    check_manifest(folder, name.manifest_hash)
    manifest = read_manifest(folder, mend)
    if fingerprint is not None and manifest.fingerprint != fingerprint:
        raise IndexError_(
            f"The index in {embeddings} was built with the model {manifest.fingerprint} and questions are embedded "
            f"with {fingerprint}; type: {mend}"
        )
    check_files(manifest, folder)
    return Generation(folder, name=str(name), manifest=manifest, warning=warning)
