"""Checked quotations in; the verdict on each out."""

from collections.abc import Sequence
from dataclasses import asdict

from rich.text import Text

from kiddqa.console.screen import folded, show_paragraph
from kiddqa.verify import Checked
from kiddqa.wire import Json
from kiddqa.wording import count


def show(checked: Sequence[Checked]) -> None:
    """Print a verdict a quotation, then how many stand."""
    for entry in checked:
        verdict = (f"{entry.verdict.value}: ", "green" if entry.stands else "red")
        show_paragraph(Text.assemble(verdict, f"“{folded(entry.quote)}”"), mark=Text())
        where = f"{entry.document_id}, characters {entry.start} to {entry.end}"
        show_paragraph(Text(folded(f"{where}: {entry.reason}"), style="dim"), mark=Text("  "))
    stand = sum(entry.stands for entry in checked)
    summary = f"{stand} of {count(len(checked), 'quotation')} stand." if checked else "There is no quotation to check."
    show_paragraph(Text(summary), mark=Text())


def to_json(checked: Sequence[Checked]) -> Json:
    """Return what ``kiddqa verify --json`` prints."""
    return {
        "stand": all(entry.stands for entry in checked),
        "quotes": [{**asdict(entry), "stands": entry.stands} for entry in checked],
    }
