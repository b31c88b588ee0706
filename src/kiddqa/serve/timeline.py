"""Dated documents in; a calendar out: a row for each year that has any, a column for each month."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kiddqa.serve.facets import filter_address
from kiddqa.serve.shelf import UNDATED, Shelved
from kiddqa.wording import count

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_FEWEST = 2
"""Documents, below which there is no line to draw."""
_SERIES = 3
"""Documents of a kind, all of them dated, that make a series."""
_MOST_YEARS = 40
_MOST_IN_A_CELL = 3
_MONTH, _DAY = slice(5, 7), slice(8, 10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A document in the calendar."""

    day: str
    """Of the month; empty where the date says none."""
    when: str
    title: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A month of a year, or what is dated to the year alone."""

    marks: tuple[Mark, ...]
    more: int
    """Documents that are not shown, for want of room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A year."""

    year: str
    address: str
    """Of the documents of that year."""
    whole_year: Cell
    months: tuple[Cell, ...]
    """Twelve."""
    after_a_gap: bool
    """True where the row above is not the year before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """A calendar of documents, the earliest year first."""

    caption: str
    rows: tuple[Row, ...]
    months: tuple[str, ...]
    """Names of the columns; none where every date is a year alone."""
    has_whole_years: bool
    earlier: str
    """How many documents of earlier years are left out; empty for none."""


def series(documents: Sequence[Shelved]) -> tuple[str | None, tuple[Shelved, ...]]:
    """Return the kind with the most documents among those that are dated throughout, and its documents.

    A kind of which every document is dated, three or more, is a series of events: meetings, issues, letters.
    Without one it is None and every dated document.
    """
    kinds = Counter(each.kind for each in documents if each.kind)
    undated = {each.kind for each in documents if each.year == UNDATED}
    dated = [(number, kind) for kind, number in kinds.items() if kind not in undated and number >= _SERIES]
    kind = min(dated, key=lambda found: (-found[0], found[1]))[1] if dated else None
    return kind, tuple(each for each in documents if each.year != UNDATED and kind in (None, each.kind))


def timeline(documents: Sequence[Shelved]) -> Timeline | None:
    """Return the calendar of the series among documents; None where fewer than two are dated."""
    kind, dated = series(documents)
    if len(dated) < _FEWEST:
        return None
    years = sorted({each.year for each in dated})
    shown = years[-_MOST_YEARS:]
    rows = [
        _row(year, [each for each in dated if each.year == year], after=before)
        for before, year in zip([None, *shown], shown, strict=False)
    ]
    left_out = sum(each.year not in shown for each in dated)
    noun = f"documents of the kind “{kind}”" if kind else "dated documents"
    return Timeline(
        caption=f"{len(dated):,} {noun}, {years[0]} to {years[-1]}",
        rows=tuple(rows),
        months=MONTHS if any(cell.marks for row in rows for cell in row.months) else (),
        has_whole_years=any(row.whole_year.marks for row in rows),
        earlier=count(left_out, "document") if left_out else "",
    )


def _row(year: str, documents: Sequence[Shelved], after: str | None) -> Row:
    dated = sorted(((_machine(each), each) for each in documents), key=lambda pair: (pair[0], pair[1].title))
    cells = [_cell(each for date, each in dated if date[_MONTH] == f"{month:02}") for month in range(1, 13)]
    return Row(
        year=year,
        address=filter_address({"year": year}),
        whole_year=_cell(each for date, each in dated if not date[_MONTH]),
        months=tuple(cells),
        after_a_gap=after is not None and int(year) - int(after) > 1,
    )


def _cell(documents: Iterable[Shelved]) -> Cell:
    marks = [
        Mark(
            day=_machine(each)[_DAY].lstrip("0"),
            when=each.date.words if each.date else "",
            title=each.title,
            address=each.address,
        )
        for each in documents
    ]
    return Cell(marks=tuple(marks[:_MOST_IN_A_CELL]), more=len(marks[_MOST_IN_A_CELL:]))


def _machine(document: Shelved) -> str:
    return (document.date and document.date.machine) or ""
