"""Documents in, a new live generation out: cut, embed what is new, write, read back, publish."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from time import perf_counter
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from kiddqa import __version__
from kiddqa.errors import CorpusError, IndexError_
from kiddqa.index.damage import DamagedIndexError
from kiddqa.index.dense import DenseIndex
from kiddqa.index.embedder import OnnxEmbedder
from kiddqa.index.files import reason, sha256_of_text, write_json
from kiddqa.index.freshness import Snapshot, write_snapshot
from kiddqa.index.generation import BM25_FOLDER, DENSE_FILE, PASSAGES_FILE, Generation, open_generation
from kiddqa.index.lexical import LexicalIndex
from kiddqa.index.manifest import BUILD_FILE, FORMAT_VERSION, Manifest, corpus_hash, describe_files, write_manifest
from kiddqa.index.publish import one_writer, publish, remedy, unfinished_generation
from kiddqa.index.store import write_store
from kiddqa.ingest.chunk import chunk
from kiddqa.protocols import Embedder
from kiddqa.records import Document, Passage

_BATCH_TEXTS = 64
Progress = Callable[[int, int], None]
"""Told how many texts are embedded, of how many; not told at all where every vector is reused."""


class Cut(Protocol):
    """Cuts a document into passages, in order."""

    def __call__(self, document: Document, *, passage_words: int, overlap_words: int) -> list[Passage]:
        """Return the passages of a document."""
        ...


class WriteMore(Protocol):
    """Writes what else is to be kept of the documents."""

    def __call__(self, folder: Path, documents: Sequence[Document], passages: Sequence[Passage]) -> None:
        """Write files into a generation's folder."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What one indexing run wrote."""

    name: str
    """``<generation>@<first 16 hex digits of the manifest's SHA-256>``."""
    documents: int
    passages: int
    """Passages that can be found: boilerplate and those without a sentence are not among them."""
    reused: int
    """Passages whose vector was taken from the generation before."""
    embedded: int
    """Passages whose text is new; with ``reused`` it makes ``passages``."""
    seconds: float


def build_index(  # noqa: PLR0913  (each is one thing an index is made of)
    documents: Sequence[Document],
    embedder: Embedder,
    embeddings: Path,
    *,
    passage_words: int,
    overlap_words: int,
    skipped: int = 0,
    snapshot: Snapshot | None = None,
    progress: Progress | None = None,
    cut: Cut = chunk,
    write_more: WriteMore | None = None,
) -> Built:
    """Index documents into a new generation and make it live; until then the old one serves on.

    Whatever fails and whenever, a reader finds the old generation or the new one, whole.

    Passages are numbered in the order of their documents' ids, then of their place in the document.

    Args:
        documents: With ids that differ, in any order.
        embedder: Embeds each passage's ``context_text``.
        embeddings: Folder of the index; it is made if it is not there.
        passage_words: Most words in a passage.
        overlap_words: Most words shared by neighbouring passages.
        skipped: Number of files that could not be read, for the manifest.
        snapshot: Of the folder that the documents were loaded from, to tell later whether it has changed.
        progress: Called after each batch of 64 texts.
        cut: Cuts a document into passages.
        write_more: Writes further files, which ``Generation.file`` finds again.

    Raises:
        CorpusError: if no document has a passage to index, two share an id, or a text is not valid Unicode.
        IndexError_: if another process is writing to the folder, or it cannot be written to.
    """
    began = perf_counter()
    ordered = sorted(documents, key=lambda document: document.id)
    _check_corpus(ordered)
    passages = [
        passage
        for document in ordered
        for passage in cut(document, passage_words=passage_words, overlap_words=overlap_words)
        if passage.sentences and not passage.boilerplate
    ]
    if not passages:
        raise CorpusError(
            f"None of the {len(ordered)} documents has a sentence to index; add text to the corpus, "
            "then type: kiddqa index"
        )
    with one_writer(embeddings):
        before, known = _last_sound(embeddings, embedder)
        texts = [passage.context_text for passage in passages]
        vectors, reused = _vectors(texts, embedder, known, progress)
        with _writing_to(embeddings), unfinished_generation(embeddings) as folder:
            _write_files(folder, ordered, passages, texts, vectors)
            if write_more is not None:
                write_more(folder, ordered, passages)
            manifest = Manifest(
                format_version=FORMAT_VERSION,
                kiddqa_version=__version__,
                fingerprint=embedder.fingerprint,
                parity_mean=embedder.card.parity_mean if isinstance(embedder, OnnxEmbedder) else None,
                passage_words=passage_words,
                overlap_words=overlap_words,
                corpus_sha256=corpus_hash(ordered),
                documents=len(ordered),
                passages=len(passages),
                skipped_files=skipped,
                files=describe_files(folder),
            )
            write_manifest(manifest, folder)
            _read_back(folder, manifest)
            if snapshot is not None:
                write_snapshot(snapshot, folder)
            _write_build(folder, seconds=perf_counter() - began, reused=reused)
            name = publish(folder, embeddings, before=before)
    return Built(
        name=name,
        documents=len(ordered),
        passages=len(passages),
        reused=reused,
        embedded=len(passages) - reused,
        seconds=perf_counter() - began,
    )


def _check_corpus(ordered: Sequence[Document]) -> None:
    for document, following in pairwise(ordered):
        if document.id == following.id:
            raise CorpusError(f"Two documents have the id {document.id}; expected one of each, rename a file.")
    for document in ordered:
        try:
            f"{document.id}{document.title}{document.text}".encode()
        except UnicodeEncodeError as error:
            raise CorpusError(
                f"{document.id!r} has half of a surrogate pair in its text, which is not valid Unicode; "
                "save the file as UTF-8 again."
            ) from error


def _write_files(
    folder: Path,
    documents: Sequence[Document],
    passages: Sequence[Passage],
    texts: Sequence[str],
    vectors: NDArray[np.float32],
) -> None:
    write_store(folder / PASSAGES_FILE, documents, passages)
    DenseIndex.build(vectors).save(folder / DENSE_FILE)
    LexicalIndex.build(texts).save(folder / BM25_FOLDER)


def _write_build(folder: Path, *, seconds: float, reused: int) -> None:
    created = datetime.now(tz=UTC).isoformat(timespec="seconds")
    write_json(folder / BUILD_FILE, {"created": created, "seconds": round(seconds, 3), "reused_vectors": reused})


@contextmanager
def _writing_to(embeddings: Path) -> Iterator[None]:
    """Say in one sentence why the files could not be written.

    Raises:
        IndexError_: in place of whatever the system, SQLite or a read-back raised.
    """
    try:
        yield
    except (OSError, sqlite3.Error, DamagedIndexError) as error:
        why = error.damage if isinstance(error, DamagedIndexError) else reason(error)
        raise IndexError_(
            f"The index in {embeddings} could not be written ({why}); nothing is lost: make room, or name another "
            f"folder with --embeddings DIR, then type: {remedy(embeddings)}"
        ) from error


def _read_back(folder: Path, manifest: Manifest) -> None:
    """Open what was written: on a full disk, FAISS and numpy lose the last bytes of a file without saying so.

    Raises:
        DamagedIndexError: if it cannot be opened.
    """
    Generation(folder, name=folder.name, manifest=manifest).close()


def _last_sound(embeddings: Path, embedder: Embedder) -> tuple[str | None, dict[str, NDArray[np.float32]]]:
    """Return the name of the newest sound generation, and its vectors by text hash if the same model made them."""
    try:
        found = open_generation(embeddings, fingerprint=None)
    except IndexError_:
        return None, {}
    with closing(found):
        same_model = found.manifest.fingerprint == embedder.fingerprint
        return found.name, found.vectors_by_context() if same_model else {}


def _vectors(
    texts: Sequence[str], embedder: Embedder, known: Mapping[str, NDArray[np.float32]], progress: Progress | None
) -> tuple[NDArray[np.float32], int]:
    """Return a vector for each text, and the number of texts whose vector was known."""
    vectors = np.empty((len(texts), embedder.dimension), dtype=np.float32)
    new: dict[str, list[int]] = {}
    for position, text in enumerate(texts):
        digest = sha256_of_text(text)
        if digest in known:
            vectors[position] = known[digest]
        else:
            new.setdefault(digest, []).append(position)
    places = list(new.values())
    for start in range(0, len(places), _BATCH_TEXTS):
        batch = places[start : start + _BATCH_TEXTS]
        for positions, vector in zip(batch, embedder.embed([texts[place[0]] for place in batch]), strict=True):
            vectors[positions] = vector
        if progress is not None:
            progress(start + len(batch), len(places))
    return vectors, len(texts) - sum(map(len, places))
