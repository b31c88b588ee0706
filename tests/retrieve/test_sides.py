"""Asking about each of two sides."""

import pytest

from kiddqa.retrieve.sides import Sides

TEXTS = [
    "The U.S. side spoke first. Then the ROK side spoke, and the U.S. side closed. The U.S. side left.",
    "The South Korean side had prepared more than the U.S. side. According to the Busan side, it rained.",
    "Red Team met Blue Team, Green Team, Red Team, Blue Team and Green Team.",
    "The Swiss delegation sat alone. The Swiss delegation left early.",
]


def sides() -> Sides:
    return Sides(lambda: TEXTS, lambda one, other: {one, other} == {"ROK", "South Korean"})


def test_what_each_side_did_is_asked_of_either_side() -> None:
    assert sides().split("What did each side promise?") == (
        "What did the U.S. side promise?",
        "What did the ROK side promise?",
    )


@pytest.mark.parametrize("both", ["both sides", "the two sides", "both of the sides", "each of the two sides"])
def test_who_it_was_on_both_sides_is_asked_of_either_side(both: str) -> None:
    assert sides().split(f"Who led {both} in 2024?") == (
        "Who led the U.S. side in 2024?",
        "Who led the ROK side in 2024?",
    )


def test_what_both_sides_did_they_may_have_done_together() -> None:
    assert sides().split("What did both sides agree on?") == ()


def test_names_of_one_thing_are_one_side() -> None:
    assert "the ROK side" in sides().split("Who led each side?")[1]  # beside Busan: ROK and South Korean count together


def test_of_three_teams_none_is_the_other_side() -> None:
    assert sides().split("Who led each team?") == ()


def test_one_delegation_alone_has_no_other_side() -> None:
    assert sides().split("Who led each delegation?") == ()


@pytest.mark.parametrize(
    "question", ["Who led the U.S. side?", "Which side led?", "What is each", "", "Who beat each?"]
)
def test_a_question_about_no_two_sides_is_left_alone(question: str) -> None:
    assert sides().split(question) == ()
