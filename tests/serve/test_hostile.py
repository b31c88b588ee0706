from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from kiddqa.records import BlockKind
from kiddqa.serve.addresses import document_address
from serve.conftest import client_of
from serve.fake_engine import EVIL, HOSTILE, make_document, make_engine
from serve.parsed import all_of, parse, text_of

ANSWER = "/?q=Who+led+the+dialogue%3F"


@pytest.mark.parametrize("path", ["/", ANSWER, "/documents", "/documents/report.pdf", "/api"])
def test_no_page_holds_a_script_or_style_of_its_own(client: TestClient, path: str) -> None:
    page = parse(client.get(path).text)
    assert [(script.get("src"), text_of(script)) for script in all_of(page, "script")] == [("/static/kiddqa.js", "")]
    assert not all_of(page, "style")
    assert not [e for e in page.iter() for name in e.attrib if name == "style" or str(name).startswith("on")]


def evil_paths() -> list[str]:
    document = document_address(EVIL.id)
    question = urlencode([("h", HOSTILE), ("q", f"dialogue {HOSTILE}")])
    return ["/documents", document, f"{document}?start=2&end=900", f"/?{question}"]


@pytest.mark.parametrize("path", evil_paths())
def test_a_hostile_document_and_question_are_shown_as_harmless_text(path: str) -> None:
    response = client_of(make_engine([EVIL])).get(path)
    page = parse(response.text)
    assert response.status_code == 200
    assert "<script>alert(1)</script>" in text_of(page)
    assert {script.get("src") for script in all_of(page, "script")} <= {"/static/kiddqa.js"}
    assert not [e for e in page.iter() for name in e.attrib if str(name).startswith("on")]
    assert "{{ 7*7 }}" in text_of(page)


def test_a_link_from_a_hostile_id_leads_back_to_its_document() -> None:
    assert client_of(make_engine([EVIL])).get(evil_paths()[1]).status_code == 200


@given(st.text(st.characters(codec="utf-8"), max_size=60), st.text(st.characters(codec="utf-8"), max_size=60))
@settings(deadline=None, max_examples=60)
def test_any_question_gets_a_strictly_valid_page(question: str, earlier: str) -> None:
    response = client_of(make_engine()).get("/?" + urlencode([("h", earlier), ("q", question)]))
    parse(response.text)
    assert response.status_code == 200


@given(st.text(st.characters(codec=None, categories=None), min_size=1, max_size=60).filter(lambda text: text.strip()))
@settings(deadline=None, max_examples=60)
def test_any_document_gets_a_strictly_valid_page(text: str) -> None:
    document = make_document("a.md", text, [(kind, 1, text) for kind in BlockKind], publisher=text, kind=text)
    parse(client_of(make_engine([document])).get("/documents/a.md?start=0&end=3").text)
