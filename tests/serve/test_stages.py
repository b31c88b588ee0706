from collections.abc import Callable
from threading import Event
from time import perf_counter

import pytest

from kiddqa.engine import Progress, Watch
from kiddqa.errors import QuestionError
from kiddqa.records import Exchange
from kiddqa.serve.stages import event, staged
from serve.fake_engine import make_engine

ENGINE = make_engine()


def asking(question: str, *history: str) -> Callable[[Watch], Exchange]:
    return lambda watch: ENGINE.ask(question, history=history, watch=watch)


def test_each_stage_is_an_event_and_the_last_one_is_the_card() -> None:
    events = list(staged(asking("Who led the dialogue?"), lambda exchange: f"<p>{exchange.reply.hits[0].rank}</p>"))
    assert events == [
        "event: understood\ndata: Looking for passages\n\n",
        "event: retrieved\ndata: Reading 6 passages\n\n",
        "event: read\ndata: <p>1</p>\n\n",
    ]


def test_a_question_that_was_mended_is_shown_as_it_is_read() -> None:
    first = next(staged(asking("And where?", "Who led it?"), lambda _: ""))
    assert first == "event: understood\ndata: Reading it as: Who led it? And where?\n\n"


def test_a_stage_is_told_while_the_next_one_is_still_to_come() -> None:
    def never_read(watch: Watch) -> Exchange:
        exchange = ENGINE.ask("Why?", watch=watch)
        raise QuestionError(f"{exchange.question} was not read.")

    assert [told.partition("\n")[0] for told in staged(never_read, lambda _: "")] == [
        "event: understood",
        "event: retrieved",
        "event: refused",
    ]


def test_a_question_that_is_refused_is_one_event_with_the_reason() -> None:
    assert list(staged(asking(" "), lambda _: "")) == [
        "event: refused\ndata: The question is empty; type a question of at least one word.\n\n"
    ]


def test_an_unforeseen_error_ends_the_events_and_is_raised_for_the_log() -> None:
    def broken(_watch: Watch) -> Exchange:
        raise RuntimeError("secret")

    with pytest.raises(RuntimeError, match="secret"):
        list(staged(broken, lambda _: ""))


def test_whoever_leaves_early_is_not_waited_for() -> None:
    released = Event()

    def slow(watch: Watch) -> Exchange:
        exchange = ENGINE.ask("Why?", watch=watch)
        released.wait(60)
        return exchange

    events = staged(slow, lambda _: "")
    next(events)
    began = perf_counter()
    events.close()
    seconds = perf_counter() - began
    released.set()
    assert seconds < 30


def test_a_card_of_several_lines_arrives_whole() -> None:
    assert event("read", "<p>\r\na\rb\n\n</p>") == "event: read\ndata: <p>\ndata: a\ndata: b\ndata: \ndata: </p>\n\n"


def test_the_engine_tells_of_a_query_and_then_of_its_hits() -> None:
    told: list[Progress] = []
    exchange = ENGINE.ask("Who led the dialogue?", watch=told.append)
    assert [progress.hits for progress in told] == [None, exchange.reply.hits]
    assert {progress.query.text for progress in told} == {"Who led the dialogue?"}
