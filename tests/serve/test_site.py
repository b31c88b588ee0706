import re
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from kiddqa.records import BlockKind, Filters, Query
from serve.conftest import client_of
from serve.fake_engine import DIALOGUE, DOCUMENTS, EVIL, HOSTILE, LETTER, make_document, make_engine
from serve.parsed import addresses_of, all_of, one_of, parse, parse_fragment, text_of

ANSWER = "/?q=Who+led+the+dialogue%3F"
NO_ANSWER = "/?q=What+did+the+dialogue+cost%3F"


def test_the_empty_page_has_one_box_and_the_examples(client: TestClient) -> None:
    page = parse(client.get("/").text)
    box = one_of(page, "input")
    assert (box.get("name"), box.get("maxlength"), "autofocus" in box.attrib) == ("q", "1000", True)
    examples = [text_of(item) for item in all_of(one_of(page, "ul", "examples"), "a")]
    assert (len(examples), examples[0]) == (4, "Who led the U.S. delegation at the 25th KIDD?")


def test_the_empty_page_says_what_the_corpus_holds(client: TestClient) -> None:
    lead = one_of(parse(client.get("/").text), "p", "lead")
    assert text_of(lead) == (
        "The answer is a quotation from 3 documents, marked where it stands; or you are told that they do not say."
    )


@pytest.mark.parametrize("query", ["?q=", "?q=+", "?q=%00", "?h=Who%3F"])
def test_without_a_question_the_empty_page_is_shown(client: TestClient, query: str) -> None:
    assert client.get(f"/{query}").text == client.get("/").text


def test_an_answer_is_marked_inside_its_whole_sentence(client: TestClient) -> None:
    quotation = one_of(parse(client.get(ANSWER).text), "blockquote")
    assert quotation.get("cite") == "https://example.org/25th?a=1&b=2"
    assert text_of(one_of(quotation, "mark")) == "Mr. Anka Lee, Deputy Assistant Secretary of Defense for East Asia"
    assert text_of(quotation) == DIALOGUE.text[111:289]


def test_an_answer_names_its_source(client: TestClient) -> None:
    source = one_of(parse(client.get(ANSWER).text), "p", "source")
    assert " ".join(text_of(source).split()) == (
        "The 25th Korea-U.S. Integrated Defense Dialogue 24 September 2024 The Defense Reader source on the web"
    )


def test_what_the_document_rests_on_is_folded_below_the_quotation(client: TestClient) -> None:
    folded = one_of(parse(client.get(ANSWER).text), "details", "sources")
    assert ("open" in folded.attrib, text_of(one_of(folded, "summary"))) == (False, "Rests on 2 sources")
    assert [" ".join(text_of(item).split()) for item in all_of(folded, "li")] == [
        "Joint statement Two ministries September 2024",
        "A note on paper",
    ]
    assert addresses_of(folded) == ["https://example.org/joint"]


def test_following_the_citation_shows_the_quote_marked_in_its_document(client: TestClient) -> None:
    address = one_of(parse(client.get(ANSWER).text), "a", "onward").get("href", "")
    assert address.endswith("#quote")
    mark = one_of(parse(client.get(address).text), "mark")
    assert (mark.get("id"), text_of(mark)) == (
        "quote",
        "Mr. Anka Lee, Deputy Assistant Secretary of Defense for East Asia",
    )


def test_the_passages_considered_are_folded_below_an_answer(client: TestClient) -> None:
    folded = one_of(parse(client.get(ANSWER).text), "details", "passages")
    assert ("open" in folded.attrib, text_of(one_of(folded, "summary"))) == (False, "6 passages considered")
    assert text_of(all_of(folded, "p", "excerpt")[1]) == "Three areas stood on the agenda of the dialogue:"


def test_a_passage_leads_to_its_place_in_the_document(client: TestClient) -> None:
    folded = one_of(parse(client.get(ANSWER).text), "details", "passages")
    shown = parse(client.get(addresses_of(folded)[1]).text)
    assert text_of(one_of(shown, "mark")) == "Three areas stood on the agenda of the dialogue:"


def test_no_answer_says_so_and_shows_the_nearest_quotes(client: TestClient) -> None:
    response = client.get(NO_ANSWER)
    page = parse(response.text)
    assert (response.status_code, text_of(one_of(page, "p", "verdict"))) == (200, "The documents do not say.")
    assert [text_of(mark) for mark in all_of(page, "mark")] == ["The two countries", "Three areas stood"]


def test_where_nothing_comes_near_that_is_said(client: TestClient) -> None:
    turn = one_of(parse(client.get("/?q=Why").text), "article")
    assert "Nothing in them comes near the question; other words may help." in text_of(turn)
    assert "Confidence" not in text_of(turn)


def test_no_answer_says_how_sure_an_answer_must_be(client: TestClient) -> None:
    assert "Confidence 21\u00a0%, and an answer needs 50\u00a0%" in client.get(NO_ANSWER).text


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


def test_a_turn_alone_is_the_last_turn_of_the_whole_page(client: TestClient) -> None:
    query = urlencode([("h", "Who led the dialogue?"), ("q", "And small drones?")])
    whole = all_of(parse(client.get(f"/?{query}").text), "article")[-1]
    alone = one_of(parse_fragment(client.get(f"/fragments/turn?{query}").text), "article")
    without_time = [re.sub(r"\d+\sms", "", text_of(turn)) for turn in (whole, alone)]
    assert without_time[0] == without_time[1]
    assert (alone.get("id"), addresses_of(whole)) == ("turn-2", addresses_of(alone))


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


def test_a_document_that_is_not_there_is_a_404_page(client: TestClient) -> None:
    response = client.get("/documents/a/b.md")
    assert (response.status_code, text_of(one_of(parse(response.text), "p", "lead"))) == (
        404,
        "There is no document a/b.md.",
    )


def test_a_script_address_is_never_linked(client: TestClient) -> None:
    assert "javascript:" not in client.get("/documents/report.pdf").text


@pytest.mark.parametrize(
    "path", ["/", ANSWER, NO_ANSWER, "/?q=Why", "/documents", "/documents/report.pdf", "/api", "/x"]
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


@pytest.mark.parametrize("path", ["/", ANSWER, "/documents", "/documents/report.pdf", "/api"])
def test_no_page_holds_a_script_or_style_of_its_own(client: TestClient, path: str) -> None:
    page = parse(client.get(path).text)
    assert [(script.get("src"), text_of(script)) for script in all_of(page, "script")] == [("/static/kiddqa.js", "")]
    assert not all_of(page, "style")
    assert not [e for e in page.iter() for name in e.attrib if name == "style" or str(name).startswith("on")]


def evil_paths() -> list[str]:
    document = addresses_of(parse(client_of(make_engine([EVIL])).get("/documents").text))[4]
    question = urlencode([("h", HOSTILE), ("q", f"dialogue {HOSTILE}")])
    return ["/documents", document, f"{document}?start=2&end=900", f"/?{question}", f"/fragments/turn?{question}"]


@pytest.mark.parametrize("path", evil_paths())
def test_a_hostile_document_and_question_are_shown_as_harmless_text(path: str) -> None:
    response = client_of(make_engine([EVIL])).get(path)
    page = (parse_fragment if "fragments" in path else parse)(response.text)
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


def test_a_question_that_was_mended_says_so_and_can_be_asked_as_typed() -> None:
    def mended(question: str, history: Sequence[str], filters: Filters) -> Query:
        del history, filters
        return Query(question=question, text="Who led the dialogue?", notes=("“led” for “lde”",))

    client = client_of(replace(make_engine(), understand=mended))
    aside = one_of(parse(client.get("/?q=Who+lde+it").text), "article")
    assert "Read as: Who led the dialogue?; “led” for “lde”" in text_of(aside)
    [again] = [link.get("href") or "" for link in all_of(aside, "a") if text_of(link) == "Ask as typed"]
    assert "Read as" not in client.get(again).text
