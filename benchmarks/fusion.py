"""Compares ways to fuse dense and lexical candidates: ``python benchmarks/fusion.py --cranfield DIR``.

Cranfield: 1,400 abstracts as one document each, 225 queries; a document's rank is that of its first passage.
With ``--corpus DIR --questions FILE`` also the passages that hold a gold answer, over a corpus of one's own.
"""

import argparse
import lzma
import re
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import log2
from pathlib import Path

from kiddqa.evaluate import normalise
from kiddqa.index.builder import build_index
from kiddqa.index.cached import CachedEmbedder
from kiddqa.index.embedder import load_embedder
from kiddqa.index.generation import Generation, open_generation
from kiddqa.ingest.folder import load_folder
from kiddqa.protocols import Embedder, Scored
from kiddqa.questions import read_questions
from kiddqa.records import Block, BlockKind, Document, Filters
from kiddqa.retrieve.fusion import Fuse, reciprocal_rank, weighted_min_max
from kiddqa.retrieve.query import query_as_typed
from kiddqa.settings import Settings

CANDIDATES = 50
DEPTH = 10


def _dense_only(dense: Scored, _: Scored) -> Scored:
    return dense


def _lexical_only(_: Scored, lexical: Scored) -> Scored:
    return lexical


WAYS: dict[str, Fuse] = {
    "dense only": _dense_only,
    "BM25 only": _lexical_only,
    "reciprocal rank": reciprocal_rank,
    **{f"min-max, dense {weight:.1f}": weighted_min_max(weight) for weight in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8)},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A query, and which of the ranked things are relevant to it."""

    text: str
    is_relevant: Callable[[int], bool]
    """Of a passage's number."""
    identity: Callable[[int], str]
    """Passages of the same identity count once, at the first one's rank."""
    relevant: int
    """How many relevant things there are."""


def measure(index: Generation, embedder: Embedder, topics: Sequence[Topic]) -> None:
    """Print nDCG and recall among the first ten, and the mean reciprocal rank, for each way."""
    lists = [
        (
            index.search_dense(embedder.embed([topic.text]), CANDIDATES),
            index.search_bm25(topic.text, CANDIDATES),
        )
        for topic in topics
    ]
    print(f"{'':<20}{'nDCG@10':>9}{'recall@10':>11}{'MRR':>8}   n = {len(topics)}")
    for name, fuse in WAYS.items():
        gains = [_gains(topic, fuse(*found)) for topic, found in zip(topics, lists, strict=True)]
        ndcg = _mean([_ndcg(row, topic.relevant) for row, topic in zip(gains, topics, strict=True)])
        recall = _mean([sum(row[:DEPTH]) / topic.relevant for row, topic in zip(gains, topics, strict=True)])
        reciprocal = _mean([1 / (row.index(True) + 1) if True in row else 0.0 for row in gains])
        print(f"{name:<20}{ndcg:>9.4f}{recall:>11.4f}{reciprocal:>8.4f}")


def cranfield_topics(folder: Path, index: Generation) -> list[Topic]:
    """Return the 225 queries with their judged documents; grades 1 to 4 are relevant."""
    queries = [_part(record, "W") for record in _records(folder / "cran.qry.xz")]
    judged: dict[int, set[str]] = {}
    for line in _unpacked(folder / "cranqrel.xz").splitlines():
        query, document, grade = line.split()[:3]
        if 1 <= int(grade) <= 4:  # noqa: PLR2004  (Cranfield's grades of relevance)
            judged.setdefault(int(query), set()).add(document)
    ids = [index.passage(number).document.id for number in range(len(index))]
    return [
        Topic(
            text=text,
            is_relevant=lambda number, relevant=judged[place]: ids[number] in relevant,  # type: ignore[misc]
            identity=lambda number: ids[number],
            relevant=len(judged[place] & set(ids)),
        )
        for place, text in enumerate(queries, start=1)
        if judged.get(place)
    ]


def cranfield_documents(folder: Path) -> list[Document]:
    """Return the abstracts that have a text."""
    documents = [_document(record) for record in _records(folder / "cran.all.1400.xz")]
    return [document for document in documents if document.text]


def question_topics(path: Path, index: Generation) -> list[Topic]:
    """Return the questions of a file for which a passage holds a gold answer."""
    texts = [f" {normalise(index.passage(number).text)} " for number in range(len(index))]
    topics = []
    for asked in read_questions(path):
        golds = [f" {normalise(gold)} " for gold in asked.answers]
        holding = {number for number, text in enumerate(texts) if any(gold in text for gold in golds)}
        if holding:
            query = query_as_typed(asked.question, asked.history, Filters())
            topics.append(Topic(text=query.text, is_relevant=holding.__contains__, identity=str, relevant=len(holding)))
    return topics


def main() -> None:
    """Index and compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cranfield", type=Path, help="folder of cran.all.1400.xz, cran.qry.xz and cranqrel.xz")
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--questions", type=Path)
    options = parser.parse_args()
    settings = Settings()
    embedder = CachedEmbedder(load_embedder(settings.model, settings.embeddings, threads=settings.threads))
    if options.cranfield:
        index = _index(cranfield_documents(options.cranfield), embedder, settings)
        print("Cranfield")
        measure(index, embedder, cranfield_topics(options.cranfield, index))
    if options.corpus and options.questions:
        documents = load_folder(options.corpus, max_file_bytes=settings.max_file_bytes).documents
        index = _index(documents, embedder, settings)
        print(f"{options.questions.name} over {options.corpus.name}")
        measure(index, embedder, question_topics(options.questions, index))


def _index(documents: Sequence[Document], embedder: Embedder, settings: Settings) -> Generation:
    folder = Path(tempfile.mkdtemp())
    build_index(documents, embedder, folder, passage_words=settings.passage_words, overlap_words=settings.overlap_words)
    return open_generation(folder, fingerprint=embedder.fingerprint)


def _gains(topic: Topic, ranked: Scored) -> list[bool]:
    seen: dict[str, bool] = {}
    for number, _ in ranked:
        seen.setdefault(topic.identity(number), topic.is_relevant(number))
    return list(seen.values())


def _ndcg(gains: Sequence[bool], relevant: int) -> float:
    """Return the discounted gain of the first ten over the best possible.

    Source: Järvelin and Kekäläinen, "Cumulated Gain-Based Evaluation of IR Techniques", 2002,
    doi:10.1145/582415.582418.
    """
    best = sum(1 / log2(rank + 1) for rank in range(1, min(relevant, DEPTH) + 1))
    return sum(gain / log2(rank + 1) for rank, gain in enumerate(gains[:DEPTH], start=1)) / best


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _unpacked(path: Path) -> str:
    return lzma.decompress(path.read_bytes()).decode(errors="replace")


def _records(path: Path) -> list[str]:
    return re.split(r"^\.I\s+", _unpacked(path), flags=re.MULTILINE)[1:]


def _part(record: str, letter: str) -> str:
    found = re.search(rf"^\.{letter}\s*\n(.*?)(?=^\.[A-Z]\s*$|\Z)", record, flags=re.MULTILINE | re.DOTALL)
    return " ".join(found.group(1).split()) if found else ""


def _document(record: str) -> Document:
    number = str(int(record.split(maxsplit=1)[0]))
    title, text = _part(record, "T"), _part(record, "W")
    return Document(
        id=number,
        title=title or number,
        text=text,
        sha256=sha256(text.encode()).hexdigest(),
        format="text",
        blocks=(Block(start=0, end=len(text), kind=BlockKind.PARAGRAPH),),
    )


if __name__ == "__main__":
    main()
