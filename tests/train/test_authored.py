from pathlib import Path

import pytest

from fakes import document_of
from kiddqa.records import Range
from kiddqa.squad import SquadArticle, SquadQuestion, normalise_answer
from kiddqa.train.authored import Addition, added, read_additions, read_rewordings, reworded

LINES = ("Anka Lee led the talks.", "They met in Seoul.")


def article() -> SquadArticle:
    document = document_of("a", *LINES, title="Talks")
    asked = [
        SquadQuestion(
            id=number, article="a", text=text, paragraph=Range(0, 23), gold=(Range(0, 8),), gold_texts=("Anka Lee",)
        )
        for number, text in (("1", "Who led the talks?"), ("2", "Which person led?"))
    ]
    return SquadArticle(document=document, questions=tuple(asked))


def test_a_question_in_other_words_keeps_its_answer_and_the_others_are_left_out() -> None:
    [found] = reworded([article()], {"2": "Who was in charge?"})
    [question] = found.questions
    assert (question.id, question.text, question.gold) == ("2", "Who was in charge?", (Range(0, 8),))


def test_a_question_that_is_added_is_answered_by_a_slice_of_its_paragraph() -> None:
    [found] = added([article()], [Addition("Talks", 1, Range(12, 17), "Which capital saw them?")])
    *_, question = found.questions
    assert (len(found.questions), question.text, question.gold_texts) == (3, "Which capital saw them?", ("Seoul",))
    assert found.document.text[slice(*question.gold[0])] == "Seoul"
    assert found.document.text[slice(*question.paragraph)] == LINES[1]


def test_an_answer_counts_wherever_its_words_stand_in_the_paragraph() -> None:
    [found] = added([article()], [Addition("Talks", 0, Range(10, 11), "Which letter?")])
    text = found.document.text
    assert {text[start:end] for start, end in found.questions[-1].gold} == {"e"}
    assert len(found.questions[-1].gold) == LINES[0].count("e") > 1
    assert found.questions[-1].gold_texts == ("e",)


def test_a_question_that_is_added_without_an_answer_has_none() -> None:
    [found] = added([article()], [Addition("Talks", 0, None, "Who wept?")])
    assert (found.questions[-1].gold, found.questions[-1].gold_texts) == ((), ())


def test_what_is_asked_of_another_article_is_left_out() -> None:
    assert added([article()], [Addition("Walks", 0, None, "Who wept?")]) == [article()]


@pytest.mark.parametrize("place", [(7, None), (1, Range(12, 99))])
def test_data_without_that_paragraph_is_refused_with_what_to_name(place: tuple[int, Range | None]) -> None:
    with pytest.raises(SystemExit, match="name SQuAD"):
        added([article()], [Addition("Talks", *place, "Who?")])


def test_both_files_are_read_as_they_are_described(tmp_path: Path) -> None:
    (tmp_path / "r").write_text("1\tWho was in charge?\n", encoding="utf-8")
    (tmp_path / "a").write_text("Talks\t1\t12\t17\tWhere?\nTalks\t0\t\t\tWho wept?\n", encoding="utf-8")
    assert read_rewordings(tmp_path / "r") == {"1": "Who was in charge?"}
    assert read_additions(tmp_path / "a") == [
        Addition("Talks", 1, Range(12, 17), "Where?"),
        Addition("Talks", 0, None, "Who wept?"),
    ]


def test_the_files_that_ship_hold_questions_and_no_question_twice() -> None:
    rewordings, additions = read_rewordings(), read_additions()
    assert all(len(text.split()) >= 2 for text in rewordings.values())
    assert len({normalise_answer(text) for text in rewordings.values()}) > 0.98 * len(rewordings)
    assert all(len(addition.question.split()) >= 2 for addition in additions)
    assert len(set(additions)) == len(additions)
    assert all(addition.answer is None or addition.answer.start < addition.answer.end for addition in additions)
