"""Times kiddqa beside what a user would pick instead: ``python benchmarks/speed.py --work DIR``.

All in one run, with the same weights, passages and questions: the bundled corpus as it is cut, and the questions of its
development half. The others retrieve only; kiddqa also reads. ``--make`` makes their environments (gigabytes, minutes)
in ``--work``; one that is not there is left out, and said so. It writes ``benchmarks/results/speed.json`` and
``speed.svg``.
"""

# ruff: noqa: S603  (programs of this project, run on its own files)

import argparse
import importlib.metadata
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from drawings import bars
from kiddqa.engine import NO_FILTERS, Engine
from kiddqa.index.builder import build_index
from kiddqa.index.compile import default_source
from kiddqa.index.embedder import load_embedder
from kiddqa.index.generation import open_generation
from kiddqa.questions import Half, of_half, read_questions
from kiddqa.read.reader import SpanReader
from kiddqa.records import Hit, Passage, Query
from kiddqa.settings import Settings
from kiddqa.squad import read_articles
from kiddqa.wiring import index_corpus, load_engine, load_passage_reader
from machine import MEBIBYTE, machine, memory_mb, summary, table
from rivals import RIVALS
from scale_data import First

RESULTS = Path(__file__).parent / "results" / "speed.json"
WORK = Path.home() / ".cache" / "kiddqa-benchmarks" / "others"
STARTS = 7
SQUAD_PASSAGES = 20_000
QUESTIONS_READ = 40
PASSAGES_READ = 5
WORDS_A_PASSAGE = 150
ALL_TEN = {
    "all_ten_new": "reply with all ten passages read, ms",
    "all_ten_remembered": "… once their sentences are remembered, ms",
}


def side_by_side(work: Path, texts: Sequence[str], questions: Sequence[str]) -> dict[str, Any]:
    """Return what each rival took, by name; one without its environment is left out."""
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        task = {"model": str(default_source()), "texts": texts, "questions": questions, "limit": 10}
        for number, rival in enumerate(RIVALS):
            if rival.python(work) is None:
                print(f"skipped: {rival.name}, its environment is not made; type: python benchmarks/speed.py --make")
                continue
            vectors = Path(folder) / f"{number}.npy"
            took = rival.compete(work, {**task, "vectors": str(vectors)})
            found[rival.name] = {
                "passages_a_second": round(len(texts) / took["index_seconds"], 1),
                "index_seconds": round(took["index_seconds"], 2),
                "load_seconds": round(took["load_seconds"], 2),
                "retrieve": summary(took["questions_ms"]),
                "memory_mb": took["memory_mb"],
                "versions": took["versions"],
            }
            print(f"measured: {rival.name}", flush=True)
        cosines = np.sum(np.load(Path(folder) / "0.npy") * np.load(Path(folder) / "1.npy"), axis=1)
        found["kiddqa"]["mean_cosine"] = round(float(cosines.mean()), 4)
    return found


def corpus_seconds(folder: Path) -> float:
    """Index the bundled corpus into a new folder; return what it took."""
    began = perf_counter()
    index_corpus(Settings(embeddings=folder), watch=lambda *_: None)
    return perf_counter() - began


def squad_seconds(squad: Path) -> dict[str, float]:
    """Index 20,000 passages of a SQuAD file, every one embedded anew."""
    settings = Settings()
    documents = [article.document for article in read_articles(squad)]
    with tempfile.TemporaryDirectory() as folder:
        built = build_index(
            documents,
            load_embedder(None, Path(folder), threads=settings.threads),
            Path(folder),
            passage_words=settings.passage_words,
            overlap_words=settings.overlap_words,
            cut=First(SQUAD_PASSAGES),
        )
    return {"passages": built.passages, "seconds": round(built.seconds, 1)}


def cold_starts(embeddings: Path, question: str) -> dict[str, float]:
    """Time ``kiddqa ask`` from the start of the process to its end, the reply printed."""
    command = [sys.executable, "-m", "kiddqa", "ask", question, "--embeddings", str(embeddings)]
    times = []
    for _ in range(STARTS):
        began = perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        times.append(1000 * (perf_counter() - began))
    return summary(times)


def replies(embeddings: Path, questions: Sequence[str]) -> dict[str, Any]:
    """Ask the whole engine, nothing remembered; return each stage's times, and memory idle and working."""
    engine = replace(load_engine(Settings(embeddings=embeddings)), replies_remembered=0)
    idle = memory_mb()
    for question in questions[:10]:
        engine.ask(question)
    found = [engine.ask(question).timings_ms for question in questions]
    stages = {stage: summary([timings.get(stage, 0.0) for timings in found]) for stage in found[0]}
    working = memory_mb()
    pairs = list(long_hits(engine, questions[:QUESTIONS_READ]))
    stages["passage"] = {**summary(passage_times(pairs)), "two_at_once_ms": round(two_at_once_ms(pairs), 2)}
    new, remembered = (summary(times) for times in all_ten_times(embeddings, questions))
    return {
        "stages": {**stages, "all_ten_new": new, "all_ten_remembered": remembered},
        "idle_mb": idle,
        "working_mb": working,
    }


def all_ten_times(embeddings: Path, questions: Sequence[str]) -> Iterator[list[float]]:
    """Yield what replies take in milliseconds where ten passages are read, however sure the first ones make it.

    First with sentences that are embedded for the first time, as far as questions do not share them; then the same
    questions again, their sentences remembered. Questions that a definition answers are left out: it is not read.
    """
    engine = replace(load_engine(Settings(embeddings=embeddings)), replies_remembered=0)
    if not isinstance(engine.reader, SpanReader):
        raise TypeError(f"the engine reads with {engine.reader!r}; expected a SpanReader")
    engine = replace(engine, reader=replace(engine.reader, ends_early=False))
    read = [question for question in questions if not engine.understand(question, (), NO_FILTERS).defined]
    for _ in range(2):
        yield [engine.ask(question).timings_ms["total"] for question in read]


def long_hits(engine: Engine, questions: Sequence[str]) -> Iterator[tuple[Query, Hit]]:
    """Yield each question with its likeliest passages of 90 words or more."""
    for question in questions:
        hits = (hit for hit in engine.search(question, limit=50) if _words(hit.passage) >= 0.6 * WORDS_A_PASSAGE)
        for hit in islice(hits, PASSAGES_READ):
            yield Query(question=question, text=question), hit


def passage_times(pairs: Sequence[tuple[Query, Hit]]) -> list[float]:
    """Return what reading each passage takes on one thread, in milliseconds, scaled to 150 words."""
    reader, times = load_passage_reader(Settings(threads=1)), []
    for query, hit in pairs:
        began = perf_counter()
        reader.spans_of(query, hit)
        times.append(1000 * (perf_counter() - began) * WORDS_A_PASSAGE / _words(hit.passage))
    return times


def two_at_once_ms(pairs: Sequence[tuple[Query, Hit]]) -> float:
    """Return the milliseconds that 150 words take where two threads read, each a passage of its own."""
    reader = load_passage_reader(Settings(threads=1))
    with ThreadPoolExecutor(max_workers=2) as pool:
        began = perf_counter()
        list(pool.map(lambda pair: reader.spans_of(*pair), pairs))
        taken = perf_counter() - began
    return 1000 * taken * WORDS_A_PASSAGE / sum(_words(hit.passage) for _, hit in pairs)


def _words(passage: Passage) -> int:
    return len(passage.text.split())


def installed_mb() -> float:
    """Return the size of what ``pip install kiddqa`` puts on the disk, everything it needs included."""
    seen, waiting, total = set(), ["kiddqa"], 0
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        try:
            distribution = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:  # needed on other systems only
            continue
        sizes = (Path(str(file.locate())) for file in distribution.files or ())
        total += sum(path.stat().st_size for path in sizes if path.is_file())
        needed = (line for line in distribution.requires or () if "extra ==" not in line)
        waiting += [re.split(r"[^\w.-]", line, maxsplit=1)[0].lower() for line in needed]
    package = Path(__file__).parents[1] / "src"  # an editable install lists no files of its own
    return round((total + sum(path.stat().st_size for path in package.rglob("*") if path.is_file())) / MEBIBYTE, 1)


def markdown(found: dict[str, Any]) -> str:
    """Return both tables: kiddqa alone, then side by side."""
    stages = found["replies"]["stages"]
    total, read, passage = stages["total"], stages["read"], stages.get("passage")
    alone = [
        ["reply, reading included, ms", f"{total['median_ms']:.1f}", f"{total['p95_ms']:.1f}", total["n"]],
        ["… of it reading, ms", f"{read['median_ms']:.1f}", f"{read['p95_ms']:.1f}", read["n"]],
        ["cold start to first reply, ms", *(found["cold_start"][name] for name in ("median_ms", "p95_ms", "n"))],
        ["memory idle, MiB", found["replies"]["idle_mb"].get("all"), None, 1],
        ["memory working, MiB", found["replies"]["working_mb"].get("all"), None, 1],
        ["indexing the bundled corpus, s", found["corpus_seconds"], None, 1],
        ["installed, MiB", found["installed_mb"], None, 1],
    ]
    if passage:
        times = (f"{passage[name]:.1f}" for name in ("median_ms", "p95_ms"))
        alone.insert(2, ["a passage of 150 words, one thread, ms", *times, passage["n"]])
        if "two_at_once_ms" in passage:
            alone.insert(3, ["… two threads, each a passage, ms", passage["two_at_once_ms"], None, passage["n"]])
    for place, (name, label) in enumerate(ALL_TEN.items(), start=2):
        if name in stages:
            times = (f"{stages[name][figure]:.1f}" for figure in ("median_ms", "p95_ms"))
            alone.insert(place, [label, *times, stages[name]["n"]])
    if found.get("squad"):
        squad = found["squad"]
        alone.insert(-1, [f"indexing {squad['passages']:,} passages, s", squad["seconds"], None, 1])
    others = [
        [
            name,
            took["passages_a_second"],
            took["retrieve"]["median_ms"],
            took["retrieve"]["p95_ms"],
            took["load_seconds"],
            took["memory_mb"],
        ]
        for name, took in found["side_by_side"].items()
    ]
    head = ["", "passages/s", "retrieve, ms", "95th percentile", "import and load, s", "memory, MiB"]
    said = (
        f"Retrieval alone, {found['texts']} passages, {total['n']} questions; "
        f"mean cosine of kiddqa's vectors to sentence-transformers': {found['side_by_side']['kiddqa']['mean_cosine']}"
    )
    measured = table(alone, ["kiddqa", "median", "95th percentile", "n"])
    return f"{found['machine']}\n\n{measured}\n\n{said}\n\n{table(others, head)}"


def main() -> None:
    """Make environments, or measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=WORK, help="folder of the environments [default: %(default)s]")
    parser.add_argument("--make", action="store_true", help="make the environments of the others first")
    parser.add_argument("--squad", type=Path, help="index 20,000 passages of this file, too (minutes)")
    parser.add_argument("--questions", type=Path, default=Path("tests/eval/kidd.jsonl"), help="[default: %(default)s]")
    options = parser.parse_args()
    if options.make:
        for rival in RIVALS:
            rival.make(options.work)
    questions = [asked.question for asked in of_half(read_questions(options.questions), Half.DEVELOPMENT)]
    with tempfile.TemporaryDirectory() as name:
        embeddings = Path(name)
        seconds = round(corpus_seconds(embeddings), 2)
        index = open_generation(embeddings, fingerprint=None)
        texts = [index.passage(number).context_text for number in range(len(index))]
        found: dict[str, Any] = {
            "machine": machine(),
            "texts": len(texts),
            "corpus_seconds": seconds,
            "cold_start": cold_starts(embeddings, questions[0]),
            "replies": _in_a_process_of_its_own(embeddings, options.questions),
            "installed_mb": installed_mb(),
            "side_by_side": side_by_side(options.work, texts, questions),
            "squad": squad_seconds(options.squad) if options.squad else None,
        }
    RESULTS.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    speeds = {name: took["passages_a_second"] for name, took in found["side_by_side"].items()}
    RESULTS.with_suffix(".svg").write_text(bars("Passages embedded and indexed per second", speeds), encoding="utf-8")
    print(markdown(found))


def _in_a_process_of_its_own(embeddings: Path, questions: Path) -> dict[str, Any]:
    """Measure replies where nothing else has been imported or loaded, so that memory is the engine's alone."""
    code = "import sys, speed; speed.print_replies(sys.argv[1], sys.argv[2])"
    command = [sys.executable, "-c", code, str(embeddings), str(questions.resolve())]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=Path(__file__).parent)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def print_replies(embeddings: str, questions: str) -> None:
    """Print what ``replies`` finds."""
    asked = [asked.question for asked in of_half(read_questions(Path(questions)), Half.DEVELOPMENT)]
    print(json.dumps(replies(Path(embeddings), asked)))


if __name__ == "__main__":
    main()
