from hypothesis import given, settings
from hypothesis import strategies as st

from kiddqa.index.lexical import terms
from kiddqa.retrieve.unknown import unknown_words

KNOWN = {"kidd", "talk", "u", "deleg"}


def unknown(question: str) -> tuple[str, ...]:
    return unknown_words(question, terms=terms, inverse_document_frequency=lambda stem: 1.0 if stem in KNOWN else 5.0)


def test_a_word_of_no_document_is_unknown_in_the_spelling_of_the_question() -> None:
    assert unknown("Did Napoleon talk at the KIDD?") == ("Napoleon",)


def test_another_ending_does_not_make_a_word_unknown() -> None:
    assert unknown("Which delegations talked?") == ()


def test_stop_words_are_never_unknown() -> None:
    assert unknown("Who is it, and why not?") == ()


def test_each_is_named_once_in_the_order_of_the_question() -> None:
    assert unknown("Waterloo, Elba, Waterloo") == ("Waterloo", "Elba")


def test_a_hyphenated_word_is_known_by_any_of_its_parts() -> None:
    assert unknown("talk-show quiz-show") == ("quiz-show",)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_every_unknown_word_stands_in_the_question(question: str) -> None:
    assert all(word in question for word in unknown(question))
