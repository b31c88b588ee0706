"""The limits of this server in; its OpenAPI document, with them in it, out."""

from typing import Any, cast

from fastapi import FastAPI

from kiddqa.serve.limits import Limits


def describe_limits(app: FastAPI, limits: Limits) -> None:
    """Let ``app`` describe itself with its limits, which are known only once it is put together."""
    describe = app.openapi

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            _put_in(describe(), limits)
        return cast("dict[str, Any]", app.openapi_schema)

    app.openapi = described  # type: ignore[method-assign]  # the way that FastAPI documents


def _put_in(document: dict[str, Any], limits: Limits) -> None:
    schemas = document["components"]["schemas"]
    asked, filters = schemas["AskRequest"]["properties"], schemas["FilterFields"]["properties"]
    asked["question"]["maxLength"] = limits.max_question_chars
    asked["history"]["maxItems"] = limits.max_history
    asked["history"]["items"]["maxLength"] = min(limits.max_question_chars, limits.max_history_chars)
    filters["documents"]["maxItems"] = limits.max_filter_documents
    filters["documents"]["items"]["maxLength"] = limits.max_filter_chars
    publisher = next(kind for kind in filters["publisher"]["anyOf"] if kind["type"] == "string")
    publisher["maxLength"] = limits.max_filter_chars
    searched = document["paths"]["/api/search"]["get"]["parameters"]
    next(each for each in searched if each["name"] == "q")["schema"]["maxLength"] = limits.max_question_chars
