from hypothesis import given, settings
from hypothesis import strategies as st

from kiddqa.serve.timeline import Timeline, series, timeline
from serve.shelves import shelved

MEETINGS = tuple(shelved(date, kind="meeting", date=date) for date in ("2012-04-26", "2012-09", "2014"))


def drawn(*dates: str) -> Timeline:
    made = timeline([shelved(date, date=date) for date in dates])
    assert made is not None
    return made


def test_a_document_stands_in_the_row_of_its_year_and_the_column_of_its_month() -> None:
    calendar = timeline(MEETINGS)

    assert calendar is not None
    assert [row.year for row in calendar.rows] == ["2012", "2014"]
    filled = {month: cell.marks for month, cell in enumerate(calendar.rows[0].months, start=1) if cell.marks}
    assert {month: [mark.title for mark in marks] for month, marks in filled.items()} == {
        4: ["2012-04-26"],
        9: ["2012-09"],
    }
    assert (filled[4][0].day, filled[4][0].when, filled[4][0].address) == (
        "26",
        "26 April 2012",
        "/documents/2012-04-26",
    )
    assert (filled[9][0].day, filled[9][0].when) == ("", "September 2012")


def test_a_year_alone_has_a_column_of_its_own() -> None:
    calendar = timeline(MEETINGS)

    assert calendar is not None
    assert calendar.has_whole_years
    assert [mark.when for mark in calendar.rows[1].whole_year.marks] == ["2014"]
    assert not any(cell.marks for cell in calendar.rows[1].months)


def test_years_alone_need_no_months_and_days_need_no_column_for_years() -> None:
    assert drawn("1953", "1978").months == ()
    assert not drawn("1953-01-02", "1978-03-04").has_whole_years


def test_a_gap_between_years_is_shown() -> None:
    assert [row.after_a_gap for row in drawn("2011", "2012", "2014", "2014-05").rows] == [False, False, True]


def test_the_caption_says_what_is_shown() -> None:
    calendar = timeline(MEETINGS)

    assert calendar is not None
    assert calendar.caption == "3 documents of the kind “meeting”, 2012 to 2014"
    assert drawn("2012", "2013-05").caption == "2 dated documents, 2012 to 2013"


def test_a_year_leads_to_its_documents() -> None:
    assert drawn("2012", "2013").rows[0].address == "/documents?year=2012"


def test_fewer_than_two_dates_make_no_timeline() -> None:
    assert timeline([]) is None
    assert timeline([shelved("a", date="2012"), shelved("b"), shelved("c", date="in spring")]) is None


def test_a_kind_that_is_dated_throughout_is_a_series_and_stands_alone() -> None:
    treaties = [shelved("t", kind="treaty", date="1953"), *(shelved(f"u{n}", kind="treaty") for n in range(9))]

    kind, dated = series([*MEETINGS, *treaties, shelved("n", date="1999")])

    assert (kind, dated) == ("meeting", MEETINGS)


def test_the_longest_series_is_taken_and_of_equals_the_first_by_name() -> None:
    letters = [shelved(str(year), kind="letter", date=str(year)) for year in range(2001, 2005)]
    minutes = [shelved(str(year), kind="minutes", date=str(year)) for year in range(2001, 2005)]

    assert series([*MEETINGS, *minutes, *letters])[0] == "letter"


def test_without_a_series_every_dated_document_is_shown() -> None:
    documents = [shelved("a", kind="x", date="2001"), shelved("b", kind="y", date="2002"), shelved("c", kind="x")]

    kind, dated = series(documents)

    assert (kind, [each.title for each in dated]) == (None, ["a", "b"])


def test_a_full_month_says_how_many_more_there_are() -> None:
    calendar = drawn(*(f"2012-04-{day:02}" for day in range(1, 11)))

    april = calendar.rows[0].months[3]
    assert ([mark.day for mark in april.marks], april.more) == (["1", "2", "3"], 7)


def test_the_earliest_of_many_years_are_left_to_the_list() -> None:
    calendar = drawn(*(str(year) for year in range(1950, 2000)))

    assert (len(calendar.rows), calendar.rows[0].year, calendar.earlier) == (40, "1960", "10 documents")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.dates().map(str), min_size=2, max_size=60), st.sampled_from([4, 7, 10]))
def test_no_document_is_lost(dates: list[str], length: int) -> None:
    calendar = drawn(*(date[:length] for date in dates))

    cells = [cell for row in calendar.rows for cell in (row.whole_year, *row.months)]
    left_out = int(calendar.earlier.split()[0]) if calendar.earlier else 0
    assert sum(len(cell.marks) + cell.more for cell in cells) + left_out == len(dates)
