from dataclasses import replace

import pytest

from fakes import document_of
from kiddqa.read.another import is_of_another
from kiddqa.records import Hit, Passage, Query, Range, Span


def of_another(asked: str, sentence: str, title: str = "Talks") -> bool:
    document = replace(document_of("a", sentence, "Nothing else."), title=title)
    place = Range(0, len(sentence))
    passage = Passage(document=document, start=0, end=place.end, sentences=(place,))
    hit = Hit(passage=passage, rank=1, fused_score=1.0, dense_score=None, bm25_score=None)
    span = Span(hit=hit, start=0, end=3, sentence=place, score=0.0)
    return is_of_another(Query(question=asked, text=asked), span)


ASKED = "Who led the talks at the 27th dialogue?"


@pytest.mark.parametrize(
    "sentence",
    [
        "Ada Ice led at the 26th dialogue.",
        "Eda Eis led at the 26th and the 28th dialogue.",
        "At the 7th Dialogue Ada led.",
    ],
)
def test_a_sentence_that_numbers_the_same_thing_otherwise_is_about_another_one(sentence: str) -> None:
    assert of_another(ASKED, sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Ada Ice led at the 27th dialogue.",
        "Ada Ice led at the 26th dialogue, Eda Eis at the 27th dialogue.",
        "Ada Ice led at the 26th meeting.",
        "Ada Ice led at the dialogue.",
        "Ada Ice led 26 dialogues.",
    ],
)
def test_any_other_sentence_is_not(sentence: str) -> None:
    assert not of_another(ASKED, sentence)


@pytest.mark.parametrize("asked", ["Who led after the 27th dialogue?", "Which other one than the 27th dialogue?"])
def test_a_question_that_may_be_about_another_number_too_rules_none_out(asked: str) -> None:
    assert not of_another(asked, "Ada Ice led at the 26th dialogue.")


def test_a_number_that_the_whole_document_is_about_is_not_asked_of_its_sentences() -> None:
    sentence = "Ada Ice spoke of the 26th dialogue."
    assert of_another(ASKED, sentence)
    assert not of_another("Who spoke of the talks in Oslo at the 27th dialogue?", sentence, title="The 27th dialogue")
