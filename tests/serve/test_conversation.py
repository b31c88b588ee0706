import asyncio

import pytest

from kiddqa.errors import QuestionError
from kiddqa.serve.app import create_app
from kiddqa.serve.conversation import Conversation, conversation_of, latest
from kiddqa.serve.state import Site
from serve.fake_engine import make_engine

ENGINE = make_engine(max_history=2)
PARTS: Site = create_app(lambda: ENGINE).state.site


def asked_by_address(history: list[str], question: str) -> Conversation:
    return asyncio.run(conversation_of(PARTS, ENGINE, history, question))


def test_a_long_history_is_cut_to_its_latest_questions() -> None:
    asked = asked_by_address(["a?", "b?", " ", "c?"], "d?")
    assert asked == Conversation(history=("b?", "c?"), question="d?", as_typed=False)


def test_control_characters_in_an_address_are_asked_as_spaces() -> None:
    assert asked_by_address(["\x00"], "who\x1bled").questions == ("who led",)


@pytest.mark.parametrize("question", ["", " ", "\x00"])
def test_without_a_question_nothing_has_begun(question: str) -> None:
    assert not asked_by_address(["Who?"], question).begun


def test_every_question_is_asked_after_those_before_it() -> None:
    asked = Conversation(history=("Who led it?", "Why?"), question="And small drones?", as_typed=False)
    assert [reply.read_as for reply in asked.replies(ENGINE)] == [
        "Who led it?",
        "Who led it? Why?",
        "Why? And small drones?",
    ]


def test_a_question_of_the_history_that_is_too_long_is_refused() -> None:
    asked = Conversation(history=("a" * 1001,), question="Why?", as_typed=False)
    with pytest.raises(QuestionError, match="1,001 characters"):
        asked.replies(ENGINE)


@pytest.mark.parametrize(("limit", "kept"), [(0, []), (2, ["b", "c"]), (5, ["a", "b", "c"])])
def test_the_latest_questions_are_kept_oldest_first(limit: int, kept: list[str]) -> None:
    assert latest(["a", "b", "c"], limit) == kept


@pytest.mark.parametrize(("limit_chars", "kept"), [(0, []), (2, ["cc"]), (4, ["cc"]), (5, ["bbb", "cc"])])
def test_of_the_latest_questions_those_are_kept_that_are_short_enough_together(
    limit_chars: int, kept: list[str]
) -> None:
    assert latest(["a", "bbb", "cc"], 5, limit_chars) == kept
