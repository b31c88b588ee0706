"""The doctor's checks in; a line each, with what to type, out."""

from collections.abc import Sequence
from dataclasses import asdict

from rich.text import Text

from kiddqa.console.screen import folded, show_line, show_paragraph
from kiddqa.doctor import Check, Severity
from kiddqa.wire import Json

_STYLES = {Severity.OK: "green", Severity.WARN: "yellow", Severity.FAIL: "red"}


def show(checks: Sequence[Check]) -> None:
    """Print what was found and, where something is amiss, what to type."""
    for check in checks:
        finding = Text.assemble((f"{check.name}: ", "bold"), folded(check.message))
        show_paragraph(finding, mark=Text(f"{check.severity.value:<5}", style=_STYLES[check.severity]))
        if check.remedy and check.remedy not in check.message:
            show_line(f"     type: {check.remedy}")


def to_json(checks: Sequence[Check]) -> Json:
    """Return what ``kiddqa doctor --json`` prints."""
    return {"checks": [asdict(check) for check in checks]}
