import math
from dataclasses import replace

import pytest

from fakes import LetterEmbedder, PointingModel, document_of
from kiddqa.questions import AskedQuestion
from kiddqa.read.features import COLUMNS
from kiddqa.read.matching import unmatched
from kiddqa.read.model import load_window_encoder
from kiddqa.read.passages import PassageReader
from kiddqa.records import Range
from kiddqa.retrieve.alias_file import AliasGroup
from kiddqa.settings import Settings
from kiddqa.squad import SquadArticle, SquadQuestion
from kiddqa.train.judging import Dealing, Judge, deal

ARTICLES = [SquadArticle(document=document_of(str(number), "x"), questions=()) for number in range(12)]


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
        match=unmatched,
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


def test_the_answer_itself_is_right_wherever_its_article_says_it_and_in_no_other_article() -> None:
    dealing = Dealing(answerable_per_article=1, unanswerable_per_article=0, foreign_per_article=0)
    judge = judge_of(PointingModel({"Lee": 4.0}, {"Lee": 4.0}), dealing)
    asked = replace(article("Seoul", "Cho").questions[0], gold_texts=("The Lee!",))

    def right(people: tuple[str, ...], elsewhere: tuple[str, ...]) -> list[tuple[str, bool]]:
        corpus = [
            replace(article("Seoul", *people), questions=(asked,)),
            replace(article("Busan", *elsewhere), questions=()),
        ]
        [found] = judge.corpus(corpus, [])
        return [(span.quote, right) for span, right in zip(found.spans, found.right.tolist(), strict=True)]

    assert sorted(right(("Cho", "Lee"), ("Han",))) == [("Cho", True), ("Han", False), ("Lee", True)]
    assert sorted(right(("Cho",), ("Lee",))) == [("Cho", True), ("Lee", False)]


def test_the_same_questions_are_asked_whenever_a_corpus_is_judged() -> None:
    dealing = Dealing(answerable_per_article=2, unanswerable_per_article=0, foreign_per_article=0)
    corpus = [article("Seoul", "Lee", "Cho", "Kim", "Han", "Song")]
    judge = judge_of(PointingModel({"Lee": 4.0}, {"Lee": 4.0}), dealing)
    first, second = ([question.right.tolist() for question in judge.corpus(corpus, [])] for _ in range(2))
    assert first == second


def test_where_other_words_are_given_the_questions_that_have_some_are_asked_in_these_and_keep_their_answers() -> None:
    dealing = Dealing(answerable_per_article=9, unanswerable_per_article=0, foreign_per_article=0)
    judge = judge_of(PointingModel({"Lee": 4.0}, {"Lee": 4.0}), dealing)
    words = {"Lee?": "Who led in other words?"}
    [as_asked], [otherwise] = (judge.corpus([article("Seoul", "Lee")], [], rewordings) for rewordings in (None, words))
    covered = [question.rows[0][COLUMNS.index("coverage_sentence")] for question in (as_asked, otherwise)]
    assert covered[0] == 1.0 > covered[1]
    assert as_asked.right.tolist() == otherwise.right.tolist() == [True]


TALKS = [
    document_of("a.txt", "Lee led the Interim Defense Talks (IDT) in May.", title="Talks"),
    document_of("b.txt", "Cho left the IDT in June.", title="Talks"),
]


def test_questions_about_documents_are_judged_by_the_sentence() -> None:
    judge = judge_of(PointingModel({"Lee": 4.0}, {"Lee": 4.0}), Dealing())
    asked = [
        AskedQuestion(id="1", question="When did Lee lead?", answers=("May",)),
        AskedQuestion(id="2", question="Who wept?"),
    ]
    answered, refused = judge.documents(TALKS, [], asked)
    assert {span.quote: bool(right) for span, right in zip(answered.spans, answered.right, strict=True)}["Lee"]
    assert (answered.kind, refused.kind) == ("answerable", "unanswerable")
    assert not refused.right.any()


def test_a_question_for_what_a_short_form_stands_for_is_left_out() -> None:
    judge = judge_of(PointingModel({"Lee": 4.0}, {"Lee": 4.0}), Dealing())
    asked = [AskedQuestion(id="1", question="What does IDT stand for?", answers=("Interim Defense Talks",))]
    assert list(judge.documents(TALKS, [AliasGroup(names=("IDT", "talks"))], asked)) == []


def test_of_a_question_for_several_things_the_spans_near_each_other_are_no_rivals() -> None:
    judge = judge_of(PointingModel({"Lee": 4.0}, {"Lee": 4.0}), Dealing())
    one, several = judge.documents(
        TALKS, [], [AskedQuestion(id=text, question=text) for text in ("Who led?", "Name the guests.")]
    )
    assert not one.together(one.spans[0], one.spans[0])
    assert several.together(several.spans[0], several.spans[0])
