"""Two articles of ten paragraphs are indexed and asked by the product itself, with the models that ship."""

import random

import pytest

from kiddqa.evaluate_open import (
    DEPTHS,
    SEED,
    TAKEN_OUT_SHARE,
    OpenFigures,
    _Asked,
    _open_figures,
    _take_out,
    evaluate_open,
)
from kiddqa.records import Block, BlockKind, Document, Range
from kiddqa.settings import Settings
from kiddqa.squad import SquadArticle, SquadQuestion

TOWNS = ("Amper", "Belt", "Cinder", "Dover", "Ebro", "Forth", "Gander", "Hague", "Inver", "Jura")
MAYORS = ("Lee", "Park", "Cho", "Kim", "Ryu", "Jung", "Han", "Song", "Moon", "Shin")


def article(name: str, office: str) -> SquadArticle:
    """Return an article with a paragraph a town, "The mayor of Amper is called Lee.", and a question of each."""
    lines = [f"The {office} of {town} is called {mayor}." for town, mayor in zip(TOWNS, MAYORS, strict=True)]
    starts = [sum(len(line) + 2 for line in lines[:number]) for number in range(len(lines))]
    places = [Range(start, start + len(line)) for start, line in zip(starts, lines, strict=True)]
    document = Document(
        id=name,
        title=name,
        text="\n\n".join(lines),
        sha256="0" * 64,
        format="text",
        blocks=tuple(Block(start=start, end=end, kind=BlockKind.PARAGRAPH) for start, end in places),
    )
    questions = tuple(
        SquadQuestion(
            id=f"{name}/{town}",
            article=name,
            text=f"What is the {office} of {town} called?",
            paragraph=place,
            gold=(Range(place.end - 1 - len(mayor), place.end - 1),),
            gold_texts=(mayor,),
        )
        for town, mayor, place in zip(TOWNS, MAYORS, places, strict=True)
    )
    return SquadArticle(document=document, questions=questions)


UNANSWERABLE = SquadQuestion(id="none", article="mayors", text="Why?", paragraph=Range(0, 9), gold=(), gold_texts=())
STAGES: list[tuple[str, int, int]] = []


@pytest.fixture(scope="module")
def figures() -> OpenFigures:
    mayors = article("mayors", "mayor")
    asked = SquadArticle(document=mayors.document, questions=(*mayors.questions, UNANSWERABLE))
    settings = Settings(passage_words=40, overlap_words=0, threads=1)
    return evaluate_open(
        [asked],
        [article("judges", "judge")],
        settings,
        limit=100,
        watch=lambda stage, done, total: STAGES.append((stage, done, total)),
    )


def outcome(*, here: bool = True, answered: bool = True, right: bool = False, rank: int | None = None) -> _Asked:
    return _Asked(
        here=here,
        answered=answered,
        confidence=0.75 if right else 0.25,
        right=right,
        exact=0.0,
        f1=0.5 if right else 0.0,
        gold_rank=rank,
    )


def test_figures_tell_what_could_be_answered_from_what_could_not() -> None:
    found = _open_figures(
        7,
        [
            outcome(right=True, rank=1),
            outcome(answered=False, rank=4),
            outcome(answered=False),
            outcome(right=True, rank=2),
            outcome(here=False),
            outcome(here=False, answered=False),
        ],
    )
    assert (found.passages, found.answerable, found.taken_out) == (7, 4, 2)
    assert found.recall == {1: 0.25, 3: 0.5, 5: 0.75, 10: 0.75}
    assert (found.answered, found.f1, found.exact_match, found.false_answers) == (0.5, 0.25, 0.0, 0.5)
    assert found.confidence.share_right == pytest.approx(2 / 6)
    assert found.confidence.auroc == 1.0


def test_a_paragraph_taken_out_becomes_boilerplate_and_moves_nothing() -> None:
    mayors = article("mayors", "mayor")
    chance = random.Random(SEED)
    gone = [chance.random() < TAKEN_OUT_SHARE for _ in TOWNS]
    document, asked = _take_out(mayors, random.Random(SEED))
    assert [block.kind is BlockKind.BOILERPLATE for block in document.blocks] == gone
    assert [here for _, here in asked] == [not taken for taken in gone]
    assert document.text == mayors.document.text
    assert [block.start for block in document.blocks] == [block.start for block in mayors.document.blocks]


@pytest.mark.slow
def test_every_answerable_question_is_asked_once_and_no_other(figures: OpenFigures) -> None:
    assert figures.answerable + figures.taken_out == figures.confidence.questions == 10


@pytest.mark.slow
def test_what_is_left_of_the_articles_and_the_distractors_can_be_found(figures: OpenFigures) -> None:
    shares = [figures.recall[depth] for depth in DEPTHS]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


@pytest.mark.slow
def test_a_question_whose_paragraph_is_gone_is_never_right(figures: OpenFigures) -> None:
    assert figures.taken_out > 0
    assert figures.confidence.share_right <= figures.answerable / 10


@pytest.mark.slow
def test_shares_lie_between_nothing_and_all(figures: OpenFigures) -> None:
    assert 0 <= figures.exact_match <= figures.f1 <= 1
    assert 0 <= figures.answered <= 1
    assert 0 <= figures.false_answers <= 1


@pytest.mark.slow
def test_both_stages_are_watched_to_their_end(figures: OpenFigures) -> None:
    assert figures.passages > 0
    assert STAGES[-1] == ("Asking", 10, 10)
    assert {stage for stage, _, _ in STAGES} == {"Embedding", "Asking"}
