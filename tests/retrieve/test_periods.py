import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiddqa.retrieve.periods import Period, find_periods


@pytest.mark.parametrize(
    ("phrase", "first", "last"),
    [
        ("in 2023", "2023-01-01", "2023-12-31"),
        ("before 2019", None, "2018-12-31"),
        ("after April 2015", "2015-05-01", None),
        ("since 2020", "2020-01-01", None),
        ("from 2020 onwards", "2020-01-01", None),
        ("in texts from 2020", "2020-01-01", "2020-12-31"),
        ("until the end of 2018", None, "2018-12-31"),
        ("no later than 2015", None, "2015-12-31"),
        ("between 2014 and 2016", "2014-01-01", "2016-12-31"),
        ("from April 2012 to September 2025", "2012-04-01", "2025-09-30"),
        ("2014-2016", "2014-01-01", "2016-12-31"),
        ("in the first half of 2018", "2018-01-01", "2018-06-30"),
        ("in the third quarter of 2019", "2019-07-01", "2019-09-30"),
        ("in mid-2013", "2013-05-01", "2013-08-31"),
        ("in early 2013", "2013-01-01", "2013-04-30"),
        ("in the fall of 2015", "2015-09-01", "2015-11-30"),
        ("during the 2010s", "2010-01-01", "2019-12-31"),
        ("in Feb. 2024", "2024-02-01", "2024-02-29"),
        ("on 28 September 2021", "2021-09-28", "2021-09-28"),
        ("on September 28, 2021", "2021-09-28", "2021-09-28"),
        ("on 2021-09-28", "2021-09-28", "2021-09-28"),
        ("on the 3rd of May 2021", "2021-05-03", "2021-05-03"),
    ],
)
def test_a_phrase_of_time_is_a_period(phrase: str, first: str | None, last: str | None) -> None:
    (period,) = find_periods(f"What happened {phrase}?")
    assert (period.first, period.last) == (first, last)


@pytest.mark.parametrize(
    "question",
    [
        "Who came last year?",
        "What has changed since the pandemic?",
        "On 31 June 2020?",
        "Did 1,500 people come?",
        "What did release 105-2013 say?",
        "Who led the Alliance 2015 Working Group?",
        "Was it 1945%?",
        "What did UFS 24 test?",
        "",
    ],
)
def test_what_names_no_period_for_certain_is_left_alone(question: str) -> None:
    assert find_periods(question) == ()


def test_two_years_joined_by_and_are_two_periods() -> None:
    assert [str(period) for period in find_periods("Who led it in 2018 and in 2024?")] == ["2018", "2024"]


def test_a_date_before_a_noun_dates_the_noun() -> None:
    (period,) = find_periods("What was said before the autumn 2021 round?")
    assert str(period) == "2021-09 to 2021-11"


@pytest.mark.parametrize(
    ("phrase", "said"),
    [
        ("in 2023", "2023"),
        ("between 2014 and 2016", "2014 to 2016"),
        ("before 2019", "2018 or earlier"),
        ("after April 2015", "2015-05 or later"),
        ("in July 2013", "2013-07"),
        ("after 5 May 2013", "2013-05-06 or later"),
        ("on 5 May 2013", "2013-05-05"),
    ],
)
def test_a_period_is_said_in_whole_years_or_months_where_it_can_be(phrase: str, said: str) -> None:
    assert [str(period) for period in find_periods(phrase)] == [said]


@pytest.mark.parametrize(
    ("date", "meets"), [("2015", True), ("2015-04", True), ("2015-04-30", True), ("2015-05-01", False), ("2014", False)]
)
def test_a_date_meets_a_period_if_it_may_have_a_day_in_it(date: str, *, meets: bool) -> None:
    (period,) = find_periods("in April 2015")
    assert period.meets(date) is meets


def test_a_widened_period_keeps_its_open_end() -> None:
    period = Period(first="2020-01-01", last=None, start=0, end=4).widened(7)
    assert (period.first, period.last) == ("2019-12-25", None)


def test_a_period_is_a_slice_of_the_question() -> None:
    question = "Who came since April 2015, then?"
    (period,) = find_periods(question)
    assert question[period.start : period.end] == "since April 2015"


@given(
    st.text(max_size=60)
    | st.from_regex(r"(in|before|mid-|the )?[12]\d{3}(-\d\d| and | to |s)?(\d{4})?", fullmatch=True)
)
@settings(max_examples=60, deadline=None)
def test_periods_of_any_text_come_in_order_and_do_not_end_before_they_begin(question: str) -> None:
    periods = find_periods(question)
    assert all(0 <= period.start < period.end <= len(question) for period in periods)
    assert all(one.end <= other.start for one, other in itertools.pairwise(periods))
    assert all(period.first <= period.last for period in periods if period.first and period.last)
