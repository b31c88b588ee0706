"""Every call to the disk fails once: what is served afterwards, whether the next run mends it, what is left open."""

import shutil
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from kiddqa.errors import IndexError_
from kiddqa.index.generation import open_generation
from resilience.failing_disk import DEAD, FailingDisk, Harm, die, failing, fill_up, refuse
from resilience.processes import end_of, open_below, start
from resilience.tiny_index import NOTHING, assert_tidy, build, read_whole, served, why_not

_NEW = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A folder as it is before an indexing run of corpus 3."""

    name: str
    corpora: tuple[int, ...]
    """Indexed before, one after the other."""
    damaged: bool = False
    """The last of them is damaged, and the one before it stands in."""

    @property
    def old(self) -> int:
        """The corpus that is served before the run."""
        return (NOTHING, *self.corpora)[-2 if self.damaged else -1]


SCENARIOS = (
    Scenario(name="first index", corpora=()),
    Scenario(name="re-index", corpora=(1,)),
    Scenario(name="garbage collection", corpora=(1, 2)),
    Scenario(name="mending", corpora=(1, 2), damaged=True),
)


@dataclass(slots=True, kw_only=True)
class Tally:
    """What was served after each of the runs."""

    runs: int = 0
    old: int = 0
    new: int = 0

    def count(self, embeddings: Path, scenario: Scenario, what: str) -> None:
        """Look at what one run has left, and count it.

        Raises:
            AssertionError: if neither the old index nor the new one is served.
        """
        found = served(embeddings, may_stand_in=scenario.damaged)
        assert found in {scenario.old, _NEW}, f"{scenario.name}, {what}: corpus {found} is served"
        self.runs += 1
        self.new += found == _NEW
        self.old += found != _NEW


def prepare(scenario: Scenario, folder: Path) -> Path:
    """Write the index that a scenario begins with."""
    embeddings = folder / "prepared"
    shutil.rmtree(embeddings, ignore_errors=True)
    embeddings.mkdir(parents=True)
    for number in scenario.corpora:
        build(embeddings, number)
    if scenario.damaged:
        (embeddings / f"gen-{len(scenario.corpora):06d}" / "dense.faiss").unlink()
    return embeddings


def calls_of(prepared: Path) -> list[str]:
    """Return the names of the calls that an indexing run makes."""
    embeddings = _copy(prepared)
    with failing(FailingDisk(embeddings, refuse, at=0)) as disk:
        build(embeddings, _NEW)
    return disk.names


def fail_calls(scenario: Scenario, prepared: Path, calls: Iterable[int], *, full: bool = False) -> Tally:
    """Let each of ``calls`` fail with an error of the system; ``full``: and every later one that needs room.

    Raises:
        AssertionError: if the run ends otherwise than well or with one sentence, if anything else than the old index
            or the new one is served, if the next run does not tidy up, or if a file stays open.
    """
    tally = Tally()
    harm: Harm = fill_up if full else refuse
    for at in calls:
        embeddings = _copy(prepared)
        with failing(FailingDisk(embeddings, harm, at=at, for_good=full)):
            sentence = why_not(embeddings, _NEW)
        assert open_below(embeddings) == {}, f"{scenario.name}, call {at}"
        assert sentence is None or "type: kiddqa index" in sentence or "--embeddings DIR" in sentence, sentence
        tally.count(embeddings, scenario, f"call {at}")
        assert sentence is not None or served(embeddings) == _NEW
        _assert_the_next_run_mends(embeddings)
    return tally


def die_at_calls(scenario: Scenario, prepared: Path, calls: Iterable[int]) -> Tally:
    """End the process at each of ``calls``.

    Raises:
        AssertionError: if anything else than the old index or the new one is served, or the next run does not tidy up.
    """
    tally = Tally()
    for at in calls:
        embeddings = _copy(prepared)
        _assert_dies(FailingDisk(embeddings, die, at=at), embeddings)
        tally.count(embeddings, scenario, f"death at call {at}")
        _assert_the_next_run_mends(embeddings)
    return tally


def cut_power_at_calls(scenario: Scenario, prepared: Path, calls: Iterable[int]) -> Tally:
    """Cut the power at each of ``calls``: the process ends, and what no fsync has made safe is gone.

    Raises:
        AssertionError: as ``die_at_calls``, for any state that the disk may be found in.
    """
    tally = Tally()
    for at in calls:
        embeddings = _copy(prepared)
        _assert_dies(_disk_without_power(embeddings, at), embeddings)
        outcomes = sorted(embeddings.parent.glob("outcome-*"))
        assert outcomes
        for outcome in outcomes:
            tally.count(outcome, scenario, f"power cut at call {at}")
            _assert_the_next_run_mends(outcome)
            shutil.rmtree(outcome)
    return tally


def fail_calls_of_opening(folder: Path) -> Tally:
    """Let each call that opening an index makes fail once.

    Returns:
        How often the live index, ``new``, was served, and how often the one before stood in, ``old``; in the rest of
        the runs the index was refused with a sentence.

    Raises:
        AssertionError: if an opened index is not whole, or a file stays open.
    """
    prepared = prepare(Scenario(name="opening", corpora=(1, _NEW)), folder)
    calls, found = _open_failing(prepared, 0)
    assert found == _NEW
    tally = Tally(runs=calls)
    for at in range(1, calls + 1):
        _, found = _open_failing(prepared, at)
        assert open_below(prepared) == {}, f"call {at}"
        assert found in {None, 1, _NEW}
        tally.new += found == _NEW
        tally.old += found == 1
    return tally


def _open_failing(embeddings: Path, at: int) -> tuple[int, int | None]:
    """Return the number of calls that opening makes, and of the corpus that was opened; None: it was refused."""
    disk = FailingDisk(embeddings, refuse, at=at)
    try:
        with failing(disk):
            index = open_generation(embeddings, fingerprint="letters")
    except IndexError_:
        return disk.calls, None
    calls = disk.calls
    with closing(index):
        number = read_whole(index)
        assert (number == _NEW) == (index.warning is None)
        return calls, number


def _disk_without_power(embeddings: Path, at: int) -> FailingDisk:
    """Return a disk that, when the power is cut, writes what may be left of the folder beside it: ``outcome-0`` …"""

    def cut(call: str) -> None:
        for number, outcome in enumerate(disk.power_cut.outcomes(embeddings.parent)):
            shutil.copytree(outcome, embeddings.parent / f"outcome-{number}")
        die(call)

    disk = FailingDisk(embeddings, cut, at=at)
    return disk


def _assert_dies(disk: FailingDisk, embeddings: Path) -> None:
    def task() -> int:
        with failing(disk):
            build(embeddings, _NEW)
        return 0

    code = end_of(start(task))
    assert code == DEAD, code


def _assert_the_next_run_mends(embeddings: Path) -> None:
    build(embeddings, _NEW)
    assert served(embeddings) == _NEW
    assert_tidy(embeddings)


def _copy(prepared: Path) -> Path:
    embeddings = prepared.parent / "embeddings"
    shutil.rmtree(embeddings, ignore_errors=True)
    return shutil.copytree(prepared, embeddings)


Attack = Callable[[Scenario, Path, Iterable[int]], Tally]


def _full_disk(scenario: Scenario, prepared: Path, calls: Iterable[int]) -> Tally:
    return fail_calls(scenario, prepared, calls, full=True)


ATTACKS: dict[str, Attack] = {
    "the call fails": fail_calls,
    "the disk is full from the call on": _full_disk,
    "the process dies": die_at_calls,
    "the power is cut": cut_power_at_calls,
}
