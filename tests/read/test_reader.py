import json
import math
import threading
from pathlib import Path

import numpy as np
import pytest

from fakes import PointingModel, document_of
from kiddqa.errors import ModelError
from kiddqa.read.encoding import Window
from kiddqa.read.features import COLUMNS, FeatureExtractor
from kiddqa.read.model import Logits, SpanModel, load_window_encoder
from kiddqa.read.reader import (
    CONFIDENCE_COLUMNS,
    DEFINITION_PRECISION,
    WEIGHTS,
    PassageReader,
    RankerWeights,
    SpanReader,
    best_first,
    confidence_row,
    shortlist,
)
from kiddqa.read.regression import LogisticRegression
from kiddqa.records import Answer, Citation, Hit, NoAnswer, Passage, Query, Range, Span

ENCODER = load_window_encoder()
TALKS = document_of("talks.txt", "Anka Lee led. They met in Seoul. Nothing else.", title="Talks")
SENTENCES = (Range(0, 13), Range(14, 32), Range(33, 46))
QUESTION = Query(question="Where did they meet?", text="Where did they meet?")


def hit_of(sentences: tuple[Range, ...] = SENTENCES, *, rank: int = 1) -> Hit:
    passage = Passage(document=TALKS, start=sentences[0].start, end=sentences[-1].end, sentences=sentences)
    return Hit(passage=passage, rank=rank, fused_score=1.0, dense_score=0.5, bm25_score=2.0)


HIT = hit_of()


def seoul(*, not_here: float = 0.0) -> PointingModel:
    """Return a model of "Seoul" 6, "Anka Lee" 4 and "else" 2."""
    logits = {"Seoul": 3.0, "Anka": 2.0, "else": 1.0}, {"Seoul": 3.0, "Lee": 2.0, "else": 1.0}
    return PointingModel(*logits, not_here=not_here)


def passages(model: SpanModel, *, threads: int = 2, budget_seconds: float = math.inf) -> PassageReader:
    return PassageReader(model=model, encoder=ENCODER, threads=threads, budget_seconds=budget_seconds)


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
        features=FeatureExtractor(terms=str.split, idf=lambda term: 1.0 if term else 9.0),
        weights=RankerWeights(
            ranker=only(COLUMNS, by, weight),
            confidence=only(CONFIDENCE_COLUMNS, "best_score", intercept=intercept),
            threshold=0.5,
            null_threshold=0.0,
        ),
        limit=limit,
    )


class BriefModel:
    """Holds a window for silent by as much as it has tokens: "not here" has their number, any other token 0."""

    def logits(self, window: Window) -> Logits:
        found = np.zeros((len(window.ids), 2), dtype=np.float32)
        found[0] = len(window.ids)
        return found


class GatedModel:
    """Gives every token 0, once two windows are being read at the same time."""

    def __init__(self) -> None:
        self._gate = threading.Barrier(2, timeout=10)

    def logits(self, window: Window) -> Logits:
        self._gate.wait()
        return np.zeros((len(window.ids), 2), dtype=np.float32)


def test_the_best_span_is_quoted_in_its_sentence() -> None:
    reply = reader().read(QUESTION, [HIT])
    assert isinstance(reply, Answer)
    assert (reply.text, reply.citations[0].sentence) == ("Seoul", "They met in Seoul.")


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


def test_a_question_for_two_things_gets_two_quotations_of_neighbouring_sentences_in_the_order_of_the_text() -> None:
    both = Query(question="Which two names are told?", text="Which two names are told?")
    reply = reader().read(both, [HIT])
    assert isinstance(reply, Answer)
    assert [citation.quote for citation in reply.citations] == ["Anka Lee", "Seoul"]


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


def test_the_twelve_spans_of_the_highest_scores_are_weighed_in_their_order() -> None:
    scores = [float(number) for number in range(14)]
    spans = [Span(hit=HIT, start=0, end=8, sentence=SENTENCES[0], score=score) for score in (13.5, *scores)]
    assert [span.score for span in shortlist(spans)] == [13.5, *scores[3:]]


def test_only_the_first_hits_are_read_but_all_are_shown() -> None:
    model = seoul()
    hits = [hit_of((sentence,), rank=rank) for rank, sentence in enumerate(SENTENCES, start=1)]
    reply = reader(model, limit=1).read(QUESTION, hits)
    assert isinstance(reply, Answer)
    assert (reply.text, reply.runners_up, reply.hits) == ("Anka Lee", (), tuple(hits))
    assert len(model.read) == 1


def dated_hits(*dates: str | None) -> list[Hit]:
    """Return a hit of one sentence, "They met in Seoul.", for each date."""
    documents = [
        document_of(f"{number}.txt", "They met in Seoul.", **({"date": date} if date else {}))
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
        (("2024", "2024", "2024", "2014"), "Where did they meet in 2024?", 2),
    ],
)
def test_reading_ends_once_the_answer_is_settled_and_no_other_date_can_answer_otherwise(
    dates: tuple[str | None, ...], question: str, read: int
) -> None:
    model = seoul()
    reply = reader(model).read(Query(question=question, text=question), dated_hits(*dates))
    assert isinstance(reply, Answer)
    assert reply.text == "Seoul"
    assert len(model.read) == read


def test_reading_goes_on_while_the_answer_is_doubtful() -> None:
    model = seoul()
    reader(model, intercept=-6.0).read(QUESTION, dated_hits(*(None,) * 6))
    assert len(model.read) == 6


def test_a_sentence_of_two_overlapping_passages_gives_one_span_that_of_the_first() -> None:
    spans = passages(seoul()).spans("Where?", [HIT, hit_of(SENTENCES[1:], rank=2)])
    assert [(span.sentence, span.hit.rank) for span in spans] == [(sentence, 1) for sentence in SENTENCES]


def test_where_the_second_of_two_overlapping_passages_is_read_better_its_span_stays() -> None:
    spans = passages(BriefModel()).spans("Where?", [HIT, hit_of(SENTENCES[1:], rank=2)])
    assert [(span.sentence, span.hit.rank) for span in spans] == list(zip(SENTENCES, (1, 2, 2), strict=True))


def test_a_sentence_at_the_same_place_of_another_document_is_another_sentence() -> None:
    copy = document_of("copy.txt", TALKS.text)
    second = Passage(document=copy, start=0, end=46, sentences=SENTENCES)
    hits = [HIT, Hit(passage=second, rank=2, fused_score=0.3, dense_score=None, bm25_score=None)]
    assert len(passages(seoul()).spans("Where?", hits)) == 6


def test_once_the_time_is_spent_the_first_passage_is_read_and_no_other() -> None:
    hits = [hit_of((sentence,), rank=rank) for rank, sentence in enumerate(SENTENCES, start=1)]
    spans = passages(seoul(), threads=1, budget_seconds=0.0).spans("Where?", hits)
    assert [span.quote for span in spans] == ["Anka Lee"]


def test_passages_are_read_several_at_once() -> None:
    hits = [hit_of((SENTENCES[0],)), hit_of((SENTENCES[1],), rank=2)]
    assert len(passages(GatedModel(), threads=2).spans("Where?", hits)) == 2


def test_however_many_are_read_at_once_the_spans_are_the_same_in_the_same_order() -> None:
    hits = [hit_of((sentence,), rank=rank) for rank, sentence in enumerate(SENTENCES[::-1], start=1)]
    found = [passages(seoul(), threads=threads).spans("Where?", hits) for threads in (1, 4)]
    assert found[0] == found[1]
    assert [span.hit.rank for span in found[0]] == [1, 2, 3]


def test_equal_scores_come_in_the_order_of_the_hits() -> None:
    assert best_first(np.array([0.1, 0.9, 0.9, 0.5])).tolist() == [1, 2, 3, 0]


def spans_of(*quotes: str) -> list[Span]:
    return [
        Span(
            hit=Hit(
                passage=Passage(document=document_of("a.txt", quote), start=0, end=len(quote)),
                rank=1,
                fused_score=1.0,
                dense_score=None,
                bm25_score=None,
            ),
            start=0,
            end=len(quote),
            sentence=Range(0, len(quote)),
            score=0.0,
        )
        for quote in quotes
    ]


def confidence_columns(quotes: tuple[str, ...], scores: list[float]) -> dict[str, float]:
    rows = np.zeros((len(quotes), len(COLUMNS)))
    rows[:, COLUMNS.index("span")] = np.arange(len(quotes))
    scored = np.array(scores)
    row = confidence_row(spans_of(*quotes), rows, scored, best_first(scored))
    return dict(zip(CONFIDENCE_COLUMNS, row.tolist(), strict=True))


def test_margins_are_to_the_second_and_the_fifth() -> None:
    row = confidence_columns(tuple("abcdef"), [1.0, 5.0, 4.0, 3.5, 3.0, 2.0])
    assert (row["best_score"], row["margin"], row["margin_to_fifth"]) == (5.0, 1.0, 3.0)


def test_where_fewer_than_five_are_found_the_margin_is_to_the_last() -> None:
    row = confidence_columns(tuple("abc"), [1.0, 5.0, 4.0])
    assert (row["margin"], row["margin_to_fifth"]) == (1.0, 4.0)


def test_a_single_span_stands_out_by_nothing() -> None:
    row = confidence_columns(("a",), [5.0])
    assert (row["margin"], row["margin_to_fifth"], row["agreement"]) == (0.0, 0.0, 0.0)


def test_the_best_one_s_columns_stand_beside_the_highest_score_of_any_span() -> None:
    row = confidence_columns(tuple("abc"), [1.0, 5.0, 4.0])
    assert (row["best_span"], row["highest_span"]) == (1.0, 2.0)


def test_agreement_counts_the_ten_best_that_quote_the_same_whatever_their_case() -> None:
    quotes = ("Seoul", "seoul", "Busan", "SEOUL", *["Busan"] * 6, "Seoul")
    assert confidence_columns(quotes, [20.0 - place for place in range(11)])["agreement"] == 2.0


def test_the_shipped_weights_fit_their_columns_and_say_what_they_were_fitted_on() -> None:
    weights = RankerWeights.load()
    assert 0 < weights.threshold < 1
    card = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    assert card["measured_on_unseen_articles"]["questions"] > 0
    assert len(weights.ranker.weights) == len(COLUMNS)
    assert len(weights.confidence.weights) == len(CONFIDENCE_COLUMNS)


def test_another_threshold_leaves_the_rest_of_the_weights_as_they_were() -> None:
    weights = RankerWeights.load()
    moved = weights.with_threshold(0.25)
    assert moved.threshold == 0.25
    assert moved.with_threshold(weights.threshold).ranker is weights.ranker


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"ranker": {"columns": []}}'])
def test_broken_weights_are_refused_with_the_command_that_mends_them(tmp_path: Path, content: str) -> None:
    path = tmp_path / "ranker.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ModelError, match=r"python -m kiddqa\.train\.ranker"):
        RankerWeights.load(path)


@pytest.mark.parametrize("part", ["threshold", "null_threshold", "confidence"])
def test_weights_that_lack_a_part_are_refused(tmp_path: Path, part: str) -> None:
    card = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    del card[part]
    path = tmp_path / "ranker.json"
    path.write_text(json.dumps(card), encoding="utf-8")
    with pytest.raises(ModelError, match=part):
        RankerWeights.load(path)


def test_weights_for_other_columns_are_refused(tmp_path: Path) -> None:
    card = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    card["ranker"]["columns"][0] = "something_else"
    path = tmp_path / "ranker.json"
    path.write_text(json.dumps(card), encoding="utf-8")
    with pytest.raises(ModelError, match="other columns"):
        RankerWeights.load(path)
