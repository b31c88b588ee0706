"""Asking about each of two sides."""

from collections.abc import Iterator

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


def test_no_more_of_the_documents_is_looked_at_than_a_question_may_cost() -> None:
    looked_at = []

    def endless() -> Iterator[str]:
        while True:
            looked_at.append(1)
            yield "Nothing. " * 50_000 + "The Red side and the Blue side met. The Red side and the Blue side left."

    assert Sides(endless, lambda *names: len(set(names)) == 1).split("Who led each side?") == (
        "Who led the Blue side?",
        "Who led the Red side?",
    )
    assert len(looked_at) == 5


def test_of_many_names_only_the_most_frequent_are_compared() -> None:
    compared = []

    def same_thing(one: str, other: str) -> bool:
        compared.append((one, other))
        return False

    names = [f"{chr(65 + number % 26)}{chr(97 + number // 26)}" for number in range(400)]
    Sides(lambda: [f"The {name} county grew." for name in names], same_thing).split("Who led each county?")
    assert len(compared) == 12 * 11 / 2
