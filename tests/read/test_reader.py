import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from fakes import document_of
from kiddqa.errors import ModelError
from kiddqa.read.features import COLUMNS, FeatureExtractor
from kiddqa.read.reader import (
    CONFIDENCE_COLUMNS,
    RANKER_COLUMNS,
    SHORTLIST,
    WEIGHTS,
    LogisticRegression,
    RankerWeights,
    SentenceReader,
    best_first,
    confidence_row,
    read_closely,
)
from kiddqa.records import Answer, Hit, NoAnswer, Passage, Query, Range

TALKS = document_of("talks.txt", "Anka Lee led. They met in Seoul. Nothing else.", title="Talks")
PASSAGE = Passage(document=TALKS, start=0, end=46, sentences=(Range(0, 13), Range(14, 32), Range(33, 46)))
HIT = Hit(passage=PASSAGE, rank=1, fused_score=1.0, dense_score=0.5, bm25_score=2.0)
QUESTION = Query(question="They met where in Seoul", text="They met where in Seoul")


class LengthScorer:
    """A sentence's score is its number of characters over 100; keeps what it was given."""

    def __init__(self) -> None:
        self.scored: list[str] = []

    def scores(self, question: str, sentences: Sequence[str]) -> NDArray[np.float64]:
        assert question
        self.scored += sentences
        return np.array([len(sentence) / 100 for sentence in sentences])


def only(columns: tuple[str, ...], name: str, weight: float = 1.0, intercept: float = 0.0) -> LogisticRegression:
    weights = np.array([weight if column == name else 0.0 for column in columns])
    return LogisticRegression(
        mean=np.zeros(len(columns)), scale=np.ones(len(columns)), weights=weights, intercept=intercept
    )


def reader(*, intercept: float = 0.0, threshold: float = 0.5, by: str = "coverage_sentence") -> SentenceReader:
    """Score by one column alone; be as sure of the best sentence as ``1 / (1 + exp(-(score + intercept)))``."""
    return SentenceReader(
        features=FeatureExtractor(terms=str.split, idf=lambda term: 1.0 if term else 9.0),
        scorer=LengthScorer(),
        weights=RankerWeights(
            shortlist=only(COLUMNS, "coverage_sentence"),
            ranker=only(RANKER_COLUMNS, by),
            confidence=only(CONFIDENCE_COLUMNS, "best_score", intercept=intercept),
            threshold=threshold,
        ),
    )


def test_the_sentence_that_scores_highest_is_quoted_whole() -> None:
    reply = reader().read(QUESTION, [HIT])
    assert isinstance(reply, Answer)
    assert reply.text == "They met in Seoul."
    assert reply.citations[0].sentence == reply.text


def test_the_next_best_follow_best_first() -> None:
    reply = reader().read(QUESTION, [HIT])
    assert isinstance(reply, Answer)
    assert [citation.quote for citation in reply.runners_up] == ["Anka Lee led.", "Nothing else."]


def test_the_scorer_can_turn_the_order_of_the_shortlist() -> None:
    reply = reader(by="scorer").read(Query(question="Nothing", text="Nothing"), [HIT])
    assert isinstance(reply, Answer)
    assert reply.text == max(("Anka Lee led.", "They met in Seoul.", "Nothing else."), key=len)


def test_only_the_shortlist_is_scored_each_sentence_with_its_title() -> None:
    rows = np.zeros((SHORTLIST + 5, len(COLUMNS)))
    rows[:, COLUMNS.index("coverage_sentence")] = np.arange(SHORTLIST + 5)
    contexts = [f"sentence {number}" for number in range(SHORTLIST + 5)]
    scorer = LengthScorer()
    places, scored = read_closely("Who?", rows, contexts, only(COLUMNS, "coverage_sentence"), scorer)
    assert places.tolist() == list(range(SHORTLIST + 4, 4, -1))
    assert scorer.scored == [contexts[place] for place in places]
    assert scored[:, -1].tolist() == [len(text) / 100 for text in scorer.scored]


def test_confidence_is_the_logistic_function_of_the_weighted_columns() -> None:
    shared = len({"They", "met", "in"}) / 5
    assert reader(intercept=-1.0).read(QUESTION, [HIT]).confidence == pytest.approx(1 / (1 + np.exp(1 - shared)))


def test_below_the_threshold_there_is_no_answer_but_the_nearest_quotes() -> None:
    reply = reader(intercept=-3.0).read(QUESTION, [HIT])
    assert isinstance(reply, NoAnswer)
    assert (reply.nearest[0].quote, reply.threshold) == ("They met in Seoul.", 0.5)


def test_the_asker_s_threshold_stands_in_for_the_fitted_one() -> None:
    assert isinstance(reader(intercept=-3.0).read(QUESTION, [HIT], min_confidence=0.0), Answer)
    assert isinstance(reader(intercept=3.0).read(QUESTION, [HIT], min_confidence=1.0), NoAnswer)


def test_a_confidence_equal_to_the_threshold_is_answered() -> None:
    confidence = reader().read(QUESTION, [HIT]).confidence
    assert isinstance(reader().read(QUESTION, [HIT], min_confidence=confidence), Answer)


def test_without_hits_there_is_no_answer_and_no_confidence() -> None:
    assert reader().read(QUESTION, []) == NoAnswer(confidence=0.0, hits=(), threshold=0.5)


def test_equal_scores_come_in_the_order_of_the_hits() -> None:
    assert best_first(np.array([0.1, 0.9, 0.9, 0.5])).tolist() == [1, 2, 3, 0]


def test_margins_are_to_the_second_and_the_fifth() -> None:
    rows = np.zeros((6, len(RANKER_COLUMNS)))
    rows[3, RANKER_COLUMNS.index("scorer")] = 7.0
    scores = np.array([1.0, 5.0, 4.0, 3.5, 3.0, 2.0])
    row = dict(zip(CONFIDENCE_COLUMNS, confidence_row(rows, scores, best_first(scores)), strict=True))
    assert (row["best_score"], row["margin"], row["margin_to_fifth"]) == (5.0, 1.0, 3.0)
    assert (row["highest_scorer"], row["best_scorer"]) == (7.0, 0.0)


def test_the_shipped_weights_fit_their_columns_and_say_what_they_were_fitted_on() -> None:
    weights = RankerWeights.load()
    assert 0 < weights.threshold < 1
    card = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    assert card["measured_on_unseen_articles"]["questions"] > 1000


@pytest.mark.parametrize("content", ["", "{}", '{"ranker": {"columns": []}}'])
def test_broken_weights_are_refused_with_the_command_that_mends_them(tmp_path: Path, content: str) -> None:
    path = tmp_path / "ranker.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ModelError, match=r"python -m kiddqa\.train\.ranker"):
        RankerWeights.load(path)


def test_weights_for_other_columns_are_refused(tmp_path: Path) -> None:
    card = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    card["ranker"]["columns"][0] = "something_else"
    path = tmp_path / "ranker.json"
    path.write_text(json.dumps(card), encoding="utf-8")
    with pytest.raises(ModelError, match="other columns"):
        RankerWeights.load(path)
