import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from kiddqa.serve.patterns import DATE_PATTERN, PLAIN_PATTERN, QUESTION_PATTERN
from kiddqa.serve.plain_text import first_unshowable
from kiddqa.serve.texts import PartialDate

DATE: TypeAdapter[str] = TypeAdapter(PartialDate)
TEXTS = st.text(st.characters(codec="utf-8", categories=None) | st.sampled_from(" \t\n\x00\x85\ufffe\U0001ffff"))


def is_taken(text: str) -> bool:
    try:
        DATE.validate_python(text)
    except ValidationError:
        return False
    return True


@given(
    st.text(st.sampled_from("0123456789-\n٣"), max_size=11) | st.dates().map(str) | st.dates().map("{:%Y-%m}".format)
)
@settings(max_examples=60, deadline=None)
def test_the_described_dates_are_those_that_are_taken(text: str) -> None:
    assert bool(re.search(DATE_PATTERN, text)) == is_taken(text)


@pytest.mark.parametrize("year", [1, 4, 100, 400, 1900, 2000, 2023, 2024, 9999])
def test_every_day_of_a_year_is_described(year: int) -> None:
    days = [f"{year:04}-{month:02}-{day:02}" for month in range(14) for day in range(33)]
    assert [day for day in days if re.search(DATE_PATTERN, day)] == [day for day in days if is_a_date(day)]


def is_a_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


@given(TEXTS)
@settings(max_examples=60, deadline=None)
def test_the_described_texts_are_those_that_are_taken(text: str) -> None:
    assert bool(re.search(PLAIN_PATTERN, text)) == (first_unshowable(text) is None)


@given(TEXTS)
@settings(max_examples=60, deadline=None)
def test_a_described_question_is_plain_and_not_empty(text: str) -> None:
    assert bool(re.search(QUESTION_PATTERN, text)) == (first_unshowable(text) is None and bool(text.strip()))
