"""Figures on questions in SQuAD's format in; short tables out."""

from collections.abc import Sequence
from dataclasses import asdict

from rich.table import Table

from kiddqa.console.screen import screen
from kiddqa.evaluate_open import OpenFigures
from kiddqa.evaluate_squad import AloneFigures
from kiddqa.wire import Json


def show_alone(figures: AloneFigures) -> None:
    """Print the figures of the reader alone, in per cent."""
    rows = [
        ("all", figures.questions, f"{figures.exact_match:.1f}", f"{figures.f1:.1f}"),
        ("answerable", figures.answerable, f"{figures.answerable_exact_match:.1f}", f"{figures.answerable_f1:.1f}"),
        (
            "unanswerable",
            figures.unanswerable,
            f"{figures.unanswerable_right:.1f}",
            f"{figures.unanswerable_right:.1f}",
        ),
    ]
    screen().print(_table(("questions", "n", "EM %", "F1 %"), rows))


def show_open(figures: OpenFigures) -> None:
    """Print the figures of retrieving and reading."""
    believed = figures.confidence
    rows = [
        ("passages searched", f"{figures.passages:,}"),
        ("answerable questions", f"{figures.answerable:,}"),
        *((f"recall@{depth}", f"{share:.3f}") for depth, share in figures.recall.items()),
        ("EM of the best quote", f"{figures.exact_match:.3f}"),
        ("F1 of the best quote", f"{figures.f1:.3f}"),
        ("answered", f"{figures.answered:.3f}"),
        ("questions whose paragraph was taken out", f"{figures.taken_out:,}"),
        ("false answers to those", f"{figures.false_answers:.3f}"),
        (
            "coverage at 95, 90, 80 % precision",
            _three(believed.coverage_at_95, believed.coverage_at_90, believed.coverage_at_80),
        ),
        ("AUROC of the confidence", "–" if believed.auroc is None else f"{believed.auroc:.3f}"),
        ("expected calibration error", f"{believed.expected_calibration_error:.3f}"),
        ("area under risk and coverage", f"{believed.area_under_risk_coverage:.3f}"),
    ]
    screen().print(_table(("over all paragraphs", ""), rows))


def alone_to_json(figures: AloneFigures) -> Json:
    """Return what ``kiddqa eval --squad --json`` prints."""
    return asdict(figures)


def open_to_json(figures: OpenFigures) -> Json:
    """Return what ``kiddqa eval --squad-open --json`` prints."""
    return asdict(figures)


def _three(*shares: float) -> str:
    return ", ".join(f"{share:.3f}" for share in shares)


def _table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    for place, heading in enumerate(headings):
        table.add_column(heading, justify="right" if place else "left", no_wrap=True)
    for row in rows:
        table.add_row(*(str(cell) for cell in row))
    return table
