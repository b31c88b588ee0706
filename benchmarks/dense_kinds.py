"""Compares kinds of FAISS index by size: ``python benchmarks/dense_kinds.py --squad train-v2.0.json.xz``.

Up to 20,000 rows they are vectors of real passages, above that those that ``scale_data`` makes of them; questions of
the same file are searched for, one after the other, on one thread. Recall is that of the ten nearest rows, against
comparing every vector. Each index is built once and kept in ``--work``, by a process of its own that gives up after
``--minutes`` of work; another opens it, mapped where FAISS can, asks, and says what memory it takes. It writes
``benchmarks/results/dense_kinds.json`` and the table beside it.
"""

# ruff: noqa: S603  (programs of this project, run on its own files)

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from faiss_kinds import FOUND, KINDS, Kind, build, opened
from kiddqa.index.dense import DenseIndex
from kiddqa.index.embedder import load_embedder
from kiddqa.index.generation import open_generation
from kiddqa.protocols import Vectors
from kiddqa.settings import Settings
from machine import MEBIBYTE, machine, memory_mb, summary, table
from scale import WORK, questions_of
from scale_data import REAL, make_index

SIZES = (5_000, 20_000, 50_000, 200_000, 1_000_000)
MADE = 1_000_000
RESULTS = Path(__file__).parent / "results" / "dense_kinds.json"


def measure(kind: Kind, path: Path, questions: Vectors, exact: Sequence[set[int]]) -> list[dict[str, Any]]:
    """Open an index, ask with each setting of its search, and return what each took and found."""
    before = memory_mb()
    searches = list(opened(kind, path))
    measured = []
    for setting, search in searches:
        for question in questions:  # its pages are mapped by then
            search(question[np.newaxis])
        times, shares = [], []
        for question, nearest in zip(questions, exact, strict=True):
            began = perf_counter()
            found = search(question[np.newaxis])
            times.append(1000 * (perf_counter() - began))
            shares.append(len(nearest & set(found)) / len(nearest))
        now = memory_mb()
        measured.append(
            {
                "setting": setting,
                "recall_at_10": round(float(np.mean(shares)), 4),
                "query": summary(times),
                "memory_mb": {name: round(now[name] - before[name], 1) for name in now},
            }
        )
    return measured


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """Where the vectors come from, and where the indexes of them are kept."""

    work: Path
    squad: Path
    questions: int
    minutes: float

    def folder(self, size: int) -> Path:
        """Return the folder of all that is kept of one size."""
        return self.work / "dense-kinds" / f"{size}"

    def path(self, size: int, kind: Kind) -> Path:
        """Return the file of an index."""
        return self.folder(size) / f"{KINDS.index(kind)}.faiss"

    def prepare(self, size: int) -> None:
        """Write the vectors of a size and of the questions, unless they are there."""
        if (self.folder(size) / "questions.npy").is_file():
            return
        self.folder(size).mkdir(parents=True, exist_ok=True)
        settings = Settings()
        embedder = load_embedder(None, self.work, threads=settings.threads)
        folder = make_index(self.work, REAL if size <= REAL else MADE, self.squad, embedder, settings)
        index = open_generation(folder, fingerprint=embedder.fingerprint)
        np.save(self.folder(size) / "rows.npy", index._dense.vectors()[:size])  # noqa: SLF001  (what lies inside)
        np.save(self.folder(size) / "questions.npy", embedder.embed(questions_of(self.squad, self.questions)))

    def build(self, size: int, kind: Kind) -> dict[str, Any]:
        """Build an index unless it is built; return what building took."""
        noted = self.path(size, kind).with_suffix(".json")
        if not noted.is_file():
            rows = np.load(self.folder(size) / "rows.npy")
            noted.write_text(json.dumps(build(kind, rows, self.path(size, kind), self.minutes)))
        found: dict[str, Any] = json.loads(noted.read_text())
        return found

    def measure(self, size: int, kind: Kind) -> list[dict[str, Any]]:
        """Measure an index that is built."""
        questions = np.load(self.folder(size) / "questions.npy")
        return measure(kind, self.path(size, kind), questions, self._exact(size, questions))

    def _exact(self, size: int, questions: Vectors) -> list[set[int]]:
        kept = self.folder(size) / "exact.json"
        if not kept.is_file():
            every = DenseIndex.load(self.path(size, KINDS[0]))
            nearest = [[row for row, _ in every.search(question[np.newaxis], FOUND)] for question in questions]
            kept.write_text(json.dumps(nearest))
        return [set(rows) for rows in json.loads(kept.read_text())]


def markdown(results: dict[str, Any]) -> str:
    """Return the table: a row for each size, kind and setting."""
    head = ["rows", "kind", "setting", "built, s", "file, MiB", "memory, MiB", "p50, ms", "p95, ms", "recall@10"]
    rows = [
        [f"{at['rows']:,}", at["kind"], *_cells(at, measured)]
        for at in results["indexes"]
        for measured in at["measured"]
    ]
    given_up = [
        f"{at['rows']:,} rows, {at['kind']}: given up after {at['gave_up_seconds']:,} s, {at['rows_added']:,} rows in"
        for at in results["indexes"]
        if "gave_up_seconds" in at
    ]
    said = f"{results['machine']}; one thread, {results['questions']} questions; memory with mapped pages"
    return "\n\n".join([said, table(rows, head), *given_up])


def _cells(at: dict[str, Any], measured: dict[str, Any]) -> list[Any]:
    query = measured["query"]
    memory = measured["memory_mb"].get("all")
    recall = f"{measured['recall_at_10']:.3f}"
    return [
        measured["setting"],
        at["build_seconds"],
        at["file_mb"],
        memory,
        query["median_ms"],
        query["p95_ms"],
        recall,
    ]


def options_of() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--squad", type=Path, required=True, help="file of paragraphs and questions in SQuAD's format")
    parser.add_argument("--work", type=Path, default=WORK, help="folder of the indexes [default: %(default)s]")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="rows [default: %(default)s]")
    parser.add_argument("--questions", type=int, default=100, help="how many are asked [default: %(default)s]")
    parser.add_argument("--minutes", type=float, default=15, help="for building one index [default: %(default)s]")
    parser.add_argument("--only-build", action="store_true", help="build what is not built and measure nothing")
    parser.add_argument("--build", type=int, nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--measure", type=int, nargs=2, help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> None:
    """Build, measure, print and write."""
    options = options_of()
    bench = Bench(work=options.work, squad=options.squad, questions=options.questions, minutes=options.minutes)
    for asked, answer in ((options.build, bench.build), (options.measure, bench.measure)):
        if asked:
            print(json.dumps(answer(asked[0], KINDS[asked[1]])))
            return
    kept = json.loads(RESULTS.read_text())["indexes"] if RESULTS.is_file() else []
    indexes = [found for found in kept if found["rows"] not in options.sizes]
    for size in options.sizes:
        bench.prepare(size)
        for number, kind in enumerate(KINDS):
            found = {
                "rows": size,
                "kind": kind.name,
                "measured": [],
                **_in_a_process_of_its_own("--build", size, number),
            }
            if "build_seconds" in found:
                found["file_mb"] = round(bench.path(size, kind).stat().st_size / MEBIBYTE, 1)
                if not options.only_build:
                    found["measured"] = _in_a_process_of_its_own("--measure", size, number)
            print(f"{size:,} rows, {kind.name}: {found}", flush=True)
            indexes.append(found)
    if options.only_build:
        return
    indexes.sort(key=lambda found: found["rows"])
    results = {"machine": machine(), "questions": options.questions, "indexes": indexes}
    RESULTS.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    RESULTS.with_suffix(".md").write_text(markdown(results) + "\n", encoding="utf-8")
    print(markdown(results))


def _in_a_process_of_its_own(step: str, size: int, number: int) -> Any:  # noqa: ANN401  (what a step prints, as JSON)
    command = [sys.executable, *sys.argv, step, f"{size}", f"{number}"]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


if __name__ == "__main__":
    main()
