"""Times reading and replying: ``python benchmarks/latency.py``; medians and 95th percentiles, in milliseconds.

The bundled corpus, the questions of its development half, one after the other. The time of a passage is that of the ten
best passages of 90 words or more, scaled to 150 words.
"""

import argparse
import platform
import tempfile
from dataclasses import replace
from pathlib import Path
from time import perf_counter

import numpy as np

from kiddqa.console.progress import Progress
from kiddqa.engine import Engine
from kiddqa.questions import Half, of_half, read_questions
from kiddqa.settings import Settings
from kiddqa.wiring import index_corpus, load_engine, load_passage_reader

WORDS = 150


def passage_times(engine: Engine, questions: list[str], threads: int) -> list[float]:
    """Return milliseconds a passage of 150 words, ten passages being read at a time."""
    reader = load_passage_reader(Settings(threads=threads))
    times = []
    for question in questions:
        hits = [hit for hit in engine.search(question, limit=50) if _words(hit.passage.text) >= 0.6 * WORDS][:10]
        began = perf_counter()
        reader.spans(question, hits)
        words = sum(_words(hit.passage.text) for hit in hits)
        times.append(1000 * (perf_counter() - began) * WORDS / words)
    return times


def reply_times(engine: Engine, questions: list[str]) -> dict[str, list[float]]:
    """Return the milliseconds of each stage of each reply."""
    found = [engine.ask(question).timings_ms for question in questions]
    return {stage: [timings[stage] for timings in found] for stage in found[0]}


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=Path, default=Path("tests/eval/kidd.jsonl"), help="[default: %(default)s]")
    options = parser.parse_args()
    questions = [asked.question for asked in of_half(read_questions(options.questions), Half.DEVELOPMENT)]
    with tempfile.TemporaryDirectory() as folder, Progress() as watch:
        settings = Settings(embeddings=Path(folder))
        index_corpus(settings, watch=watch)
        engine = replace(load_engine(settings), replies_remembered=0)
    for question in questions[:5]:
        engine.ask(question)
    rows = {"passage of 150 words, read": passage_times(engine, questions[:40], settings.threads)}
    rows |= {f"reply: {stage}": times for stage, times in reply_times(engine, questions).items()}
    machine = platform.processor() or platform.machine()
    print(f"{machine}, {settings.threads} threads, {settings.passages_read} passages a reply")
    print("| what | n | median ms | 95th percentile ms |\n| --- | ---: | ---: | ---: |")
    for name, times in rows.items():
        print(f"| {name} | {len(times)} | {np.median(times):.1f} | {np.percentile(times, 95):.1f} |")


def _words(text: str) -> int:
    return len(text.split())


if __name__ == "__main__":
    main()
