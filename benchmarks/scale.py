"""Times a question on 100, 20,000 and 1,000,000 passages: ``python benchmarks/scale.py --squad train-v2.0.json.xz``.

The first run makes the indexes (minutes; the million some 6 GB of disk and 4 GB of memory) and keeps them in
``--work``; ``scale_data`` says what they are made of. Each is then opened by a process of its own, which asks questions
of the same file one after the other: each embedded anew, searched for, and read. By then the files are in the system's
cache: opening checks every byte. Recall is that of the ten dense rows that come first, against comparing every vector.
It writes ``benchmarks/results/scale.json``.
"""

# ruff: noqa: S603  (programs of this project, run on its own files)

import argparse
import json
import os
import random
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from kiddqa.index.embedder import load_embedder
from kiddqa.index.generation import Generation, open_generation
from kiddqa.protocols import Vectors
from kiddqa.read.ranking import RankerWeights
from kiddqa.read.reader import SpanReader
from kiddqa.records import Filters
from kiddqa.retrieve.fusion import weighted_min_max
from kiddqa.retrieve.query import query_as_typed
from kiddqa.retrieve.retriever import HybridRetriever
from kiddqa.settings import Settings
from kiddqa.squad import read_articles
from kiddqa.wiring import DENSE_WEIGHT, features_over, load_matcher, load_passage_reader
from machine import folder_mb, machine, memory_mb, summary, table
from scale_data import make_index
from stopwatch import Stopwatch, TimedEmbedder, TimedIndex

SIZES = (100, 20_000, 1_000_000)
STAGES = ("embed", "dense", "bm25", "fuse", "fetch", "retrieve", "read", "reply")
RESULTS = Path(__file__).parent / "results" / "scale.json"
WORK = Path.home() / ".cache" / "kiddqa-benchmarks" / "scale"
WARMING_UP = 10
SEED = 7


def questions_of(squad: Path, count: int) -> list[str]:
    """Return ``count`` questions of a file, drawn with a seed."""
    asked = sorted({question.text for article in read_articles(squad) for question in article.questions})
    return random.Random(SEED).sample(asked, min(count, len(asked)))


def measure(folder: Path, questions: Sequence[str]) -> dict[str, Any]:
    """Open an index and ask; return times, recall, memory and sizes."""
    settings = Settings()
    embedder = load_embedder(None, folder, threads=settings.threads)
    before = memory_mb()
    _forget(folder)
    seconds = {}
    for cache in ("cold", "warm"):
        began = perf_counter()
        index = open_generation(folder, fingerprint=embedder.fingerprint)
        seconds[cache] = round(perf_counter() - began, 2)
    loaded = memory_mb()
    watch = Stopwatch()
    retriever = HybridRetriever(
        index=TimedIndex.of(index, watch),
        embedder=TimedEmbedder(embedder, watch),
        fuse=watch.timed("fuse", weighted_min_max(DENSE_WEIGHT)),
        candidates=settings.candidates,
    )
    times = _ask(retriever, questions, watch)
    asked = memory_mb()
    reader = SpanReader(
        passages=load_passage_reader(settings),
        features=features_over(index, load_matcher(settings)),
        weights=RankerWeights.load(),
        limit=settings.passages_read,
    )
    read = _read(retriever, reader, questions, settings.passages_read)
    times["read"] = read
    times["reply"] = [a + b for a, b in zip(times["retrieve"], read, strict=True)]
    return {
        "passages": len(index),
        "sketched": index._dense.is_sketched,  # noqa: SLF001  (a benchmark of what lies inside)
        "load_seconds": seconds,
        "disk_mb": folder_mb(folder),
        "memory_mb": {"before loading": before, "loaded": loaded, "retrieving": asked, "reading": memory_mb()},
        "recall_at_10": _recall(index, embedder.embed(questions)),
        "stages": {stage: summary(times[stage]) for stage in STAGES},
    }


def _forget(folder: Path) -> None:
    """Ask the system to drop the files of a folder from its cache, where it can be asked."""
    if hasattr(os, "posix_fadvise"):
        for path in filter(Path.is_file, folder.rglob("*")):
            with path.open("rb") as file:
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _ask(retriever: HybridRetriever, questions: Sequence[str], watch: Stopwatch) -> dict[str, list[float]]:
    for question in questions[:WARMING_UP]:
        retriever.retrieve(query_as_typed(question, (), Filters()), 10)
    watch.lap()
    watch.times.clear()
    for question in questions:
        watch.timed("retrieve", retriever.retrieve)(query_as_typed(question, (), Filters()), 10)
        watch.lap()
    return dict(watch.times)


def _read(retriever: HybridRetriever, reader: SpanReader, questions: Sequence[str], limit: int) -> list[float]:
    times = []
    for number, question in enumerate([*questions[:WARMING_UP], *questions]):
        query = query_as_typed(question, (), Filters())
        hits = retriever.retrieve(query, limit)
        began = perf_counter()
        reader.read(query, hits)
        if number >= WARMING_UP:
            times.append(1000 * (perf_counter() - began))
    return times


def _recall(index: Generation, vectors: Vectors) -> float:
    """Return the mean share of the ten nearest rows that a search finds; every row named is compared exactly."""
    everything = np.arange(len(index))
    shares = []
    for vector in vectors:
        exact = {number for number, _ in index.search_dense(vector[np.newaxis], 10, everything)}
        found = {number for number, _ in index.search_dense(vector[np.newaxis], 10)}
        shares.append(len(exact & found) / len(exact))
    return round(float(np.mean(shares)), 4)


def markdown(results: dict[str, Any]) -> str:
    """Return the table: a row a stage, median and 95th percentile for each size, then what is no time."""
    sizes = results["sizes"]
    head = ["", *(f"{found['passages']:,} passages" for found in sizes)]
    rows: list[list[Any]] = [
        [
            f"{stage}, ms",
            *(f"{found['stages'][stage]['median_ms']:.1f} ({found['stages'][stage]['p95_ms']:.1f})" for found in sizes),
        ]
        for stage in STAGES
    ]
    rows.append(["dense recall@10", *(f"{found['recall_at_10']:.3f}" for found in sizes)])
    rows.append(["dense search", *("by sketches" if found["sketched"] else "every vector" for found in sizes)])
    rows.append(["memory retrieving, MiB", *(found["memory_mb"]["retrieving"].get("all") for found in sizes)])
    rows.append(["… of it mapped files", *(found["memory_mb"]["retrieving"].get("mapped") for found in sizes)])
    rows.append(["opening, every byte checked, s", *(found["load_seconds"]["warm"] for found in sizes)])
    rows.append(["… with nothing of it in the system's cache", *(found["load_seconds"]["cold"] for found in sizes)])
    rows.append(["on disk, MiB", *(found["disk_mb"] for found in sizes)])
    n = sizes[0]["stages"]["reply"]["n"]
    return f"{results['machine']}; median (95th percentile) of {n} questions\n\n{table(rows, head)}"


def options_of(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--squad", type=Path, required=True, help="file of paragraphs and questions in SQuAD's format")
    parser.add_argument("--work", type=Path, default=WORK, help="folder that keeps the indexes [default: %(default)s]")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="passages [default: %(default)s]")
    parser.add_argument("--questions", type=int, default=200, help="how many are asked [default: %(default)s]")
    parser.add_argument("--only-made", action="store_true", help="leave out what is not made yet, and say so")
    parser.add_argument("--only-make", action="store_true", help="make the indexes and measure nothing")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def main() -> None:
    """Make, measure, print and write."""
    options = options_of()
    if options.measure:
        print(json.dumps(measure(options.measure, json.load(sys.stdin))))
        return
    settings, found = Settings(), []
    embedder = load_embedder(None, options.work, threads=settings.threads)
    questions = questions_of(options.squad, options.questions)
    for size in options.sizes:
        if options.only_made and not (options.work / f"{size}" / "CURRENT").is_file():
            print(f"skipped: {size:,} passages, not made yet; type: python benchmarks/scale.py --squad {options.squad}")
            continue
        folder = make_index(options.work, size, options.squad, embedder, settings)
        if not options.only_make:
            command = [sys.executable, __file__, "--squad", str(options.squad), "--measure", str(folder)]
            done = subprocess.run(command, input=json.dumps(questions), check=True, capture_output=True, text=True)
            found.append(json.loads(done.stdout))
    if found:
        results = {"machine": machine(), "sizes": found}
        RESULTS.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
        print(markdown(results))


if __name__ == "__main__":
    main()
