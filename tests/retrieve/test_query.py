from hypothesis import given
from hypothesis import strategies as st

from kiddqa.records import Filters
from kiddqa.retrieve.query import understand


def test_a_question_without_history_is_searched_as_typed() -> None:
    query = understand("  Who   led it?\n", (), Filters())
    assert (query.question, query.text) == ("Who led it?", "Who led it?")


def test_a_follow_up_is_searched_with_the_question_before_it() -> None:
    query = understand("Who led it?", ("Hello?", "Where was the 25th KIDD?"), Filters())
    assert query.text == "Where was the 25th KIDD? Who led it?"
    assert query.question == "Who led it?"


@given(st.text(max_size=60), st.lists(st.text(max_size=30), max_size=3))
def test_understanding_never_raises(question: str, history: list[str]) -> None:
    assert understand(question, history, Filters()).question == " ".join(question.split())
