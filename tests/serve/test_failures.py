from typing import Any

import pytest
from pydantic import ValidationError

from kiddqa.serve.failures import failure_response, validation_sentence
from kiddqa.serve.schemas import AskRequest
from serve.parsed import one_of, parse, text_of


def first_sentence(body: dict[str, Any]) -> str:
    with pytest.raises(ValidationError) as refused:
        AskRequest.model_validate(body)
    first = refused.value.errors()[0]
    return validation_sentence({**first, "loc": ("body", *first["loc"])})


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({}, "The field question is missing; GET /openapi.json says what it holds."),
        ({"question": "a", "colour": 1}, "The field colour is not known; GET /openapi.json lists the fields."),
        ({"question": 1}, "The field question was 1; expected a valid string."),
        ({"question": "a", "limit": 99}, "The field limit was 99; expected less than or equal to 50."),
        ({"question": "a", "limit": True}, "The field limit was true; expected a valid integer."),
        ({"question": "a", "min_confidence": 2}, "The field min_confidence was 2; expected less than or equal to 1."),
        ({"question": "a", "history": ["b", 2]}, "The field history.1 was 2; expected a valid string."),
        ({"question": "a\0"}, 'The field question was "a\\u0000"; expected text without U+0000.'),
        (
            {"question": "a", "filters": {"after": "yesterday"}},
            'The field filters.after was "yesterday"; expected a date as YYYY, YYYY-MM or YYYY-MM-DD.',
        ),
        (
            {"question": "a", "filters": {"before": "2023-02-29"}},
            'The field filters.before was "2023-02-29"; expected a date that is in the calendar.',
        ),
    ],
)
def test_a_refused_field_is_named_with_what_was_found_and_expected(body: dict[str, Any], sentence: str) -> None:
    assert first_sentence(body) == sentence


def test_a_long_value_is_shown_by_its_beginning() -> None:
    sentence = first_sentence({"question": "a", "filters": {"after": "x" * 5000}})
    assert sentence == f'The field filters.after was "{"x" * 58}…; expected a date as YYYY, YYYY-MM or YYYY-MM-DD.'


@pytest.mark.parametrize("path", ["/api/ask", "/api/", "/healthz", "/openapi.json"])
def test_programs_get_json(path: str) -> None:
    assert failure_response(path, 404, "Not there.").body == b'{"error":"Not there."}'


@pytest.mark.parametrize("path", ["/", "/api", "/documents/x", "/static/x"])
def test_people_get_a_page(path: str) -> None:
    page = parse(bytes(failure_response(path, 404, "Not <there>.").body).decode())
    assert (text_of(one_of(page, "h1")), text_of(one_of(page, "p", "lead"))) == ("Not here", "Not <there>.")


def test_a_status_without_a_title_of_its_own_has_the_standard_one() -> None:
    page = parse(bytes(failure_response("/", 418, "No.").body).decode())
    assert text_of(one_of(page, "h1")) == "I'm a Teapot"
