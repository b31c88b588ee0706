"""The pages: a plain address in, a finished HTML page out, with or without a script in the browser."""

import json
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from kiddqa.engine import Engine
from kiddqa.records import Exchange
from kiddqa.serve.failures import Refusal
from kiddqa.serve.pages import ApiPage, Endpoint, TurnFragment
from kiddqa.serve.plain_text import typed
from kiddqa.serve.render import render
from kiddqa.serve.state import EngineNow, SiteNow
from kiddqa.serve.views import document_page, documents_page, home_page, latest, thread_page, turn

site = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

Question = Annotated[str, Query(alias="q")]
History = Annotated[list[str], Query(alias="h", default_factory=list)]


@site.get("/")
def home(
    parts: SiteNow, engine: EngineNow, history: History, question: Question = "", *, as_typed: bool = False
) -> HTMLResponse:
    """Show the empty page, or the conversation that ends with ``q``; only that one can be asked as typed."""
    if not typed(question).strip():
        return render("home.html", home_page(engine, parts.examples))
    questions = [*_earlier(engine, history), typed(question)]
    exchanges = [_ask(engine, asked, questions[:number]) for number, asked in enumerate(questions[:-1])]
    exchanges.append(engine.ask(questions[-1], history=questions[:-1], as_typed=as_typed))
    return render("thread.html", thread_page(engine, exchanges))


@site.get("/fragments/turn")
def turn_fragment(engine: EngineNow, history: History, question: Question = "") -> HTMLResponse:
    """Show one turn alone, for the script to add to the conversation."""
    earlier = _earlier(engine, history)
    exchange = _ask(engine, typed(question), earlier)
    return render("fragment.html", TurnFragment(turn=turn(exchange, earlier)))


@site.get("/documents")
def documents(engine: EngineNow) -> HTMLResponse:
    """Show the list of documents."""
    return render("documents.html", documents_page(engine))


@site.get("/documents/{document_id:path}")
def document(
    document_id: str,
    engine: EngineNow,
    start: str | None = None,
    end: str | None = None,
    sha256: str | None = None,
) -> HTMLResponse:
    """Show a document, with the slice [start, end) marked."""
    found = engine.index.document(document_id)
    if found is None:
        raise Refusal(404, f"There is no document {document_id}.")
    return render("document.html", document_page(engine, found, start=start, end=end, sha256=sha256))


@site.get("/api")
def api_description(request: Request) -> HTMLResponse:
    """Show what the API takes, read from its own description."""
    paths = request.app.openapi()["paths"]
    base = str(request.base_url).rstrip("/")
    endpoints = [
        _endpoint(base, path, method, operation)
        for path, methods in paths.items()
        for method, operation in methods.items()
    ]
    return render("api.html", ApiPage(title="API · kiddqa", endpoints=tuple(endpoints)))


def _earlier(engine: Engine, history: Sequence[str]) -> list[str]:
    """Return the latest earlier questions that are asked again, oldest first, blank ones left out."""
    questions = [typed(question) for question in history]
    return list(latest([question for question in questions if question.strip()], engine.max_history))


def _ask(engine: Engine, question: str, history: Sequence[str]) -> Exchange:
    return engine.ask(question, history=history)


def _endpoint(base: str, path: str, method: str, operation: dict[str, Any]) -> Endpoint:
    return Endpoint(
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        description=operation["description"],
        example=_EXAMPLES[path].replace("{base}", base),
    )


_BODY = json.dumps({"question": "Who led the U.S. delegation at the 25th KIDD?"})
_EXAMPLES = {
    "/api/ask": f"curl -s {{base}}/api/ask -H 'Content-Type: application/json' \\\n  -d '{_BODY}'",
    "/api/search": "curl -s '{base}/api/search?q=missile+defense&limit=3'",
    "/api/documents": "curl -s {base}/api/documents",
    "/api/documents/{document_id}": "curl -s {base}/api/documents/ID",
    "/healthz": "curl -s {base}/healthz",
}
