r"""A question that is being answered in; server-sent events out, one as each stage ends.

    event: understood      data: a phrase that says how it was understood
    event: retrieved       data: a phrase that says how many passages are being read
    event: read            data: the finished card, as HTML
    event: refused         data: why the question was not taken, in one sentence

Source: HTML Living Standard, "Server-sent events", https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

import asyncio
import re
from collections.abc import AsyncGenerator, Callable

from kiddqa.engine import Progress, Watch
from kiddqa.errors import KiddQAError
from kiddqa.records import Exchange
from kiddqa.serve.failures import Refusal
from kiddqa.serve.plain_text import showable
from kiddqa.serve.question_queue import Place, QuestionQueue, StillWanted
from kiddqa.wording import count

MEDIA_TYPE = "text/event-stream"
_LINE_END = re.compile(r"\r\n?|\n")
_Told = asyncio.Queue[str | None]


def staged(
    queue: QuestionQueue, ask: Callable[[Watch], Exchange], show: Callable[[Exchange], str]
) -> AsyncGenerator[str, None]:
    """Take a place in the queue, and give each event as soon as its stage has ended; to be called in the event loop.

    Who stops listening gives up the place, or the question after its present stage.

    Args:
        queue: Where questions are answered.
        ask: Answers, telling how far it has come.
        show: Returns the card of the reply as HTML.

    Raises:
        Refusal: 429 if the queue is full.
    """
    loop, told = asyncio.get_running_loop(), _Told()

    def answer(still_wanted: StillWanted) -> str:
        def watch(progress: Progress) -> None:
            still_wanted(progress)
            loop.call_soon_threadsafe(told.put_nowait, _progress_event(progress))

        return show(ask(watch))

    return _events(queue, queue.enter(answer), told)


async def _events(queue: QuestionQueue, place: Place[str], told: _Told) -> AsyncGenerator[str, None]:
    card = asyncio.ensure_future(queue.outcome(place))
    card.add_done_callback(lambda _: told.put_nowait(None))
    try:
        while (text := await told.get()) is not None:
            yield text
        yield event("read", await card)
    except KiddQAError as error:
        yield event("refused", str(error))
    except Refusal as refusal:
        yield event("refused", refusal.detail)
    finally:
        card.cancel()


def event(name: str, text: str) -> str:
    """Return one event; a text of several lines arrives as it is."""
    lines = "".join(f"data: {line}\n" for line in _LINE_END.split(showable(text)))
    return f"event: {name}\n{lines}\n"


def _progress_event(progress: Progress) -> str:
    query = progress.query
    if progress.hits is None:
        mended = query.text != query.question
        return event("understood", f"Reading it as: {query.text}" if mended else "Looking for passages")
    return event("retrieved", f"Reading {count(len(progress.hits), 'passage')}")
