"""Breaks the index in every way that ``tests`` know, in full, and prints a table: ``make resilience``.

A corpus of a few lines and a fake embedder, so that a thousand runs take minutes. Each row is n runs, or n flips; the
first that does not leave a whole index, or goes unnoticed, ends the program with an AssertionError that says which.
"""

import argparse
import json
import platform
import resource
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter

from hostile.corpus import FULL, complaints, read_corpus, write_corpus
from resilience import kills, rot
from resilience.crashes import ATTACKS, SCENARIOS, calls_of, fail_calls_of_opening, prepare

SEED = 7
RESULTS = Path(__file__).parent / "results" / "resilience.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One way of breaking the index."""

    what: str
    n: int
    outcome: str


def crash_rows(folder: Path, stride: int) -> Iterator[Row]:
    """Fail every ``stride``-th call to the disk, in each scenario and each way."""
    for scenario in SCENARIOS:
        prepared = prepare(scenario, folder)
        calls = range(1, len(calls_of(prepared)) + 1, stride)
        for name, attack in ATTACKS.items():
            tally = attack(scenario, prepared, calls)
            old = "the old index" if scenario.corpora else "none yet"
            outcome = f"{tally.old:,} {old}, {tally.new:,} the new one; the next run leaves nothing lying"
            yield Row(what=f"{scenario.name}, {len(calls)} calls: {name}", n=tally.runs, outcome=outcome)
    opened = fail_calls_of_opening(folder)
    outcome = f"{opened.old:,} the one before, {opened.runs - opened.old - opened.new:,} refused with one sentence"
    yield Row(what="opening: a call fails", n=opened.runs, outcome=outcome)


def kill_rows(folder: Path, stride: int) -> Iterator[Row]:
    """Kill runs at random, cap the sizes of files, write twice at once, read during swaps."""
    rounds = 1_000 // stride
    killed = kills.kill_at_random(folder / "killed", rounds, seed=SEED)
    outcome = f"{killed['old']:,} the old index, {killed['new']:,} the new one"
    yield Row(what="SIGKILL at a random instant", n=rounds, outcome=outcome)
    limited = kills.limit_file_sizes(folder / "limited", 256 * stride)
    outcome = f"{limited['refused']:,} one sentence and the old index, {limited['indexed']:,} the new one"
    yield Row(what="no file may grow beyond a limit", n=limited.total(), outcome=outcome)
    written = kills.write_twice_at_once(folder / "twice", max(1, 100 // stride))
    outcome = f"{written['indexed']:,} indexed, {written['refused']:,} refused with one sentence"
    yield Row(what="two writers at the same time", n=written.total(), outcome=outcome)
    swaps = max(2, 100 // stride)
    read = kills.read_during_swaps(folder / "read", swaps)
    outcome = f"each whole, {read['different']:,} different ones seen; what was opened first stays as it was"
    yield Row(what=f"an index opened during {swaps} swaps", n=read["opened"], outcome=outcome)


def rot_rows(folder: Path, stride: int) -> Iterator[Row]:
    """Flip bits of each file, cut it off, take it away, swap it."""
    embeddings = rot.prepare(folder)
    files = rot.checked_files(embeddings)
    places = max(1, 200 // stride)
    found = "each found; the one before stands in"
    for file in files:
        flips = rot.flip_bytes(embeddings, file, places, seed=SEED)
        yield Row(what=f"a flipped bit in {file.relative_to(embeddings / 'gen-000002')}", n=flips, outcome=found)
    yield Row(what="a file cut off", n=sum(rot.cut_off(embeddings, file) for file in files), outcome=found)
    yield Row(what="a file gone", n=sum(rot.take_away(embeddings, file) for file in files), outcome=found)
    swapped = sum(rot.swap_in(embeddings, file) for file in files)
    yield Row(what="a file of another generation", n=swapped, outcome=found)
    pointed = rot.flip_bytes_of_the_pointer(embeddings, places, seed=SEED)
    outcome = ", ".join(f"{count:,} {what}" for what, count in pointed.items())
    yield Row(what="a flipped bit in CURRENT", n=sum(pointed.values()), outcome=outcome)
    flips = rot.flip_bytes_of_the_snapshot(embeddings, places, seed=SEED)
    yield Row(what="a flipped bit in corpus.json", n=flips, outcome="each found; the index answers")


def hostile_rows(folder: Path, stride: int) -> Iterator[Row]:
    """Read a folder of files made to stop, hang or bloat the run."""
    scale = max(1, FULL // stride)
    files = write_corpus(folder / "hostile", scale=scale)
    began, before = perf_counter(), _own_peak_megabytes()
    loaded = read_corpus(folder / "hostile", scale=scale)
    if found := complaints(files, loaded):
        raise AssertionError("\n".join(found))
    grown = _own_peak_megabytes() - before
    outcome = (
        f"{len(loaded.documents)} taken, {len(loaded.skipped)} skipped, each with its reason; "
        f"{perf_counter() - began:.0f} s, {grown:.0f} MB more memory in the run itself"
    )
    yield Row(what=f"hostile documents of up to {scale} MB", n=len(files), outcome=outcome)


def _own_peak_megabytes() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if platform.system() == "Darwin" else 1e3)  # bytes there, kilobytes elsewhere


def main() -> None:
    """Break, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stride", type=int, default=1, metavar="N", help="do an N-th of it [default: %(default)s]")
    options = parser.parse_args()
    began = perf_counter()
    print("| what happens | n | what is served |\n| --- | ---: | --- |")
    rows = []
    with tempfile.TemporaryDirectory() as name:
        for part in (crash_rows, kill_rows, rot_rows, hostile_rows):
            for row in part(Path(name), options.stride):
                rows.append(row)
                print(f"| {row.what} | {row.n:,} | {row.outcome} |", flush=True)
    print(f"\n{sum(row.n for row in rows):,} in {perf_counter() - began:.0f} s")
    if options.stride == 1:
        kept = {"machine": platform.platform(), "seed": SEED, "rows": [asdict(row) for row in rows]}
        RESULTS.write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
