import pytest

from kiddqa.console import figures
from kiddqa.evaluate import Figures, Outcome

WHO = Figures(
    kind="who",
    questions=4,
    answerable=4,
    sentence_accuracy=0.75,
    among_five=1.0,
    answered_right=0.5,
    exact_match=0.25,
    f1=0.333,
    refused=0.125,
    false_answers=None,
    auroc=None,
    median_ms=6.04,
    p95_ms=120.36,
)


def test_a_kind_has_a_row_in_each_table(capsys: pytest.CaptureFixture[str]) -> None:
    figures.show([WHO])
    rows = [line.split() for line in capsys.readouterr().out.splitlines() if line.startswith("who")]
    assert rows == [
        ["who", "4", "0.75", "1.00", "0.25", "0.33", "6.0", "120.4"],
        ["who", "4", "0.50", "0.12", "–", "–"],
    ]


def test_both_tables_fit_into_sixty_columns_with_their_headings_whole(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    figures.show([WHO])
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].split() == ["kind", "n", "sentence", "top", "5", "EM", "F1", "median", "p95"]
    assert lines[5].split() == ["kind", "n", "right", "refused", "false", "AUROC"]
    assert max(map(len, lines)) <= 60


def test_the_json_holds_every_outcome() -> None:
    outcome = Outcome(
        id="1",
        kind="who",
        answerable=True,
        answered=True,
        confidence=0.9,
        right=True,
        right_among_five=True,
        exact=False,
        f1=0.5,
        milliseconds=6.0,
    )
    found = figures.to_json([WHO], [outcome])
    assert found["figures"][0]["f1"] == 0.333  # type: ignore[index]  # JSON
    assert found["outcomes"][0]["id"] == "1"  # type: ignore[index]  # JSON
