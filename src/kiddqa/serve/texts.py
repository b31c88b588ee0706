"""The kinds of text that the API takes: what the sender wrote in, the same or a refusal of pydantic's out."""

import re
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field

from kiddqa.serve.patterns import DATE_PATTERN, PLAIN_PATTERN, QUESTION_PATTERN
from kiddqa.serve.plain_text import first_unshowable

_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)


def _plain(text: str) -> str:
    found = first_unshowable(text)
    if found:
        raise ValueError(f"text without {found}")
    return text


def _real_date(text: str) -> str:
    if _DATE.fullmatch(text) is None:
        raise ValueError("a date as YYYY, YYYY-MM or YYYY-MM-DD")
    try:
        date.fromisoformat(text + "-01-01"[len(text) - 4 :])
    except ValueError as error:
        raise ValueError("a date that is in the calendar") from error
    return text


PlainText = Annotated[str, AfterValidator(_plain), Field(json_schema_extra={"pattern": PLAIN_PATTERN})]
QuestionText = Annotated[str, AfterValidator(_plain), Field(json_schema_extra={"pattern": QUESTION_PATTERN})]
"""Described as not empty; the engine refuses an empty one, in its own words."""
PartialDate = Annotated[
    str,
    AfterValidator(_real_date),
    Field(description="YYYY, YYYY-MM or YYYY-MM-DD.", json_schema_extra={"pattern": DATE_PATTERN}),
]
