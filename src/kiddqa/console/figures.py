"""Figures of an evaluation in; two tables, on ranking and on refusing, out. Each fits into 60 columns."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict

from rich.table import Table
from rich.text import Text

from kiddqa.console.screen import folded, screen, show_paragraph
from kiddqa.evaluate import Figures, Outcome
from kiddqa.wire import Json


def show(rows: Sequence[Figures]) -> None:
    """Print a row a kind in each table."""
    show_paragraph(Text("Is the best quotation right?", style="bold"), mark=Text())
    screen().print(_table(rows, _RANKING))
    screen().print()
    show_paragraph(Text("Does it know when to answer?", style="bold"), mark=Text())
    screen().print(_table(rows, _REFUSING))
    screen().print()
    for name, meaning in _MEANINGS.items():
        show_paragraph(Text(meaning, style="dim"), mark=Text(f"{name:<13}", style="dim"))


def to_json(rows: Sequence[Figures], outcomes: Sequence[Outcome]) -> Json:
    """Return what ``kiddqa eval --json`` prints."""
    return {"figures": [asdict(row) for row in rows], "outcomes": [asdict(outcome) for outcome in outcomes]}


def _table(rows: Sequence[Figures], columns: Mapping[str, Callable[[Figures], str]]) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("kind", overflow="fold", min_width=8)
    for heading in columns:
        table.add_column(heading, justify="right", no_wrap=True)
    for row in rows:
        table.add_row(Text(folded(row.kind)), *(cell(row) for cell in columns.values()))
    return table


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


_RANKING: Mapping[str, Callable[[Figures], str]] = {
    "n": lambda row: str(row.answerable),
    "sentence": lambda row: _share(row.sentence_accuracy),
    "top 5": lambda row: _share(row.among_five),
    "EM": lambda row: _share(row.exact_match),
    "F1": lambda row: _share(row.f1),
    "median": lambda row: f"{row.median_ms:.1f}",
    "p95": lambda row: f"{row.p95_ms:.1f}",
}
_REFUSING: Mapping[str, Callable[[Figures], str]] = {
    "n": lambda row: str(row.questions),
    "right": lambda row: _share(row.answered_right),
    "refused": lambda row: _share(row.refused),
    "false": lambda row: _share(row.false_answers),
    "AUROC": lambda row: _share(row.auroc),
}
_MEANINGS = {
    "sentence": "of the answerable questions, a gold answer stands in the sentence of the best quotation, given or not",
    "top 5": "the same, in the sentence of one of the five best",
    "EM, F1": "the best quotation against the gold answers, after SQuAD",
    "median, p95": "milliseconds a question, of all questions",
    "right": "of the answerable questions, answered and right in the sentence",
    "refused": "of the answerable questions, not answered",
    "false": "of the unanswerable questions, answered",
    "AUROC": "chance that an answerable question gets the higher confidence of the two",
}
