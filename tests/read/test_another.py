import pytest

from kiddqa.read.another import is_of_another

ASKED = "Who led the talks at the 27th dialogue?"


@pytest.mark.parametrize(
    "sentence",
    [
        "Ada Ice led at the 26th dialogue.",
        "Eda Eis led at the 26th and the 28th dialogue.",
        "At the 7th Dialogue Ada led.",
    ],
)
def test_a_sentence_that_numbers_the_same_thing_otherwise_is_about_another_one(sentence: str) -> None:
    assert is_of_another(ASKED, sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Ada Ice led at the 27th dialogue.",
        "Ada Ice led at the 26th dialogue, Eda Eis at the 27th dialogue.",
        "Ada Ice led at the 26th meeting.",
        "Ada Ice led at the dialogue.",
        "Ada Ice led 26 dialogues.",
    ],
)
def test_any_other_sentence_is_not(sentence: str) -> None:
    assert not is_of_another(ASKED, sentence)


@pytest.mark.parametrize("asked", ["Who led after the 27th dialogue?", "Which other one than the 27th dialogue?"])
def test_a_question_that_may_be_about_another_number_too_rules_none_out(asked: str) -> None:
    assert not is_of_another(asked, "Ada Ice led at the 26th dialogue.")
