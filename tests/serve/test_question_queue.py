import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from threading import Event
from typing import Any, TypeVar

import pytest
from starlette.types import Message

from kiddqa.serve.failures import Refusal
from kiddqa.serve.limits import DEFAULT_LIMITS
from kiddqa.serve.question_queue import NoLongerWantedError, QuestionQueue, StillWanted, Work

Result = TypeVar("Result")
PATIENT = replace(DEFAULT_LIMITS, questions_at_once=1, questions_waiting=1, waiting_seconds=60, request_seconds=60)
LONGEST_SECONDS = 60


def run(test: Coroutine[Any, Any, Result]) -> Result:
    return asyncio.run(asyncio.wait_for(test, LONGEST_SECONDS))


async def staying() -> Message:
    return await asyncio.Future()


async def leaving() -> Message:
    return {"type": "http.disconnect"}


class Held:
    """Work that begins when it is its turn, and ends when it is let go."""

    def __init__(self) -> None:
        self.begun, self.let_go = Event(), Event()

    def __call__(self, still_wanted: StillWanted) -> str:
        self.begun.set()
        assert self.let_go.wait(LONGEST_SECONDS)
        still_wanted(None)
        return "replied"


def replied(_: StillWanted) -> str:
    return "replied"


def status_of(refused: pytest.ExceptionInfo[Refusal]) -> tuple[int, str, str | None]:
    return refused.value.status_code, refused.value.detail, (refused.value.headers or {}).get("Retry-After")


def test_a_question_is_answered() -> None:
    assert run(QuestionQueue(PATIENT).answer(replied, staying)) == "replied"


def test_an_error_of_the_work_is_raised_for_who_asked() -> None:
    def broken(_: StillWanted) -> str:
        raise ValueError("secret")

    with pytest.raises(ValueError, match="secret"):
        run(QuestionQueue(PATIENT).answer(broken, staying))


def test_questions_are_answered_in_the_order_they_came() -> None:
    order: list[int] = []

    def noting(number: int) -> Work[None]:
        return lambda _: order.append(number)

    async def ask() -> None:
        queue = QuestionQueue(replace(PATIENT, questions_waiting=9))
        await asyncio.gather(*(queue.answer(noting(number), staying) for number in range(10)))

    run(ask())
    assert order == list(range(10))


def test_beyond_the_queue_a_question_is_turned_away_at_once_and_told_when_to_come_back() -> None:
    async def ask() -> None:
        queue, first = QuestionQueue(PATIENT), Held()
        queue.enter(first)
        queue.enter(replied)
        try:
            queue.enter(replied)
        finally:
            first.let_go.set()

    with pytest.raises(Refusal) as refused:
        run(ask())
    assert status_of(refused) == (
        429,
        "2 questions are being answered or waiting, all there is room for; ask again in 1 second.",
        "1",
    )


def test_the_longer_the_queue_the_later_one_is_told_to_come_back() -> None:
    queue, held = QuestionQueue(replace(PATIENT, questions_waiting=49)), Held()
    for _ in range(50):
        queue.enter(held)
    with pytest.raises(Refusal) as refused:
        queue.enter(held)
    held.let_go.set()
    assert status_of(refused)[2] == "5"  # 50 questions of 0.1 s each, one after the other


def test_a_place_is_free_again_after_each_question() -> None:
    async def ask() -> list[str]:
        queue = QuestionQueue(PATIENT)
        return [await queue.answer(replied, staying) for _ in range(5)]

    assert run(ask()) == ["replied"] * 5


def test_who_leaves_while_waiting_gives_up_the_place() -> None:
    async def ask() -> str:
        queue, first = QuestionQueue(PATIENT), Held()
        before = asyncio.ensure_future(queue.answer(first, staying))
        await asyncio.to_thread(first.begun.wait, LONGEST_SECONDS)
        for _ in range(5):  # more than there are places
            with pytest.raises(Refusal, match="asker left"):
                await queue.answer(replied, leaving)
        first.let_go.set()
        return await before

    assert run(ask()) == "replied"


def test_work_that_nobody_waits_for_stops_at_the_end_of_its_stage() -> None:
    async def ask() -> BaseException | None:
        queue, work = QuestionQueue(PATIENT), Held()
        place = queue.enter(work)
        outcome = asyncio.ensure_future(queue.outcome(place))
        await asyncio.to_thread(work.begun.wait, LONGEST_SECONDS)
        outcome.cancel()
        await asyncio.wait({outcome})
        work.let_go.set()
        return await asyncio.to_thread(place.reply.exception, LONGEST_SECONDS)

    assert isinstance(run(ask()), NoLongerWantedError)


def test_who_waits_too_long_is_told_so() -> None:
    async def ask() -> None:
        queue, first = QuestionQueue(replace(PATIENT, waiting_seconds=0.05)), Held()
        queue.enter(first)
        try:
            await queue.answer(replied, staying)
        finally:
            first.let_go.set()

    with pytest.raises(Refusal) as refused:
        run(ask())
    assert status_of(refused) == (503, "The question waited 0.05 seconds for its turn; ask again in 1 second.", "1")


def test_an_answer_that_takes_too_long_is_given_up() -> None:
    async def ask() -> None:
        queue, slow = QuestionQueue(replace(PATIENT, waiting_seconds=0.05, request_seconds=0.1)), Held()
        try:
            await queue.answer(slow, staying)
        finally:
            slow.let_go.set()

    with pytest.raises(Refusal) as refused:
        run(ask())
    assert status_of(refused) == (
        504,
        (
            "The answer took longer than 0.1 seconds and was given up; ask again, with fewer earlier questions, "
            "or let KIDDQA_REQUEST_SECONDS be more."
        ),
        None,
    )
