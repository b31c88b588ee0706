import math
from dataclasses import replace

import numpy as np
import pytest

from fakes import PointingModel, document_of
from kiddqa.evaluate_squad import Reading, best_null_threshold, figures_alone, read_alone, weighed_alone
from kiddqa.read.model import load_window_encoder
from kiddqa.read.passages import PassageReader
from kiddqa.read.ranking import ALONE_COLUMNS, RankerWeights
from kiddqa.read.regression import LogisticRegression
from kiddqa.records import Range
from kiddqa.squad import SquadArticle, SquadQuestion

DOCUMENT = document_of("a", "Anka Lee led the talks. They met in Seoul.", "Cho spoke in Seoul.")
FIRST, SECOND = Range(0, 42), Range(43, 62)


def question(number: int, paragraph: Range = FIRST, *answers: str) -> SquadQuestion:
    starts = [DOCUMENT.text.index(answer, paragraph.start) for answer in answers]
    gold = tuple(Range(start, start + len(answer)) for start, answer in zip(starts, answers, strict=True))
    return SquadQuestion(id=str(number), article="a", text="Where?", paragraph=paragraph, gold=gold, gold_texts=answers)


def reading(score: float, *, answerable: bool, exact: float = 0.0, f1: float = 0.0) -> Reading:
    asked = question(1, FIRST, "Seoul") if answerable else question(1)
    return Reading(question=asked, text="x", score=score, exact=exact, f1=f1)


def read(model: PointingModel, *questions: SquadQuestion) -> list[Reading]:
    reader = PassageReader(model=model, encoder=load_window_encoder(), threads=1, budget_seconds=math.inf)
    return read_alone(reader, [SquadArticle(document=DOCUMENT, questions=questions)])


def test_the_best_span_of_the_question_s_own_paragraph_is_read() -> None:
    model = PointingModel({"Anka": 2, "Cho": 9, "Seoul": 1}, {"Lee": 2, "Cho": 9, "Seoul": 1}, not_here=1)
    first, second = read(model, question(1, FIRST, "Anka Lee"), question(2, SECOND, "Cho"))
    assert (first.text, first.score, first.exact) == ("Anka Lee", 3.0, 1.0)
    assert (second.text, second.score, second.exact) == ("Cho", 17.0, 1.0)


def test_a_reading_is_compared_with_the_answer_that_is_nearest() -> None:
    model = PointingModel({"Anka": 2}, {"Lee": 2})
    [found] = read(model, question(1, FIRST, "Anka", "Anka Lee led"))
    assert found.exact == 0.0
    assert found.f1 == pytest.approx(4 / 5)


def test_a_question_without_an_answer_earns_nothing_by_a_span() -> None:
    [found] = read(PointingModel({"Seoul": 3}, {"Seoul": 3}), question(1))
    assert (found.text, found.exact, found.f1) == ("Seoul", 0.0, 0.0)


def test_progress_is_told_every_50_questions_and_at_the_end() -> None:
    told: list[tuple[int, int]] = []
    reader = PassageReader(
        model=PointingModel({}, {}), encoder=load_window_encoder(), threads=1, budget_seconds=math.inf
    )
    article = SquadArticle(document=DOCUMENT, questions=tuple(question(number, SECOND) for number in range(101)))
    read_alone(reader, [article], lambda done, total: told.append((done, total)))
    assert told == [(50, 101), (100, 101), (101, 101)]


def test_a_reading_is_weighed_by_what_its_own_paragraph_says_of_its_span() -> None:
    asked = replace(question(1, FIRST, "Anka Lee"), text="Who led talks yesterday?")
    columns = np.array([1.0 if column == "coverage_sentence" else 0.0 for column in ALONE_COLUMNS])
    alone = LogisticRegression(
        mean=np.zeros(len(columns)), scale=np.ones(len(columns)), weights=columns, intercept=-0.5
    )
    weights = replace(RankerWeights.load(), alone=alone)
    [found] = weighed_alone(read(PointingModel({"Anka": 2}, {"Lee": 2}), asked), weights)
    assert found.text == "Anka Lee"
    assert found.score == pytest.approx(2 / 3 - 0.5)


def test_a_paragraph_without_a_sentence_weighs_nothing_still() -> None:
    nothing = reading(-math.inf, answerable=False)
    assert weighed_alone([nothing], RankerWeights.load()) == [nothing]


def test_figures_take_a_span_below_the_threshold_for_no_answer() -> None:
    readings = [
        reading(5.0, answerable=True, exact=1.0, f1=1.0),
        reading(4.0, answerable=True, exact=0.0, f1=0.5),
        reading(1.0, answerable=True, exact=1.0, f1=1.0),
        reading(3.0, answerable=False),
        reading(1.0, answerable=False),
        reading(-math.inf, answerable=False),
    ]
    found = figures_alone(readings, null_threshold=2.0)
    assert (found.questions, found.answerable, found.unanswerable) == (6, 3, 3)
    assert (found.exact_match, found.f1) == (50.0, round(100 * 3.5 / 6, 2))
    assert (found.answerable_exact_match, found.answerable_f1) == (33.33, 50.0)
    assert found.unanswerable_right == 66.67


def test_a_span_that_scores_just_the_threshold_is_an_answer() -> None:
    assert figures_alone([reading(2.0, answerable=True, exact=1.0, f1=1.0)], null_threshold=2.0).f1 == 100.0


def test_no_readings_have_figures_of_nothing() -> None:
    found = figures_alone([], null_threshold=0.0)
    assert (found.questions, found.exact_match, found.unanswerable_right) == (0, 0.0, 0.0)


def test_the_best_null_threshold_is_the_lowest_that_parts_right_from_wrong() -> None:
    readings = [reading(5.0, answerable=True, exact=1.0, f1=1.0), reading(1.25, answerable=False)]
    assert best_null_threshold(readings) == 1.3


def test_where_every_span_is_right_nothing_is_withheld() -> None:
    assert best_null_threshold([reading(-9.0, answerable=True, exact=1.0, f1=1.0)]) == -10.0


def test_the_best_null_threshold_goes_by_f1_not_by_exact_match() -> None:
    readings = [
        reading(2.0, answerable=True, exact=0.0, f1=0.9),
        reading(1.0, answerable=False),
        reading(3.0, answerable=False),
    ]
    assert best_null_threshold(readings) == 1.1


def test_answerable_and_unanswerable_questions_weigh_the_same_in_the_null_threshold() -> None:
    many = [reading(2.0, answerable=True, f1=0.9) for _ in range(9)]
    assert best_null_threshold([*many, reading(3.0, answerable=False)]) == 3.1
