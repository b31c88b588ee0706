from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from serve.conftest import client_of
from serve.fake_engine import DIALOGUE, LETTER, make_engine
from serve.parsed import all_of, one_of, parse, text_of


def test_a_document_is_shown_by_its_blocks(client: TestClient) -> None:
    page = parse(client.get("/documents/dialogues/2024%20seoul.md").text)
    body = one_of(page, "div", "text")
    assert text_of(one_of(page, "h1")) == DIALOGUE.title
    assert [text_of(h2) for h2 in all_of(body, "h2")] == ["What was talked about"]
    assert [(text_of(li), li.get("class")) for li in all_of(body, "li")] == [
        ("extended deterrence", "depth-1"),
        ("the Nuclear Consultative Group", "depth-2"),
        ("regional security", "depth-1"),
    ]
    assert text_of(one_of(body, "div", "boilerplate")) == "Share this page"


def test_the_facts_of_a_document_stand_above_it(client: TestClient) -> None:
    facts = one_of(parse(client.get("/documents/dialogues/2024%20seoul.md").text), "dl")
    assert [" ".join(text_of(fact).split()) for fact in all_of(facts, "dd")] == [
        "24 September 2024",
        "The Defense Reader",
        "meeting",
        "https://example.org/25th?a=1&b=2",
        "Joint statement Two ministries September 2024",
        "A note on paper",
        "dialogues/2024 seoul.md, 78 words",
    ]


@pytest.mark.parametrize("query", ["start=1&end=9999", "start=x&end=y", "start=5", "start=0&end=7&sha256=00"])
def test_a_slice_that_does_not_fit_shows_the_document_with_a_note(client: TestClient, query: str) -> None:
    response = client.get(f"/documents/letter.txt?{query}")
    page = parse(response.text)
    assert (response.status_code, len(all_of(page, "mark")), len(all_of(page, "p", "note"))) == (200, 0, 1)
    assert text_of(one_of(page, "div", "text")).strip() == LETTER.text


def test_the_documents_before_and_after_are_one_link_away(client: TestClient) -> None:
    page = parse(client.get("/documents/letter.txt").text)
    links = [(link.get("rel"), link.get("href")) for link in all_of(page, "a") if link.get("rel") in {"prev", "next"}]
    assert links == [("prev", "/documents/dialogues/2024%20seoul.md"), ("next", "/documents/report.pdf")] * 2


def test_a_document_is_shown_plainly_where_its_blocks_do_not_hold_the_quote() -> None:
    broken = replace(LETTER, blocks=())
    page = parse(client_of(make_engine([broken])).get("/documents/letter.txt?start=0&end=7").text)
    assert text_of(one_of(one_of(page, "div", "plain"), "mark")) == "Nothing"


def test_a_document_that_is_not_there_is_a_404_page(client: TestClient) -> None:
    response = client.get("/documents/a/b.md")
    assert (response.status_code, text_of(one_of(parse(response.text), "p", "lead"))) == (
        404,
        "There is no document a/b.md.",
    )


def test_a_script_address_is_never_linked(client: TestClient) -> None:
    assert "javascript:" not in client.get("/documents/report.pdf").text
