"""The API: JSON in, JSON out, the same as the command line's; an error is ``{"error": "<one plain sentence>"}``."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse

from kiddqa.serve.failures import Refusal
from kiddqa.serve.question_queue import StillWanted
from kiddqa.serve.schemas import (
    AskRequest,
    DocumentsFields,
    ErrorFields,
    FullDocumentFields,
    HealthFields,
    ReplyFields,
    SearchFields,
    SearchRequest,
)
from kiddqa.serve.state import EngineNow, SiteNow
from kiddqa.wire import document_to_json, exchange_to_json, hit_to_json

_Responses = dict[int | str, dict[str, Any]]


def _error(description: str, *, says_when: bool = False) -> dict[str, Any]:
    """Describe an error; ``says_when``: with the seconds after which to ask again."""
    described: dict[str, Any] = {"model": ErrorFields, "description": description}
    if says_when:
        seconds = {"description": "Seconds until a place is likely.", "schema": {"type": "integer", "minimum": 1}}
        described["headers"] = {"Retry-After": seconds}
    return described


_ANY: _Responses = {
    400: _error("It is not sent to a name of this server, or its body is not JSON in UTF-8."),
    413: _error("The body is larger than the server reads."),
    414: _error("The address is longer than the server reads."),
    503: _error("There is no index that fits, or the question waited too long for its turn.", says_when=True),
}
_REFUSED: _Responses = {422: _error("The request is not acceptable."), **_ANY}
_QUEUED: _Responses = {
    429: _error("As many questions are being answered and waiting as the server takes.", says_when=True),
    504: _error("The answer took too long and was given up."),
    **_REFUSED,
}
_ASK_REFUSED: _Responses = {
    403: _error("Sent by a page of another site."),
    415: _error("The body is not sent as application/json."),
    **_QUEUED,
}
_NOT_FOUND: _Responses = {404: _error("There is no such document."), **_REFUSED}

api = APIRouter()


@api.post("/api/ask", response_model=ReplyFields, responses=_ASK_REFUSED, summary="Ask a question")
async def ask(body: AskRequest, engine: EngineNow, parts: SiteNow, request: Request) -> JSONResponse:
    """Answer by quoting, or say that the documents do not answer, with the passages that were considered."""
    filters = body.filters.to_filters()
    parts.limits.check(body.history, filters)

    def reply(still_wanted: StillWanted) -> JSONResponse:
        exchange = engine.ask(
            body.question,
            history=body.history,
            filters=filters,
            limit=body.limit,
            min_confidence=body.min_confidence,
            as_typed=body.as_typed,
            watch=still_wanted,
        )
        return JSONResponse(exchange_to_json(exchange))

    return await parts.queue.answer(reply, request.receive)


@api.get("/api/search", response_model=SearchFields, responses=_QUEUED, summary="Search without answering")
async def search(
    query: Annotated[SearchRequest, Query()], engine: EngineNow, parts: SiteNow, request: Request
) -> JSONResponse:
    """Return the passages nearest to some words, best first."""

    def found(_: StillWanted) -> JSONResponse:
        passages = [hit_to_json(hit) for hit in engine.search(query.q, limit=query.limit)]
        return JSONResponse({"query": query.q, "passages": passages, "index": engine.index.name})

    return await parts.queue.answer(found, request.receive)


@api.get("/api/documents", response_model=DocumentsFields, responses=_ANY, summary="List the documents")
def documents(engine: EngineNow) -> JSONResponse:
    """Return the facts of every document, by id."""
    listed = [document_to_json(document, with_text=False) for document in engine.index.documents()]
    return JSONResponse({"documents": listed, "index": engine.index.name})


@api.get(
    "/api/documents/{document_id:path}",
    response_model=FullDocumentFields,
    responses=_NOT_FOUND,
    summary="Read a document",
)
def document(document_id: str, engine: EngineNow) -> JSONResponse:
    """Return a document with its text, the one that every offset counts in; the id may hold slashes."""
    found = engine.index.document(document_id)
    if found is None:
        raise Refusal(404, f"There is no document {document_id}; GET /api/documents lists every id.")
    return JSONResponse(document_to_json(found, with_text=True))


@api.get("/healthz", response_model=HealthFields, responses=_ANY, summary="Check that the server is ready")
def health(engine: EngineNow) -> JSONResponse:
    """Return the index that is served and its size."""
    index = engine.index
    size = {"documents": len(index.documents()), "passages": len(index)}
    status = "degraded" if index.warning else "ok"
    return JSONResponse({"status": status, "warning": index.warning, "index": index.name, **size})
