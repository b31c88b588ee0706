"""Questions in; their replies out: some are worked on at once, some wait in order, and the rest are turned away.

Only questions come here. Documents, static files and health checks are served past them, by other threads.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from math import ceil
from threading import BoundedSemaphore, Event
from time import perf_counter
from typing import Any, Generic, TypeVar

from starlette.types import Receive

from kiddqa.serve.failures import Refusal
from kiddqa.serve.limits import Limits
from kiddqa.wording import count

Result = TypeVar("Result")
StillWanted = Callable[[object], None]
"""Is called between the stages of answering, and raises once nobody waits for the reply; its argument is ignored."""
Work = Callable[[StillWanted], Result]

FIRST_GUESS_SECONDS = 0.1
"""What a question is taken to need until some have been answered."""
NEWEST_WEIGHT = 0.1
"""Of the latest question in the moving average of how long one takes."""


class NoLongerWantedError(Exception):
    """The asker has left or has been told that it took too long; nobody sees this error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place(Generic[Result]):
    """A question's place in the queue, and then in work."""

    reply: Future[Result]
    dropped: Event = field(default_factory=Event)
    """Set once nobody waits for the reply."""


class QuestionQueue:
    """Runs questions in threads of their own, first come, first served; safe to share between requests."""

    def __init__(self, limits: Limits) -> None:
        """Make a queue of so many places; its threads begin with the first question."""
        self._limits = limits
        self._pool = ThreadPoolExecutor(max_workers=limits.questions_at_once, thread_name_prefix="question")
        self._size = limits.questions_at_once + limits.questions_waiting
        self._places = BoundedSemaphore(self._size)
        self._typical_seconds = FIRST_GUESS_SECONDS

    async def answer(self, work: Work[Result], receive: Receive) -> Result:
        """Return what ``work`` returns, unless the asker leaves before it is begun.

        Args:
            work: Runs in a thread; what it raises is raised here.
            receive: Of the request, its body read; tells when the asker leaves.

        Raises:
            Refusal: 429 if every place is taken, 503 if it waited too long, 504 if it took too long.
        """
        place = self.enter(work)
        left = asyncio.ensure_future(_departure(receive))
        try:
            return await self.outcome(place, left)
        finally:
            left.cancel()

    def enter(self, work: Work[Result]) -> Place[Result]:
        """Take a place and return at once.

        Raises:
            Refusal: 429 if every place is taken.
        """
        if not self._places.acquire(blocking=False):
            raise self._refusal(
                429, f"{count(self._size, 'question')} are being answered or waiting, all there is room for"
            )
        dropped = Event()
        reply = self._pool.submit(self._timed, work, dropped)
        reply.add_done_callback(lambda _: self._places.release())
        return Place(reply=reply, dropped=dropped)

    async def outcome(self, place: Place[Result], left: "asyncio.Future[None] | None" = None) -> Result:
        """Wait for the reply at a place, which is free again when this returns, raises or is cancelled.

        Args:
            place: From ``enter``.
            left: Is done when the asker has left.

        Raises:
            Refusal: 503 if it waited too long or the asker left, 504 if it took too long.
        """
        reply = asyncio.wrap_future(place.reply)
        awaited: set[asyncio.Future[Any]] = {reply} if left is None else {reply, left}
        waiting, whole = self._limits.waiting_seconds, self._limits.request_seconds
        try:
            if not await _any_done(awaited, min(waiting, whole)) and place.reply.cancel():
                raise self._refusal(503, f"The question waited {waiting:g} seconds for its turn")
            if not await _any_done(awaited, max(0.0, whole - waiting)):
                raise Refusal(
                    504,
                    f"The answer took longer than {whole:g} seconds and was given up; ask again, with fewer earlier "
                    "questions, or let KIDDQA_REQUEST_SECONDS be more.",
                )
            if left is not None and left.done() and not reply.done():
                left.result()
                raise Refusal(503, "The asker left before the question was answered; ask again.")
            return await reply
        finally:
            place.dropped.set()
            place.reply.cancel()  # if it waits still; the line below does so too, but only in the loop's next round
            reply.cancel()

    def _refusal(self, status: int, found: str) -> Refusal:
        """Return a refusal that says when a full queue will have been worked off."""
        seconds = max(1, ceil(self._typical_seconds * self._size / self._limits.questions_at_once))
        headers = {"Retry-After": str(seconds)}
        return Refusal(status, f"{found}; ask again in {count(seconds, 'second')}.", headers=headers)

    def _timed(self, work: Work[Result], dropped: Event) -> Result:
        began = perf_counter()
        try:
            return work(partial(_stop_if_set, dropped))
        finally:
            self._typical_seconds += NEWEST_WEIGHT * (perf_counter() - began - self._typical_seconds)


def _stop_if_set(dropped: Event, _progress: object) -> None:
    if dropped.is_set():
        raise NoLongerWantedError


async def _any_done(awaited: "set[asyncio.Future[Any]]", seconds: float) -> bool:
    done, _ = await asyncio.wait(awaited, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    return bool(done)


async def _departure(receive: Receive) -> None:
    """Return once the client has closed the connection."""
    while (await receive())["type"] != "http.disconnect":
        pass
