import re
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from starlette.testclient import TestClient

from kiddqa.records import Citation, Range
from kiddqa.serve.app import create_app
from kiddqa.verify import Verdict, verify_file
from serve.conftest import client_of
from serve.fake_engine import DIALOGUE, DOCUMENTS, make_engine
from serve.parsed import addresses_of, all_of, one_of, parse, parse_fragment, text_of
from serve.states import ARCHIVE

ANSWER = "/?q=Who+led+the+dialogue%3F"
NO_ANSWER = "/?q=What+did+the+dialogue+cost%3F"
LIST = "/?q=The+agenda+of+deterrence,+security+and+the+group%3F"
OTHERS = "/?q=Which+threats+were+named+at+the+dialogue%3F"
LEE = Citation(document=DIALOGUE, start=198, end=263, sentence_range=Range(111, 289))


def test_the_empty_page_has_one_box(client: TestClient) -> None:
    page = parse(client.get("/").text)
    (box,) = [field for field in all_of(page, "input") if field.get("type") == "text"]
    assert (box.get("name"), box.get("maxlength"), "autofocus" in box.attrib) == ("q", "1000", True)


def test_the_empty_page_offers_questions_that_the_documents_answer() -> None:
    page = parse(client_of(make_engine(ARCHIVE)).get("/").text)
    examples = [(text_of(item), item.get("href")) for item in all_of(one_of(page, "section", "examples"), "a")]
    assert examples == [("What does HB stand for?", "/?q=What+does+HB+stand+for%3F")]


def test_the_questions_that_a_corpus_brings_along_stand_in_their_place() -> None:
    app = create_app(lambda: make_engine(ARCHIVE), examples=("Who led it?", "When?"))
    page = parse(TestClient(app, base_url="http://localhost:8000").get("/").text)
    examples = [(text_of(item), item.get("href")) for item in all_of(one_of(page, "section", "examples"), "a")]
    assert examples == [("Who led it?", "/?q=Who+led+it%3F"), ("When?", "/?q=When%3F")]


def test_documents_that_spell_nothing_out_make_no_examples(client: TestClient) -> None:
    assert not all_of(parse(client.get("/").text), "section")


def test_the_empty_page_says_what_the_corpus_holds(client: TestClient) -> None:
    lead = one_of(parse(client.get("/").text), "p", "lead")
    assert text_of(lead) == (
        "The answer is a quotation from 3 documents, marked where it stands; or you are told that they do not say."
    )


@pytest.mark.parametrize("query", ["?q=", "?q=+", "?q=%00", "?h=Who%3F"])
def test_without_a_question_the_empty_page_is_shown(client: TestClient, query: str) -> None:
    assert client.get(f"/{query}").text == client.get("/").text


def test_the_form_carries_the_history_without_a_script(client: TestClient) -> None:
    page = parse(client.get("/?" + urlencode([("h", "Who led it?"), ("q", "Where was it?")])).text)
    form = one_of(page, "form")
    assert (form.get("method"), form.get("action")) == ("get", "/#turn-3")
    assert [field.get("value") for field in all_of(form, "input") if field.get("type") == "hidden"] == [
        "Who led it?",
        "Where was it?",
    ]


def test_a_conversation_is_shown_oldest_first_each_asked_after_those_before_it(client: TestClient) -> None:
    query = urlencode([("h", "Who led the dialogue?"), ("h", "Why?"), ("q", "And small drones?")])
    page = parse(client.get(f"/?{query}").text)
    turns = all_of(page, "article")
    assert [text_of(one_of(turn, "h2")) for turn in turns] == ["Who led the dialogue?", "Why?", "And small drones?"]
    assert [turn.get("id") for turn in turns] == ["turn-1", "turn-2", "turn-3"]
    assert "Read as: Why? And small drones?" in text_of(turns[2])


def test_a_long_history_is_cut_to_its_latest_questions() -> None:
    client = client_of(make_engine(max_history=2))
    query = urlencode([("h", "a?"), ("h", "b?"), ("h", " "), ("h", "c?"), ("q", "d?")])
    page = parse(client.get(f"/?{query}").text)
    assert [text_of(h2) for h2 in all_of(page, "h2")] == ["b?", "c?", "d?"]


def events_of(client: TestClient, query: str) -> dict[str, str]:
    response = client.get(f"/stages?{query}")
    assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
    events = (event.split("\n") for event in response.text.removesuffix("\n\n").split("\n\n"))
    return {name[len("event: ") :]: "\n".join(line[len("data: ") :] for line in data) for name, *data in events}


def test_the_stages_end_with_the_last_turn_of_the_whole_page(client: TestClient) -> None:
    query = urlencode([("h", "Who led the dialogue?"), ("q", "And small drones?")])
    whole = all_of(parse(client.get(f"/?{query}").text), "article")[-1]
    events = events_of(client, query)
    alone = one_of(parse_fragment(events["read"]), "article")
    assert list(events) == ["understood", "retrieved", "read"]
    assert (alone.get("id"), addresses_of(whole)) == ("turn-2", addresses_of(alone))
    assert text_of(one_of(alone, "blockquote")) == text_of(one_of(whole, "blockquote"))


def test_a_thread_is_saved_as_markdown(client: TestClient) -> None:
    response = client.get("/thread.md?q=Where+was+the+dialogue+held%3F")
    assert response.headers["content-disposition"] == 'attachment; filename="kiddqa.md"'
    assert response.headers["content-type"] == "text/markdown; charset=utf-8"
    assert "\n\n**Seoul**\n\n" in response.text


def test_a_thread_is_saved_as_json_that_can_be_verified(client: TestClient, tmp_path: Path) -> None:
    query = urlencode([("h", "Who led the dialogue?"), ("h", "What did it cost?"), ("q", "Who spoke at the dialogue?")])
    response = client.get(f"/thread.json?{query}")
    assert response.headers["content-disposition"] == 'attachment; filename="kiddqa.json"'
    saved = tmp_path / "kiddqa.json"
    saved.write_bytes(response.content)
    quotes = [(checked.quote, checked.verdict) for checked in verify_file(saved, make_engine().index)]
    assert quotes[0] == (DIALOGUE.text[198:263], Verdict.STANDS)
    assert quotes[-2:] == [("Mr. Cho Chang Lae", Verdict.STANDS), ("Mr. Anka Lee", Verdict.STANDS)]


@pytest.mark.parametrize("path", ["/thread.md", "/thread.json"])
def test_without_a_question_there_is_no_thread_to_save(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 422


def test_a_question_that_is_too_long_is_refused_on_a_page(client: TestClient) -> None:
    response = client.get("/", params={"q": "a" * 1001})
    assert response.status_code == 422
    assert text_of(one_of(parse(response.text), "p", "lead")) == (
        "The question has 1,001 characters and at most 1,000 are read; shorten it."
    )


def test_every_document_is_listed_with_a_link(client: TestClient) -> None:
    listing = one_of(parse(client.get("/documents").text), "ul", "documents")
    assert addresses_of(listing) == [
        "/documents/dialogues/2024%20seoul.md",
        "/documents/letter.txt",
        "/documents/report.pdf",
    ]


def test_an_empty_corpus_says_what_to_do() -> None:
    page = client_of(make_engine([])).get("/documents").text
    assert "None yet: put files into the corpus folder and type kiddqa index." in text_of(parse(page))


@pytest.mark.parametrize(
    "path",
    ["/", ANSWER, NO_ANSWER, LIST, OTHERS, "/?q=Why", "/documents", "/documents/report.pdf", "/how", "/api", "/x"],
)
def test_every_page_is_strictly_valid_and_has_its_landmarks(client: TestClient, path: str) -> None:
    page = parse(client.get(path).text)
    assert page.get("lang") == "en"
    assert [len(all_of(page, tag)) for tag in ("title", "header", "main", "footer", "h1")] == [1, 1, 1, 1, 1]
    assert addresses_of(page)[0] == "#main"
    levels = [int(e.tag[1]) for e in page.iter() if re.fullmatch(r"h\d", str(e.tag))]
    assert all(deeper - level <= 1 for level, deeper in zip([0, *levels], levels, strict=False))
    names = [e.get("id") for e in page.iter() if e.get("id")]
    assert len(names) == len(set(names))
    labelled = {label.get("for") for label in all_of(page, "label")}
    assert {e.get("id") for e in all_of(page, "input") if e.get("type") == "text"} <= labelled


def test_the_api_page_shows_each_operation_with_an_example_for_this_server(client: TestClient) -> None:
    page = parse(client.get("/api").text)
    assert len(all_of(page, "section")) == 5
    assert text_of(all_of(page, "pre")[2]) == "curl -s http://localhost:8000/api/documents"


def test_the_link_to_a_turn_asks_it_again(client: TestClient) -> None:
    page = parse(client.get("/?" + urlencode([("h", "Who led it?"), ("q", "Why & how?")])).text)
    address = next(link for link in addresses_of(page) if link.endswith("#turn-2"))
    assert parse_qsl(urlsplit(address).query) == [("h", "Who led it?"), ("q", "Why & how?")]


def test_every_link_of_the_site_leads_somewhere(client: TestClient) -> None:
    pages = ["/", ANSWER, NO_ANSWER, "/documents", *(f"/documents/{document.id}" for document in DOCUMENTS), "/api"]
    links = {link for path in pages for link in addresses_of(parse(client.get(path).text)) if link.startswith("/")}
    assert {client.get(link).status_code for link in links} == {200}
