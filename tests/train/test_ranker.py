import json
import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from fakes import LetterEmbedder, PointingModel, document_of
from kiddqa.read.features import COLUMNS
from kiddqa.read.model import load_window_encoder
from kiddqa.read.passages import PassageReader
from kiddqa.read.ranking import CONFIDENCE_COLUMNS, RankerWeights
from kiddqa.read.regression import LogisticRegression, Matrix
from kiddqa.records import Hit, Passage, Range, Span
from kiddqa.settings import Settings
from kiddqa.squad import SquadArticle, SquadQuestion
from kiddqa.train.ranker import (
    Dealing,
    Judge,
    Judged,
    confidence_rows,
    deal,
    fit,
    fit_all,
    fit_ranker,
    measure,
)

ARTICLES = [SquadArticle(document=document_of(str(number), "x"), questions=()) for number in range(12)]
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
    """Return a question whose spans have these scores and nothing else."""
    if rows is None:
        rows = np.zeros((len(scores), len(COLUMNS)))
    rows[:, COLUMNS.index("span")] = scores
    spans = [Span(hit=HIT, start=0, end=4, sentence=Range(0, 45), score=score) for score in scores]
    return Judged(kind=kind, spans=spans, rows=rows, right=np.array(right, dtype=np.bool_))


def test_articles_are_dealt_into_parts_of_corpora_of_the_sizes_asked_for() -> None:
    parts = deal(ARTICLES, Dealing(articles_per_corpus=((1, 3), (2, 4))))
    assert [[len(corpus) for corpus in part] for part in parts] == [[1, 3], [2, 4]]


def test_no_article_is_dealt_twice() -> None:
    parts = deal(ARTICLES, Dealing(articles_per_corpus=((2, 2), (2, 2), (1, 3))))
    dealt = [article.document.id for part in parts for corpus in part for article in corpus]
    assert sorted(dealt) == sorted(article.document.id for article in ARTICLES)


def test_the_seed_decides_how_articles_are_dealt() -> None:
    hands = [deal(ARTICLES, Dealing(seed=seed, articles_per_corpus=((3, 3), (3, 3)))) for seed in (1, 1, 2)]
    assert hands[0] == hands[1] != hands[2]


def test_too_few_articles_are_refused_with_both_numbers() -> None:
    with pytest.raises(SystemExit, match="Found 12 articles, need 20"):
        deal(ARTICLES, Dealing(articles_per_corpus=((5, 5), (3, 3), (2, 2))))


def test_a_part_of_a_single_corpus_is_refused() -> None:
    with pytest.raises(SystemExit):
        deal(ARTICLES, Dealing(articles_per_corpus=((4, 4), (4,))))


def test_every_part_of_the_dealing_that_ships_has_a_corpus_to_borrow_foreign_questions_from() -> None:
    assert all(len(part) >= 2 for part in Dealing().articles_per_corpus)


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


def many_judged(seed: int) -> list[Judged]:
    """Return 60 questions; the right span scores about 3 more than the others, and every third has none."""
    chance = np.random.default_rng(seed)
    made = []
    for number in range(60):
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
    card = fit_all([[*many_judged(1), silent], [*many_judged(2), silent], [*many_judged(3), silent]])
    path = tmp_path / "ranker.json"
    path.write_text(json.dumps({**card, "null_threshold": 0.5}), encoding="utf-8")
    weights = RankerWeights.load(path)
    assert int(np.argmax(weights.ranker.weights)) == COLUMNS.index("span")
    figures = json.loads(path.read_text(encoding="utf-8"))["measured_on_unseen_articles"]
    assert (figures["questions"], figures["answerable"]) == (60, 40)
    assert figures["span_accuracy"] > 0.8
    assert figures["auroc"] > 0.7


def test_fitting_twice_gives_the_same_numbers_to_the_bit() -> None:
    parts = [many_judged(seed) for seed in (1, 2, 3)]
    assert fit_all(parts) == fit_all(parts)


def article(name: str, *people: str) -> SquadArticle:
    """Return an article with a paragraph a person, and of each a question with an answer and one without."""
    document = document_of(name, *(f"{person} led the talks of {name}." for person in people), title=name)
    questions = []
    for block, person in zip(document.blocks, people, strict=True):
        place, gold = Range(block.start, block.end), Range(block.start, block.start + len(person))
        questions += [
            SquadQuestion(
                id=f"{person}?", article=name, text="Who led?", paragraph=place, gold=(gold,), gold_texts=(person,)
            ),
            SquadQuestion(id=f"{person}!", article=name, text="Who failed?", paragraph=place, gold=(), gold_texts=()),
        ]
    return SquadArticle(document=document, questions=tuple(questions))


def judge_of(model: PointingModel, dealing: Dealing) -> Judge:
    return Judge(
        dealing=dealing,
        embedder=LetterEmbedder(),
        reader=PassageReader(model=model, encoder=load_window_encoder(), threads=1, budget_seconds=math.inf),
        settings=Settings(passage_words=40, overlap_words=0),
    )


def test_a_corpus_is_asked_its_own_questions_and_those_of_strangers() -> None:
    dealing = Dealing(answerable_per_article=2, unanswerable_per_article=1, foreign_per_article=3)
    judge = judge_of(PointingModel({"Lee": 4.0}, {"Lee": 4.0}), dealing)
    found = list(judge.corpus([article("Seoul", "Lee", "Cho", "Kim")], [article("Busan", "Lee", "Han")]))
    assert [question.kind for question in found] == ["answerable"] * 2 + ["unanswerable"] + ["foreign"] * 2
    assert all(question.rows.shape == (len(question.spans), len(COLUMNS)) for question in found)


def test_a_span_is_right_where_it_shares_text_with_the_answer_and_never_for_a_stranger() -> None:
    dealing = Dealing(answerable_per_article=9, unanswerable_per_article=9, foreign_per_article=9)
    judge = judge_of(PointingModel({"Lee": 4.0}, {"Lee": 4.0}), dealing)
    found = list(judge.corpus([article("Seoul", "Lee")], [article("Busan", "Lee")]))
    assert [(question.kind, question.right.tolist()) for question in found] == [
        ("answerable", [True]),
        ("unanswerable", [False]),
        ("foreign", [False]),
    ]
    assert found[0].spans[0].quote == "Lee"
    assert found[0].rows[0][COLUMNS.index("span")] == 8.0


def test_the_same_questions_are_asked_whenever_a_corpus_is_judged() -> None:
    dealing = Dealing(answerable_per_article=2, unanswerable_per_article=0, foreign_per_article=0)
    corpus = [article("Seoul", "Lee", "Cho", "Kim", "Han", "Song")]
    judge = judge_of(PointingModel({"Lee": 4.0}, {"Lee": 4.0}), dealing)
    first, second = ([question.right.tolist() for question in judge.corpus(corpus, [])] for _ in range(2))
    assert first == second
