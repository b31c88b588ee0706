"""Measures what each step of understanding a question brings: ``python benchmarks/understanding.py FILE ...``.

Each FILE holds questions as ``kiddqa eval`` takes them; of a file that is split into halves the development half is
asked. They are asked of the bundled corpus with each step left out in turn, and with none. It writes
``benchmarks/understanding.md``.
"""

import argparse
import random
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Generic, ParamSpec, TypeVar

from kiddqa.console.progress import Progress
from kiddqa.engine import Engine
from kiddqa.evaluate import Figures, evaluate, figures_by_kind
from kiddqa.questions import AskedQuestion, Half, read_questions
from kiddqa.records import Filters
from kiddqa.retrieve.conversation import Turn
from kiddqa.retrieve.followup import CarryOver, FollowUp, NoHistory
from kiddqa.retrieve.query import Understanding, as_spelt, undated, unsplit
from kiddqa.settings import Settings
from kiddqa.wiring import index_corpus, load_engine

REPORT = Path(__file__).with_name("understanding.md")
SEED = 20261122
UNHURRIED_SECONDS = 3_600
P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A share of some of the questions."""

    title: str
    of: Callable[[Figures], float | None]
    count: Callable[[Figures], int]


MEASURES = (
    Measure(
        title="Answered, and right in the sentence",
        of=lambda figures: figures.answered_right,
        count=lambda figures: figures.answerable,
    ),
    Measure(
        title="Right in the sentence at the first place, answered or not",
        of=lambda figures: figures.sentence_accuracy,
        count=lambda figures: figures.answerable,
    ),
    Measure(
        title="Answered though the documents do not say (lower is better)",
        of=lambda figures: figures.false_answers,
        count=lambda figures: figures.questions - figures.answerable,
    ),
)


def variants(engine: Engine) -> dict[str, Engine]:
    """Return the engine with all steps, without each, and with none."""
    steps = understanding_of(engine)
    without: dict[str, Understanding] = {
        "spelling": replace(steps, spelling=as_spelt),
        "capitals": replace(steps, capitals=as_spelt),
        "follow-ups": replace(steps, follow_ups=NoHistory()),
        "dates": replace(steps, dates=undated),
        "other names": replace(steps, names=lambda text: replace(steps.names(text), added=())),
        "definitions": replace(steps, names=lambda text: replace(steps.names(text), definition=None)),
        "two questions in one": replace(steps, split=unsplit),
        "all": Understanding(index=engine.index),
    }
    return {
        "all steps": engine,
        "– replies": replace(engine, replies_heard=0),
        **{f"– {name}": replace(engine, understand=left) for name, left in without.items()},
    }


def understanding_of(engine: Engine) -> Understanding:
    """Return what the engine understands questions by.

    Raises:
        TypeError: if it is of another kind.
    """
    if not isinstance(engine.understand, Understanding):
        raise TypeError(f"found a {type(engine.understand).__name__}, expected an Understanding")
    return engine.understand


@dataclass(slots=True, kw_only=True)
class Clocked(Generic[P, R]):
    """A step that notes how long it takes."""

    step: Callable[P, R]
    milliseconds: list[float] = field(default_factory=list)

    def __call__(self, *args: P.args, **named: P.kwargs) -> R:
        """Take the step."""
        began = perf_counter()
        result = self.step(*args, **named)
        self.milliseconds.append(1000 * (perf_counter() - began))
        return result


class ClockedCarryOver:
    """A carry-over that notes how long it takes."""

    def __init__(self, way: CarryOver) -> None:
        self.may_depend = way.may_depend
        self._read = Clocked(step=way.read)

    @property
    def milliseconds(self) -> list[float]:
        """Of each reading."""
        return self._read.milliseconds

    def read(self, question: str, history: Sequence[Turn]) -> FollowUp:
        """Read, and note the time."""
        return self._read(question, history)


def step_times(engine: Engine, questions: Sequence[AskedQuestion]) -> dict[str, list[float]]:
    """Return the milliseconds of each step, of every question, replies not asked for; each was asked once before."""
    steps = understanding_of(engine)
    spelling, dates, names = Clocked(step=steps.spelling), Clocked(step=steps.dates), Clocked(step=steps.names)
    capitals = Clocked(step=steps.capitals)
    follow_ups = ClockedCarryOver(steps.follow_ups)
    whole = Clocked(
        step=replace(steps, spelling=spelling, capitals=capitals, follow_ups=follow_ups, dates=dates, names=names)
    )
    for asked in questions:
        steps(asked.question, asked.history, Filters())
    for asked in questions:
        whole(asked.question, asked.history, Filters())
    return {
        "spelling": spelling.milliseconds,
        "capitals": capitals.milliseconds,
        "follow-ups": follow_ups.milliseconds,
        "ordinals and dates": dates.milliseconds,
        "other names": names.milliseconds,
        "all of it": whole.milliseconds,
    }


def report(figures: dict[str, list[Figures]], times: dict[str, list[float]], sources: Sequence[str]) -> str:
    """Return the report, in Markdown; ``figures`` holds for each variant those of every kind, in one order."""
    parts = [
        "# What each step of understanding a question brings",
        "",
        f"Generated by `python benchmarks/understanding.py {' '.join(sources)}` over the bundled corpus: shares of",
        "questions, by kind. “– spelling” is everything but spelling, and so on; “– replies” hears the earlier",
        "questions without what was replied to them.",
    ]
    for measure in MEASURES:
        parts += ["", f"## {measure.title}", "", *_table(figures, measure)]
    rows = [
        f"| {name} | {len(ms)} | {median(ms):.2f} | {sorted(ms)[int(0.95 * (len(ms) - 1))]:.2f} |"
        for name, ms in times.items()
    ]
    head = ["| step | times taken | median ms | 95th percentile ms |", "| --- | ---: | ---: | ---: |"]
    return "\n".join([*parts, "", "## Time", "", *head, *rows, ""])


def _table(figures: dict[str, list[Figures]], measure: Measure) -> list[str]:
    head = ["kind", "n", *figures]
    rows = [
        [of_kind[0].kind, str(count), *(f"{measure.of(variant) or 0.0:.2f}" for variant in of_kind)]
        for of_kind in zip(*figures.values(), strict=True)
        if (count := measure.count(of_kind[0]))
    ]
    return [f"| {' | '.join(cells)} |" for cells in (head, ["---", *["---:"] * (len(head) - 1)], *rows)]


def development_questions(paths: Sequence[Path]) -> list[AskedQuestion]:
    """Read question files, without the final half of those that are split."""
    return [asked for path in paths for asked in read_questions(path) if asked.half is not Half.FINAL]


@contextmanager
def engine_over_corpus() -> Iterator[Engine]:
    """Index the bundled corpus for a while; every passage is read however long that takes."""
    with tempfile.TemporaryDirectory() as folder, Progress() as watch:
        settings = Settings(embeddings=Path(folder), reading_seconds=UNHURRIED_SECONDS)
        index_corpus(settings, watch=watch)
        yield load_engine(settings)


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", type=Path, nargs="+", metavar="FILE")
    parser.add_argument("--sample", type=int, metavar="N", help="ask only N of the questions, drawn by a seed")
    parser.add_argument("--out", type=Path, default=REPORT, help="[default: %(default)s]")
    options = parser.parse_args()
    questions = development_questions(options.questions)
    if options.sample:
        questions = random.Random(SEED).sample(questions, k=min(options.sample, len(questions)))
    figures = {}
    with engine_over_corpus() as engine:
        times = step_times(engine, questions)
        for name, variant in variants(engine).items():
            figures[name] = figures_by_kind(evaluate(variant, questions))
            print(f"{name}: {figures[name][-1].sentence_accuracy}", flush=True)
    options.out.write_text(report(figures, times, [path.name for path in options.questions]), encoding="utf-8")


if __name__ == "__main__":
    main()
