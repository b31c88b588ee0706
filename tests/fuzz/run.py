"""Fuzzes each target for some minutes, guided by coverage: ``python -m fuzz.run --minutes 10``.

The minutes are those of computing, so that a machine with other things to do tries as many inputs.

Needs atheris (``pip install 'kiddqa[fuzz]'``), which needs Linux and Python 3.11 to 3.13. What breaks a promise is
kept below ``tests/fuzz/found`` and tried by every test run from then on. Inputs that reach further than the seeds are
kept in a folder of the user's, to go on from.
"""

import argparse
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from math import inf
from pathlib import Path

from fuzz.seeds import FOUND, seeds
from fuzz.targets import TARGETS

RESULTS = Path(__file__).parents[2] / "benchmarks" / "results" / "fuzz.json"
_MAX_INPUT_BYTES = 4_000
"""Short inputs are tried ten times as often as ones of 20,000 bytes, and reach the same branches."""
_SHORTER = {"front-matter": 500}
"""Targets whose parser, in Python and counted, takes tenths of a second for thousands of brackets."""
_MAX_SECONDS_PER_INPUT = 60
"""By the clock, on a machine that may have other things to do; the product allows 20 seconds of computing."""
_MAX_MEMORY_MB = 2_000
_COVERAGE = re.compile(r"cov: (\d+)")
_EXECUTIONS = re.compile(r"stat::number_of_executed_units:\s*(\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fuzzed:
    """What came of one target."""

    target: str
    minutes: float
    executions: int
    coverage_before: int
    """Branches that the seeds reach, as libFuzzer counts them."""
    coverage_after: int
    found: int
    """Inputs that broke a promise."""


def fuzz(target: str, minutes: float, kept: Path) -> Fuzzed:
    """Fuzz one target in a process of its own, up to the first finding; inputs go to ``kept``."""
    inputs = kept / target
    inputs.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(seeds(target).values()):
        (inputs / f"seed-{number:03}").write_bytes(data)
    findings = FOUND / target
    findings.mkdir(parents=True, exist_ok=True)
    before = set(findings.iterdir())
    command = [sys.executable, "-m", "fuzz.one", target, str(inputs), f"-artifact_prefix={findings}/"]
    command += [
        f"-max_len={_SHORTER.get(target, _MAX_INPUT_BYTES)}",
        f"-timeout={_MAX_SECONDS_PER_INPUT}",
        f"-report_slow_units={_MAX_SECONDS_PER_INPUT}",
        f"-rss_limit_mb={_MAX_MEMORY_MB}",
        "-print_final_stats=1",
    ]
    with tempfile.TemporaryFile() as log:
        running = subprocess.Popen(command, stdout=log, stderr=log)  # noqa: S603  (our own)
        while running.poll() is None and _computed(running.pid) < 60 * minutes:
            time.sleep(0.2)
        running.send_signal(signal.SIGUSR1)  # libFuzzer ends after the input that it is at
        code = running.wait()
        log.seek(0)
        said = log.read().decode(errors="replace")
    coverage = [int(number) for number in _COVERAGE.findall(said)] or [0]
    executed = _EXECUTIONS.search(said)
    found = len(set(findings.iterdir()) - before)
    if code and not found:
        raise SystemExit(f"Fuzzing {target} ended with exit code {code}:\n{said[-2_000:]}")
    return Fuzzed(
        target=target,
        minutes=minutes,
        executions=int(executed[1]) if executed else 0,
        coverage_before=coverage[0],
        coverage_after=max(coverage),
        found=found,
    )


def _computed(process_id: int) -> float:
    """Return the seconds that a process has computed; those of one that has ended are without end."""
    try:
        fields = Path(f"/proc/{process_id}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return inf
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _show(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Fuzz, print, and write what came of all targets, if all were fuzzed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("targets", nargs="*", choices=[[], *TARGETS], metavar="TARGET", help="one of: all [default]")
    parser.add_argument("--minutes", type=float, default=10, help="for each target [default: %(default)s]")
    parser.add_argument("--at-once", type=int, default=1, help="targets at the same time [default: %(default)s]")
    parser.add_argument("--kept", type=Path, help="folder for inputs to go on from [default: thrown away]")
    options = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as thrown_away, ThreadPoolExecutor(options.at_once) as pool:
        kept = options.kept or Path(thrown_away)
        for row in pool.map(lambda target: fuzz(target, options.minutes, kept), options.targets or TARGETS):
            rows.append(asdict(row))
            _show(f"{row.target}: {row.executions:,} inputs, {row.found} findings")
    if not options.targets:
        RESULTS.write_text(json.dumps({"rows": rows}, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
