"""An engine in; the web application out: pages, API, static files, guarded."""

from collections.abc import Callable, Sequence

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from kiddqa import __version__
from kiddqa.engine import Engine
from kiddqa.resources import web_folder
from kiddqa.serve.api import api
from kiddqa.serve.failures import add_failure_handlers
from kiddqa.serve.guard import Guard
from kiddqa.serve.head import HeadAsGet
from kiddqa.serve.site import site
from kiddqa.serve.state import Site

LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")
EXAMPLES = (
    "Who led the U.S. delegation at the 25th KIDD?",
    "How many KIDD meetings were held by video?",
    "What does SEWS stand for?",
    "Which exercise simulated GPS jamming and cyberattacks?",
)


def create_app(
    get_engine: Callable[[], Engine], *, examples: Sequence[str] = EXAMPLES, allowed_hosts: Sequence[str] = ()
) -> FastAPI:
    """Put the application together; nothing is loaded before the first request.

    Args:
        get_engine: Called once per request; return another engine when the index has been rebuilt. A ``KiddQAError``
            that it raises is shown to the client as a 503.
        examples: Questions offered on the empty page.
        allowed_hosts: Names the server answers to besides ``LOCAL_HOSTS``.
    """
    app = FastAPI(
        title="kiddqa",
        version=__version__,
        description="Answers questions about a folder of documents by quoting them.",
        docs_url=None,  # the stock pages load scripts from a third party; /api describes the API instead
        redoc_url=None,
    )
    app.state.site = Site(get_engine=get_engine, examples=tuple(examples))
    app.add_middleware(HeadAsGet)
    app.add_middleware(Guard, allowed_hosts=[*LOCAL_HOSTS, *allowed_hosts])
    add_failure_handlers(app)
    app.include_router(api)
    app.include_router(site)
    app.mount("/static", StaticFiles(directory=web_folder() / "static"), name="static")
    return app
