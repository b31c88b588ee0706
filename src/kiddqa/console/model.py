"""The card of a compiled model in; a line a fact out."""

from dataclasses import asdict
from pathlib import Path

from kiddqa.console.screen import folded, show_line
from kiddqa.index.card import ModelCard
from kiddqa.wire import Json


def show(card: ModelCard, folder: Path) -> None:
    """Print what compiling a model gave, and where it was written."""
    for name, value in to_json(card).items():
        show_line(f"{name}: {folded(str(value))}")
    show_line(f"written to {folder}")


def to_json(card: ModelCard) -> Json:
    """Return what ``kiddqa compile --json`` prints."""
    return asdict(card)
