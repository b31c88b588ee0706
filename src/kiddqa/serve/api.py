"""The API: JSON in, JSON out, the same as the command line's; an error is ``{"error": "<one plain sentence>"}``."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from kiddqa.serve.failures import Refusal
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
from kiddqa.serve.state import EngineNow
from kiddqa.wire import document_to_json, exchange_to_json, hit_to_json

_Responses = dict[int | str, dict[str, Any]]
_NO_INDEX: _Responses = {503: {"model": ErrorFields, "description": "There is no index that fits."}}
_REFUSED: _Responses = {422: {"model": ErrorFields, "description": "The request is not acceptable."}, **_NO_INDEX}
_ASK_REFUSED: _Responses = {
    403: {"model": ErrorFields, "description": "Sent by a page of another site."},
    413: {"model": ErrorFields, "description": "The body is larger than 64 KiB."},
    415: {"model": ErrorFields, "description": "The body is not sent as application/json."},
    **_REFUSED,
}
_NOT_FOUND: _Responses = {404: {"model": ErrorFields, "description": "There is no such document."}, **_REFUSED}

api = APIRouter()


@api.post("/api/ask", response_model=ReplyFields, responses=_ASK_REFUSED, summary="Ask a question")
def ask(body: AskRequest, engine: EngineNow) -> JSONResponse:
    """Answer by quoting, or say that the documents do not answer, with the passages that were considered."""
    exchange = engine.ask(
        body.question,
        history=body.history,
        filters=body.filters.to_filters(),
        limit=body.limit,
        min_confidence=body.min_confidence,
        as_typed=body.as_typed,
    )
    return JSONResponse(exchange_to_json(exchange))


@api.get("/api/search", response_model=SearchFields, responses=_REFUSED, summary="Search without answering")
def search(query: Annotated[SearchRequest, Query()], engine: EngineNow) -> JSONResponse:
    """Return the passages nearest to some words, best first."""
    hits = engine.search(query.q, limit=query.limit)
    passages = [hit_to_json(hit) for hit in hits]
    return JSONResponse({"query": query.q, "passages": passages, "index": engine.index.name})


@api.get("/api/documents", response_model=DocumentsFields, responses=_NO_INDEX, summary="List the documents")
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


@api.get("/healthz", response_model=HealthFields, responses=_NO_INDEX, summary="Check that the server is ready")
def health(engine: EngineNow) -> JSONResponse:
    """Return the index that is served and its size."""
    index = engine.index
    size = {"documents": len(index.documents()), "passages": len(index)}
    status = "degraded" if index.warning else "ok"
    return JSONResponse({"status": status, "warning": index.warning, "index": index.name, **size})
