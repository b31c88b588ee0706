import json
import lzma
from pathlib import Path

import numpy as np
import pytest

from kiddqa.retrieve.antecedents import COLUMNS
from kiddqa.retrieve.conversation import Turn, mentions
from kiddqa.train.followup import (
    AskedInDialogue,
    Rows,
    f1,
    fit,
    halves,
    read_dialogues,
    rows_of,
    was_taken_over,
    without_replies,
)


def record(page: int, number: int) -> dict[str, object]:
    history = [f"Page {page}", "Life", "Who was Ann Lee?", "a painter"]
    return {
        "History": history[: 2 * number],
        "QuAC_dialog_id": f"page{page}_0",
        "Question": "Who was Ann Lee?" if number == 1 else "Where did she live?",
        "Question_no": number,
        "Rewrite": "Who was Ann Lee?" if number == 1 else "Where did Ann Lee live?",
    }


@pytest.fixture
def dialogues(tmp_path: Path) -> list[AskedInDialogue]:
    records = [record(page, number) for page in range(8) for number in (1, 2)]
    (tmp_path / "canard.json.xz").write_bytes(lzma.compress(json.dumps(records).encode()))
    return read_dialogues(tmp_path / "canard.json.xz")


def test_a_question_has_its_history_with_replies_and_titles(dialogues: list[AskedInDialogue]) -> None:
    assert dialogues[1].history == (Turn(question="Who was Ann Lee?", quote="a painter", titles=("Page 0", "Life")),)


def test_the_first_question_has_the_open_page_before_it(dialogues: list[AskedInDialogue]) -> None:
    assert dialogues[0].history == (Turn(question="", titles=("Page 0", "Life")),)


def test_an_answer_comes_from_the_next_questions_history(dialogues: list[AskedInDialogue]) -> None:
    assert [one.answer for one in dialogues[:2]] == ["a painter", ""]


def test_a_question_that_was_not_rewritten_is_self_contained(dialogues: list[AskedInDialogue]) -> None:
    assert [one.is_self_contained for one in dialogues[:2]] == [True, False]


def test_no_page_is_in_both_halves(dialogues: list[AskedInDialogue]) -> None:
    fitted, judged = halves(dialogues)
    assert {one.page for one in fitted} | {one.page for one in judged} == {f"page{page}" for page in range(8)}
    assert (len(fitted), len(judged)) == (8, 8)
    assert {one.page for one in fitted}.isdisjoint(one.page for one in judged)


def test_a_mention_is_right_where_the_rewrite_took_it_over(dialogues: list[AskedInDialogue]) -> None:
    taken = {found.text: was_taken_over(found, dialogues[1]) for found in mentions(dialogues[1].history)}
    assert taken == {"Ann Lee": True, "painter": False, "Page 0": False, "Life": False}


def test_each_question_with_a_gap_is_fitted_with_and_without_replies(dialogues: list[AskedInDialogue]) -> None:
    rows = rows_of(dialogues[:2])
    assert rows.columns.shape == (5, len(COLUMNS))
    assert rows.right.tolist() == [True, False, False, False, True]
    assert without_replies(dialogues[1]).history == (Turn(question="Who was Ann Lee?"),)


def test_a_column_that_tells_right_from_wrong_is_given_a_weight() -> None:
    draw = np.random.default_rng(0)
    columns = np.zeros((80, len(COLUMNS)))
    columns[:, COLUMNS.index("title")] = draw.integers(0, 2, 80)
    pages = np.array([f"page{place % 8}" for place in range(80)])
    weights = fit(Rows(columns=columns, right=columns[:, COLUMNS.index("title")] > 0, pages=pages))
    assert set(weights.columns) == {"title"}
    assert weights.columns["title"] > 1


def test_f1_of_one_right_of_two_chosen_and_two_right_is_one_half() -> None:
    assert f1(np.array([True, True, False]), np.array([True, False, True])) == pytest.approx(0.5)
    assert f1(np.array([False]), np.array([False])) == 0
