from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiddqa.retrieve.noun_phrases import PhraseKind, content_words, contrasts, noun_phrases, words_of

NAME, QUOTED, NUMBER, NOUN = PhraseKind.NAME, PhraseKind.QUOTED, PhraseKind.NUMBER, PhraseKind.NOUN


def found(text: str) -> list[tuple[str, PhraseKind]]:
    return [(phrase.text, phrase.kind) for phrase in noun_phrases(text)]


def test_names_take_their_numbers_and_nouns_their_names_with_them() -> None:
    assert found("Who led the U.S. side at the 25th KIDD?") == [("U.S. side", NOUN), ("25th KIDD", NAME)]


def test_a_name_goes_on_over_of_the() -> None:
    assert found("What is the Defense Vision of the U.S.-ROK Alliance?") == [
        ("Defense Vision of the U.S.-ROK Alliance", NAME)
    ]


def test_particles_stay_inside_a_name() -> None:
    assert found("Who hired Ludwig Mies van der Rohe?") == [("Ludwig Mies van der Rohe", NAME)]


def test_an_abbreviated_title_does_not_end_a_name() -> None:
    assert found("Did Lt. Gen. Park agree?") == [("Lt. Gen. Park", NAME)]


def test_a_verb_behind_a_subject_is_no_noun() -> None:
    assert found("What threats did the exercise simulate?") == [("threats", NOUN), ("exercise", NOUN)]


def test_what_is_asked_after_is_a_noun_without_an_article() -> None:
    assert found("what is extended deterrence?") == [("extended deterrence", NOUN)]


def test_an_owner_and_what_is_owned_are_two_phrases() -> None:
    assert found("What was Seoul's main request?") == [("Seoul", NAME), ("main request", NOUN)]


def test_a_date_is_a_number() -> None:
    assert found("Did the ministers meet in March 2018?") == [("ministers", NOUN), ("March 2018", NUMBER)]


def test_a_title_in_quotation_marks_is_one_phrase_without_its_comma() -> None:
    assert found("Who wrote “Chasing the Dragon,” and why?") == [("Chasing the Dragon", QUOTED)]


def test_words_in_quotation_marks_that_are_no_title_are_read_like_any() -> None:
    assert found('Who was "a true pioneer"?') == [("true pioneer", NOUN)]


def test_the_words_before_a_phrase_are_kept_nearest_last() -> None:
    assert [phrase.before for phrase in noun_phrases("Who spoke at the talks in Seoul?")] == [("at", "the"), ("in",)]


@pytest.mark.parametrize("named", ["the 25th KIDD", "the April talks", "the 2015 blueprint", "the 25th meeting"])
def test_a_name_or_an_ordinal_says_which_one_is_meant(named: str) -> None:
    assert [phrase.is_named for phrase in noun_phrases(f"Who planned {named}?")] == [True]


@pytest.mark.parametrize("open_noun", ["the Korean side", "the exercise", "30 years"])
def test_a_side_a_noun_and_a_number_do_not_say_which_one_is_meant(open_noun: str) -> None:
    assert [phrase.is_named for phrase in noun_phrases(f"What about {open_noun}?")] == [False]


@pytest.mark.parametrize(
    ("text", "other"),
    [("2018", "March 2019"), ("24th", "25th KIDD"), ("24th KIDD", "25th KIDD"), ("U.S. side", "Korean side")],
)
def test_two_of_a_kind_contrast(text: str, other: str) -> None:
    assert contrasts(text, other)
    assert contrasts(other, text)


@pytest.mark.parametrize(("text", "other"), [("2018", "March 2018"), ("4th KIDD", "5th SCM"), ("side", "exercise")])
def test_one_thing_and_things_of_two_kinds_do_not_contrast(text: str, other: str) -> None:
    assert not contrasts(text, other)


def test_content_words_are_lower_case_and_without_function_words() -> None:
    assert content_words("Who led the U.S. side’s talks?") == ["led", "u.s.", "side", "talks"]


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=80))
def test_phrases_are_slices_in_order_that_do_not_overlap(text: str) -> None:
    phrases = noun_phrases(text)
    assert all(text[phrase.start : phrase.end] == phrase.text and words_of(phrase.text) for phrase in phrases)
    assert all(first.end <= second.start for first, second in pairwise(phrases))
