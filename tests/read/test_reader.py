import math
from dataclasses import replace

import numpy as np
import pytest

from fakes import PointingModel, document_of
from kiddqa.read.features import COLUMNS, FeatureExtractor
from kiddqa.read.matching import unmatched
from kiddqa.read.ranking import ALONE_COLUMNS, CONFIDENCE_COLUMNS, RankerWeights
from kiddqa.read.reader import DEFINITION_PRECISION, SpanReader
from kiddqa.read.regression import LogisticRegression
from kiddqa.records import Answer, Citation, Hit, NoAnswer, Passage, Query, Range
from read.talks import HIT, SENTENCES, TALKS, hit_of, passages, seoul

QUESTION = Query(question="Where did they meet?", text="Where did they meet?")


def only(columns: tuple[str, ...], name: str, weight: float = 1.0, intercept: float = 0.0) -> LogisticRegression:
    weights = np.array([weight if column == name else 0.0 for column in columns])
    return LogisticRegression(
        mean=np.zeros(len(columns)), scale=np.ones(len(columns)), weights=weights, intercept=intercept
    )


def reader(
    model: PointingModel | None = None,
    *,
    intercept: float = 0.0,
    weight: float = 1.0,
    by: str = "span",
    limit: int = 10,
) -> SpanReader:
    """Rank by one column alone; be as sure of the best span as ``1 / (1 + exp(-(score + intercept)))``."""
    return SpanReader(
        passages=passages(model or seoul()),
        features=FeatureExtractor(terms=str.split, idf=lambda term: 1.0 if term else 9.0, match=unmatched),
        weights=RankerWeights(
            ranker=only(COLUMNS, by, weight),
            confidence=only(CONFIDENCE_COLUMNS, "best_score", intercept=intercept),
            threshold=0.5,
            alone=only(ALONE_COLUMNS, "span"),
        ),
        limit=limit,
    )


def test_the_best_span_is_quoted_in_its_sentence() -> None:
    reply = reader().read(QUESTION, [HIT])
    assert isinstance(reply, Answer)
    assert (reply.text, reply.citations[0].sentence) == ("Seoul", "They met in Seoul.")


def test_a_sentence_about_another_one_of_the_series_comes_last() -> None:
    first, second = "Seoul held the 26th dialogue.", "Anka Lee led the 27th dialogue."
    document = document_of("series.txt", f"{first} {second}", title="Talks")
    start = len(first) + 1
    sentences = (Range(0, len(first)), Range(start, start + len(second)))
    passage = Passage(document=document, start=0, end=start + len(second), sentences=sentences)
    hit = Hit(passage=passage, rank=1, fused_score=1.0, dense_score=None, bm25_score=None)
    for asked, quote in (("Who held the 27th dialogue?", "Anka Lee"), ("Who held the dialogue?", "Seoul")):
        reply = reader().read(Query(question=asked, text=asked), [hit])
        assert isinstance(reply, Answer)
        assert reply.text == quote


def test_the_next_best_follow_best_first() -> None:
    reply = reader().read(QUESTION, [HIT])
    assert isinstance(reply, Answer)
    assert [candidate.citation.quote for candidate in reply.runners_up] == ["Anka Lee", "else"]


def test_at_most_four_quotes_follow_the_answer() -> None:
    sentences = tuple(Range(start, start + 3) for start in range(0, 28, 4))
    passage = Passage(document=document_of("a.txt", "No. " * 7), start=0, end=28, sentences=sentences)
    reply = reader().read(QUESTION, [Hit(passage=passage, rank=1, fused_score=1.0, dense_score=None, bm25_score=None)])
    assert isinstance(reply, Answer)
    assert len(reply.runners_up) == 4


def test_each_of_the_next_best_has_the_confidence_it_would_have_had() -> None:
    reply = reader(by="span", intercept=-4.0).read(QUESTION, [HIT], min_confidence=0.0)
    assert isinstance(reply, Answer)
    lee = reply.runners_up[0]
    assert lee.citation.quote == "Anka Lee"
    assert lee.confidence == pytest.approx(1 / (1 + math.exp(4 - 4)))


def test_none_of_the_next_best_is_shown_with_more_confidence_than_the_best() -> None:
    usual = reader()
    contrary = replace(usual.weights, confidence=only(CONFIDENCE_COLUMNS, "best_score", weight=-1.0, intercept=5.0))
    reply = replace(usual, weights=contrary).read(QUESTION, [HIT])
    assert isinstance(reply, NoAnswer)
    assert [candidate.confidence for candidate in reply.nearest] == [reply.confidence] * 3


def test_a_question_for_two_things_gets_two_quotations_of_neighbouring_sentences_in_the_order_of_the_text() -> None:
    both = Query(question="Which two names are told?", text="Which two names are told?")
    reply = reader().read(both, [HIT])
    assert isinstance(reply, Answer)
    assert [citation.quote for citation in reply.citations] == ["Anka Lee", "Seoul"]


def test_of_two_things_one_that_would_not_be_quoted_by_its_passage_alone_is_left_out() -> None:
    both = Query(question="Which two names are told?", text="Which two names are told?")
    weights = replace(reader().weights, alone=only(ALONE_COLUMNS, "span", intercept=-5.0))
    reply = replace(reader(), weights=weights).read(both, [HIT])
    assert isinstance(reply, Answer)
    assert [citation.quote for citation in reply.citations] == ["Seoul"]


def test_no_answer_names_the_words_that_stand_nowhere() -> None:
    query = Query(question="Where is Oz?", text="Where is Oz?", unknown_words=("Oz",))
    reply = reader(intercept=-9.0).read(query, [HIT])
    assert isinstance(reply, NoAnswer)
    assert reply.unknown_words == ("Oz",)


def test_what_a_document_of_another_date_answers_is_named_beside_the_answer() -> None:
    older = document_of("older.txt", "Bob Ray led.", title="Talks", date="2014")
    newer = document_of("newer.txt", "Anka Lee led.", title="Talks", date="2024")
    hits = [
        Hit(
            passage=Passage(document=document, start=0, end=end, sentences=(Range(0, end),)),
            rank=rank,
            fused_score=1.0,
            dense_score=None,
            bm25_score=None,
        )
        for rank, (document, end) in enumerate([(newer, 13), (older, 12)], start=1)
    ]
    model = PointingModel({"Anka": 3.0, "Bob": 2.0}, {"Lee": 3.0, "Ray": 2.0})
    reply = reader(model).read(QUESTION, hits)
    assert isinstance(reply, Answer)
    assert (reply.text, [citation.quote for citation in reply.others]) == ("Anka Lee", ["Bob Ray"])


def test_the_ranker_decides_not_the_model_alone() -> None:
    reply = reader(by="quote_length", weight=9.0).read(QUESTION, [HIT])
    assert isinstance(reply, Answer)
    assert reply.text == "Anka Lee"


def test_confidence_is_the_logistic_function_of_the_weighted_columns() -> None:
    assert reader(intercept=-5.0).read(QUESTION, [HIT]).confidence == pytest.approx(1 / (1 + math.exp(5 - 6)))


def test_a_model_that_holds_the_passage_for_silent_lowers_the_confidence() -> None:
    reply = reader(seoul(not_here=7.0)).read(QUESTION, [HIT])
    assert isinstance(reply, NoAnswer)
    assert reply.confidence == pytest.approx(1 / (1 + math.exp(7 - 6)))


def test_below_the_threshold_there_is_no_answer_but_the_nearest_quotes() -> None:
    reply = reader(intercept=-9.0).read(QUESTION, [HIT])
    assert isinstance(reply, NoAnswer)
    assert ([candidate.citation.quote for candidate in reply.nearest], reply.threshold) == (
        ["Seoul", "Anka Lee", "else"],
        0.5,
    )


def test_the_asker_s_threshold_stands_in_for_the_fitted_one() -> None:
    assert isinstance(reader(intercept=-9.0).read(QUESTION, [HIT], min_confidence=0.0), Answer)
    assert isinstance(reader(intercept=3.0).read(QUESTION, [HIT], min_confidence=1.0), NoAnswer)


def test_a_confidence_equal_to_the_threshold_is_answered() -> None:
    confidence = reader().read(QUESTION, [HIT]).confidence
    assert isinstance(reader().read(QUESTION, [HIT], min_confidence=confidence), Answer)


def test_without_hits_there_is_no_answer_and_no_confidence() -> None:
    assert reader().read(QUESTION, []) == NoAnswer(confidence=0.0, hits=(), threshold=0.5)


def test_hits_without_a_sentence_give_no_answer_though_any_confidence_would_do() -> None:
    silent = Hit(
        passage=Passage(document=TALKS, start=0, end=13), rank=1, fused_score=1.0, dense_score=None, bm25_score=None
    )
    assert reader().read(QUESTION, [silent], min_confidence=0.0) == NoAnswer(confidence=0.0, hits=(silent,))


def spelled_out(*names: str) -> Query:
    """Return a question about a short name that documents spell out like this, the best to quote first."""
    defined = tuple(
        Citation(document=document_of(name, name), start=0, end=len(name), sentence_range=Range(0, len(name)))
        for name in names
    )
    return Query(question="What is SCM?", text="What is SCM?", defined=defined)


def test_a_name_that_a_document_spells_out_is_answered_by_that_and_nothing_is_read() -> None:
    model = seoul()
    reply = reader(model).read(spelled_out("Security Consultative Meeting"), [HIT])
    assert isinstance(reply, Answer)
    assert (reply.text, reply.confidence, reply.hits) == ("Security Consultative Meeting", DEFINITION_PRECISION, (HIT,))
    assert model.read == []


def test_who_asks_for_more_certainty_than_a_spelled_out_name_has_is_read_to() -> None:
    query = spelled_out("Security Consultative Meeting")
    assert reader().read(query, [HIT], min_confidence=DEFINITION_PRECISION).confidence == DEFINITION_PRECISION
    reply = reader().read(query, [HIT], min_confidence=0.97)
    assert isinstance(reply, Answer)
    assert reply.text == "Seoul"


def test_other_ways_to_spell_a_name_out_follow_but_not_the_same_one_again() -> None:
    reply = reader().read(spelled_out("Security Meeting", "security meeting", "Supply Chain", "Set", "S", "C", "M"), [])
    assert isinstance(reply, Answer)
    assert [candidate.citation.quote for candidate in reply.runners_up] == ["Supply Chain", "Set", "S", "C"]


def test_only_the_first_hits_are_read_but_all_are_shown() -> None:
    model = seoul()
    hits = [hit_of((sentence,), rank=rank) for rank, sentence in enumerate(SENTENCES, start=1)]
    reply = reader(model, limit=1).read(QUESTION, hits)
    assert isinstance(reply, Answer)
    assert (reply.text, reply.runners_up, reply.hits) == ("Anka Lee", (), tuple(hits))
    assert len(model.read) == 1


def dated_hits(*dates: str | None) -> list[Hit]:
    """Return a hit of one sentence, "They met in Seoul.", for each date, which stands in its document's title too."""
    documents = [
        document_of(f"{number}.txt", "They met in Seoul.", **({"date": date, "title": date} if date else {}))
        for number, date in enumerate(dates)
    ]
    return [
        Hit(
            passage=Passage(document=document, start=0, end=18, sentences=(Range(0, 18),)),
            rank=rank,
            fused_score=1.0,
            dense_score=None,
            bm25_score=None,
        )
        for rank, document in enumerate(documents, start=1)
    ]


@pytest.mark.parametrize(
    ("dates", "question", "read"),
    [
        ((None,) * 6, "Where did they meet?", 2),
        (("2024",) * 6, "Where did they meet?", 2),
        (("2024", "2024", "2024", "2014"), "Where did they meet?", 4),
        (("2024", "2024", "2024", "2014"), "In 2024 where did they meet?", 2),
        (("2024",) * 6, "The 9th time where did they meet?", 6),
    ],
)
def test_reading_ends_once_the_answer_is_settled_and_no_other_date_or_number_can_answer_otherwise(
    dates: tuple[str | None, ...], question: str, read: int
) -> None:
    model = seoul()
    reply = reader(model).read(Query(question=question, text=question), dated_hits(*dates))
    assert isinstance(reply, Answer)
    assert reply.text == "Seoul"
    assert len(model.read) == read


@pytest.mark.parametrize("log_odds", [6.0, -4.5], ids=["settled", "hopeless"])
def test_a_reader_that_does_not_end_early_reads_every_hit(log_odds: float) -> None:
    model = seoul()
    replace(reader(model, intercept=log_odds - 6), ends_early=False).read(QUESTION, dated_hits(*(None,) * 10))
    assert len(model.read) == 10


def test_reading_goes_on_while_the_answer_is_doubtful() -> None:
    model = seoul()
    reader(model, intercept=-6.0).read(QUESTION, dated_hits(*(None,) * 6))
    assert len(model.read) == 6


# The confidences are 1 / (1 + e^4.5) = 0.011, 1 / (1 + e^3.5) = 0.029, 1 / (1 + e^3) = 0.047 and 1 / (1 + e^2) = 0.12.
@pytest.mark.parametrize(("log_odds", "read"), [(-4.5, 4), (-3.5, 6), (-3.0, 8), (-2.0, 10)])
def test_the_less_hope_there_is_the_earlier_reading_ends(log_odds: float, read: int) -> None:
    model = seoul()
    assert isinstance(reader(model, intercept=log_odds - 6).read(QUESTION, dated_hits(*(None,) * 10)), NoAnswer)
    assert len(model.read) == read


def test_who_takes_any_answer_is_read_to_the_end() -> None:
    model = seoul()
    reader(model, intercept=-9.5).read(QUESTION, dated_hits(*(None,) * 10), min_confidence=0.0)
    assert len(model.read) == 10
