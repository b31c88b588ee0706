from dataclasses import replace
from typing import Any

from kiddqa.serve.app import create_app
from kiddqa.serve.limits import DEFAULT_LIMITS
from serve.fake_engine import make_engine

LIMITS = replace(
    DEFAULT_LIMITS,
    max_question_chars=11,
    max_history=12,
    max_history_chars=13,
    max_filter_documents=14,
    max_filter_chars=15,
)


def described() -> dict[str, Any]:
    return create_app(make_engine, limits=LIMITS).openapi()


def test_the_description_names_the_limits_of_this_server() -> None:
    schemas = described()["components"]["schemas"]
    asked, filters = schemas["AskRequest"]["properties"], schemas["FilterFields"]["properties"]
    assert asked["question"]["maxLength"] == 11
    assert (asked["history"]["maxItems"], asked["history"]["items"]["maxLength"]) == (12, 11)
    assert (filters["documents"]["maxItems"], filters["documents"]["items"]["maxLength"]) == (14, 15)
    assert [kind.get("maxLength") for kind in filters["publisher"]["anyOf"]] == [15, None]


def test_the_words_of_a_search_are_as_long_as_a_question() -> None:
    (words, limit) = described()["paths"]["/api/search"]["get"]["parameters"]
    assert (words["name"], words["schema"]["maxLength"]) == ("q", 11)
    assert (limit["name"], limit["schema"]["type"]) == ("limit", "integer")


def test_it_is_made_once() -> None:
    app = create_app(make_engine)
    assert app.openapi() is app.openapi()


def test_a_full_queue_says_when_to_come_back() -> None:
    responses = described()["paths"]["/api/ask"]["post"]["responses"]
    assert {status for status, response in responses.items() if "Retry-After" in response.get("headers", {})} == {
        "429",
        "503",
    }
