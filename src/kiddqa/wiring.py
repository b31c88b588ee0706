"""The one place where settings become plain arguments and the rooms are joined."""

import logging
import shlex
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from kiddqa.engine import Engine
from kiddqa.errors import CorpusError, IndexError_
from kiddqa.index.builder import Built, Progress, build_index
from kiddqa.index.cached import CachedEmbedder
from kiddqa.index.card import ModelCard
from kiddqa.index.embedder import load_embedder
from kiddqa.index.freshness import Changes, Snapshot, changes_since, kept_snapshot, take_snapshot
from kiddqa.index.generation import CURRENT, open_generation
from kiddqa.index.lexical import terms
from kiddqa.index.publish import read_pointer
from kiddqa.ingest.folder import ALIAS_FILE_NAME, Skipped, load_folder
from kiddqa.ingest.sandbox import ParsingLimits
from kiddqa.protocols import Embedder, Index
from kiddqa.read.features import FeatureExtractor
from kiddqa.read.matching import Matcher, SentenceMatcher
from kiddqa.read.model import OnnxSpanModel, load_window_encoder
from kiddqa.read.passages import PassageReader
from kiddqa.read.ranking import RankerWeights
from kiddqa.read.reader import SpanReader
from kiddqa.records import Document
from kiddqa.retrieve.alias_file import AliasGroup, read_aliases
from kiddqa.retrieve.fusion import weighted_min_max
from kiddqa.retrieve.query import Understanding
from kiddqa.retrieve.retriever import HybridRetriever
from kiddqa.retrieve.word_file import kept_words, write_words
from kiddqa.settings import Settings

_LOG = logging.getLogger(__name__)
DENSE_WEIGHT = 0.5
"""Of the fused score; chosen in ``benchmarks/fusion.py``, see DECISIONS.md."""
VECTORS_REMEMBERED = 5_000
"""Of the questions asked and the sentences offered last: 2 kB each with their text, at 384 dimensions."""
TEXTS_REMEMBERED = 2_000
"""Sentences and passages whose terms are kept, 2 kB each as a rule: those of some 70 questions, which share many."""


@contextmanager
def throwaway_index(
    documents: Sequence[Document], embedder: Embedder, settings: Settings, *, progress: Progress | None = None
) -> Iterator[Path]:
    """Index documents into a folder that is gone afterwards, and give that folder."""
    with tempfile.TemporaryDirectory() as folder:
        build_index(
            sorted(documents, key=lambda document: document.id),
            embedder,
            Path(folder),
            passage_words=settings.passage_words,
            overlap_words=settings.overlap_words,
            progress=progress,
        )
        yield Path(folder)


def hybrid_retriever(index: Index, embedder: Embedder, settings: Settings) -> HybridRetriever:
    """Return the product's retriever over an index."""
    return HybridRetriever(
        index=index, embedder=embedder, fuse=weighted_min_max(DENSE_WEIGHT), candidates=settings.candidates
    )


def remembering_terms() -> Callable[[str], tuple[str, ...]]:
    """Return ``terms`` with a memory: the same sentences are weighed for many questions."""
    return lru_cache(maxsize=TEXTS_REMEMBERED)(lambda text: tuple(terms(text)))


class Watch(Protocol):
    """Is told how far a stage has come."""

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Show that ``done`` of ``total`` steps of ``stage`` are done."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexed:
    """What an indexing run took, what it did not, and what it wrote."""

    corpus: Path
    embeddings: Path
    documents: tuple[Document, ...]
    skipped: tuple[Skipped, ...]
    built: Built


def has_index(settings: Settings) -> bool:
    """Say whether the folder of the index holds one."""
    return (settings.embeddings / CURRENT).is_file()


def index_corpus(settings: Settings, *, watch: Watch) -> Indexed:
    """Load the corpus and write a new generation of its index.

    Raises:
        CorpusError: if the folder is missing or nothing in it could be read.
        ModelError, IndexError_: if the model or the folder of the index is unusable.
    """
    snapshot = take_snapshot(settings.corpus)
    loaded = load_folder(
        settings.corpus,
        max_file_bytes=settings.max_file_bytes,
        limits=parsing_limits(settings),
        progress=lambda done, total: watch("Reading", done, total),
    )
    if not loaded.documents:
        reasons = "; ".join(f"{skipped.path}: {skipped.reason}" for skipped in loaded.skipped[:3])
        raise CorpusError(
            f"No document could be read in {settings.corpus}{f' ({reasons})' if reasons else ''}; expected text, "
            f"Markdown, HTML, PDF or Word files; name another folder: {index_command(settings, corpus='DIR')}"
        )
    built = build_index(
        loaded.documents,
        load_embedder(settings.model, settings.embeddings, threads=settings.threads),
        settings.embeddings,
        passage_words=settings.passage_words,
        overlap_words=settings.overlap_words,
        skipped=len(loaded.skipped),
        snapshot=snapshot,
        write_more=write_words,
        progress=lambda done, total: watch("Embedding", done, total),
    )
    return Indexed(
        corpus=settings.corpus,
        embeddings=settings.embeddings,
        documents=loaded.documents,
        skipped=loaded.skipped,
        built=built,
    )


def parsing_limits(settings: Settings) -> ParsingLimits:
    """Return what reading one file may cost."""
    return ParsingLimits(
        text_chars=settings.max_text_chars,
        seconds=settings.max_file_seconds,
        memory_bytes=settings.max_file_memory_bytes,
    )


def index_command(settings: Settings, *, corpus: str | None = None) -> str:
    """Return the command that indexes with these settings, shell-quoted; ``corpus`` stands in for the folder."""
    defaults = Settings.model_construct()
    words = ["kiddqa", "index"]
    if corpus or settings.corpus != defaults.corpus:
        words += ["--corpus", corpus or str(settings.corpus)]
    if settings.embeddings != defaults.embeddings:
        words += ["--embeddings", str(settings.embeddings)]
    return shlex.join(words)


def changes_since_indexing(settings: Settings) -> Changes:
    """Say how the documents differ from what was indexed.

    Raises:
        IndexError_: if there is no index.
    """
    snapshot = _kept_snapshot(settings)
    return Changes() if snapshot is None else changes_since(snapshot)


def _refuse_stale_index(settings: Settings, generation: str) -> None:
    snapshot = kept_snapshot(settings.embeddings, generation)
    if snapshot is None or not (changes := changes_since(snapshot)):
        return
    command = index_command(settings.model_copy(update={"corpus": snapshot.folder}))
    raise IndexError_(
        f"The documents in {snapshot.folder} have changed since they were indexed ({changes}); type: {command}"
    )


def _kept_snapshot(settings: Settings) -> Snapshot | None:
    """Return the snapshot of the newest generation that has one."""
    found = (kept_snapshot(settings.embeddings, str(name)) for name in read_pointer(settings.embeddings).named)
    return next((snapshot for snapshot in found if snapshot), None)


def compile_embedder(model: Path | None, target: Path) -> ModelCard:
    """Compile a sentence-transformers model (None: all-MiniLM-L6-v2) into ``target``.

    Raises:
        ModelError: if the model or the tools for compiling are missing, or the result is too far from its original.
    """
    from kiddqa.index.compile import compile_model  # noqa: PLC0415  (it needs what serving does without)

    return compile_model(model, target)


def load_engine(settings: Settings) -> Engine:
    """Open the live generation and join retriever and reader over it.

    Where the live generation is damaged and the one before it stands in, a warning is logged that says so, and the
    documents are not compared with what was indexed: the one before may well be older than they are.

    Raises:
        IndexError_: if there is no index or it does not fit the model.
        ModelError: if the model or the ranker's weights are missing or altered.
    """
    embedder = _remembering(settings.model, settings)
    index = open_generation(settings.embeddings, fingerprint=embedder.fingerprint)
    if index.warning:
        _LOG.warning("%s", index.warning)
    else:
        _refuse_stale_index(settings, index.name)
    weights = RankerWeights.load()
    if settings.min_confidence is not None:
        weights = weights.with_threshold(settings.min_confidence)
    return Engine(
        index=index,
        understand=Understanding.of(index, _own_aliases(settings), kept_words(index.file)),
        retriever=hybrid_retriever(index, embedder, settings),
        reader=SpanReader(
            passages=load_passage_reader(settings),
            features=features_over(index, load_matcher(settings, None if settings.model else embedder)),
            weights=weights,
            limit=settings.passages_read,
        ),
        passages_read=settings.passages_read,
        passages_shown=settings.passages_shown,
        max_question_chars=settings.max_question_chars,
        max_history=settings.max_history,
        reading_seconds=settings.reading_seconds,
    )


def features_over(index: Index, match: Matcher) -> FeatureExtractor:
    """Return what gives the ranker's columns, with the weights of an index's words."""
    return FeatureExtractor(terms=remembering_terms(), idf=index.inverse_document_frequency, match=match)


def load_matcher(settings: Settings, shipped: Embedder | None = None) -> SentenceMatcher:
    """Load what matches questions and sentences, by the embedder that ships, whichever one searches.

    Args:
        settings: Say how many texts are embedded at once.
        shipped: That embedder, with a memory for the sentences, where it is loaded already.

    Raises:
        ModelError: if model or fitted numbers are missing or altered.
    """
    return SentenceMatcher.load(shipped or _remembering(None, settings))


def _remembering(model: Path | None, settings: Settings) -> CachedEmbedder:
    loaded = load_embedder(model, settings.embeddings, threads=settings.threads)
    return CachedEmbedder(loaded, capacity=VECTORS_REMEMBERED)


def _own_aliases(settings: Settings) -> tuple[AliasGroup, ...]:
    """Return the groups of the alias file at the top of the indexed corpus; none without one.

    Raises:
        CorpusError: if a line of it cannot be read.
    """
    snapshot = _kept_snapshot(settings)
    return read_aliases(Path(snapshot.folder) / ALIAS_FILE_NAME) if snapshot else ()


def load_passage_reader(settings: Settings) -> PassageReader:
    """Load the model that reads passages.

    Raises:
        ModelError: if it is missing or altered.
    """
    return PassageReader(
        model=OnnxSpanModel(),
        encoder=load_window_encoder(),
        threads=settings.threads,
        budget_seconds=settings.reading_seconds,
    )
