from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curate.small_library import FIRST, GOOD, OVERVIEW, SECOND, TERM, findings, marks, said, spoilt, write
from kiddqa.curate.meeting_rules import first_day


def test_a_file_name_agrees_with_the_number(tmp_path: Path) -> None:
    folder = write(tmp_path, {**GOOD, "meetings/03-2012-09.md": GOOD[SECOND]})
    (tmp_path / SECOND).unlink()
    assert "meetings/03-2012-09.md:5 file-name" in marks(folder)


def test_a_file_name_agrees_with_the_date(tmp_path: Path) -> None:
    found = findings(spoilt(tmp_path, FIRST, "2012-04-26", "2012-05-26"))
    assert [finding.message for finding in found if finding.rule == "file-name"] == [
        "Meeting 1 began on 2012-05-26; expected the id meetings/01-2012-05.md."
    ]


def test_meetings_begin_one_after_the_other(tmp_path: Path) -> None:
    found = findings(spoilt(tmp_path, SECOND, "2012-09-12", "2012-03-12"))
    assert [
        (finding.document, finding.line, finding.message) for finding in found if finding.rule == "meeting-order"
    ] == [(SECOND, 3, "Meeting 2 began on 2012-03-12; expected a day after 2012-04-26, when meeting 1 began.")]


@pytest.mark.parametrize("number", [1, 3])
def test_meetings_are_numbered_without_gap_or_repetition(tmp_path: Path, number: int) -> None:
    found = findings(spoilt(tmp_path, SECOND, "number: 2", f"number: {number}"))
    assert [finding.message for finding in found if finding.rule == "meeting-order"] == [
        f"The meeting has number {number}; expected 2, the next in the series."
    ]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "12 September 2012",
            "13 September 2012",
            f"The table dates meeting 2 '13 September 2012'; {SECOND} begins on 2012-09-12.",
        ),
        ("12 September 2012", "in autumn", f"The table dates meeting 2 'in autumn'; {SECOND} begins on 2012-09-12."),
        ("| Seoul |", "| Busan |", f"The table puts meeting 2 in 'Busan'; {SECOND} in 'Seoul'."),
    ],
)
def test_the_overview_agrees_with_each_meeting(tmp_path: Path, old: str, new: str, message: str) -> None:
    folder = spoilt(tmp_path, OVERVIEW, old, new)
    assert marks(folder) == [f"{OVERVIEW}:19 overview-table"]
    assert said(folder) == message


def test_the_overview_has_a_row_for_each_meeting(tmp_path: Path) -> None:
    folder = spoilt(tmp_path, OVERVIEW, "| 2 | 12 September 2012 | Seoul | David Helvey |\n", "")
    assert marks(folder) == [f"{SECOND}:5 overview-table"]
    assert said(folder) == "The table of overview.md has 0 rows for meeting 2; expected one."


def test_the_overview_has_no_row_without_a_meeting(tmp_path: Path) -> None:
    row = "| 2 | 12 September 2012 | Seoul | David Helvey |\n"
    folder = spoilt(tmp_path, OVERVIEW, row, row + "| 3 | 21 February 2013 | Washington | James Miller |\n")
    assert said(folder) == "The table has a row for meeting '3'; expected the number of a document."


def test_meetings_need_an_overview(tmp_path: Path) -> None:
    folder = spoilt(tmp_path, OVERVIEW, "| No. |", "| Meeting |")
    assert said(folder) == (
        "overview.md has no table of meetings; expected one whose first columns are No., Dates, Place."
    )


def test_a_corpus_without_meetings_needs_no_overview(tmp_path: Path) -> None:
    assert marks(write(tmp_path, {TERM: GOOD[TERM].replace("[overview.md]", "[]")})) == []


@given(st.dates(min_value=date(1000, 1, 1)))
def test_the_first_day_of_a_date_in_full_is_that_date(day: date) -> None:
    assert first_day(f"{day.day} {day:%B} {day.year}") == day


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ("26 and 27 April 2012", date(2012, 4, 26)),
        ("30 April and 1 May 2026", date(2026, 4, 30)),
        ("31 December 2026 to 1 January 2027", date(2026, 12, 31)),
        ("31 June 2012", None),
        ("April 2012", None),
    ],
)
def test_the_first_of_several_days_is_read(dates: str, expected: date | None) -> None:
    assert first_day(dates) == expected
