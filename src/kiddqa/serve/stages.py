r"""A question that is being answered in; server-sent events out, one as each stage ends.

    event: understood      data: a phrase that says how it was understood
    event: retrieved       data: a phrase that says how many passages are being read
    event: read            data: the finished card, as HTML
    event: refused         data: why the question was not taken, in one sentence

Source: HTML Living Standard, "Server-sent events", https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

import re
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue

from kiddqa.engine import Progress, Watch
from kiddqa.errors import KiddQAError
from kiddqa.records import Exchange
from kiddqa.serve.plain_text import showable
from kiddqa.wording import count

MEDIA_TYPE = "text/event-stream"
_LINE_END = re.compile(r"\r\n?|\n")


def staged(ask: Callable[[Watch], Exchange], show: Callable[[Exchange], str]) -> Generator[str, None, None]:
    """Answer a question in a thread of its own, and give each event as soon as its stage has ended.

    Args:
        ask: Answers, telling how far it has come.
        show: Returns the card of the reply as HTML.
    """
    events: SimpleQueue[str | None] = SimpleQueue()

    def answer() -> None:
        try:
            events.put(event("read", show(ask(lambda progress: events.put(_progress_event(progress))))))
        except KiddQAError as error:
            events.put(event("refused", str(error)))
        finally:
            events.put(None)

    thread = ThreadPoolExecutor(max_workers=1)
    answered = thread.submit(answer)
    thread.shutdown(wait=False)  # who closes the page early must not hold up the server until the answer is there
    yield from iter(events.get, None)
    answered.result()  # raises what was unforeseen, for the log


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
