import json

import pytest
from rich.text import Text

from kiddqa.console.screen import folded, show_json, show_line, show_note, show_paragraph

LONG = "one two three four five six seven eight nine ten"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("two\nlines", "two lines"),
        ("  led the\tside, ", " led the side, "),
        ("", ""),
        (" ", " "),
        ("\x1b[31mred\x07", " [31mred "),
    ],
)
def test_a_text_is_folded_to_one_line_that_cannot_steer_the_terminal(text: str, line: str) -> None:
    assert folded(text) == line


def test_a_paragraph_is_broken_between_words_below_its_first_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "24")
    show_paragraph(Text(LONG), mark=Text("  · "))
    assert capsys.readouterr().out == "  · one two three four\n    five six seven eight\n    nine ten\n"


def test_in_a_pipe_a_paragraph_stays_on_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    show_paragraph(Text(LONG * 10), mark=Text("· "))
    assert capsys.readouterr().out == f"· {LONG * 10}\n"


def test_a_line_to_copy_is_never_broken(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "24")
    show_line(LONG)
    assert capsys.readouterr().out == f"{LONG}\n"


def test_a_note_leaves_standard_output_clean(capsys: pytest.CaptureFixture[str]) -> None:
    show_note("indexing first")
    assert capsys.readouterr() == ("", "indexing first\n")


def test_square_brackets_are_no_markup(capsys: pytest.CaptureFixture[str]) -> None:
    show_paragraph(Text("[bold]a [1/2]"), mark=Text())
    assert capsys.readouterr().out == "[bold]a [1/2]\n"


@pytest.mark.parametrize(("one_line", "lines"), [(True, 1), (False, 3)])
def test_json_is_printed_as_it_is_read(capsys: pytest.CaptureFixture[str], one_line: bool, lines: int) -> None:
    show_json({"quote": "“한미” " * 40}, one_line=one_line)
    printed = capsys.readouterr().out
    assert json.loads(printed) == {"quote": "“한미” " * 40}
    assert (len(printed.splitlines()), "한미" in printed) == (lines, True)
