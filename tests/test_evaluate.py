import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import document_of
from kiddqa.evaluate import Outcome, figures, figures_by_kind, judge, normalise, token_f1
from kiddqa.questions import AskedQuestion
from kiddqa.records import Answer, Candidate, Citation, Exchange, NoAnswer, Range, Reply

DOCUMENT = document_of("a.txt", "Anka Lee led the U.S. delegation.")


def citation(start: int, end: int) -> Citation:
    return Citation(document=DOCUMENT, start=start, end=end, sentence_range=Range(0, len(DOCUMENT.text)))


def exchange(reply: Reply) -> Exchange:
    return Exchange(question="Who?", read_as="Who?", reply=reply, index="gen-000001@0", timings_ms={"total": 5.0})


def outcome(*, answerable: bool, answered: bool, right: bool = False, confidence: float = 0.5) -> Outcome:
    return Outcome(
        id="1",
        kind="who",
        answerable=answerable,
        answered=answered,
        confidence=confidence,
        right=right,
        right_among_five=right,
        exact=False,
        f1=0.0,
        milliseconds=10.0,
    )


@pytest.mark.parametrize(
    ("text", "normal"),
    [("The U.S. delegation!", "us delegation"), ("  An  Apple", "apple"), ("“ironclad” pledge", "ironclad pledge")],
)
def test_normalising_drops_case_punctuation_and_articles(text: str, normal: str) -> None:
    assert normalise(text) == normal


def test_token_f1_is_the_harmonic_mean_of_precision_and_recall() -> None:
    assert token_f1("Anka Lee led", "Anka Lee") == pytest.approx(2 * (2 / 3) * 1 / (2 / 3 + 1))
    assert token_f1("Seoul", "Anka Lee") == 0


@given(st.text(max_size=40))
def test_a_text_matches_itself_in_full(text: str) -> None:
    assert token_f1(text, text) == 1.0


def test_a_quote_is_right_if_a_gold_answer_stands_in_its_sentence() -> None:
    answer = Answer(citations=(citation(9, 12),), confidence=0.9, hits=())
    judged = judge(AskedQuestion(id="1", question="Who?", answers=("anka lee",)), exchange(answer))
    assert (judged.right, judged.exact, judged.f1) == (True, False, 0.0)


def test_a_gold_answer_must_stand_there_in_whole_words() -> None:
    answer = Answer(citations=(citation(0, 8),), confidence=0.9, hits=())
    judged = judge(AskedQuestion(id="1", question="Who?", answers=("ank",)), exchange(answer))
    assert not judged.right


def test_the_nearest_quote_of_a_refusal_is_judged_but_not_counted_as_answered() -> None:
    refusal = NoAnswer(
        confidence=0.2, hits=(), nearest=(Candidate(citation=citation(0, 8), confidence=0.2),), threshold=0.5
    )
    judged = judge(AskedQuestion(id="1", question="Who?", answers=("Anka Lee",)), exchange(refusal))
    assert (judged.right, judged.exact, judged.answered) == (True, True, False)


def test_a_right_quote_further_down_counts_among_five_only() -> None:
    other = document_of("b.txt", "Nobody came.")
    wrong = Citation(document=other, start=0, end=6, sentence_range=Range(0, 12))
    answer = Answer(
        citations=(wrong,), confidence=0.9, hits=(), runners_up=(Candidate(citation=citation(0, 8), confidence=0.1),)
    )
    judged = judge(AskedQuestion(id="1", question="Who?", answers=("Anka Lee",)), exchange(answer))
    assert (judged.right, judged.right_among_five) == (False, True)


def test_figures_tell_refusals_from_false_answers() -> None:
    found = figures(
        "who",
        [
            outcome(answerable=True, answered=True, right=True, confidence=0.9),
            outcome(answerable=True, answered=False, right=True, confidence=0.3),
            outcome(answerable=True, answered=True, right=False, confidence=0.6),
            outcome(answerable=False, answered=True, confidence=0.5),
        ],
    )
    assert found.sentence_accuracy == pytest.approx(2 / 3)
    assert found.answered_right == pytest.approx(1 / 3)
    assert found.refused == pytest.approx(1 / 3)
    assert found.false_answers == 1.0
    assert found.auroc == pytest.approx(2 / 3)


def test_figures_say_none_where_there_is_nothing_to_share() -> None:
    found = figures("who", [outcome(answerable=False, answered=False)])
    assert (found.sentence_accuracy, found.auroc, found.false_answers) == (None, None, 0.0)


def test_figures_end_with_all_kinds_together() -> None:
    rows = figures_by_kind([outcome(answerable=True, answered=True), outcome(answerable=False, answered=False)])
    assert [(row.kind, row.questions) for row in rows] == [("who", 2), ("all", 2)]
