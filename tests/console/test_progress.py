import io

import pytest
from rich.console import Console

from kiddqa.console import progress


def test_a_pipe_or_file_gets_no_bars(capsys: pytest.CaptureFixture[str]) -> None:
    with progress.Progress() as watch:
        watch("Reading", 1, 2)
    assert capsys.readouterr() == ("", "")


def test_a_terminal_gets_a_bar_a_stage_with_how_far_it_is_and_its_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Console(file=io.StringIO(), force_terminal=True, width=80)
    monkeypatch.setattr(progress, "screen", lambda *, errors: terminal if errors else None)
    with progress.Progress() as watch:
        watch("Reading", 2, 2)
        watch("Embedding", 64, 128)
    assert isinstance(terminal.file, io.StringIO)
    last = terminal.file.getvalue()
    for expected in ("Reading", "2/2", "Embedding", "64/128", "/s"):
        assert expected in last
