import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiddqa.retrieve.gaps import GapKind, gaps

WORDS = ("who", "led", "it", "there", "that", "one", "the", "exercise", "and", "Seoul", "25th", "?", ",", "his")


def kinds(question: str) -> list[tuple[GapKind, str]]:
    return [(gap.kind, gap.text) for gap in gaps(question)]


@pytest.mark.parametrize(
    ("question", "kind", "text"),
    [
        ("Who led it?", GapKind.THING, "it"),
        ("What was his rank?", GapKind.PERSON, "his"),
        ("What stance did they take?", GapKind.GROUP, "they"),
        ("Was that a success?", GapKind.THAT, "that"),
        ("Who attended that one?", GapKind.ONE, "that one"),
        ("Who led the U.S. delegation of Seoul there?", GapKind.PLACE, "there"),
        ("When had Seoul made that request?", GapKind.POINTER, "that request"),
        ("What was decided in the same year?", GapKind.POINTER, "the same year"),
        ("Are there any other results to report on?", GapKind.OTHER, "other"),
        ("Which threats were part of the exercise?", GapKind.NAMELESS, "exercise"),
        ("Who came from the U.S. side?", GapKind.NAMELESS, "U.S. side"),
        ("What was agreed?", GapKind.BARE, ""),
        ("Why?", GapKind.FRAGMENT, ""),
    ],
)
def test_each_kind_of_gap_is_found(question: str, kind: GapKind, text: str) -> None:
    assert kinds(question) == [(kind, text)]


def test_what_the_one_before_that_points_at_is_a_thing_and_not_an_event() -> None:
    assert kinds("What about the one before that?") == [(GapKind.FRAGMENT, ""), (GapKind.ONE, "that")]


def test_a_question_that_opens_with_and_has_a_gap_before_all_others() -> None:
    assert kinds("And who led it?") == [(GapKind.OPENING, ""), (GapKind.THING, "it")]


@pytest.mark.parametrize(
    "question",
    [
        "Did Cho bring his deputy?",
        "When did Seoul ask before it agreed?",
        "Which areas did Seoul’s ministers name when they met?",
        "What are the areas that the 25th KIDD named?",
        "The talks followed the 25th KIDD; when was that?",
        "Was the same official at the 13th KIDD?",
        "Is it known who proposed SEWS?",
        "Are there any talks planned in Seoul?",
        "Is anything else in this document about Seoul?",
        "Who else spoke at the 25th KIDD?",
        "What is IT?",
        "What is extended deterrence?",
        "Which consultative body on nuclear matters was singled out as a tool for better extended deterrence?",
    ],
)
def test_a_question_that_explains_itself_has_no_gap(question: str) -> None:
    assert gaps(question) == ()


def test_the_subject_of_a_clause_does_not_explain_its_object() -> None:
    assert kinds("Why did Seoul support it?") == [(GapKind.THING, "it")]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(WORDS), max_size=9))
def test_gaps_are_slices_of_the_question(words: list[str]) -> None:
    question = " ".join(words)
    assert all(question[gap.start : gap.end] == gap.text for gap in gaps(question))


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=60))
def test_no_text_is_too_strange(question: str) -> None:
    assert all(0 <= gap.start <= gap.end <= len(question) for gap in gaps(question))
