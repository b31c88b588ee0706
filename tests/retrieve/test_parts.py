import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiddqa.retrieve.parts import parts


@pytest.mark.parametrize(
    ("question", "first", "second"),
    [
        (
            "Who led the delegations at the 11th and at the 13th round?",
            "Who led the delegations at the 11th round?",
            "Who led the delegations at the 13th round?",
        ),
        ("Who led the 3rd and 4th rounds?", "Who led the 3rd rounds?", "Who led the 4th rounds?"),
        (
            "Name the chairs beside Lee at the 20th and the 22nd round.",
            "Name the chairs beside Lee at the 20th round.",
            "Name the chairs beside Lee at the 22nd round.",
        ),
        (
            "Who opened the third round and the fifth one?",
            "Who opened the third round?",
            "Who opened the fifth one?",
        ),
        ("Who chaired it in 2018 and in 2024?", "Who chaired it in 2018?", "Who chaired it in 2024?"),
        (
            "Who was the minister in 2018, and who in 2024?",
            "Who was the minister in 2018?",
            "Who was the minister in 2024?",
        ),
        (
            "Who led the talks and where were they held?",
            "Who led the talks?",
            "Where were they held?",
        ),
        (
            "At which round was it launched and at which did it first meet?",
            "At which round was it launched?",
            "At which did it first meet?",
        ),
        ("Who led it? When did it end?", "Who led it?", "When did it end?"),
    ],
)
def test_a_question_of_two_things_is_two_questions(question: str, first: str, second: str) -> None:
    assert parts(question) == (first, second)


@pytest.mark.parametrize(
    "question",
    [
        "Who led the talks?",
        "Who led the talks in Seoul and Washington?",
        "What happened between the 3rd and 4th round?",
        "What do the 3rd and 4th round have in common?",
        "Which came first, the 3rd or the 4th round?",
        "List the guests who spoke and who sang.",
        "Who was the man who spoke and who sang?",
        "Who spoke, and who in 2019?",
        "Which of the 1st and 2nd?",
        "",
    ],
)
def test_anything_else_is_one_question(question: str) -> None:
    assert parts(question) == ()


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80) | st.from_regex(r"(who|when) [a-z ]{0,9}(in 20[0-9]{2} )?and (who|in 2019)[a-z ?]{0,9}"))
def test_there_are_two_parts_or_none(question: str) -> None:
    assert len(parts(question)) in {0, 2}
