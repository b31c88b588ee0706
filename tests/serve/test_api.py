from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from kiddqa.wire import document_to_json, exchange_to_json
from serve.conftest import client_of
from serve.fake_engine import DIALOGUE, LETTER, FakeIndex, make_engine

JSON = {"content-type": "application/json"}


def error_of(client: TestClient, content: str | bytes, content_type: str = "application/json") -> tuple[int, str]:
    response = client.post("/api/ask", content=content, headers={"content-type": content_type})
    assert list(response.json()) == ["error"]
    return response.status_code, response.json()["error"]


@pytest.mark.parametrize("question", ["Who led the dialogue?", "What did the dialogue cost?"])
def test_a_reply_is_the_one_of_the_command_line(client: TestClient, question: str) -> None:
    expected = exchange_to_json(make_engine().ask(question))
    reply = client.post("/api/ask", json={"question": question}).json()
    assert {**reply, "timings_ms": None} == {**expected, "timings_ms": None}
    assert reply["timings_ms"].keys() == {"understand", "retrieve", "read", "total"}


def test_every_quote_is_a_slice_of_its_document(client: TestClient) -> None:
    (citation,) = client.post("/api/ask", json={"question": "Who led the dialogue?"}).json()["citations"]
    text = client.get(f"/api/documents/{citation['document_id']}").json()["text"]
    assert text[citation["start"] : citation["end"]] == citation["quote"] == DIALOGUE.text[198:263]


def test_a_question_is_asked_after_its_history(client: TestClient) -> None:
    reply = client.post("/api/ask", json={"question": "And where?", "history": ["Who led the dialogue?"]}).json()
    assert reply["read_as"] == "Who led the dialogue? And where?"


def test_a_question_is_asked_of_the_documents_that_the_filters_admit(client: TestClient) -> None:
    body = {"question": "The dialogue?", "filters": {"documents": ["report.pdf"], "publisher": "The Ministry"}}
    assert {p["document_id"] for p in client.post("/api/ask", json=body).json()["passages"]} == {"report.pdf"}


def test_a_limit_is_the_number_of_passages(client: TestClient) -> None:
    assert len(client.post("/api/ask", json={"question": "The dialogue?", "limit": 2}).json()["passages"]) == 2


def test_a_higher_least_confidence_turns_an_answer_into_none(client: TestClient) -> None:
    body = {"question": "Who led the dialogue?", "min_confidence": 0.95}
    reply = client.post("/api/ask", json=body).json()
    assert (reply["kind"], reply["threshold"]) == ("no_answer", 0.95)


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ('{"question": " "}', (422, "The question is empty; type a question of at least one word.")),
        (
            '{"question": "' + "a" * 1001 + '"}',
            (422, "The question has 1,001 characters and at most 1,000 are read; shorten it."),
        ),
        ("{}", (422, "The field question is missing; GET /openapi.json says what it holds.")),
        ("", (422, 'The body is missing or not an object; send {"question": "…"} as application/json.')),
        ("[1]", (422, 'The body is missing or not an object; send {"question": "…"} as application/json.')),
        (
            '{"question"',
            (422, 'The body is not JSON (Expecting \':\' delimiter at character 11); send {"question": "…"}.'),
        ),
        (b"\xff", (400, 'The body is not JSON in UTF-8; send {"question": "…"}.')),
        ("[" * 60_000, (400, 'The body is not JSON in UTF-8; send {"question": "…"}.')),
        ('{"question": "\\ud800"}', (422, 'The field question was "\ufffd"; expected text without U+D800.')),
        ('{"question": "a\\u0000"}', (422, 'The field question was "a\\u0000"; expected text without U+0000.')),
        (
            '{"question": "a", "\\ud800": 1}',
            (422, "The body has a field whose name is no text; name its fields as GET /openapi.json does."),
        ),
        (
            '{"question": "a", "min_confidence": NaN}',
            (422, "The field min_confidence was NaN; expected a finite number."),
        ),
    ],
)
def test_a_body_that_cannot_be_asked_is_refused_in_one_sentence(
    client: TestClient, content: str | bytes, error: tuple[int, str]
) -> None:
    assert error_of(client, content) == error


def test_too_long_a_history_is_refused() -> None:
    status, sentence = error_of(client_of(make_engine(max_history=1)), '{"question": "a", "history": ["b", "c"]}')
    assert (status, sentence) == (
        422,
        "The history has 2 questions and at most 1 are read; send the latest ones or start a new conversation.",
    )


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded"])
def test_a_body_that_is_not_sent_as_json_is_refused(client: TestClient, content_type: str) -> None:
    assert error_of(client, '{"question": "a"}', content_type) == (
        415,
        f"The body came as {content_type}; send it as application/json.",
    )


def test_a_search_returns_passages_best_first_and_reads_none(client: TestClient) -> None:
    found = client.get("/api/search", params={"q": "small drones threat", "limit": 1}).json()
    assert (found["query"], found["index"]) == ("small drones threat", "gen-000001@00112233445566ff")
    assert [passage["text"] for passage in found["passages"]] == [
        "In 2014 both sides named small drones as a threat to the dialogue."
    ]


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("", "The field q is missing; GET /openapi.json says what it holds."),
        ("q=", "The question is empty; type a question of at least one word."),
        ("q=a&limit=0", 'The field limit was "0"; expected greater than or equal to 1.'),
        (
            "q=a&limit=x",
            'The field limit was "x"; expected a valid integer, unable to parse string as an integer.',
        ),
        ("q=a&page=2", "The field page is not known; GET /openapi.json lists the fields."),
        ("q=%00", 'The field q was "\\u0000"; expected text without U+0000.'),
    ],
)
def test_a_search_that_cannot_be_done_is_refused_in_one_sentence(client: TestClient, query: str, error: str) -> None:
    response = client.get(f"/api/search?{query}")
    assert (response.status_code, response.json()) == (422, {"error": error})


def test_documents_are_listed_without_their_text(client: TestClient) -> None:
    listed = client.get("/api/documents").json()
    assert [document["id"] for document in listed["documents"]] == [
        "dialogues/2024 seoul.md",
        "letter.txt",
        "report.pdf",
    ]
    assert listed["documents"][1] == document_to_json(LETTER, with_text=False)


@pytest.mark.parametrize("address", ["dialogues/2024 seoul.md", "dialogues%2F2024%20seoul.md"])
def test_a_document_is_found_by_an_id_with_slashes(client: TestClient, address: str) -> None:
    assert client.get(f"/api/documents/{address}").json() == document_to_json(DIALOGUE, with_text=True)


def test_a_document_that_is_not_there_is_named(client: TestClient) -> None:
    response = client.get("/api/documents/a/b.md")
    assert (response.status_code, response.json()) == (
        404,
        {"error": "There is no document a/b.md; GET /api/documents lists every id."},
    )


def test_health_says_what_is_served(client: TestClient) -> None:
    assert client.get("/healthz").json() == {
        "status": "ok",
        "warning": None,
        "index": "gen-000001@00112233445566ff",
        "documents": 3,
        "passages": 8,
    }


def test_health_says_that_an_older_index_stands_in_and_what_to_type() -> None:
    engine = make_engine()
    index = engine.index
    assert isinstance(index, FakeIndex)
    damaged = replace(engine, index=replace(index, warning="dense.faiss is missing; type: kiddqa index"))
    found = client_of(damaged).get("/healthz").json()
    assert (found["status"], found["warning"]) == ("degraded", "dense.faiss is missing; type: kiddqa index")
