from fakes import document_of
from kiddqa.records import Range
from kiddqa.settings import Settings
from kiddqa.squad import SquadArticle, SquadQuestion
from kiddqa.train.examples import ExampleSource, Place
from kiddqa.train.groups import GROUP, WRONG_PER_QUESTION, GroupSource, wrong_passages

SETTINGS = Settings(passage_words=40, overlap_words=0, threads=1)
TOWNS = ("Amper", "Belt", "Cinder", "Dover", "Ebro", "Forth")
FILLING = "and lies by the river of that name, where a market is held on every Monday of the year in the old square."


def article_of(name: str) -> SquadArticle:
    """Return an article that says of every town who leads it, one and the same, with a question about each."""
    document = document_of(
        name, *(f"In {name} the town of {town} is led by Anka Lee {FILLING}" for town in TOWNS), title=name
    )
    questions = []
    for block, town in zip(document.blocks, TOWNS, strict=True):
        start = document.text.index("Anka Lee", block.start)
        for text, gold in ((f"Who heads {town}?", (Range(start, start + 8),)), (f"Who left {town}?", ())):
            questions.append(
                SquadQuestion(
                    id=f"{name} {text}",
                    article=document.id,
                    text=text,
                    paragraph=Range(block.start, block.end),
                    gold=gold,
                    gold_texts=("Anka Lee",) if gold else (),
                )
            )
    return SquadArticle(document=document, questions=tuple(questions))


ARTICLES = [article_of("minutes"), article_of("news")]
WRONG = wrong_passages(ARTICLES, SETTINGS)


def source(wrong: dict[str, list[Place]] = WRONG, *, seed: int = 1) -> GroupSource:
    return GroupSource(ExampleSource(ARTICLES, {}, seed=seed, settings=SETTINGS), wrong, seed=seed)


def test_wrong_passages_may_name_the_answer_but_share_no_text_with_it() -> None:
    by_id = {question.id: question for article in ARTICLES for question in article.questions}
    numbers = {article.document.id: number for number, article in enumerate(ARTICLES)}
    assert set(WRONG) == set(by_id)
    named = 0
    for key, places in WRONG.items():
        question = by_id[key]
        assert 3 <= len(places) <= WRONG_PER_QUESTION
        for place in places:
            held = question.gold or (question.paragraph,)
            same = place.article == numbers[question.article]
            assert not same or all(place.end <= start or end <= place.start for start, end in held)
            named += "Anka Lee" in ARTICLES[place.article].document.text[place.start : place.end]
    assert named


def test_a_group_is_a_question_with_its_own_passage_and_three_of_the_wrong_ones() -> None:
    groups = source().groups(0)
    assert len(groups) == sum(len(article.questions) for article in ARTICLES)
    for first, *others in groups:
        assert len(others) == GROUP - 1
        assert {made.question for made in others} == {first.question}
        assert all(not made.gold for made in others)
        assert len({(made.passage.document.id, made.passage.start) for made in (first, *others)}) == GROUP


def test_a_group_s_first_passage_answers_where_one_does() -> None:
    groups = source().groups(0)
    answered = [first for first, *_ in groups if first.gold]
    assert len(answered) == len(groups) / 2
    assert all(first.passage.document.text[slice(*first.gold[0])] == "Anka Lee" for first in answered)


def test_a_pass_is_the_same_whenever_it_is_made_and_others_are_other() -> None:
    made = source()
    assert made.groups(1) == made.groups(1) != made.groups(0)
    assert source(seed=2).groups(0) != made.groups(0)


def test_a_question_with_too_few_wrong_passages_makes_no_group() -> None:
    few = {key: places[: 2 if number else 3] for number, (key, places) in enumerate(WRONG.items())}
    assert len(source(few).groups(0)) == 1
