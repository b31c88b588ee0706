"""An engine in; the web application out: pages, API, static files, guarded."""

from collections.abc import Callable, Sequence

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from kiddqa import __version__
from kiddqa.engine import Engine
from kiddqa.resources import web_folder
from kiddqa.serve.api import api
from kiddqa.serve.description import describe_limits
from kiddqa.serve.failures import add_failure_handlers
from kiddqa.serve.guard import Guard
from kiddqa.serve.head import HeadAsGet
from kiddqa.serve.limits import DEFAULT_LIMITS, Limits
from kiddqa.serve.question_queue import QuestionQueue
from kiddqa.serve.site import site
from kiddqa.serve.state import Site

LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")


def create_app(
    get_engine: Callable[[], Engine],
    *,
    examples: Sequence[str] | None = None,
    allowed_hosts: Sequence[str] = (),
    limits: Limits = DEFAULT_LIMITS,
) -> FastAPI:
    """Put the application together; nothing is loaded before the first request.

    Args:
        get_engine: Called once per request, in the event loop: it must return at once, and may return another engine
            when the index has been rebuilt. A ``KiddQAError`` that it raises is shown to the client as a 503.
        examples: Questions offered on the empty page; None: taken from the documents.
        allowed_hosts: Names the server answers to besides ``LOCAL_HOSTS``.
        limits: What a request may hold, how many are answered at once and how long each may take.
    """
    app = FastAPI(
        title="kiddqa",
        version=__version__,
        description="Answers questions about a folder of documents by quoting them.",
        docs_url=None,  # the stock pages load scripts from a third party; /api describes the API instead
        redoc_url=None,
    )
    app.state.site = Site(
        get_engine=get_engine,
        examples=None if examples is None else tuple(examples),
        limits=limits,
        queue=QuestionQueue(limits),
    )
    app.add_middleware(HeadAsGet)
    app.add_middleware(
        Guard,
        allowed_hosts=[*LOCAL_HOSTS, *allowed_hosts],
        max_body_bytes=limits.max_body_bytes,
        max_address_bytes=limits.max_address_bytes,
    )
    add_failure_handlers(app)
    app.include_router(api)
    app.include_router(site)
    app.mount("/static", StaticFiles(directory=web_folder() / "static"), name="static")
    describe_limits(app, limits)
    return app
