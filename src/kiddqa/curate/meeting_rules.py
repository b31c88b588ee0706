"""Rules on meetings: file name, number, date and the table of the overview tell the same story."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from kiddqa.curate.library import Entry, Excerpt, Finding, Library

OVERVIEW = "overview.md"
_COLUMNS = ("No.", "Dates", "Place")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)  # fmt: skip  (the year at a glance)
_FILE_NAME = re.compile(r"meetings/(?P<number>\d{2})-(?P<year>\d{4})-(?P<month>\d{2})\.md")
_FIRST_DAY = re.compile(rf"(?P<day>\d{{1,2}})\b.*?\b(?P<month>{'|'.join(_MONTHS)})\b.*?\b(?P<year>\d{{4}})")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    line: int
    number: str
    dates: str
    place: str


def file_names_agree(library: Library) -> Iterator[Finding]:
    """A meeting's file is called ``NN-YYYY-MM.md`` after its number and its date."""
    for entry in library.entries:
        if entry.kind != "meeting" or entry.number is None or entry.day is None:
            continue
        expected = f"meetings/{entry.number:02}-{entry.day:%Y-%m}.md"
        if entry.id != expected:
            yield _finding(
                entry,
                "number",
                "file-name",
                f"Meeting {entry.number} began on {entry.day}; expected the id {expected}.",
            )


def meetings_ascend(library: Library) -> Iterator[Finding]:
    """Meetings are numbered from 1 without gap or repetition, and each begins after the one before."""
    meetings = library.meetings()
    for expected, entry in enumerate(meetings, 1):
        if entry.number != expected:
            message = f"The meeting has number {entry.number}; expected {expected}, the next in the series."
            yield _finding(entry, "number", "meeting-order", message)
            break
    for before, after in pairwise(entry for entry in meetings if entry.day):
        if before.day and after.day and after.day <= before.day:
            yield _finding(
                after,
                "date",
                "meeting-order",
                f"Meeting {after.number} began on {after.day}; expected a day after {before.day}, "
                f"when meeting {before.number} began.",
            )


def overview_agrees(library: Library) -> Iterator[Finding]:
    """The overview's table has a row for each meeting, with its number, first day and place, and no other row."""
    meetings = {entry.number: entry for entry in library.meetings()}
    if not meetings:
        return
    overview = next((entry for entry in library.entries if entry.id == OVERVIEW), None)
    rows = list(_rows(overview)) if overview else []
    if not rows:
        message = f"{OVERVIEW} has no table of meetings; expected one whose first columns are {', '.join(_COLUMNS)}."
        yield Finding(document=OVERVIEW, line=1, rule="overview-table", message=message)
        return
    for row in rows:
        meeting = meetings.get(int(row.number)) if row.number.isdecimal() else None
        yield from _row_findings(row, meeting)
    told = [row.number for row in rows]
    for number, entry in meetings.items():
        if told.count(str(number)) != 1:
            message = f"The table of {OVERVIEW} has {told.count(str(number))} rows for meeting {number}; expected one."
            yield _finding(entry, "number", "overview-table", message)


def first_day(dates: str) -> date | None:
    """Return the first day of ``30 April and 1 May 2026`` or ``26 and 27 April 2012``, or None if there is none."""
    found = _FIRST_DAY.search(dates)
    if not found:
        return None
    try:
        return date(int(found["year"]), 1 + _MONTHS.index(found["month"]), int(found["day"]))
    except ValueError:
        return None


def _rows(overview: Entry) -> Iterator[_Row]:
    """Yield the rows below the header that names the columns."""
    inside = False
    for excerpt in overview.rows:
        number, dates, place = _first_cells(excerpt)
        if (number, dates, place) == _COLUMNS:
            inside = True
        elif inside:
            yield _Row(line=excerpt.line, number=number, dates=dates, place=place)


def _first_cells(row: Excerpt) -> tuple[str, str, str]:
    cells = [*row.text.split("|"), "", "", ""]
    return cells[0].strip(), cells[1].strip(), cells[2].strip()


def _row_findings(row: _Row, meeting: Entry | None) -> Iterator[Finding]:
    if meeting is None:
        yield _row_finding(row, f"The table has a row for meeting {row.number!r}; expected the number of a document.")
        return
    if meeting.day and first_day(row.dates) != meeting.day:
        yield _row_finding(
            row, f"The table dates meeting {row.number} {row.dates!r}; {meeting.id} begins on {meeting.day}."
        )
    if meeting.place and row.place != meeting.place:
        yield _row_finding(
            row, f"The table puts meeting {row.number} in {row.place!r}; {meeting.id} in {meeting.place!r}."
        )


def _row_finding(row: _Row, message: str) -> Finding:
    return Finding(document=OVERVIEW, line=row.line, rule="overview-table", message=message)


def _finding(entry: Entry, key: str, rule: str, message: str) -> Finding:
    return Finding(document=entry.id, line=entry.line_of(key), rule=rule, message=message)
