import pytest

from kiddqa.retrieve.fragments import is_fragment, opens_like_a_reply


@pytest.mark.parametrize(
    "question",
    [
        "Why?",
        "And the Korean side?",
        "What about 2019?",
        "In which year?",
        "How many?",
        "And the 24th?",
        "Any results?",
    ],
)
def test_a_question_without_a_verb_is_a_fragment(question: str) -> None:
    assert is_fragment(question)


@pytest.mark.parametrize(
    "question",
    [
        "Who led it?",
        "Who won?",
        "What controversy surrounds Jack White?",
        "And how many took place in Seoul?",
        "Did they?",
        "Freedom Edge",
        "",
        "?",
    ],
)
def test_a_question_with_a_verb_or_with_nothing_to_complete_is_none(question: str) -> None:
    assert not is_fragment(question)


def test_a_question_that_begins_with_and_opens_like_a_reply() -> None:
    assert opens_like_a_reply("And who led it?")
    assert not opens_like_a_reply("Android phones: who made them?")
