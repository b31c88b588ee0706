import random
from collections.abc import Callable

import pytest

from fakes import document_of
from kiddqa.records import Passage, Range
from kiddqa.train.examples import Example
from kiddqa.train.numbers import asked, changed, titled, told

TEXT = "Talks began in 2011. The 25th round was led by Anka Lee, as Ryu Song said."


def example(question: str, answer: str | None, *, text: str = TEXT, title: str = "Notes") -> Example:
    document = document_of("a.txt", text, title=title)
    passage = Passage(document=document, start=0, end=len(text), sentences=(Range(0, len(text)),))
    gold = () if answer is None else (Range(text.index(answer), text.index(answer) + len(answer)),)
    return Example(question=question, passage=passage, gold=gold)


def quoted(found: Example) -> list[str]:
    return [found.passage.document.text[start:end] for start, end in found.gold]


def every(way: Callable[[Example, random.Random], Example | None], given: Example) -> list[Example]:
    made = [way(given, random.Random(seed)) for seed in range(40)]
    return [found for found in made if found]


def test_asked_for_another_number_the_passage_does_not_answer() -> None:
    made = every(asked, example("Who led the 25th round?", "Anka Lee"))

    assert made
    assert {found.gold for found in made} == {()}
    assert {found.passage.text for found in made} == {TEXT}
    assert len({found.question for found in made}) > 5
    assert not [found for found in made if "25th" in found.question or "round?" not in found.question]


def test_a_number_of_the_title_can_be_asked_for_otherwise_too() -> None:
    assert every(asked, example("Who led the 24th KIDD?", "Anka Lee", title="The 24th KIDD"))


def test_another_number_that_the_passage_has_as_well_is_not_asked_for() -> None:
    text = " ".join(f"Round {number} was led by Lee." for number in range(1, 10))
    assert not every(asked, example("Who led round 5?", "Lee", text=text))


@pytest.mark.parametrize("way", [asked, told, titled, lambda given, _: None if changed(given, _) == given else given])
def test_a_question_that_is_not_answered_stays_as_it_is(way: Callable[..., Example | None]) -> None:
    assert not every(way, example("Who left the 25th round of Notes?", None))


def test_a_sentence_of_another_number_tells_another_answer_and_the_right_one_stays_the_answer() -> None:
    made = every(told, example("Who led the 25th round?", "Anka Lee"))

    assert {tuple(quoted(found)) for found in made} == {("Anka Lee",)}
    assert {"The 25th round was led by Anka Lee" in found.passage.text for found in made} == {True}
    assert {found.passage.text.count("round was led by Ryu Song") for found in made} == {1}
    before = {found.passage.text.index("Ryu Song") < found.gold[0].start for found in made}
    assert before == {True, False}


def test_a_number_that_answers_is_told_otherwise_as_a_number() -> None:
    made = every(told, example("In what year was round 7 held?", "2019", text="Round 7 was held in 2019."))

    assert made
    assert {tuple(quoted(found)) for found in made} == {("2019",)}
    assert {found.passage.text.count("2019") for found in made} == {1}
    assert {found.passage.text.count("was held in 20") for found in made} == {2}


def test_without_another_name_nothing_is_told_otherwise() -> None:
    assert not every(told, example("Who led round 7?", "Lee", text="Round 7 was led by Lee."))


def test_title_and_question_of_one_number_keep_the_answer_and_of_two_do_not() -> None:
    given = example("Who led the Notes at first?", "Anka Lee")

    for found in every(titled, given):
        title = found.passage.document.title
        assert title != "Notes"
        assert (title in found.question) == (found.gold == given.gold)
        assert found.gold in {given.gold, ()}
    assert {bool(found.gold) for found in every(titled, given)} == {True, False}


def test_a_question_that_does_not_name_the_title_is_not_numbered() -> None:
    assert not every(titled, example("Who led?", "Anka Lee"))
