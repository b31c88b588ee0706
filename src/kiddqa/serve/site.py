"""The pages: a plain address in, a finished HTML page out, with or without a script in the browser."""

import json
from collections.abc import Callable, Sequence
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.concurrency import run_in_threadpool

from kiddqa.engine import Engine
from kiddqa.records import Exchange
from kiddqa.serve import stages
from kiddqa.serve.conversation import Conversation, ConversationNow
from kiddqa.serve.examples import ASK
from kiddqa.serve.failures import Refusal
from kiddqa.serve.first_questions import first_questions
from kiddqa.serve.how import how_page
from kiddqa.serve.library import documents_page
from kiddqa.serve.measured import diagram_path
from kiddqa.serve.pages import ApiPage, Endpoint, TurnCard
from kiddqa.serve.plain_text import showable
from kiddqa.serve.question_queue import StillWanted
from kiddqa.serve.reading import document_page
from kiddqa.serve.render import render, rendered
from kiddqa.serve.state import EngineNow, Site, SiteNow
from kiddqa.serve.transcript import transcript
from kiddqa.serve.turns import turn
from kiddqa.serve.views import JSON_PATH, MARKDOWN_PATH, home_page, thread_page
from kiddqa.wire import exchange_to_json

site = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

Offsets = Annotated[list[str], Query(default_factory=list)]


@site.get("/")
async def conversation(parts: SiteNow, engine: EngineNow, asked: ConversationNow, request: Request) -> Response:
    """Show the empty page, or the conversation that ends with ``q``; only that one can be asked as typed."""
    if not asked.begun:
        return await run_in_threadpool(_home, parts, engine)

    def shown(exchanges: Sequence[Exchange]) -> Response:
        return render("conversation.html", thread_page(engine, asked, exchanges))

    return await _answered(parts, engine, asked, request, shown)


@site.get("/stages")
async def staged_turn(parts: SiteNow, engine: EngineNow, asked: ConversationNow) -> StreamingResponse:
    """Answer the last question stage by stage, for the script to show how far it is and to add its card."""

    def card(exchange: Exchange) -> str:
        return rendered("card.html", TurnCard(turn=turn(exchange, asked.history, as_typed=asked.as_typed)))

    events = stages.staged(parts.queue, partial(asked.last_reply, engine), card)
    return StreamingResponse(events, media_type=stages.MEDIA_TYPE)


@site.get(MARKDOWN_PATH)
async def markdown_thread(parts: SiteNow, engine: EngineNow, asked: ConversationNow, request: Request) -> Response:
    """Hand out the conversation as a Markdown file."""

    def written(exchanges: Sequence[Exchange]) -> Response:
        text = showable(transcript(exchanges))
        return Response(text, media_type="text/markdown", headers=_attached("kiddqa.md"))

    return await _answered(parts, engine, asked, request, written)


@site.get(JSON_PATH)
async def json_thread(parts: SiteNow, engine: EngineNow, asked: ConversationNow, request: Request) -> Response:
    """Hand out the conversation as a file that ``kiddqa verify`` reads: the replies of the API, in a list."""

    def written(exchanges: Sequence[Exchange]) -> Response:
        return JSONResponse([exchange_to_json(each) for each in exchanges], headers=_attached("kiddqa.json"))

    return await _answered(parts, engine, asked, request, written)


@site.get("/documents")
def documents(engine: EngineNow, kind: str = "", year: str = "", publisher: str = "", page: str = "") -> HTMLResponse:
    """Show the documents that pass a filter: their timeline, their map and their list."""
    asked = documents_page(engine.index, kind=kind, year=year, publisher=publisher, page=page)
    return render("documents.html", asked)


@site.get("/documents/{document_id:path}")
def document(
    document_id: str, engine: EngineNow, start: Offsets, end: Offsets, sha256: str | None = None
) -> HTMLResponse:
    """Show a document, with each slice [start, end) marked."""
    found = engine.index.document(document_id)
    if found is None:
        raise Refusal(404, f"There is no document {document_id}.")
    return render("document.html", document_page(engine, found, starts=start, ends=end, sha256=sha256))


@site.get("/how")
def how(engine: EngineNow) -> HTMLResponse:
    """Show how answers are made, how often they are right, and what the product cannot do."""
    return render("how.html", how_page(engine))


@site.get("/how/reliability.svg")
def reliability_diagram() -> FileResponse:
    """Show the reliability diagram that was measured."""
    path = diagram_path()
    if path is None:
        raise Refusal(404, "The reliability diagram has not been drawn; python benchmarks/quality.py draws it.")
    return FileResponse(path, media_type="image/svg+xml")


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


def _home(parts: Site, engine: Engine) -> HTMLResponse:
    examples = first_questions(engine.index) if parts.examples is None else parts.examples
    return render("conversation.html", home_page(engine, examples))


async def _answered(
    parts: Site,
    engine: Engine,
    asked: Conversation,
    request: Request,
    show: Callable[[Sequence[Exchange]], Response],
) -> Response:
    """Answer every question of a conversation, at one place in the queue, and show the replies."""

    def shown(still_wanted: StillWanted) -> Response:
        return show(asked.replies(engine, still_wanted))

    return await parts.queue.answer(shown, request.receive)


def _attached(name: str) -> dict[str, str]:
    """Return the header that makes a browser save what it gets."""
    return {"Content-Disposition": f'attachment; filename="{name}"'}


def _endpoint(base: str, path: str, method: str, operation: dict[str, Any]) -> Endpoint:
    return Endpoint(
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        description=operation["description"],
        example=_EXAMPLES[path].replace("{base}", base),
    )


_BODY = json.dumps({"question": ASK["question"]})
_EXAMPLES = {
    "/api/ask": f"curl -s {{base}}/api/ask -H 'Content-Type: application/json' \\\n  -d '{_BODY}'",
    "/api/search": "curl -s '{base}/api/search?q=river&limit=3'",
    "/api/documents": "curl -s {base}/api/documents",
    "/api/documents/{document_id}": "curl -s {base}/api/documents/ID",
    "/healthz": "curl -s {base}/healthz",
}
