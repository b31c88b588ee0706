import json
from collections.abc import Callable
from pathlib import Path

import pytest

from kiddqa.errors import ModelError
from kiddqa.serve import measured
from kiddqa.serve.measured import diagram_path, measured_figures

MODELS = {"reader": "ab", "ranker": "cd"}
FIGURES = {
    "date": "2026-11-22",
    "models": MODELS,
    "sets": [
        {
            "title": "rivers, unseen",
            "questions": 1800,
            "answerable": 1200,
            "right_sentence": {"naive ranker": 0.41, "reader alone": 0.62},
            "given": {"answered": 0.7, "right": 0.9, "false": 0.05},
            "calibration": {
                "expected_calibration_error": 0.042,
                "coverage_at_90": 0.55,
                "bins": [{"low": 0.5, "high": 0.6, "answers": 130, "mean_confidence": 0.55, "share_right": 0.58}],
            },
        }
    ],
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in for the packaged folder."""
    found: Callable[[], Path] = lambda: tmp_path  # noqa: E731  (a function of one word)
    monkeypatch.setattr(measured, "measured_folder", found)
    return tmp_path


def test_nothing_measured_is_none(folder: Path) -> None:
    assert list(folder.iterdir()) == []
    assert measured_figures(MODELS) is None
    assert diagram_path() is None


def test_figures_are_said_in_words(folder: Path) -> None:
    (folder / "quality.json").write_text(json.dumps(FIGURES), encoding="utf-8")

    found = measured_figures(MODELS)

    assert found is not None
    (rivers,) = found.sets
    assert (found.date and found.date.words, rivers.title) == ("22 November 2026", "rivers, unseen")
    assert rivers.questions == "1,800 questions, 1,200 of them answerable"
    assert [figure.value for figure in rivers.figures] == [
        "70\u00a0%",
        "90\u00a0%",
        "5\u00a0%",
        "4.2 points",
        "55\u00a0%",
    ]
    assert [(step.label, step.value) for step in rivers.ladder] == [
        ("naive ranker", "41\u00a0%"),
        ("reader alone", "62\u00a0%"),
    ]
    (stretch,) = rivers.bins
    assert (stretch.confidence, stretch.answers, stretch.right) == ("50\u00a0% to 60\u00a0%", 130, "58\u00a0%")


def test_figures_of_other_models_are_told_from_those_of_these(folder: Path) -> None:
    (folder / "quality.json").write_text(json.dumps(FIGURES), encoding="utf-8")

    assert [getattr(measured_figures(models), "of_other_models", None) for models in (MODELS, {"reader": "x"})] == [
        False,
        True,
    ]


def test_the_diagram_is_shown_where_there_is_one(folder: Path) -> None:
    (folder / "quality.json").write_text(json.dumps(FIGURES), encoding="utf-8")
    before = measured_figures(MODELS)
    (folder / "reliability.svg").write_text("<svg/>", encoding="utf-8")
    after = measured_figures(MODELS)

    assert (before and before.has_diagram, after and after.has_diagram) == (False, True)
    assert diagram_path() == folder / "reliability.svg"


def test_where_no_such_question_was_asked_that_is_said(folder: Path) -> None:
    answerable = {**FIGURES["sets"][0], "given": {"answered": 0.0, "right": None, "false": None}}  # type: ignore[index]
    (folder / "quality.json").write_text(json.dumps({**FIGURES, "sets": [answerable]}), encoding="utf-8")

    found = measured_figures(MODELS)

    assert found is not None
    assert [figure.value for figure in found.sets[0].figures][:3] == ["0\u00a0%", "none", "none"]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"date": "2026", "models": {}, "sets": [{}]}'])
def test_figures_that_cannot_be_read_are_refused_with_what_to_type(folder: Path, text: str) -> None:
    (folder / "quality.json").write_text(text, encoding="utf-8")

    with pytest.raises(ModelError, match=r"quality\.json cannot be read .* type: python -m pip install"):
        measured_figures(MODELS)
