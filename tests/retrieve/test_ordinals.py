from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiddqa.retrieve.ordinals import forms, in_figures, ordinal_number, respell

STANDING = Counter({"25th dialogue": 9, "25th": 9, "1st dialogue": 9, "4th dialogue": 3, "apollo 11": 2, "11th": 1})
QUESTIONS = st.lists(
    st.sampled_from(
        ["the", "twenty-fifth", "25", "25 th", "dialogue", "Dialogue", "first", "Apollo", "eleventh", "?", "of"]
    )
).map(" ".join)


def count(phrase: str) -> int:
    return STANDING[phrase.casefold()]


def respelled(question: str) -> str:
    return respell(question, count)[0]


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("first", 1),
        ("twelfth", 12),
        ("Twenty-Fifth", 25),
        ("thirty second", 32),
        ("ninetieth", 90),
        ("25 th", 25),
        ("7", 7),
    ],
)
def test_an_ordinal_has_a_number(words: str, number: int) -> None:
    assert ordinal_number(words) == number


def test_what_is_no_ordinal_has_none() -> None:
    assert ordinal_number("twenty") is None


def test_figures_have_their_ending() -> None:
    assert [in_figures(number) for number in (1, 2, 3, 4, 11, 12, 13, 21, 22, 101, 111)] == (
        ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "101st", "111th"]
    )


def test_a_number_in_a_series_has_three_forms() -> None:
    assert forms(25, "dialogue") == ("25th dialogue", "twenty-fifth dialogue", "dialogue 25")


@pytest.mark.parametrize(
    "typed",
    [
        "twenty-fifth dialogue",
        "twenty fifth dialogue",
        "25 th dialogue",
        "25-th dialogue",
        "25st dialogue",
        "dialogue 25",
        "dialogue-25",
        "dialogue no. 25",
        "dialogue No 25",
        "dialogue #25",
        "dialogue number 25",
    ],
)
def test_every_form_becomes_the_one_that_the_documents_have(typed: str) -> None:
    assert respelled(f"Who led the {typed}, then?") == "Who led the 25th dialogue, then?"


def test_a_number_may_come_to_stand_after_its_noun() -> None:
    assert respelled("the eleventh Apollo flight") == "the Apollo 11 flight"


def test_a_name_of_several_words_keeps_its_words_together() -> None:
    counts = {"25th Harbour Talks": 3}
    assert (
        respell("Did Harbour Talks 25 end?", lambda phrase: counts.get(phrase, 0))[0] == "Did 25th Harbour Talks end?"
    )


def test_a_change_says_where_it_was_made() -> None:
    (change,) = respell("the twenty-fifth dialogue", count)[1]
    assert (change.start, change.end, change.before, change.after) == (4, 25, "twenty-fifth dialogue", "25th dialogue")


def test_a_number_that_stands_with_other_nouns_only_is_written_in_figures() -> None:
    assert respelled("the twenty-fifth round") == "the 25th round"


@pytest.mark.parametrize(
    "question",
    [
        "the 25th dialogue",
        "the first dialogue after the war",
        "the second dialogue of 2018",
        "page 25 of the book",
        "the 25 members",
        "on 25 April",
        "the ninety-ninth dialogue",
        "Apollo 11",
        "  a  question ",
    ],
)
def test_a_question_that_the_documents_would_write_so_stays_as_it_was(question: str) -> None:
    assert respell(question, count) == (question, ())


def test_a_month_and_year_name_the_one_of_all_not_the_one_within() -> None:
    assert respelled("the fourth dialogue in July 2013") == "the 4th dialogue in July 2013"


def test_a_form_that_is_not_three_times_as_frequent_changes_nothing() -> None:
    counts = {"25th dialogue": 5, "twenty-fifth dialogue": 2}
    question = "the twenty-fifth dialogue"
    assert respell(question, lambda phrase: counts.get(phrase, 0)) == (question, ())


@given(QUESTIONS | st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_what_was_respelled_once_stays(question: str) -> None:
    once, _ = respell(question, count)
    assert respell(once, count) == (once, ())
