"""Writes the README's generated parts: ``python benchmarks/readme.py``; ``--check`` only says if they are stale.

The settings come from ``kiddqa.settings``; the figures from ``benchmarks/results/kidd-*.json``, each of which is what
``kiddqa eval … --json`` printed; how fast it is from ``speed.json`` and ``scale.json`` beside them, which
``speed.py`` and ``scale.py`` wrote; how it reads other words from ``other_words.json``; what it survives from what
``resilience_report`` names.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

import other_words
import resilience_report
import scale
import speed
from kiddqa.settings import Settings

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
RESULTS = ROOT / "benchmarks" / "results"
COLUMNS = (
    ("questions", "n"),
    ("sentence_accuracy", "right sentence"),
    ("among_five", "among five"),
    ("refused", "refused"),
    ("false_answers", "false answers"),
    ("auroc", "AUROC"),
    ("median_ms", "median ms"),
)


def settings_table() -> str:
    """Return a row for each setting: its variable, its default, what it means."""
    rows = [
        f"| `KIDDQA_{name.upper()}` | {_default(name)} | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]
    return "\n".join(["| variable | default | meaning |", "| --- | --- | --- |", *rows])


def quality_tables() -> str:
    """Return a table for each file of results, by kind of question."""
    return "\n\n".join(_quality_table(path) for path in sorted(RESULTS.glob("kidd-*.json")))


def rewritten(readme: str) -> str:
    """Return the README with its generated parts made anew."""
    parts = {
        "settings": settings_table(),
        "quality": quality_tables(),
        "other-words": other_words.markdown(_read(other_words.RESULTS)),
        "speed": speed.markdown(_read(speed.RESULTS)),
        "scale": scale.markdown(_read(scale.RESULTS)),
        **resilience_report.parts(),
    }
    for name, content in parts.items():
        block = f"<!-- {name} -->\n{content}\n<!-- /{name} -->"
        readme, count = re.subn(rf"<!-- {name} -->\n.*?<!-- /{name} -->", lambda _: block, readme, flags=re.DOTALL)  # noqa: B023
        if count != 1:
            raise SystemExit(f"README.md has {count} parts named {name}, expected one.")
    return readme


def main() -> None:
    """Write, or check."""
    written = README.read_text(encoding="utf-8")
    made = rewritten(written)
    if "--check" not in sys.argv:
        README.write_text(made, encoding="utf-8")
    elif made != written:
        raise SystemExit("README.md is stale; type: .venv/bin/python benchmarks/readme.py")


def _read(path: Path) -> Any:  # noqa: ANN401  (as its benchmark wrote it)
    return json.loads(path.read_text(encoding="utf-8"))


def _default(name: str) -> str:
    field = Settings.model_fields[name]
    if field.default_factory is not None:
        return "the bundled corpus"
    return "–" if field.default in {None, ""} else f"`{field.default}`"


def _quality_table(path: Path) -> str:
    results = _read(path)
    head = f"| {results['title']} | " + " | ".join(label for _, label in COLUMNS) + " |"
    rows = [
        f"| {row['kind']} | " + " | ".join(_cell(name, row[name]) for name, _ in COLUMNS) + " |"
        for row in results["figures"]
    ]
    return "\n".join([head, "| --- |" + " ---: |" * len(COLUMNS), *rows])


def _cell(name: str, value: float | None) -> str:
    if value is None:
        return "–"
    if name == "questions":
        return str(value)
    return f"{value:.0f}" if name == "median_ms" else f"{value:.2f}"


if __name__ == "__main__":
    main()
