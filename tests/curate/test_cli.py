import json
import subprocess
import sys
from pathlib import Path

from typer.testing import CliRunner

from curate.small_library import GOOD, TERM, spoilt, write
from kiddqa.curate.cli import app


def test_nothing_to_mend_exits_with_0_and_says_what_was_checked(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["check", str(write(tmp_path, GOOD))])
    assert (result.exit_code, result.stdout) == (0, "4 documents, 6 sentences: nothing to mend\n")


def test_findings_exit_with_1_each_on_a_line(tmp_path: Path) -> None:
    folder = spoilt(tmp_path, TERM, "North Korea disputes the line.", "They dispute the line.")
    result = CliRunner().invoke(app, ["check", str(folder)])
    assert result.exit_code == 1
    assert result.stdout == (
        "terms/nll.md:22: opening-pronoun: The sentence “They dispute the line.” opens with 'They'; "
        "expected it to name its subject.\n"
        "4 documents, 6 sentences: 1 finding in 1 document\n"
    )


def test_findings_come_as_json(tmp_path: Path) -> None:
    folder = spoilt(tmp_path, TERM, "North Korea disputes the line.", "The line is disputed by the DPRK.")
    result = CliRunner().invoke(app, ["check", str(folder), "--json"])
    assert result.exit_code == 1
    assert json.loads(result.stdout) == {
        "documents": 4,
        "sentences": 6,
        "findings": [
            {
                "document": TERM,
                "line": 22,
                "rule": "acronym",
                "message": "DPRK is not spelled out at its first use in a sentence; expected Long Form (DPRK).",
            }
        ],
    }


def test_a_missing_folder_exits_with_2_and_one_line(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["check", str(tmp_path / "missing")])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("kiddqa: ")
    assert result.stderr.count("\n") == 1


def test_mounting_the_command_imports_no_loader() -> None:
    code = "import sys, kiddqa.curate.cli; print(sorted({'yaml', 'markdown_it', 'sentencex'} & set(sys.modules)))"
    listed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert listed.stdout == "[]\n"
