"""The packaged folder of measured figures in; what the page says of them out, or that nothing has been measured.

``benchmarks/quality.py`` writes ``quality.json`` and ``reliability.svg`` there, with the hashes of the models it asked.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiddqa.errors import ModelError
from kiddqa.resources import measured_folder
from kiddqa.wording import Date, date_in_words, percent

FIGURES_FILE = "quality.json"
DIAGRAM_FILE = "reliability.svg"
_REMEDY = "python -m pip install --force-reinstall kiddqa"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured number, and what it is the share of."""

    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """The answers of one stretch of confidence: what was said of them, and what came out."""

    confidence: str
    answers: int
    right: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionSet:
    """The figures of one set of questions."""

    title: str
    questions: str
    figures: tuple[Figure, ...]
    ladder: tuple[Figure, ...]
    """The share of right sentences, from a plain ranker to the product."""
    bins: tuple[Bin, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What was measured, of which models and when."""

    date: Date | None
    sets: tuple[QuestionSet, ...]
    of_other_models: bool
    """True where the models have changed since."""
    has_diagram: bool


def diagram_path() -> Path | None:
    """Return the file of the reliability diagram; None where it has not been drawn."""
    path = measured_folder() / DIAGRAM_FILE
    return path if path.is_file() else None


def measured_figures(models: Mapping[str, str]) -> Measured | None:
    """Return the figures that travel with the package; None where nothing has been measured.

    Args:
        models: The SHA-256 of each model that answers, under the name that ``quality.json`` gives it.

    Raises:
        ModelError: if the file is there and cannot be read.
    """
    path = measured_folder() / FIGURES_FILE
    if not path.is_file():
        return None
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return Measured(
            date=date_in_words(found["date"]),
            sets=tuple(_question_set(each) for each in found["sets"]),
            of_other_models=dict(models) != found["models"],
            has_diagram=diagram_path() is not None,
        )
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError(f"The measured figures {path.name} cannot be read ({error!r}); type: {_REMEDY}") from error


def _question_set(found: Mapping[str, Any]) -> QuestionSet:
    believed, given = found["calibration"], found["given"]
    figures = (
        Figure(label="of the questions that the documents answer, answered", value=_share(given["answered"])),
        Figure(label="of the answers given, right", value=_share(given["right"])),
        Figure(label="of the questions that they do not answer, answered all the same", value=_share(given["false"])),
        Figure(label="mean gap between confidence and what came out", value=_gap(believed)),
        Figure(label="of all questions can be answered with 9 of 10 right", value=percent(believed["coverage_at_90"])),
    )
    return QuestionSet(
        title=found["title"],
        questions=f"{found['questions']:,} questions, {found['answerable']:,} of them answerable",
        figures=figures,
        ladder=tuple(Figure(label=step, value=percent(share)) for step, share in found["right_sentence"].items()),
        bins=tuple(
            Bin(
                confidence=f"{percent(each['low'])} to {percent(each['high'])}",
                answers=each["answers"],
                right=percent(each["share_right"]),
            )
            for each in believed["bins"]
        ),
    )


def _share(share: float | None) -> str:
    return "none" if share is None else percent(share)


def _gap(believed: Mapping[str, float]) -> str:
    return f"{100 * believed['expected_calibration_error']:.1f} points"
