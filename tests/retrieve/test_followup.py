import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiddqa.retrieve.antecedents import Weights
from kiddqa.retrieve.conversation import Place, Turn
from kiddqa.retrieve.followup import Carried, FollowUp, PhraseCarryOver

SIDES = "Who led the U.S. side at the 25th KIDD?"
NOTHING_IS_LIKELY = Weights(intercept=-20.0, columns={}, carried_from=0.5)


def read(question: str, *history: str | Turn) -> FollowUp:
    turns = [turn if isinstance(turn, Turn) else Turn(question=turn) for turn in history]
    return PhraseCarryOver().read(question, turns)


@pytest.mark.parametrize(
    ("history", "question", "text"),
    [
        ([SIDES], "Where was it held?", "Where was the 25th KIDD held?"),
        ([SIDES], "And the Korean side?", "Who led the Korean side at the 25th KIDD?"),
        ([SIDES, "And the Korean side?"], "And the Japanese side?", "Who led the Japanese side at the 25th KIDD?"),
        ([SIDES], "And what goal was stated there?", "And what goal was stated at the 25th KIDD?"),
        (["When did the 13th KIDD meet?", "Was it in 2018?"], "What else was decided that year?", None),
        (["What happened in 2018?"], "What about 2019?", "What happened in 2019?"),
        (["When was the 25th round?"], "Where was it held?", "Where was the 25th round held?"),
        (["When was the 25th round?"], "Who spoke there?", "Who spoke at the 25th round?"),
        (["Which exercise was reviewed at the 25th KIDD?"], "Who ran it?", "Who ran the exercise? (25th KIDD)"),
        (
            ["What is the Defense Vision of the U.S.-ROK Alliance?", "When did the ministers endorse it?"],
            "How far ahead does it look?",
            "How far ahead does the Defense Vision of the U.S.-ROK Alliance look?",
        ),
        ([SIDES], "What about the one before that?", f"What about the one before the 25th KIDD? ({SIDES})"),
    ],
)
def test_a_follow_up_is_made_to_stand_alone(history: list[str], question: str, text: str | None) -> None:
    expected = text or "What else was decided in 2018? (13th KIDD)"
    assert read(question, *history).text == expected


def test_a_reply_that_names_what_was_asked_for_is_what_it_means() -> None:
    asked = Turn(question="Which exercise was reviewed at the 25th KIDD?", quote="Ulchi Freedom Shield 24")
    assert read("What threats did it simulate?", asked).text == (
        "What threats did Ulchi Freedom Shield 24 simulate? (25th KIDD)"
    )


def test_a_person_in_the_reply_is_what_he_means() -> None:
    asked = Turn(question="Who led the Korean side at the 25th KIDD?", quote="Cho Chang Lae", titles=("25th KIDD",))
    assert read("What was his rank?", asked).text == "What was Cho Chang Lae's rank?"


def test_the_title_of_the_document_is_the_topic_where_the_questions_name_none() -> None:
    asked = Turn(question="When was it announced?", quote="on 2 June 2024", titles=("Freedom Edge",))
    assert read("What was agreed?", asked).text == "What was agreed? (Freedom Edge)"


def test_a_title_is_searched_for_beside_what_the_questions_name_and_is_not_read() -> None:
    asked = Turn(
        question="Which exercise did the 25th KIDD review?", quote="Ulchi Shield", titles=("Joint statement 7",)
    )
    followed = read("What threats did it simulate?", asked)
    assert (followed.text, followed.sought) == (
        "What threats did Ulchi Shield simulate? (25th KIDD)",
        ("Joint statement 7",),
    )


def test_a_title_that_the_question_says_itself_is_not_searched_for_twice() -> None:
    asked = Turn(question="When was the exercise Freedom Edge announced?", quote="in 2024", titles=("Freedom Edge",))
    assert read("Where was it held?", asked).sought == ()


def test_what_was_carried_is_told_with_its_turn_and_place() -> None:
    followed = read("Who led it?", "When was the 25th KIDD?", "Who spoke?")
    assert followed.carried == (Carried(text="25th KIDD", turn=0, place=Place.QUESTION, instead_of="it"),)
    assert not followed.stands_alone


@pytest.mark.parametrize(
    "question",
    [
        "  Who led  the Korean side at the 24th KIDD ?\n",
        "What is extended deterrence?",
        "Did Cho bring his deputy?",
        "Name the three pillars of the Defense Vision.",
        "",
        "?!",
    ],
)
def test_a_question_that_stands_alone_is_left_as_it_is_to_the_byte(question: str) -> None:
    assert read(question, SIDES) == FollowUp(question=question, text=question, stands_alone=True)


def test_the_exercise_stands_alone_in_a_longer_question_where_none_was_mentioned() -> None:
    question = "Which computer attacks were practised during the exercise?"
    assert read(question, SIDES).stands_alone
    assert not read(question, "Which exercise was reviewed at the 25th KIDD?").stands_alone


def test_a_follow_up_without_a_conversation_is_left_as_it_is_and_told_as_open() -> None:
    assert read("Who led it?") == FollowUp(question="Who led it?", text="Who led it?", stands_alone=False)


def test_the_other_of_two_years_is_never_carried() -> None:
    assert "2018" not in read("And what happened in 2019?", "What happened in 2018?").text


def test_a_mention_that_is_unlikely_takes_no_pronouns_place() -> None:
    followed = PhraseCarryOver(weights=NOTHING_IS_LIKELY).read("Who led it?", [Turn(question="What is the KIDD?")])
    assert followed.text == "Who led it? (KIDD)"


def test_a_long_run_of_fragments_is_read_without_a_deep_recursion() -> None:
    history = [Turn(question=f"And the {number}th? (why)") for number in range(2_000)]
    assert PhraseCarryOver().read("And the 24th?", history).question == "And the 24th?"


ANY_WORD = re.findall(
    r"\S+",
    "who why where was led it there that one year the same exercise side his they he and Seoul Cho Lae 25th KIDD 2018 "
    'Korean else other ? , ( ) ; "Red What about',
)
WORDS = st.lists(st.sampled_from(ANY_WORD), max_size=9).map(" ".join)
TURNS = st.lists(
    st.builds(Turn, question=WORDS, quote=WORDS, titles=st.lists(WORDS, max_size=2).map(tuple)), min_size=1, max_size=4
)


@settings(deadline=None, max_examples=60)
@given(WORDS, TURNS)
def test_reading_what_was_read_changes_nothing(question: str, history: list[Turn]) -> None:
    text = PhraseCarryOver().read(question, history).text
    assert PhraseCarryOver().read(text, history).text == text


@settings(deadline=None, max_examples=60)
@given(WORDS, TURNS)
def test_what_is_carried_stands_in_the_text_and_nothing_carried_leaves_the_question(
    question: str, history: list[Turn]
) -> None:
    followed = PhraseCarryOver().read(question, history)
    assert followed.carried or followed.text == question
    assert all(0 <= carried.turn < len(history) for carried in followed.carried)


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=40), st.lists(st.text(max_size=40), max_size=3))
def test_no_question_and_no_history_is_too_strange(question: str, history: list[str]) -> None:
    assert read(question, *history).question == question
