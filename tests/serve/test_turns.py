import pytest

from kiddqa.records import Answer as AnswerRecord
from kiddqa.records import Citation, Document, Exchange, Hit, NoAnswer, Passage, Range, Reply
from kiddqa.serve.cards import Quotation, Turn
from kiddqa.serve.turns import meaning, turn
from serve.fake_engine import DIALOGUE, LETTER, REPORT, make_engine

ENGINE = make_engine()
LED = "Who led the dialogue?"


def shown(question: str, *history: str) -> Turn:
    return turn(ENGINE.ask(question, history=history), history)


def of_reply(reply: Reply) -> Turn:
    exchange = Exchange(question="Which?", read_as="Which?", reply=reply, index="i", timings_ms={"total": 1.0})
    return turn(exchange, ())


def lines_of(quotation: Quotation) -> list[list[tuple[str, int | None]]]:
    return [[(segment.text, segment.mark) for segment in line.segments] for line in quotation.lines]


def place(document: Document, start: int, end: int, sentence: tuple[int, int]) -> Citation:
    return Citation(document=document, start=start, end=end, sentence_range=Range(*sentence))


def test_a_quotation_is_its_sentence_with_the_quote_marked() -> None:
    (quotation,) = shown(LED).quotations
    assert lines_of(quotation) == [
        [
            ("Mr. Cho Chang Lae, Deputy Minister for National Defense Policy, spoke for Korea, while ", None),
            ("Mr. Anka Lee, Deputy Assistant Secretary of Defense for East Asia", 1),
            (", led the U.S. delegation.", None),
        ]
    ]


def test_a_quotation_is_shown_in_the_passage_it_stands_in() -> None:
    (quotation,) = shown(LED).quotations
    (paragraph,) = quotation.passage
    assert "".join(segment.text for segment in paragraph) == DIALOGUE.text[49:289]
    assert [segment.text for segment in paragraph if segment.mark] == [DIALOGUE.text[198:263]]


def test_a_quotation_from_no_passage_at_hand_is_shown_without_one() -> None:
    (quotation,) = of_reply(AnswerRecord(citations=(place(LETTER, 0, 7, (0, 34)),), confidence=1.0, hits=())).quotations
    assert quotation.passage == ()


def test_several_quotes_of_one_sentence_are_marked_in_it_together() -> None:
    card = shown("Who spoke at the dialogue?")
    (quotation,) = card.quotations
    assert (card.numbered, [[text for text, mark in line if mark] for line in lines_of(quotation)]) == (
        True,
        [["Mr. Cho Chang Lae", "Mr. Anka Lee"]],
    )


def test_a_list_from_one_document_is_one_quotation_with_a_line_for_each_item() -> None:
    card = shown("The agenda of the dialogue: deterrence, security, the group?")
    (quotation,) = card.quotations
    assert [line.whole for line in quotation.lines] == [True, True, True]
    assert quotation.address.count("start=") == 3


def test_quotes_of_different_documents_are_quotations_of_their_own() -> None:
    citations = (place(LETTER, 0, 7, (0, 34)), place(REPORT, 60, 72, (35, 100)), place(LETTER, 12, 18, (0, 34)))
    card = of_reply(AnswerRecord(citations=citations, confidence=0.6, hits=()))
    assert [quotation.document.title for quotation in card.quotations] == ["Letter", "A report on drones", "Letter"]


def test_one_quotation_is_not_numbered() -> None:
    assert not shown(LED).numbered


def test_what_other_dates_answer_stands_apart() -> None:
    (other,) = shown("Which threats were named at the dialogue?").others
    assert (other.document.date and other.document.date.words, [text for text, mark in lines_of(other)[0] if mark]) == (
        "April 2014",
        ["small drones"],
    )


def test_an_answer_says_its_confidence_in_words_and_number_and_what_that_means() -> None:
    confidence = shown(LED).confidence
    assert confidence is not None
    assert (confidence.share, confidence.percent, confidence.words, confidence.explanation) == (
        0.92,
        "92\u00a0%",
        "very likely right",
        "Of 100 answers given at this confidence, about 92 are right.",
    )


@pytest.mark.parametrize(
    ("confidence", "share"),
    [
        (0.0, "almost none is right"),
        (0.012, "about 1 is right"),
        (0.5, "about 50 are right"),
        (0.999, "almost all are right"),
    ],
)
def test_a_confidence_means_so_many_of_a_hundred(confidence: float, share: str) -> None:
    assert meaning(confidence) == f"Of 100 answers given at this confidence, {share}."


def test_no_answer_shows_the_nearest_quotations_each_with_its_confidence() -> None:
    card = shown("What did the dialogue cost?")
    near = [(lines_of(q)[0][0][0], q.confidence and q.confidence.percent) for q in card.quotations]
    assert (card.answered, card.threshold, near) == (
        False,
        "50\u00a0%",
        [("The two countries", "21\u00a0%"), ("Three areas stood", "21\u00a0%")],
    )


def test_no_answer_names_the_words_that_no_document_holds() -> None:
    assert shown("What did the dialogue cost?").unknown_words == ("cost",)


def test_no_answer_has_nothing_to_cite() -> None:
    card = shown("What did the dialogue cost?")
    assert (card.citables, card.sources) == ((), ())


def test_without_a_quotation_there_is_no_confidence() -> None:
    assert of_reply(NoAnswer(confidence=0.0, hits=())).confidence is None


def test_what_the_documents_of_an_answer_rest_on_is_named_once() -> None:
    card = shown("Who spoke at the dialogue?")
    assert (card.sources_count, [source.title for source in card.sources]) == (
        "2 sources",
        ["Joint statement", "A note on paper"],
    )


def test_what_was_read_is_said_only_where_it_differs() -> None:
    assert shown(LED).read_as is None
    assert shown("And where?", "Who led it?").read_as == "Who led it? And where?"


def test_a_turn_is_numbered_after_its_history_and_has_an_address_of_its_own() -> None:
    card = shown("And where?", "Who led it?")
    assert (card.number, card.address) == (2, "/?h=Who+led+it%3F&q=And+where%3F#turn-2")


def test_a_turn_that_was_asked_as_typed_keeps_that_in_its_address_and_offers_the_other_way() -> None:
    card = turn(ENGINE.ask(LED, as_typed=True), (), as_typed=True)
    assert (card.address, card.other_reading) == (
        "/?q=Who+led+the+dialogue%3F&as_typed=true#turn-1",
        ("Let it be mended", "/?q=Who+led+the+dialogue%3F#turn-1"),
    )


def test_stages_that_did_not_take_place_are_left_out() -> None:
    timings = {"understand": 1.2, "retrieve": 0.0, "read": 0.0, "recall": 0.1, "total": 1.3}
    exchange = Exchange(
        question="Q", read_as="Q", reply=NoAnswer(confidence=0.0, hits=()), index="i", timings_ms=timings
    )
    assert turn(exchange, ()).stages == "Understood in 1\u00a0ms, remembered in 1\u00a0ms"


def test_scores_are_named_and_a_missing_one_is_left_out() -> None:
    first = shown("What did the dialogue cost?").passages[0]
    assert [(score.name, score.value, score.share) for score in first.scores] == [
        ("score", "0.33", 0.333),
        ("meaning", "0.50", 0.5),
    ]


def test_the_bar_of_a_word_score_is_drawn_against_the_highest_and_none_is_shorter_than_nothing() -> None:
    passage = Passage(document=LETTER, start=0, end=34, sentences=(Range(0, 34),))
    hits = tuple(
        Hit(passage=passage, rank=rank, fused_score=1.0, dense_score=-0.2, bm25_score=score)
        for rank, score in ((1, 8.0), (2, 2.0))
    )
    bars = [line.scores for line in of_reply(NoAnswer(confidence=0.0, hits=hits)).passages]
    assert [[(bar.value, bar.share) for bar in row[1:]] for row in bars] == [
        [("-0.20", 0.0), ("8.00", 1.0)],
        [("-0.20", 0.0), ("2.00", 0.25)],
    ]


def test_the_words_that_are_quoted_are_marked_in_the_passages_too() -> None:
    passages = shown("Which threats were named at the dialogue?").passages
    segments = [segment for passage in passages for paragraph in passage.paragraphs for segment in paragraph]
    assert [segment.text for segment in segments if segment.mark] == [
        "small drones",
        "regional security",
    ]


def test_a_passage_is_shown_by_its_paragraphs_without_its_headings() -> None:
    start, end = DIALOGUE.text.index("What was talked"), DIALOGUE.text.index("Consultative")
    passage = Passage(document=DIALOGUE, start=start, end=end, sentences=())
    hit = Hit(passage=passage, rank=1, fused_score=1.0, dense_score=None, bm25_score=None)
    (line,) = of_reply(NoAnswer(confidence=0.0, hits=(hit,))).passages
    assert ["".join(segment.text for segment in paragraph) for paragraph in line.paragraphs] == [
        "Three areas stood on the agenda of the dialogue:",
        "extended deterrence",
        "the Nuclear ",
    ]


def test_a_passage_of_nothing_but_a_heading_shows_the_heading() -> None:
    passage = Passage(document=DIALOGUE, start=0, end=47, sentences=())
    hit = Hit(passage=passage, rank=1, fused_score=1.0, dense_score=None, bm25_score=None)
    (line,) = of_reply(NoAnswer(confidence=0.0, hits=(hit,))).passages
    assert [segment.text for paragraph in line.paragraphs for segment in paragraph] == [DIALOGUE.text[:47]]
