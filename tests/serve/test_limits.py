from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from kiddqa.errors import QuestionError
from kiddqa.records import Filters
from kiddqa.serve.app import create_app
from kiddqa.serve.limits import DEFAULT_LIMITS, Limits
from kiddqa.settings import load_settings
from serve.fake_engine import make_engine

SMALL = replace(DEFAULT_LIMITS, max_history_chars=10, max_filter_documents=2, max_filter_chars=12)
NO_FILTERS = Filters()


def test_each_limit_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIDDQA_QUESTIONS_WAITING", "7")
    monkeypatch.setenv("KIDDQA_MAX_BODY_BYTES", "2000")
    expected = replace(DEFAULT_LIMITS, questions_waiting=7, max_body_bytes=2_000)
    assert Limits.of(load_settings()) == expected


def test_what_is_just_within_the_limits_is_taken() -> None:
    SMALL.check(["12345", "67890"], Filters(documents=("a.md", "b" * 12), publisher="c" * 12))
    SMALL.check([], NO_FILTERS)


@pytest.mark.parametrize(
    ("history", "filters", "sentence"),
    [
        (
            ["12345", "678901"],
            NO_FILTERS,
            (
                "The history has 11 characters and at most 10 are read; "
                "send the latest questions or start a new conversation."
            ),
        ),
        (
            [],
            Filters(documents=("a", "b", "c")),
            "The filter names 3 documents and at most 2 are read; name fewer, or filter by publisher or date.",
        ),
        (
            [],
            Filters(documents=("a" * 13,)),
            (
                "A name in the filter has 13 characters and at most 12 are read; "
                "GET /api/documents lists every id and publisher."
            ),
        ),
        (
            [],
            Filters(publisher="a" * 13),
            (
                "A name in the filter has 13 characters and at most 12 are read; "
                "GET /api/documents lists every id and publisher."
            ),
        ),
    ],
)
def test_what_is_too_long_is_refused_with_what_to_do(history: list[str], filters: Filters, sentence: str) -> None:
    with pytest.raises(QuestionError) as refused:
        SMALL.check(history, filters)
    assert str(refused.value) == sentence


def test_the_api_refuses_what_is_too_long_with_a_422() -> None:
    client = TestClient(create_app(make_engine, limits=SMALL), base_url="http://localhost")
    response = client.post("/api/ask", json={"question": "Why?", "filters": {"documents": ["a", "b", "c"]}})
    assert (response.status_code, response.json()["error"].partition(";")[0]) == (
        422,
        "The filter names 3 documents and at most 2 are read",
    )
