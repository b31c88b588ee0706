import json
import math
from pathlib import Path

import numpy as np
import pytest

from fakes import document_of
from kiddqa.errors import ModelError
from kiddqa.read.features import COLUMNS
from kiddqa.read.ranking import CONFIDENCE_COLUMNS, WEIGHTS, RankerWeights, Ranking, best_first, shortlist
from kiddqa.records import Hit, Passage, Range, Span
from read.talks import HIT, SENTENCES


def test_the_twelve_spans_of_the_highest_scores_are_weighed_in_their_order() -> None:
    scores = [float(number) for number in range(14)]
    spans = [Span(hit=HIT, start=0, end=8, sentence=SENTENCES[0], score=score) for score in (13.5, *scores)]
    assert [span.score for span in shortlist(spans)] == [13.5, *scores[3:]]


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
    row = Ranking(spans=spans_of(*quotes), rows=rows, scores=scored).confidence_row()
    return dict(zip(CONFIDENCE_COLUMNS, row.tolist(), strict=True))


def test_the_margin_is_to_all_others_together() -> None:
    row = confidence_columns(tuple("abcd"), [1.0, 5.0, 4.0, 3.0])
    assert row["best_score"] == 5.0
    assert row["margin"] == pytest.approx(5.0 - math.log(math.exp(4.0) + math.exp(3.0) + math.exp(1.0)))


def test_what_quotes_the_same_speaks_for_a_quotation_whatever_its_case() -> None:
    row = confidence_columns(("Busan", "Seoul", "seoul"), [2.0, 5.0, 4.5])
    assert row["margin"] == pytest.approx(math.log(math.exp(5.0) + math.exp(4.5)) - 2.0)


@pytest.mark.parametrize("quotes", [("Seoul",), ("Seoul", "SEOUL")])
def test_without_rivals_nothing_stands_out(quotes: tuple[str, ...]) -> None:
    assert confidence_columns(quotes, [5.0, 4.0][: len(quotes)])["margin"] == 0.0


def test_what_would_be_quoted_together_with_a_span_is_no_rival_of_it() -> None:
    spans = spans_of("a", "b", "c")
    rows = np.zeros((3, len(COLUMNS)))

    row = Ranking(
        spans=spans, rows=rows, scores=np.array([5.0, 4.0, 1.0]), together=lambda *both: spans[1] in both
    ).confidence_row()

    assert dict(zip(CONFIDENCE_COLUMNS, row, strict=True))["margin"] == 4.0


def test_what_is_put_behind_comes_last_and_counts_as_a_rival_all_the_same() -> None:
    scores, behind = np.array([1.0, 5.0, 4.0]), np.array([False, True, False])
    ranking = Ranking(spans=spans_of(*"abc"), rows=np.zeros((3, len(COLUMNS))), scores=scores, behind=behind)
    assert ranking.order.tolist() == [2, 0, 1]
    margin = dict(zip(CONFIDENCE_COLUMNS, ranking.confidence_row(), strict=True))["margin"]
    assert margin == pytest.approx(4.0 - math.log(math.exp(5.0) + math.exp(1.0)))


def test_among_those_put_behind_the_highest_score_comes_first() -> None:
    scores, behind = np.array([1.0, 5.0, 4.0]), np.array([True, True, True])
    ranking = Ranking(spans=spans_of(*"abc"), rows=np.zeros((3, len(COLUMNS))), scores=scores, behind=behind)
    assert ranking.order.tolist() == [1, 2, 0]


def test_the_best_one_s_columns_stand_beside_the_highest_score_of_any_span() -> None:
    row = confidence_columns(tuple("abc"), [1.0, 5.0, 4.0])
    assert (row["best_span"], row["highest_span"]) == (1.0, 2.0)


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


@pytest.mark.parametrize("part", ["threshold", "alone", "confidence"])
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
