"""Whatever went wrong in; one plain sentence out, as JSON for programs and as a page for people."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, cast

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from kiddqa.errors import KiddQAError, QuestionError
from kiddqa.serve.pages import ErrorPage
from kiddqa.serve.plain_text import showable
from kiddqa.serve.render import render

_MACHINE_PATHS = ("/api/", "/healthz", "/openapi.json")
_LONGEST_SHOWN = 60
_PAGE_TITLES = {
    404: "Not here",
    405: "Not this way",
    413: "Too much",
    414: "Too long",
    422: "Not understood",
    429: "Busy",
    431: "Too long",
    503: "Not ready",
    504: "Out of time",
}


class Refusal(HTTPException):
    """A request that is not served; ``detail`` is the sentence to show."""


def failure_response(path: str, status: int, sentence: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return the error as ``{"error": sentence}`` below ``/api/`` and for health checks, else as a page."""
    if path.startswith(_MACHINE_PATHS):
        return JSONResponse({"error": showable(sentence)}, status_code=status, headers=headers)
    title = _PAGE_TITLES.get(status, HTTPStatus(status).phrase)
    page = ErrorPage(title=f"{title} · kiddqa", heading=title, sentence=sentence)
    response = render("error.html", page, status)
    response.headers.update(headers or {})
    return response


def add_failure_handlers(app: FastAPI) -> None:
    """Make every error of ``app`` a plain sentence."""
    app.add_exception_handler(KiddQAError, _on_kiddqa_error)
    app.add_exception_handler(RequestValidationError, _on_invalid_request)
    app.add_exception_handler(HTTPException, _on_http_exception)


def validation_sentence(error: Mapping[str, Any]) -> str:
    """Return one of pydantic's error dictionaries as a sentence: the field, what was found, what was expected."""
    location = [str(part) for part in error["loc"]]
    kind, field = error["type"], ".".join(location[1:])
    if kind == "json_invalid":
        return f'The body is not JSON ({error["ctx"]["error"]} at character {field}); send {{"question": "…"}}.'
    if kind == "string_unicode" and not field:
        return "The body has a field whose name is no text; name its fields as GET /openapi.json does."
    if not field:
        return 'The body is missing or not an object; send {"question": "…"} as application/json.'
    if kind == "missing":
        return f"The field {field} is missing; GET /openapi.json says what it holds."
    if kind == "extra_forbidden":
        return f"The field {field} is not known; GET /openapi.json lists the fields."
    expected = str(error["msg"]).removeprefix("Value error, ").removeprefix("Input should be ")
    return f"The field {field} was {_shown(error['input'])}; expected {expected[:1].lower()}{expected[1:]}."


def _on_kiddqa_error(request: Request, error: Exception) -> Response:
    status = 422 if isinstance(error, QuestionError) else 503
    return failure_response(_path(request), status, str(error))


def _on_invalid_request(request: Request, error: Exception) -> Response:
    first = cast("RequestValidationError", error).errors()[0]
    if first["loc"] == ("body",) and first["input"] and not _says_json(request):
        found = request.headers.get("content-type") or "no type"
        sentence = f"The body came as {found[:_LONGEST_SHOWN]}; send it as application/json."
        return failure_response(_path(request), 415, sentence)
    return failure_response(_path(request), 422, validation_sentence(first))


def _on_http_exception(request: Request, error: Exception) -> Response:
    refused = cast("HTTPException", error)
    sentence = refused.detail if isinstance(refused, Refusal) else _sentence(request, refused)
    return failure_response(_path(request), refused.status_code, sentence, refused.headers)


def _sentence(request: Request, error: HTTPException) -> str:
    """Return a sentence for an error that the framework raised."""
    path = _path(request)
    match error.status_code:
        case 400:
            return 'The body is not JSON in UTF-8; send {"question": "…"}.'
        case 404 if path.startswith(_MACHINE_PATHS):
            return f"There is nothing at {path}; GET /openapi.json lists what there is."
        case 404:
            return f"There is nothing at {path}."
        case 405:
            allowed = (error.headers or {}).get("Allow", "another method")
            return f"{path} does not take {request.method}; use {allowed}."
        case _:
            return f"{error.detail}."


def _path(request: Request) -> str:
    """Return the path that was asked for, which need not be one: ``request.url`` fails for the target ``[``."""
    return str(request.scope["path"])


def _says_json(request: Request) -> bool:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == "application/json"


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=repr)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"
