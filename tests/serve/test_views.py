import pytest

from kiddqa.records import Exchange
from kiddqa.serve.views import document_page, documents_page, home_page, latest, thread_page, turn
from serve.fake_engine import DIALOGUE, LETTER, REPORT, make_engine

ENGINE = make_engine()


def ask(question: str, *history: str) -> Exchange:
    return ENGINE.ask(question, history=history)


def test_a_quotation_in_its_sentence_is_the_sentence() -> None:
    (quotation,) = turn(ask("Who led the dialogue?"), ()).quotations
    assert (quotation.before, quotation.quote, quotation.after) == (
        "Mr. Cho Chang Lae, Deputy Minister for National Defense Policy, spoke for Korea, while ",
        "Mr. Anka Lee, Deputy Assistant Secretary of Defense for East Asia",
        ", led the U.S. delegation.",
    )


def test_an_answer_says_its_confidence_in_words_and_number() -> None:
    shown = turn(ask("Who led the dialogue?"), ())
    assert (shown.answered, shown.confidence, shown.likelihood, shown.threshold) == (
        True,
        "92\u00a0%",
        "very likely right",
        None,
    )


def test_no_answer_says_what_confidence_was_asked_for() -> None:
    shown = turn(ask("What did the dialogue cost?"), ())
    assert (shown.answered, shown.confidence, shown.threshold) == (False, "21\u00a0%", "50\u00a0%")


def test_no_answer_shows_the_nearest_quotations() -> None:
    shown = turn(ask("What did the dialogue cost?"), ())
    assert [quotation.quote for quotation in shown.quotations] == ["The two countries", "Three areas stood"]


def test_a_quotation_on_a_page_says_which() -> None:
    (quotation,) = turn(ask("Were small drones a threat?"), ()).quotations
    assert quotation.page == 2


def test_a_source_that_is_no_web_address_is_not_linked() -> None:
    (quotation,) = turn(ask("Were small drones a threat?"), ()).quotations
    assert quotation.document.url is None


def test_what_was_searched_for_is_said_only_where_it_differs() -> None:
    assert turn(ask("Who led the dialogue?"), ()).read_as is None
    assert turn(ask("And where?", "Who led it?"), ("Who led it?",)).read_as == "Who led it? And where?"


def test_a_turn_is_numbered_after_its_history_and_has_an_address_of_its_own() -> None:
    shown = turn(ask("And where?", "Who led it?"), ("Who led it?",))
    assert (shown.number, shown.address) == (2, "/?h=Who+led+it%3F&q=And+where%3F#turn-2")


def test_scores_are_named_and_a_missing_one_is_left_out() -> None:
    first = turn(ask("What did the dialogue cost?"), ()).passages[0]
    assert first.scores == "score 0.33 · meaning 0.50"


def test_the_next_question_is_asked_after_the_latest_ones_only() -> None:
    engine = make_engine(max_history=1)
    page = thread_page(engine, [ask("One question?"), ask("Two questions?")])
    assert (page.history, page.next_number) == (("Two questions?",), 3)


@pytest.mark.parametrize(("limit", "kept"), [(0, []), (2, ["b", "c"]), (5, ["a", "b", "c"])])
def test_the_latest_questions_are_kept_oldest_first(limit: int, kept: list[str]) -> None:
    assert latest(["a", "b", "c"], limit) == kept


def test_the_home_page_counts_the_documents_and_links_the_examples() -> None:
    page = home_page(ENGINE, ["Who led?"])
    assert (page.documents_count, page.examples) == ("3 documents", (("Who led?", "/?q=Who+led%3F"),))


def test_documents_are_listed_in_corpus_order() -> None:
    assert [line.id for line in documents_page(ENGINE).documents] == [
        "dialogues/2024 seoul.md",
        "letter.txt",
        "report.pdf",
    ]


def test_sources_are_shown_with_what_is_known_of_them() -> None:
    page = document_page(ENGINE, DIALOGUE, start=None, end=None, sha256=None)
    assert [(s.title, s.publisher, s.url) for s in page.document.sources] == [
        ("Joint statement", "Two ministries", "https://example.org/joint"),
        ("A note on paper", None, None),
    ]


def test_a_slice_that_fits_is_marked() -> None:
    page = document_page(ENGINE, LETTER, start="0", end="7", sha256=LETTER.sha256[:12])
    assert (page.marked, page.note, page.groups[0].blocks[0].segments[0].text) == (True, None, "Nothing")


def test_a_document_opened_without_a_slice_has_no_note() -> None:
    page = document_page(ENGINE, LETTER, start=None, end=None, sha256=None)
    assert (page.marked, page.note) == (False, None)


@pytest.mark.parametrize(("start", "end"), [("0", "35"), ("5", "5"), ("9", "3")])
def test_a_slice_outside_the_document_is_not_marked_and_the_note_says_how_long_it_is(start: str, end: str) -> None:
    page = document_page(ENGINE, LETTER, start=start, end=end, sha256=None)
    assert (page.marked, page.note) == (
        False,
        f"The address asks for characters {start} to {end} of a document that has 34, so nothing is marked.",
    )


def test_a_slice_of_white_space_is_not_marked() -> None:
    page = document_page(ENGINE, LETTER, start="7", end="8", sha256=None)
    assert (page.marked, page.note) == (
        False,
        "The address asks for a slice that holds no words, so nothing is marked.",
    )


def test_a_slice_of_another_text_is_not_marked() -> None:
    page = document_page(ENGINE, LETTER, start="0", end="7", sha256="0123")
    assert (page.marked, page.note) == (
        False,
        "The document has changed since this link was made, so nothing is marked. Ask the question again.",
    )


@pytest.mark.parametrize(
    ("start", "end"), [("x", "7"), ("0", None), (None, "7"), ("-1", "7"), ("0.5", "7"), ("٣", "7"), ("", "")]
)
def test_offsets_that_are_no_numbers_are_not_marked(start: str | None, end: str | None) -> None:
    page = document_page(ENGINE, LETTER, start=start, end=end, sha256=None)
    assert page.note == "The address does not name the slice to mark by two whole numbers, so nothing is marked."


def test_an_offset_of_a_million_digits_is_not_even_read() -> None:
    page = document_page(ENGINE, REPORT, start="0", end="9" * 1_000_000, sha256=None)
    assert page.note == "The address does not name the slice to mark by two whole numbers, so nothing is marked."
