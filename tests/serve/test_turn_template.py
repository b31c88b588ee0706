from collections.abc import Sequence
from dataclasses import replace

from starlette.testclient import TestClient

from kiddqa.records import Citation, Filters, Query, Range
from kiddqa.serve.citable import citables
from serve.conftest import client_of
from serve.fake_engine import DIALOGUE, make_engine
from serve.parsed import addresses_of, all_of, one_of, parse, text_of

ANSWER = "/?q=Who+led+the+dialogue%3F"
NO_ANSWER = "/?q=What+did+the+dialogue+cost%3F"
LIST = "/?q=The+agenda+of+deterrence,+security+and+the+group%3F"
OTHERS = "/?q=Which+threats+were+named+at+the+dialogue%3F"
LEE = Citation(document=DIALOGUE, start=198, end=263, sentence_range=Range(111, 289))


def test_an_answer_is_marked_inside_its_whole_sentence(client: TestClient) -> None:
    quotation = one_of(parse(client.get(ANSWER).text), "blockquote")
    assert quotation.get("cite") == "https://example.org/25th?a=1&b=2"
    assert text_of(one_of(quotation, "mark")) == "Mr. Anka Lee, Deputy Assistant Secretary of Defense for East Asia"
    assert text_of(one_of(quotation, "p")) == DIALOGUE.text[111:289]


def test_an_answer_names_its_source(client: TestClient) -> None:
    source = one_of(parse(client.get(ANSWER).text), "p", "source")
    assert text_of(one_of(source, "cite")) == "The 25th Korea-U.S. Integrated Defense Dialogue"
    facts = " ".join(text_of(source).split())
    assert facts.endswith("led the U.S. delegation. 24 September 2024 The Defense Reader source on the web")


def test_the_passage_shows_beside_its_source_for_those_who_point_at_it(client: TestClient) -> None:
    bubble = one_of(one_of(parse(client.get(ANSWER).text), "p", "source"), "span", "bubble")
    assert (bubble.get("aria-hidden"), text_of(bubble)) == ("true", DIALOGUE.text[49:289])


def test_what_the_document_rests_on_is_folded_below_the_quotation(client: TestClient) -> None:
    folded = one_of(parse(client.get(ANSWER).text), "details", "sources")
    assert ("open" in folded.attrib, text_of(one_of(folded, "summary"))) == (False, "Rests on 2 sources")
    assert [" ".join(text_of(item).split()) for item in all_of(folded, "li")] == [
        "Joint statement Two ministries September 2024",
        "A note on paper",
    ]
    assert addresses_of(folded) == ["https://example.org/joint"]


def test_the_confidence_is_explained_to_whoever_points_at_it_or_focuses_it(client: TestClient) -> None:
    line = one_of(parse(client.get(ANSWER).text), "p", "facts-line")
    button, bubble = one_of(line, "button", "confidence"), one_of(line, "span", "bubble")
    assert text_of(button).strip() == "92\u00a0%, very likely right"
    assert (button.get("aria-describedby"), bubble.get("role")) == (bubble.get("id"), "tooltip")
    assert text_of(bubble) == "Of 100 answers given at this confidence, about 92 are right."


def test_an_answer_can_be_copied_with_its_citation_in_three_forms(client: TestClient) -> None:
    folded = one_of(parse(client.get(ANSWER).text), "details", "citables")
    assert [text_of(name) for name in all_of(folded, "h3")] == ["Plain text", "Markdown", "BibTeX"]
    assert [text_of(words) for words in all_of(folded, "pre")] == [c.text for c in citables([LEE])]


def test_a_list_is_numbered_and_its_link_marks_every_item(client: TestClient) -> None:
    turn = one_of(parse(client.get(LIST).text), "article", "numbered")
    quotes = ["extended deterrence", "the Nuclear Consultative Group", "regional security"]
    assert [text_of(line) for line in all_of(one_of(turn, "blockquote"), "p")] == quotes
    shown = parse(client.get(addresses_of(one_of(turn, "p", "source"))[0]).text)
    assert [(mark.get("id"), text_of(mark)) for mark in all_of(shown, "mark")] == [
        ("quote", quotes[0]),
        ("quote-2", quotes[1]),
        ("quote-3", quotes[2]),
    ]
    assert addresses_of(one_of(shown, "p", "marks")) == ["#quote", "#quote-2", "#quote-3"]


def test_other_answers_stand_by_their_date(client: TestClient) -> None:
    others = one_of(parse(client.get(OTHERS).text), "div", "others")
    assert [text_of(one_of(others, tag)) for tag in ("h3", "dt", "q")] == [
        "Other answers in the documents",
        "April 2014",
        "small drones",
    ]


def test_the_scores_of_a_passage_are_bars_with_their_names(client: TestClient) -> None:
    first = one_of(all_of(one_of(parse(client.get(ANSWER).text), "details", "passages"), "li")[0], "p", "scores")
    assert [" ".join(text_of(label).split()) for label in all_of(first, "label")] == ["score 1.00", "meaning 0.50"]
    assert [meter.get("value") for meter in all_of(first, "meter")] == ["1.0", "0.5"]


def test_following_the_citation_shows_the_quote_marked_in_its_document(client: TestClient) -> None:
    address = addresses_of(one_of(parse(client.get(ANSWER).text), "p", "source"))[0]
    assert address.endswith("#quote")
    mark = one_of(parse(client.get(address).text), "mark")
    assert (mark.get("id"), text_of(mark)) == (
        "quote",
        "Mr. Anka Lee, Deputy Assistant Secretary of Defense for East Asia",
    )


def test_the_passages_considered_are_folded_below_an_answer(client: TestClient) -> None:
    folded = one_of(parse(client.get(ANSWER).text), "details", "passages")
    assert ("open" in folded.attrib, text_of(one_of(folded, "summary"))) == (False, "6 passages considered")
    assert text_of(all_of(folded, "div", "excerpt")[1]) == "Three areas stood on the agenda of the dialogue:"


def test_a_passage_leads_to_its_place_in_the_document(client: TestClient) -> None:
    folded = one_of(parse(client.get(ANSWER).text), "details", "passages")
    shown = parse(client.get(addresses_of(folded)[1]).text)
    assert text_of(one_of(shown, "mark")) == "Three areas stood on the agenda of the dialogue:"


def test_no_answer_says_so_and_shows_the_nearest_quotes(client: TestClient) -> None:
    response = client.get(NO_ANSWER)
    page = parse(response.text)
    assert (response.status_code, text_of(one_of(page, "p", "verdict"))) == (200, "The documents do not say.")
    quotes = [text_of(one_of(quotation, "mark")) for quotation in all_of(page, "blockquote")]
    assert quotes == ["The two countries", "Three areas stood"]


def test_where_nothing_comes_near_that_is_said(client: TestClient) -> None:
    turn = one_of(parse(client.get("/?q=Why").text), "article")
    advice = "Other words may help, or a question for one thing at a time; or look through the documents."
    assert text_of(one_of(turn, "p", "advice")) == advice
    assert not all_of(turn, "blockquote") + all_of(turn, "button")


def test_no_answer_says_how_sure_an_answer_must_be_and_how_sure_each_quote_is(client: TestClient) -> None:
    turn = one_of(parse(client.get(NO_ANSWER).text), "article")
    assert "An answer needs a confidence of 50\u00a0%." in text_of(turn)
    assert [text_of(button).strip() for button in all_of(turn, "button")] == ["21\u00a0%, uncertain"] * 2


def test_no_answer_names_the_words_that_are_nowhere(client: TestClient) -> None:
    advice = one_of(parse(client.get(NO_ANSWER).text), "p", "advice")
    assert text_of(advice) == "Nowhere in them: cost. Another name may help; or look through the documents."


def test_a_question_that_was_mended_says_so_and_can_be_asked_as_typed() -> None:
    def mended(question: str, history: Sequence[str], filters: Filters, hear: object = None) -> Query:
        del history, filters, hear
        return Query(question=question, text="Who led the dialogue?", notes=("“led” for “lde”",))

    client = client_of(replace(make_engine(), understand=mended))
    aside = one_of(parse(client.get("/?q=Who+lde+it").text), "article")
    assert "Read as: Who led the dialogue? (“led” for “lde”)" in text_of(aside)
    [again] = [link.get("href") or "" for link in all_of(aside, "a") if text_of(link) == "Ask as typed"]
    typed = parse(client.get(again).text)
    assert "Read as" not in text_of(typed)
    [mended_again] = [link.get("href") or "" for link in all_of(typed, "a") if text_of(link) == "Let it be mended"]
    assert "Read as: Who led the dialogue?" in text_of(parse(client.get(mended_again).text))
