"""No question, however odd, gets anything but a reply or a refusal in one sentence, before its time is over."""

import json
import random
import unicodedata
from collections.abc import Iterator
from time import perf_counter

import pytest
from starlette.testclient import TestClient

from kiddqa.engine import Engine
from kiddqa.serve.app import create_app
from kiddqa.serve.limits import DEFAULT_LIMITS
from serve.parsed import parse

pytestmark = pytest.mark.slow

COLUMN = 16
"""Every block of Unicode begins and ends at a multiple of it: one character of each column meets every block."""
LONGEST = DEFAULT_LIMITS.max_question_chars


def one_of_each_column(seed: int) -> list[str]:
    draw = random.Random(seed)
    columns = ([chr(code) for code in range(start, start + COLUMN)] for start in range(0, 0x110000, COLUMN))
    assigned = ([each for each in column if unicodedata.category(each) not in {"Cn", "Cs"}] for column in columns)
    return [draw.choice(column) for column in assigned if column]


ODD = {
    "10,000 characters": "Who led it? " * 834,
    "the longest": "a" * LONGEST,
    "one token repeated": "drone " * (LONGEST // 6),
    "one letter repeated, spaced": "a " * (LONGEST // 2),
    "combining marks": "W" + "\u0301\u0489\u20dd" * 330,
    "bidi controls": "\u202eWho \u2066led\u2069 \u202bit\u202c\u200f?",
    "invisible": "\u200b\u200d\ufeff\u2060\u00ad",
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈🇰🇷🇺🇸" * 20,
    "only punctuation": "?!.,;:–—…()[]{}\"'«»" * 20,
    "only stop words": "the of and to a in is it that was for on are as with",
    "only white space": "\u2003\u3000 \t",
    "only digits": "1234567890" * 100,
    "quotation marks": '"' * LONGEST,
    "a regular expression": "(a+)+$" + "a" * 500 + "!",
    "parentheses": "(" * 500 + ")" * 500,
    "a template": "{{ 7*7 }} {% raw %} ${7*7} <%= 7 %>",
    "SQL": "'; DROP TABLE documents; --",
    "full-text operators": 'NEAR("a" "b", 5) AND NOT * OR ^',
    "short forms": "What does ABCDEFGHIJ stand for? " * 30,
    "two questions, often": "Who led it and where was it held and " * 27,
    "ordinals": "the 1st 2nd 3rd 99999999999999999999th KIDD",
    "dates": "since 0000-00-00 before 9999-99-99 in 31 February -1",
    "not normalised": "\uff37\uff48\uff4f \ufb01rst \u210c\u00bd \u212b A\u030a",
    "Hangul, decomposed": unicodedata.normalize("NFD", "한미통합국방협의체") * 30,
}


@pytest.fixture(scope="module")
def client(engine: Engine) -> Iterator[TestClient]:
    with TestClient(create_app(lambda: engine), base_url="http://localhost") as client:
        yield client


def assert_answered(client: TestClient, question: str) -> None:
    """Ask by the API and by the page."""
    began = perf_counter()
    replied = client.post("/api/ask", json={"question": question})
    shown = client.get("/", params={"q": question})
    assert perf_counter() - began < 2 * DEFAULT_LIMITS.request_seconds
    if replied.status_code == 200:
        assert replied.json()["kind"] in {"answer", "no_answer"}
    else:
        assert replied.status_code == 422
        assert replied.json()["error"].endswith((".", "?"))
    assert shown.status_code in {200, 422}
    parse(shown.text)


@pytest.mark.parametrize("question", ODD.values(), ids=ODD.keys())
def test_an_odd_question_gets_a_reply_or_a_sentence(client: TestClient, question: str) -> None:
    assert_answered(client, question)


@pytest.mark.parametrize("seed", [1])
def test_characters_of_every_block_of_unicode_get_a_reply_or_a_sentence(client: TestClient, seed: int) -> None:
    characters = one_of_each_column(seed)
    for start in range(0, len(characters), LONGEST):
        assert_answered(client, "".join(characters[start : start + LONGEST]))


def test_a_whole_passage_as_a_question_is_answered(client: TestClient, engine: Engine) -> None:
    passage = max((engine.index.passage(number).text for number in range(len(engine.index))), key=len)
    assert client.post("/api/ask", json={"question": passage[:LONGEST]}).status_code == 200


@pytest.mark.parametrize("question", ["\x00", "a\x00b", "\ud800", "\udfff\ud800", "\ufffe", "\x1b[31m"])
def test_what_is_no_text_is_refused_by_the_api_and_read_as_a_space_by_the_page(
    client: TestClient, question: str
) -> None:
    body = json.dumps({"question": question})
    replied = client.post("/api/ask", content=body, headers={"content-type": "application/json"})
    assert (replied.status_code, replied.json()["error"][:19]) == (422, "The field question ")
    asked = question.encode("utf-8", errors="replace").decode()
    assert client.get("/", params={"q": asked}).status_code == 200


def test_a_long_history_of_odd_questions_is_answered_in_time(client: TestClient) -> None:
    history = [question[:400] for question in ODD.values()][:20]
    began = perf_counter()
    replied = client.post("/api/ask", json={"question": "And who led it?", "history": history})
    assert replied.status_code == 200
    assert perf_counter() - began < DEFAULT_LIMITS.request_seconds
