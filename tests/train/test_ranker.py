import json
import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from fakes import document_of
from kiddqa.evaluate_squad import Reading
from kiddqa.read.features import COLUMNS
from kiddqa.read.ranking import ALONE_COLUMNS, CONFIDENCE_COLUMNS, RankerWeights
from kiddqa.read.regression import LogisticRegression, Matrix
from kiddqa.records import Hit, Passage, Range, Span
from kiddqa.squad import SquadQuestion
from kiddqa.train.judging import Judged
from kiddqa.train.ranker import confidence_rows, fit, fit_all, fit_alone, fit_ranker, measure

HIT = Hit(
    passage=Passage(document=document_of("a", "word " * 9), start=0, end=45, sentences=(Range(0, 45),)),
    rank=1,
    fused_score=1.0,
    dense_score=None,
    bm25_score=None,
)


def only(columns: Sequence[str], name: str) -> LogisticRegression:
    weights = np.array([1.0 if column == name else 0.0 for column in columns])
    return LogisticRegression(mean=np.zeros(len(columns)), scale=np.ones(len(columns)), weights=weights, intercept=0.0)


def judged(kind: str, scores: Sequence[float], right: Sequence[bool], *, rows: Matrix | None = None) -> Judged:
    """Return a question whose spans, no two of which quote the same, have these scores and nothing else."""
    if rows is None:
        rows = np.zeros((len(scores), len(COLUMNS)))
    rows[:, COLUMNS.index("span")] = scores
    spans = [
        Span(hit=HIT, start=0, end=end, sentence=Range(0, 45), score=score) for end, score in enumerate(scores, start=1)
    ]
    return Judged(kind=kind, spans=spans, rows=rows, right=np.array(right, dtype=np.bool_))


def test_a_column_that_tells_right_from_wrong_gets_a_positive_weight() -> None:
    rows = np.array([[0.0, 1.0], [1.0, 1.0], [0.1, 1.0], [0.9, 1.0]])
    fitted = fit(rows, np.array([False, True, False, True]), strength=1.0)
    assert fitted.weights[0] > 0
    assert fitted.weights[1] == pytest.approx(0.0)
    assert fitted.log_odds(rows).argmax() == 1


def test_a_fit_is_on_columns_of_mean_0_and_deviation_1() -> None:
    fitted = fit(np.array([[1.0], [3.0]]), np.array([False, True]), strength=1.0)
    assert (fitted.mean.tolist(), fitted.scale.tolist()) == ([2.0], [1.0])
    assert fitted.intercept == pytest.approx(0.0, abs=1e-6)


def test_questions_without_a_right_span_do_not_fit_the_ranker() -> None:
    useful = judged("answerable", [0.0, 1.0], [False, True])
    useless = judged("foreign", [5.0, 9.0], [False, False])
    assert fit_ranker([useful, useless]).mean[COLUMNS.index("span")] == pytest.approx(0.5)


def test_what_a_question_s_spans_have_in_common_weighs_nothing() -> None:
    """Right spans have more of it than wrong ones only because a question with two right ones has."""
    one, other = (
        judged("answerable", [0.0, 1.0], [False, True]),
        judged("answerable", [1.0, 1.0, 0.0], [True, True, False]),
    )
    absent = COLUMNS.index("absent_terms")
    other.rows[:, absent] = 1.0
    fitted = fit_ranker([one, other])
    assert fitted.weights[absent] == pytest.approx(0.0, abs=1e-6)
    assert fitted.weights[COLUMNS.index("span")] > 0.1


def test_the_ranker_s_weights_are_those_of_the_most_likely_conditional_logit() -> None:
    """Three of four times the span 1 higher is right: the odds are 3 to 1, the weight the logarithm of 3."""
    asked = [judged("answerable", [0.0, 1.0], [wrong, not wrong]) for wrong in (True, False, False, False)]
    fitted = fit_ranker(asked, strength=1e9)
    assert fitted.log_odds(asked[0].rows) @ [-1, 1] == pytest.approx(math.log(3), rel=1e-3)


def test_a_question_s_confidence_is_fitted_on_its_best_span() -> None:
    rows, right = confidence_rows(
        only(COLUMNS, "span"),
        [judged("answerable", [1.0, 3.0], [False, True]), judged("foreign", [2.0, 0.5], [False, False])],
    )
    assert rows[:, CONFIDENCE_COLUMNS.index("best_score")].tolist() == [3.0, 2.0]
    assert rows[:, CONFIDENCE_COLUMNS.index("margin")].tolist() == [2.0, 1.5]
    assert right.tolist() == [True, False]


def test_figures_tell_kinds_of_questions_apart() -> None:
    found = measure(
        only(COLUMNS, "span"),
        only(CONFIDENCE_COLUMNS, "best_score"),
        0.5,
        [
            judged("answerable", [2.0, 1.0], [True, False]),
            judged("answerable", [1.0, 0.0], [False, True]),
            judged("answerable", [-1.0], [False]),
            judged("unanswerable", [0.5], [False]),
            judged("foreign", [-2.0], [False]),
        ],
    )
    sure = [1 / (1 + math.exp(-score)) for score in (2.0, 1.0, -1.0, 0.5, -2.0)]
    assert found == {
        "questions": 5,
        "answerable": 3,
        "retrieved": pytest.approx(2 / 3, abs=1e-4),
        "span_accuracy": pytest.approx(1 / 3, abs=1e-4),
        "among_five": pytest.approx(2 / 3, abs=1e-4),
        "refused": pytest.approx(1 / 3, abs=1e-4),
        "false_answers": 0.5,
        "precision_of_answers": pytest.approx(1 / 3, abs=1e-4),
        "auroc": pytest.approx(5 / 6, abs=1e-4),
        "expected_calibration_error": pytest.approx((1 - sure[0] + sum(sure[1:])) / 5, abs=1e-4),
    }


def many_judged(seed: int, count: int = 60) -> list[Judged]:
    """Return so many questions; the right span scores about 3 more than the others, and every third has none."""
    chance = np.random.default_rng(seed)
    made = []
    for number in range(count):
        rows: NDArray[np.float64] = chance.normal(size=(6, len(COLUMNS)))
        scores = chance.normal(size=6)
        answerable = number % 3 != 0
        if answerable:
            scores[number % 6] += 3
        right = [answerable and place == number % 6 for place in range(6)]
        made.append(judged("answerable" if answerable else "foreign", scores.tolist(), right, rows=rows))
    return made


def test_what_is_fitted_can_be_read_again_and_tells_right_from_wrong(tmp_path: Path) -> None:
    silent = judged("answerable", [], [])
    card = fit_all(
        [*many_judged(1, 300), silent],
        [*many_judged(2, 300), silent],
        {"on_unseen_articles": [*many_judged(3), silent]},
    )
    path = tmp_path / "ranker.json"
    path.write_text(json.dumps({**card, "alone": only(ALONE_COLUMNS, "span").to_json(ALONE_COLUMNS)}), encoding="utf-8")
    weights = RankerWeights.load(path)
    assert int(np.argmax(weights.ranker.weights)) == COLUMNS.index("span")
    figures = json.loads(path.read_text(encoding="utf-8"))["measured_on_unseen_articles"]
    assert (figures["questions"], figures["answerable"]) == (60, 40)
    assert figures["span_accuracy"] > 0.8
    assert figures["auroc"] > 0.7


def reading(score: float, *, f1: float | None) -> Reading:
    """Return what was read for an answerable question with that F1, or (None) for one that has no answer."""
    gold = () if f1 is None else (Range(0, 4),)
    question = SquadQuestion(id="q", article="a", text="Which?", paragraph=Range(0, 45), gold=gold, gold_texts=())
    span = Span(hit=HIT, start=0, end=4, sentence=Range(0, 45), score=score)
    return Reading(question=question, text="word", score=score, exact=0.0, f1=f1 or 0.0, span=span)


def odds_alone(readings: Sequence[Reading], score: float) -> float:
    rows = np.zeros((1, len(ALONE_COLUMNS)))
    rows[0, ALONE_COLUMNS.index("span")] = score
    return float(fit_alone(readings).log_odds(rows)[0])


RIGHT, NONE = [reading(3.0, f1=1.0)] * 20, [reading(-3.0, f1=None)] * 20


def test_a_passage_alone_answers_where_the_model_says_so() -> None:
    assert odds_alone(RIGHT + NONE, -3.0) < -1 < 1 < odds_alone(RIGHT + NONE, 3.0)


def test_answerable_questions_and_others_weigh_the_same_whatever_their_numbers() -> None:
    assert odds_alone(RIGHT * 9 + NONE, 0.0) == pytest.approx(0.0, abs=1.0)


def test_a_span_that_is_wrong_speaks_less_for_quoting_than_one_that_is_right() -> None:
    wrong, half, right = (odds_alone([*RIGHT, *NONE, *[reading(-3.0, f1=f1)] * 20], -3.0) for f1 in (0.0, 0.5, 1.0))
    assert wrong < half < right


def test_fitting_twice_gives_the_same_numbers_to_the_bit() -> None:
    fitting, believing = many_judged(1), many_judged(2)
    assert fit_all(fitting, believing, {}) == fit_all(fitting, believing, {})


def test_what_is_measured_changes_no_weight() -> None:
    fitting, believing = many_judged(1), many_judged(2)
    without = fit_all(fitting, believing, {})
    besides = fit_all(fitting, believing, {"in_other_words": [*many_judged(5), judged("foreign", [], [])]})
    figures = besides.pop("measured_in_other_words")
    assert besides == without
    assert json.loads(json.dumps(figures))["questions"] == 60


def test_the_confidence_is_fitted_on_what_the_ranker_was_not() -> None:
    fitting, believing, more = many_judged(1), many_judged(2), many_judged(4)
    first, second = fit_all(fitting, believing, {}), fit_all(fitting, [*believing, *more], {})
    assert first["ranker"] == second["ranker"]
    assert first["confidence"] != second["confidence"]


def test_what_would_be_quoted_together_is_no_rival_in_the_fit_either() -> None:
    question = judged("answerable", [5.0, 4.0, 1.0], [True, True, False])
    beside = replace(question, together=lambda one, other: {one.score, other.score} == {5.0, 4.0})
    rows, _ = confidence_rows(only(COLUMNS, "span"), [question, beside])
    to_both = 5.0 - math.log(math.exp(4.0) + math.exp(1.0))
    assert rows[:, CONFIDENCE_COLUMNS.index("margin")].tolist() == pytest.approx([to_both, 4.0])
