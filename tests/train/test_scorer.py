import random

import pytest

from fakes import document_of
from kiddqa.records import Range
from kiddqa.train.scorer import Recipe, pairs_of, split_articles
from kiddqa.train.squad import SquadArticle, SquadQuestion

TEXT = "Anka Lee led the talks. The weather was fine. The talks were led in Seoul."
ARTICLE = SquadArticle(
    document=document_of("a", TEXT, title="Talks"),
    questions=(SquadQuestion(id="1", text="Who led the talks?", gold=(Range(0, 8),)),),
)


def test_the_sentence_with_the_gold_slice_is_the_positive_and_the_likest_other_the_negative() -> None:
    pairs = list(pairs_of(ARTICLE, random.Random(1)))
    assert [(pair.sentence, pair.answers) for pair in pairs] == [
        ("Talks. Anka Lee led the talks.", True),
        ("Talks. The weather was fine.", False),
        ("Talks. The talks were led in Seoul.", False),
    ]


def test_a_question_whose_gold_slice_is_in_no_sentence_gives_no_pair() -> None:
    across = SquadQuestion(id="1", text="Who?", gold=(Range(15, 30),))
    assert list(pairs_of(SquadArticle(document=ARTICLE.document, questions=(across,)), random.Random(1))) == []


def test_unanswerable_questions_give_negatives_only() -> None:
    questions = tuple(SquadQuestion(id=str(number), text="Who led the army?", gold=()) for number in range(40))
    pairs = list(pairs_of(SquadArticle(document=ARTICLE.document, questions=questions), random.Random(1)))
    assert {pair.answers for pair in pairs} == {False}
    assert 10 < len(pairs) < 30


@pytest.mark.parametrize("seed", [1, 2])
def test_no_article_is_both_trained_on_and_held_out(seed: int) -> None:
    articles = [SquadArticle(document=document_of(str(number), "x"), questions=()) for number in range(20)]
    trained, held_out = split_articles(articles, Recipe(seed=seed, held_out_articles=5))
    assert {a.document.id for a in trained} & {a.document.id for a in held_out} == set()
    assert (len(trained), len(held_out)) == (15, 5)
