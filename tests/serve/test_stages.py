import asyncio
from collections.abc import AsyncGenerator, Callable
from threading import Event
from time import perf_counter

import pytest

from kiddqa.engine import Progress, Watch
from kiddqa.errors import QuestionError
from kiddqa.records import Exchange
from kiddqa.serve.failures import Refusal
from kiddqa.serve.limits import DEFAULT_LIMITS
from kiddqa.serve.question_queue import QuestionQueue
from kiddqa.serve.stages import event, staged
from serve.fake_engine import make_engine

ENGINE = make_engine()


def asking(question: str, *history: str) -> Callable[[Watch], Exchange]:
    return lambda watch: ENGINE.ask(question, history=history, watch=watch)


def told(ask: Callable[[Watch], Exchange], show: Callable[[Exchange], str] = lambda _: "") -> list[str]:
    async def listen() -> list[str]:
        return [each async for each in staged(QuestionQueue(DEFAULT_LIMITS), ask, show)]

    return asyncio.run(listen())


def test_each_stage_is_an_event_and_the_last_one_is_the_card() -> None:
    assert told(asking("Who led the dialogue?"), lambda exchange: f"<p>{exchange.reply.hits[0].rank}</p>") == [
        "event: understood\ndata: Looking for passages\n\n",
        "event: retrieved\ndata: Reading 6 passages\n\n",
        "event: read\ndata: <p>1</p>\n\n",
    ]


def test_a_question_that_was_mended_is_shown_as_it_is_read() -> None:
    first = told(asking("And where?", "Who led it?"))[0]
    assert first == "event: understood\ndata: Reading it as: Who led it? And where?\n\n"


def test_a_stage_is_told_while_the_next_one_is_still_to_come() -> None:
    def never_read(watch: Watch) -> Exchange:
        exchange = ENGINE.ask("Why?", watch=watch)
        raise QuestionError(f"{exchange.question} was not read.")

    assert [each.partition("\n")[0] for each in told(never_read)] == [
        "event: understood",
        "event: retrieved",
        "event: refused",
    ]


def test_a_question_that_is_refused_is_one_event_with_the_reason() -> None:
    assert told(asking(" ")) == [
        "event: refused\ndata: The question is empty; type a question of at least one word.\n\n"
    ]


def test_an_unforeseen_error_ends_the_events_and_is_raised_for_the_log() -> None:
    def broken(_watch: Watch) -> Exchange:
        raise RuntimeError("secret")

    with pytest.raises(RuntimeError, match="secret"):
        told(broken)


def test_beyond_the_queue_there_are_no_events_but_a_refusal() -> None:
    async def listen() -> AsyncGenerator[str, None]:
        queue = QuestionQueue(DEFAULT_LIMITS)
        released = Event()
        for _ in range(DEFAULT_LIMITS.questions_at_once + DEFAULT_LIMITS.questions_waiting):
            queue.enter(lambda _: released.wait(60))
        try:
            return staged(queue, asking("Why?"), lambda _: "")
        finally:
            released.set()

    with pytest.raises(Refusal, match="all there is room for"):
        asyncio.run(listen())


def test_whoever_leaves_early_is_not_waited_for() -> None:
    released = Event()

    def slow(watch: Watch) -> Exchange:
        exchange = ENGINE.ask("Why?", watch=watch)
        released.wait(60)
        return exchange

    async def leave() -> float:
        events = staged(QuestionQueue(DEFAULT_LIMITS), slow, lambda _: "")
        await anext(events)
        began = perf_counter()
        await events.aclose()
        return perf_counter() - began

    seconds = asyncio.run(leave())
    released.set()
    assert seconds < 30


def test_a_card_of_several_lines_arrives_whole() -> None:
    assert event("read", "<p>\r\na\rb\n\n</p>") == "event: read\ndata: <p>\ndata: a\ndata: b\ndata: \ndata: </p>\n\n"


def test_the_engine_tells_of_a_query_and_then_of_its_hits() -> None:
    progress: list[Progress] = []
    exchange = ENGINE.ask("Who led the dialogue?", watch=progress.append)
    assert [each.hits for each in progress] == [None, exchange.reply.hits]
    assert {each.query.text for each in progress} == {"Who led the dialogue?"}
