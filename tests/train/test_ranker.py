import numpy as np
import pytest

from fakes import document_of
from kiddqa.train.ranker import Dealing, Judged, best_threshold, deal, expected_calibration_error, fit, fit_ranker
from kiddqa.train.squad import SquadArticle

ARTICLES = [SquadArticle(document=document_of(str(number), "x"), questions=()) for number in range(12)]


def test_no_article_is_dealt_twice() -> None:
    parts = deal(ARTICLES, Dealing(articles_per_corpus=2, corpora=(2, 2, 1)))
    dealt = [article.document.id for part in parts for corpus in part for article in corpus]
    assert [len(part) for part in parts] == [2, 2, 1]
    assert len(dealt) == len(set(dealt)) == 10


def test_too_few_articles_are_refused_with_both_numbers() -> None:
    with pytest.raises(SystemExit, match="Found 12 articles, need 20"):
        deal(ARTICLES, Dealing(articles_per_corpus=2, corpora=(5, 3, 2)))


def test_a_column_that_tells_right_from_wrong_gets_a_positive_weight() -> None:
    rows = np.array([[0.0, 1.0], [1.0, 1.0], [0.1, 1.0], [0.9, 1.0]])
    fitted = fit(rows, np.array([False, True, False, True]), strength=1.0)
    assert fitted.weights[0] > 0
    assert fitted.weights[1] == pytest.approx(0.0)
    assert fitted.log_odds(rows).argmax() == 1


def test_questions_without_a_right_candidate_do_not_fit_the_ranker() -> None:
    def judged(rows: list[list[float]], right: list[bool]) -> Judged:
        return Judged(
            kind="answerable", question="?", contexts=[""] * len(rows), rows=np.array(rows), right=np.array(right)
        )

    useful = judged([[0.0], [1.0]], [False, True])
    assert fit_ranker([useful, judged([[5.0], [9.0]], [False, False])]).mean == pytest.approx([0.5])


def test_the_threshold_is_where_most_questions_are_treated_rightly() -> None:
    confidences = np.array([0.1, 0.2, 0.6, 0.7])
    assert 0.2 < best_threshold(confidences, np.array([False, False, True, True])) <= 0.6


def test_calibration_error_is_the_gap_between_confidence_and_share_right() -> None:
    confidences = np.array([0.85, 0.85, 0.85, 0.85, 0.15, 0.15])
    right = np.array([True, True, True, False, False, False])
    assert expected_calibration_error(confidences, right) == pytest.approx(4 / 6 * 0.10 + 2 / 6 * 0.15)


def test_a_perfectly_calibrated_judge_has_no_error() -> None:
    assert expected_calibration_error(np.array([0.5, 0.5]), np.array([True, False])) == pytest.approx(0.0)
