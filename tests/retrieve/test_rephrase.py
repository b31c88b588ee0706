import pytest

from kiddqa.retrieve.conversation import Mention, Place
from kiddqa.retrieve.gaps import LOOSE, gaps
from kiddqa.retrieve.noun_phrases import PhraseKind
from kiddqa.retrieve.rephrase import append, complete, fill


def filled(
    question: str, text: str, *, kind: PhraseKind = PhraseKind.NAME, article: str = "", preposition: str = ""
) -> str:
    mention = Mention(
        text=text, kind=kind, place=Place.QUESTION, turn=0, first_turn=0, article=article, preposition=preposition
    )
    gap = next(gap for gap in gaps(question) if gap.kind not in LOOSE)
    return fill(question, gap, mention)


@pytest.mark.parametrize(
    ("question", "rephrased"),
    [
        ("Who led it?", "Who led the 25th KIDD?"),
        ("What was its aim?", "What was the 25th KIDD's aim?"),
        ("It was led by whom?", "The 25th KIDD was led by whom?"),
        ("Who attended that one?", "Who attended the 25th KIDD?"),
        ("Who led the U.S. side there?", "Who led the U.S. side at the 25th KIDD?"),
        ("Who came from there?", "Who came from the 25th KIDD?"),
    ],
)
def test_a_word_gives_way_to_what_it_means(question: str, rephrased: str) -> None:
    assert filled(question, "25th KIDD", article="the") == rephrased


def test_her_takes_an_owner_only_before_a_noun() -> None:
    assert filled("What was her rank?", "Elaine Bunn") == "What was Elaine Bunn's rank?"
    assert filled("Who met her in May?", "Elaine Bunn") == "Who met Elaine Bunn in May?"


def test_there_keeps_the_preposition_of_the_place() -> None:
    assert filled("Who spoke there?", "Seoul", preposition="in") == "Who spoke in Seoul?"


def test_a_common_noun_is_given_an_article() -> None:
    assert (
        filled("What did it simulate?", "joint exercise", kind=PhraseKind.NOUN)
        == "What did the joint exercise simulate?"
    )


@pytest.mark.parametrize(
    ("question", "rephrased"),
    [
        ("Which other KIDD of that year was in Seoul?", "Which other KIDD of 2018 was in Seoul?"),
        ("What else happened that year?", "What else happened in 2018?"),
    ],
)
def test_that_year_becomes_the_year(question: str, rephrased: str) -> None:
    assert filled(question, "March 2018", kind=PhraseKind.NUMBER) == rephrased


@pytest.mark.parametrize(
    ("fragment", "earlier", "whole"),
    [
        (
            "And the Korean side?",
            "Who led the U.S. side at the 25th KIDD?",
            "Who led the Korean side at the 25th KIDD?",
        ),
        ("What about 2019?", "What happened in 2018?", "What happened in 2019?"),
        ("And the 24th?", "When was the 25th KIDD held?", "When was the 24th KIDD held?"),
        ("And Japan?", "What did South Korea say at the meeting?", "What did Japan say at the meeting?"),
        ("Why?", "When was the 17th KIDD held by video?", "Why was the 17th KIDD held by video?"),
        ("Why?", "Did Seoul agree?", "Why did Seoul agree?"),
        ("Why?", "Who led the 25th KIDD?", "Why? (Who led the 25th KIDD?)"),
        ("And Japan?", "Who led the 25th KIDD?", "And Japan? (Who led the 25th KIDD?)"),
        ("And Japan?", "Did Seoul or Washington agree?", "And Japan? (Did Seoul or Washington agree?)"),
    ],
)
def test_a_fragment_is_completed_from_the_question_before_it(fragment: str, earlier: str, whole: str) -> None:
    assert complete(fragment, earlier) == whole


def test_what_has_no_place_follows_in_brackets_that_hold_no_others() -> None:
    assert append("What was agreed? ", ["25th KIDD", "Seoul (Korea)"]) == "What was agreed? (25th KIDD; Seoul Korea)"
    assert append("What was agreed? ", []) == "What was agreed? "
