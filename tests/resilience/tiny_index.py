"""An index of a few lines that is built in milliseconds, and a look that reads all of it.

A corpus is known by its number, and so is each of its lines but one.
"""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import numpy as np

from fakes import LetterEmbedder, cut_by_line, document_of
from kiddqa.errors import IndexError_
from kiddqa.index.builder import build_index
from kiddqa.index.files import sha256_of_text
from kiddqa.index.freshness import FileMark, Snapshot, kept_snapshot
from kiddqa.index.generation import Generation, open_generation
from kiddqa.protocols import Vectors
from kiddqa.records import Document
from kiddqa.retrieve.word_file import write_words

NOTHING = 0
"""The number of no corpus: there is no index."""
_TIDY = {"CURRENT", ".lock"}


def corpus(number: int) -> list[Document]:
    """Return the documents of a corpus, in order; two corpora share one document, and not always their size."""
    word = "q" * (number % 10) + "x" * (number // 10 % 10) + "z" * (number // 100)
    return [
        document_of("common.md", "Common."),
        document_of(f"own-{number}.md", f"Peculiar {word}.", *(f"Line {line} {word}." for line in range(number % 3))),
        document_of("same-id.md", f"Another {word}."),
    ]


class WideEmbedder(LetterEmbedder):
    """Adds 4,000 zeros to each vector, so that the vectors are the largest file."""

    def __init__(self) -> None:
        super().__init__()
        self.dimension += 4_000

    def embed(self, texts: Sequence[str]) -> Vectors:
        narrow = LetterEmbedder().embed(texts)
        return np.pad(narrow, ((0, 0), (0, self.dimension - narrow.shape[1])))


def build(embeddings: Path, number: int, *, wide: bool = False) -> str:
    """Index a corpus, its snapshot included, and return the generation's name."""
    built = build_index(
        corpus(number),
        WideEmbedder() if wide else LetterEmbedder(),
        embeddings,
        passage_words=130,
        overlap_words=40,
        snapshot=snapshot(number),
        cut=cut_by_line,
        write_more=write_words,
    )
    return built.name


def snapshot(number: int) -> Snapshot:
    """Return what is kept of a corpus to see later whether it has changed."""
    marks = {
        document.id: FileMark(size_bytes=number, changed_ns=1, sha256=document.sha256) for document in corpus(number)
    }
    return Snapshot(folder=Path("corpus"), files=marks)


def served(embeddings: Path, *, may_stand_in: bool = False) -> int:
    """Open the index, read all of it, and return the number of its corpus; NOTHING if there is none.

    Raises:
        AssertionError: if it is not one corpus, whole, or if it stands in for a damaged one and may not.
        IndexError_: if there is an index and it cannot be opened.
    """
    if not (embeddings / "CURRENT").exists():
        return NOTHING
    with closing(open_generation(embeddings, fingerprint="letters")) as index:
        assert may_stand_in or index.warning is None, index.warning
        number = read_whole(index)
        assert kept_snapshot(embeddings, index.name) == snapshot(number)
        return number


def read_whole(index: Generation) -> int:
    """Read every document, passage, vector and word of an index and return the number of its corpus.

    Raises:
        AssertionError: if they are not all of one corpus.
    """
    documents = list(index.documents())
    number = int(documents[1].id.removeprefix("own-").removesuffix(".md"))
    assert documents == corpus(number)
    texts = [passage.context_text for document in documents for passage in cut_by_line(document)]
    assert [index.passage(position).context_text for position in range(len(index))] == texts
    vectors = index.vectors_by_context()
    expected = LetterEmbedder().embed(texts)
    found = np.array([vectors[sha256_of_text(text)] for text in texts])
    np.testing.assert_array_equal(found[:, : expected.shape[1]], expected)
    assert [position for position, _ in index.search_bm25("peculiar", 9)] == [1]
    assert len(index.search_dense(found[:1], 99)) == len(texts)
    return number


def assert_tidy(embeddings: Path) -> None:
    """Check that a finished run left two generations at most and no unfinished one.

    Raises:
        AssertionError: naming what lies there.
    """
    names = {path.name for path in embeddings.iterdir()} - _TIDY
    kept = {line.partition("@")[0] for line in (embeddings / "CURRENT").read_text(encoding="utf-8").splitlines()}
    assert names == kept, names
    assert len(kept) <= 2, kept


def why_not(embeddings: Path, number: int, *, wide: bool = False) -> str | None:
    """Index a corpus; return the sentence of its refusal, or None if there was none."""
    try:
        build(embeddings, number, wide=wide)
    except IndexError_ as refused:
        return str(refused)
    return None
