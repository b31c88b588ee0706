"""A SQuAD file in, indexes of 100, 20,000 and 1,000,000 passages out, each made once and kept.

The two small ones are the file's paragraphs, cut and embedded by the product. The million is made of the 20,000:

    vectors   v + 0.7 u, scaled to length 1: v a real vector, u of length 1 along the difference of two others. Two
              neighbours made from one v have a cosine of 0.67 or so, as near as a passage and the next one of its
              article; u stays within the directions that real vectors take
    texts     as many sentences as the real passage has, drawn from all those of its article; 20 passages a document

Every draw is seeded: the same file gives the same index.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from itertools import chain
from pathlib import Path

import numpy as np

from kiddqa import __version__
from kiddqa.index.builder import build_index
from kiddqa.index.dense import DenseIndex
from kiddqa.index.generation import BM25_FOLDER, CURRENT, DENSE_FILE, PASSAGES_FILE, open_generation
from kiddqa.index.lexical import LexicalIndex, terms
from kiddqa.index.manifest import FORMAT_VERSION, Manifest, corpus_hash, describe_files, write_manifest
from kiddqa.index.publish import publish, unfinished_generation
from kiddqa.index.store import write_store
from kiddqa.ingest.chunk import chunk
from kiddqa.protocols import Embedder, Vectors
from kiddqa.records import Block, BlockKind, Document, Passage, Range
from kiddqa.retrieve.word_file import WORDS_FILE, write_words
from kiddqa.settings import Settings
from kiddqa.squad import read_articles

REAL = 20_000
"""Passages of the file that are embedded; larger indexes are made of them."""
NOISE = 0.7
SEED = 7
PASSAGES_A_DOCUMENT = 20
_BLOCK_ROWS = 20_000


@dataclass(slots=True)
class First:
    """Cuts documents as the product does, but no more than ``left`` passages in all."""

    left: int

    def __call__(self, document: Document, *, passage_words: int, overlap_words: int) -> list[Passage]:
        """Return the document's passages, or as many of them as are left."""
        if not self.left:
            return []
        found = chunk(document, passage_words=passage_words, overlap_words=overlap_words)[: self.left]
        self.left -= len(found)
        return found


def make_index(work: Path, size: int, squad: Path, embedder: Embedder, settings: Settings) -> Path:
    """Return the folder of the index of ``size`` passages, made now unless it was made before."""
    folder = work / f"{size}"
    if (folder / CURRENT).is_file():
        return folder
    if size > REAL:
        _multiply(make_index(work, REAL, squad, embedder, settings), folder, size, embedder.fingerprint)
        return folder
    build_index(
        [article.document for article in read_articles(squad)],
        StoredEmbedder(embedder, work / "vectors"),
        folder,
        passage_words=settings.passage_words,
        overlap_words=settings.overlap_words,
        cut=First(size),
        write_more=write_words,
        progress=lambda done, total: print(f"  {done:,} of {total:,} embedded", end="\r", flush=True),
    )
    return folder


@dataclass(frozen=True, slots=True)
class StoredEmbedder:
    """Keeps the vectors of 64 texts at a time in a folder, so that a run that was cut off is taken up again."""

    embedder: Embedder
    folder: Path

    @property
    def fingerprint(self) -> str:
        """The wrapped embedder's."""
        return self.embedder.fingerprint

    @property
    def dimension(self) -> int:
        """The wrapped embedder's."""
        return self.embedder.dimension

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of the texts, from the folder where they are there."""
        name = sha256("\n".join([self.fingerprint, *texts]).encode()).hexdigest()
        path = self.folder / f"{name}.npy"
        if path.is_file():
            found: Vectors = np.load(path, allow_pickle=False)
            return found
        made = self.embedder.embed(texts)
        self.folder.mkdir(parents=True, exist_ok=True)
        waiting = path.with_suffix(".part.npy")
        np.save(waiting, made, allow_pickle=False)
        waiting.replace(path)
        return made


def _multiply(real: Path, folder: Path, size: int, fingerprint: str) -> None:
    """Write an index of ``size`` passages made of a real one; a file that an earlier run wrote is kept."""
    parts = folder.with_name(f"{folder.name}-parts")
    parts.mkdir(parents=True, exist_ok=True)
    index = open_generation(real, fingerprint=fingerprint)
    if not (parts / DENSE_FILE).is_file():
        vectors = index._dense.vectors()  # noqa: SLF001  (a benchmark of what lies inside)
        DenseIndex.build(_perturbed(vectors, size)).save(parts / "dense.part")
        (parts / "dense.part").replace(parts / DENSE_FILE)
    shuffled = Shuffled([index.passage(number) for number in range(len(index))], size)
    if not (parts / BM25_FOLDER).is_dir():
        LexicalIndex.of_terms(shuffled.terms()).save(parts / "bm25.part")
        (parts / "bm25.part").replace(parts / BM25_FOLDER)
    documents = [shuffled.document(number) for number in range(size // PASSAGES_A_DOCUMENT)]
    (parts / PASSAGES_FILE).unlink(missing_ok=True)
    passages = (passage for document in documents for passage in shuffled.passages_of(document))
    write_store(parts / PASSAGES_FILE, documents, passages)
    (parts / WORDS_FILE).unlink(missing_ok=True)
    write_words(parts, documents, (passage for document in documents for passage in shuffled.passages_of(document)))
    folder.mkdir(exist_ok=True)
    with unfinished_generation(folder) as unfinished:
        for part in (DENSE_FILE, BM25_FOLDER, PASSAGES_FILE, WORDS_FILE):
            (parts / part).replace(unfinished / part)
        manifest = Manifest(
            format_version=FORMAT_VERSION,
            kiddqa_version=__version__,
            fingerprint=fingerprint,
            parity_mean=None,
            passage_words=index.manifest.passage_words,
            overlap_words=index.manifest.overlap_words,
            corpus_sha256=corpus_hash(documents),
            documents=len(documents),
            passages=size,
            skipped_files=0,
            files=describe_files(unfinished),
        )
        write_manifest(manifest, unfinished)
        publish(unfinished, folder, before=None)


def _perturbed(vectors: Vectors, size: int) -> Vectors:
    found = np.empty((size, vectors.shape[1]), dtype=np.float32)
    for start in range(0, size, _BLOCK_ROWS):
        generator = np.random.default_rng([SEED, start])
        rows = np.arange(start, min(size, start + _BLOCK_ROWS)) % len(vectors)
        one, other = generator.integers(0, len(vectors), size=(2, len(rows)))
        other = np.where(one == other, (other + 1) % len(vectors), other)
        noise = vectors[one] - vectors[other]
        noise /= np.maximum(np.linalg.norm(noise, axis=1, keepdims=True), 1e-6)
        block = vectors[rows] + NOISE * noise
        found[start : start + len(rows)] = block / np.linalg.norm(block, axis=1, keepdims=True)
    return found


class Shuffled:
    """Texts of drawn sentences: passage n has as many as the real passage n modulo their number, from its article."""

    def __init__(self, passages: Sequence[Passage], size: int) -> None:
        """Draw the sentences of ``size`` passages."""
        self._passages = passages
        pools: dict[str, list[int]] = {}
        self._sentences: list[str] = []
        for passage in passages:
            for start, end in passage.sentences:
                pools.setdefault(passage.document.id, []).append(len(self._sentences))
                self._sentences.append(" ".join(passage.document.text[start:end].split()))
        generator = np.random.default_rng(SEED)
        self._drawn = [
            generator.choice(pools[passage.document.id], size=len(passage.sentences)).astype(np.int32)
            for passage in (passages[number % len(passages)] for number in range(size))
        ]

    @cached_property
    def _terms(self) -> list[list[str]]:
        return [terms(sentence) for sentence in self._sentences]

    def terms(self) -> Iterator[list[str]]:
        """Yield the terms of each passage, its document's title first."""
        for number, drawn in enumerate(self._drawn):
            title = terms(self._title(number // PASSAGES_A_DOCUMENT))
            yield [*title, *chain.from_iterable(self._terms[sentence] for sentence in drawn)]

    def document(self, number: int) -> Document:
        """Return document ``number``, a paragraph a passage."""
        first = number * PASSAGES_A_DOCUMENT
        paragraphs = [
            " ".join(self._sentences[sentence] for sentence in drawn)
            for drawn in self._drawn[first : first + PASSAGES_A_DOCUMENT]
        ]
        text = "\n".join(paragraphs)
        starts = np.cumsum([0, *(len(paragraph) + 1 for paragraph in paragraphs)])
        return Document(
            id=f"{number:06d}.txt",
            title=self._title(number),
            text=text,
            sha256=sha256(text.encode()).hexdigest(),
            format="text",
            blocks=tuple(
                Block(start=int(start), end=int(start) + len(paragraph), kind=BlockKind.PARAGRAPH)
                for start, paragraph in zip(starts, paragraphs, strict=False)
            ),
        )

    def passages_of(self, document: Document) -> Iterator[Passage]:
        """Yield the passages of a document, with their sentences."""
        first = int(document.id.removesuffix(".txt")) * PASSAGES_A_DOCUMENT
        for block, drawn in zip(document.blocks, self._drawn[first : first + PASSAGES_A_DOCUMENT], strict=True):
            start, sentences = block.start, []
            for sentence in drawn:
                sentences.append(Range(start, start + len(self._sentences[sentence])))
                start = sentences[-1].end + 1
            yield Passage(document=document, start=block.start, end=block.end, sentences=tuple(sentences))

    def _title(self, number: int) -> str:
        passage = self._passages[number * PASSAGES_A_DOCUMENT % len(self._passages)]
        return f"{passage.document.title} {number}"
