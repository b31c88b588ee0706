from kiddqa.retrieve.concatenation import Concatenated, NoHistory, Turns
from kiddqa.retrieve.conversation import Turn

HISTORY = [
    Turn(question="A?", quote="a", titles=("First",)),
    Turn(question="B?", quote="I don't know."),
    Turn(question="C?", quote="c", titles=("Third", "Part")),
]


def test_no_history_leaves_every_question() -> None:
    followed = NoHistory().read("Who led it?", HISTORY)
    assert (followed.text, followed.stands_alone, followed.carried) == ("Who led it?", True, ())


def test_earlier_questions_are_put_before_the_question_oldest_first() -> None:
    texts = [Concatenated(turns=turns).read("D?", HISTORY).text for turns in Turns]
    assert texts == ["A? B? C? D?", "C? D?", "A? C? D?"]


def test_quotes_and_the_last_titles_come_with_their_questions() -> None:
    way = Concatenated(turns=Turns.ALL, quotes=True, titles=True)
    assert way.read("D?", HISTORY).text == "A? a B? Third. Part C? c D?"


def test_without_a_history_the_question_stays() -> None:
    assert Concatenated(turns=Turns.ALL).read("D?", []).text == "D?"
