"""Breaks the index in every way that ``tests`` know, in full, and prints a table: ``make resilience``.

A corpus of a few lines and a fake embedder, so that a thousand runs take minutes. Each row is n runs, or n flips; the
first that does not leave a whole index, or goes unnoticed, ends the program with an AssertionError that says which.
"""

import argparse
import json
import logging
import resource
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter

from hostile.corpus import FULL, complaints, read_corpus, write_corpus
from machine import machine
from resilience import kills, mending, rot, small_disk
from resilience.crashes import ATTACKS, SCENARIOS, calls_of, fail_calls_of_opening, prepare
from resilience_report import full_resilience_table

SEED = 7
RESULTS = Path(__file__).parent / "results"
STOOD_IN = "found and named; the index before it answers, whole"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One way of breaking the index."""

    kind: str
    """Under which rows are added up in the README."""
    what: str
    n: int
    outcome: str
    promise: str = ""
    """Of all rows of a kind, where there are several."""


def crash_rows(folder: Path, stride: int) -> Iterator[Row]:
    """Fail every ``stride``-th call to the disk, in each scenario and each way."""
    for scenario in SCENARIOS:
        prepared = prepare(scenario, folder)
        calls = range(1, len(calls_of(prepared)) + 1, stride)
        for name, attack in ATTACKS.items():
            tally = attack(scenario, prepared, calls)
            old = "the old index" if scenario.corpora else "none yet"
            yield Row(
                kind=f"indexing, at each call to the disk: {name}",
                what=f"{scenario.name}, {len(calls)} calls: {name}",
                n=tally.runs,
                outcome=f"{tally.old:,} {old}, {tally.new:,} the new one; the next run leaves nothing lying",
                promise="the old index or the new one, whole; the next run leaves nothing lying",
            )
    opened = fail_calls_of_opening(folder)
    refused = opened.runs - opened.old - opened.new
    yield Row(
        kind="opening, at each call to the disk: the call fails",
        what="opening: a call fails",
        n=opened.runs,
        outcome=f"{opened.old:,} the one before, {opened.new:,} the live one all the same, {refused:,} refused",
    )


def kill_rows(folder: Path, stride: int) -> Iterator[Row]:
    """Kill runs at random, let disks fill up, write twice at once, read during swaps."""
    rounds = 1_000 // stride
    killed = kills.kill_at_random(folder / "killed", rounds, seed=SEED)
    outcome = f"{killed['old']:,} the old index, {killed['new']:,} the new one"
    yield _row("SIGKILL while indexing, at a random instant", rounds, outcome)
    filled = small_disk.fill_small_disks(folder / "filled", stride)
    outcome = f"{filled['refused']:,} one sentence and the old index, {filled['indexed']:,} the new one"
    no_disk = "not tried: this system lets no process mount a disk of its own"
    yield _row("a disk with room for 0, 1, 2 … further pages", filled.total(), outcome if filled else no_disk)
    limited = kills.limit_file_sizes(folder / "limited", 256 * stride)
    outcome = f"{limited['refused']:,} one sentence and the old index, {limited['indexed']:,} the new one"
    yield _row("no file may grow beyond a limit", limited.total(), outcome)
    written = kills.write_twice_at_once(folder / "twice", max(1, 100 // stride))
    outcome = f"{written['indexed']:,} indexed, {written['refused']:,} refused with one sentence"
    yield _row("two writers at the same time", written.total(), outcome)
    swaps = max(2, 100 // stride)
    read = kills.read_during_swaps(folder / "read", swaps)
    outcome = f"each whole, {read['different']:,} different ones seen; what was opened first stays as it was"
    yield _row(f"an index opened during {swaps} swaps", read["opened"], outcome)


def rot_rows(folder: Path, stride: int) -> Iterator[Row]:
    """Flip bits of each file, cut it off, take it away, swap it."""
    embeddings = rot.prepare(folder)
    files = rot.checked_files(embeddings)
    places = max(1, 200 // stride)
    for file in files:
        yield Row(
            kind=f"a flipped bit at {places} places in each of {len(files)} files",
            what=f"a flipped bit in {file.relative_to(embeddings / 'gen-000002')}",
            n=rot.flip_bytes(embeddings, file, places, seed=SEED),
            outcome=STOOD_IN,
            promise=STOOD_IN,
        )
    yield _row("a file cut off", sum(rot.cut_off(embeddings, file) for file in files), STOOD_IN)
    yield _row("a file gone", sum(rot.take_away(embeddings, file) for file in files), STOOD_IN)
    yield _row("a file of another generation", sum(rot.swap_in(embeddings, file) for file in files), STOOD_IN)
    out_of_step = "vectors, words and passages out of step, every hash right"
    yield _row(out_of_step, rot.put_out_of_step(embeddings), STOOD_IN)
    pointed = rot.flip_bytes_of_the_pointer(embeddings, places, seed=SEED)
    outcome = ", ".join(f"{count:,} {what}" for what, count in pointed.items())
    yield _row("a flipped bit in CURRENT", sum(pointed.values()), outcome)
    flips = rot.flip_bytes_of_the_snapshot(embeddings, places, seed=SEED)
    yield _row("a flipped bit in corpus.json", flips, "found; the index answers, and the doctor says what is not known")
    flips = rot.flip_bytes_of_the_time_of_building(embeddings, places, seed=SEED)
    yield _row("a flipped bit in build.json", flips, "nothing is read from it; the index answers")


def mending_rows(folder: Path, stride: int) -> Iterator[Row]:
    """Damage a real index, ask the doctor, and index."""
    logging.getLogger("kiddqa").setLevel(logging.ERROR)  # each index that stands in is warned of
    damages = list(mending.DAMAGES)[: max(1, len(mending.DAMAGES) // stride)]
    mended = mending.mend_each(mending.prepare(folder / "mending"), damages)
    outcome = "`kiddqa doctor` names the file and what to type; `kiddqa index` mends it"
    yield _row(f"each file of a real index: {', '.join(damages)}", mended, outcome)


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
    yield _row(f"hostile documents of up to {scale} MB", len(files), outcome)


def _row(what: str, n: int, outcome: str) -> Row:
    """Return a row that is the only one of its kind."""
    return Row(kind=what, what=what, n=n, outcome=outcome)


def _own_peak_megabytes() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)  # bytes there, kilobytes elsewhere


def main() -> None:
    """Break, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stride", type=int, default=1, metavar="N", help="do an N-th of it [default: %(default)s]")
    options = parser.parse_args()
    began, rows = perf_counter(), []
    with tempfile.TemporaryDirectory() as name:
        for part in (crash_rows, kill_rows, rot_rows, mending_rows, hostile_rows):
            for row in part(Path(name), options.stride):
                rows.append(asdict(row))
                print(f"{row.what} ({row.n:,}): {row.outcome}", flush=True)
    print(f"\n{sum(row['n'] for row in rows):,} in {perf_counter() - began:.0f} s")
    if options.stride == 1:
        found = {"machine": machine(), "seed": SEED, "rows": rows}
        (RESULTS / "resilience.json").write_text(
            json.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
        )
        (RESULTS / "resilience.md").write_text(full_resilience_table(found), encoding="utf-8")


if __name__ == "__main__":
    main()
