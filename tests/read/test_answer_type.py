import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiddqa.read.answer_type import AnswerType, expected_type, holds_type


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Who led the delegation?", AnswerType.PERSON),
        ("Which senior official of the Pentagon came?", AnswerType.PERSON),
        ("When did they meet?", AnswerType.DATE),
        ("On which days was it held?", AnswerType.DATE),
        ("Where was it held?", AnswerType.PLACE),
        ("In which city did they meet?", AnswerType.PLACE),
        ("How many officials came?", AnswerType.NUMBER),
        ("What does SEWS stand for?", AnswerType.DEFINITION),
        ("Why was it held by video?", AnswerType.REASON),
        ("What was agreed?", AnswerType.OTHER),
    ],
)
def test_a_question_asks_for_a_kind_of_thing(question: str, kind: AnswerType) -> None:
    assert expected_type(question) is kind


@pytest.mark.parametrize(
    ("quote", "kind", "held"),
    [
        ("Mr. Anka Lee led the delegation.", AnswerType.PERSON, True),
        ("The Security Consultative Meeting met in Seoul.", AnswerType.PERSON, False),
        ("Talks were held on 23 September 2024.", AnswerType.DATE, True),
        ("Talks were held in Seoul.", AnswerType.DATE, False),
        ("Seoul", AnswerType.PLACE, True),
        ("the pandemic", AnswerType.PLACE, False),
        ("Some 28,500 troops are there.", AnswerType.NUMBER, True),
        ("Some troops are there.", AnswerType.NUMBER, False),
        ("The Shared Early Warning System (SEWS) warns.", AnswerType.DEFINITION, True),
        ("It was held by video because of the pandemic.", AnswerType.REASON, True),
    ],
)
def test_a_quote_holds_a_thing_of_that_kind_or_not(quote: str, kind: AnswerType, *, held: bool) -> None:
    assert holds_type(quote, quote, kind, "Tell me.") is held


def test_a_reason_is_told_by_the_words_before_it_and_a_date_is_not() -> None:
    sentence = "In 2020 it was held by video because of the pandemic."
    assert holds_type("the pandemic", sentence, AnswerType.REASON, "Why?")
    assert not holds_type("the pandemic", sentence, AnswerType.DATE, "When?")


def test_what_the_question_already_names_is_no_answer_to_it() -> None:
    assert not holds_type("Anka Lee", "Anka Lee spoke.", AnswerType.PERSON, "Whom did Anka Lee meet?")
    assert holds_type("Cho Chang Lae", "Anka Lee met Cho Chang Lae.", AnswerType.PERSON, "Whom did Anka Lee meet?")


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_can_be_looked_at(question: str, sentence: str) -> None:
    assert holds_type(sentence, sentence, AnswerType.OTHER, question)
    assert holds_type(sentence, sentence, expected_type(question), question) in {True, False}
