"""What every route needs of the application: the engine as it is now, and what is shared between requests."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request

from kiddqa.engine import Engine
from kiddqa.serve.limits import Limits
from kiddqa.serve.question_queue import QuestionQueue


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The parts that ``create_app`` was given or made."""

    get_engine: Callable[[], Engine]
    """Called once per request, in the event loop: returns at once, and takes up a rebuilt index."""
    examples: tuple[str, ...] | None
    """None: taken from the documents."""
    limits: Limits
    queue: QuestionQueue


# Asynchronous without awaiting anything: FastAPI sends a plain function to another thread, and a question waits for it.


async def site_of(request: Request) -> Site:
    """Return the parts of the application that serves ``request``."""
    return cast("Site", request.app.state.site)


async def engine_of(parts: Annotated[Site, Depends(site_of)]) -> Engine:
    """Return the engine that answers the request.

    Raises:
        KiddQAError: if there is no index, or none that fits.
    """
    return parts.get_engine()


SiteNow = Annotated[Site, Depends(site_of)]
EngineNow = Annotated[Engine, Depends(engine_of)]
