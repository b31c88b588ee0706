from pathlib import Path

import pytest

from kiddqa.errors import QuestionError
from kiddqa.questions import AskedQuestion, Half, of_half, read_questions


def write(folder: Path, content: str) -> Path:
    path = folder / "questions.jsonl"
    path.write_text(content, encoding="utf-8")
    return path


def test_the_evidence_is_a_text_or_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "asked.jsonl"
    path.write_text('{"question": "Who?", "evidence_quote": "Anka Lee led"}', encoding="utf-8")
    assert read_questions(path)[0].evidence == "Anka Lee led"
    path.write_text('{"question": "Who?", "evidence_quote": 7}', encoding="utf-8")
    with pytest.raises(QuestionError, match='has 7 under "evidence_quote"'):
        read_questions(path)


def test_a_line_becomes_a_question_with_its_gold_answers_and_history(tmp_path: Path) -> None:
    line = '{"id": "q1", "kind": "who", "question": "Who?", "answers": ["Lee"], "history": ["Where?"], "more": 1}\n'
    expected = AskedQuestion(id="q1", kind="who", question="Who?", answers=("Lee",), history=("Where?",))
    assert read_questions(write(tmp_path, line)) == [expected]


def test_empty_lines_are_passed_over_and_a_missing_id_is_the_line_number(tmp_path: Path) -> None:
    assert [question.id for question in read_questions(write(tmp_path, '\n{"question": "Who?"}\n'))] == ["2"]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ('{"question": "Who?"}\nnonsense', "Line 2"),
        ('{"text": "Who?"}', 'no text under "question"'),
        ('{"question": "Who?", "answers": "Lee"}', "expected a list of texts"),
        ('{"question": "Who?", "half": "second"}', 'expected "development" or "final"'),
        ('{"question": "Who?", "half": ["final"]}', 'expected "development" or "final"'),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, content: str, complaint: str) -> None:
    with pytest.raises(QuestionError, match=complaint):
        read_questions(write(tmp_path, content))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match=r"nowhere\.jsonl"):
        read_questions(tmp_path / "nowhere.jsonl")


def test_the_questions_of_one_half_are_picked_in_order() -> None:
    first, second, third = (
        AskedQuestion(id=name, question="Who?", half=half)
        for name, half in (("1", Half.FINAL), ("2", Half.DEVELOPMENT), ("3", Half.FINAL))
    )
    assert of_half([first, second, third], Half.FINAL) == [first, third]


def test_a_half_without_questions_is_refused() -> None:
    with pytest.raises(QuestionError, match="leave --half out"):
        of_half([AskedQuestion(id="1", question="Who?")], Half.FINAL)
