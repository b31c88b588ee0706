import json
import math
from pathlib import Path

import pytest

from kiddqa.retrieve.antecedents import COLUMNS, RULES, Weights, load_weights, names_date, names_noun, row_of
from kiddqa.retrieve.conversation import Mention, Place, Turn, keys_of, mentions
from kiddqa.retrieve.gaps import gaps
from kiddqa.retrieve.noun_phrases import PhraseKind

HISTORY = [
    Turn(question="What is the KIDD?", quote="a yearly dialogue", titles=("KIDD",)),
    Turn(question="Who led the Korean side at the 25th KIDD?", quote="Cho Chang Lae", titles=("25th KIDD",)),
]


def columns(question: str, text: str) -> dict[str, float]:
    mention = next(found for found in mentions(HISTORY) if found.text == text)
    row = row_of(gaps(question), keys_of(question), mention, len(HISTORY))
    return dict(zip(COLUMNS, row, strict=True))


def test_a_row_says_where_and_when_something_was_mentioned() -> None:
    row = columns("Who led it?", "KIDD")
    told = ("title", "heading", "question", "quote", "last_turn", "recency", "opened")
    assert [row[name] for name in told] == [0, 0, 1, 0, 0, 0.5, 1]


def test_a_person_fits_he_and_not_it() -> None:
    assert (
        columns("What did he say?", "Cho Chang Lae")["person_fits"],
        columns("Who led it?", "KIDD")["thing_fits"],
    ) == (
        1,
        1,
    )
    assert columns("Who led it?", "Cho Chang Lae")["thing_misfits"] == 1
    assert columns("What did he say?", "25th KIDD")["person_misfits"] == 1


def test_an_answer_counts_where_the_question_points_at_something() -> None:
    assert columns("What did he say?", "Cho Chang Lae")["is_answer"] == 1
    assert columns("What was agreed?", "Cho Chang Lae")["is_answer"] == 0


def test_a_person_in_the_answer_is_neither_it_nor_there() -> None:
    assert columns("Who led it?", "Cho Chang Lae")["is_answer"] == 0
    assert columns("Who spoke there?", "Cho Chang Lae")["is_answer"] == 0


def test_the_share_of_known_words_is_of_the_mention() -> None:
    row = columns("Who led the KIDD after that?", "25th KIDD")
    assert row["known"] == 0.5
    assert row["words"] == pytest.approx(math.log(3))


def test_a_gap_and_a_place_meet_in_one_column() -> None:
    row = columns("Who led it?", "25th KIDD")
    assert {name for name in COLUMNS if name.startswith("thing_") and row[name]} == {
        "thing_fits",
        "thing_question",
        "thing_last_question",
    }


def test_a_probability_is_logistic_in_the_weighted_columns() -> None:
    weights = Weights(intercept=-1.0, columns={"title": 3.0}, carried_from=0.5)
    row = [1.0 if name == "title" else 0.0 for name in COLUMNS]
    assert weights.probability(row) == pytest.approx(1 / (1 + math.exp(-2)))


def test_the_rules_name_only_columns_that_there_are() -> None:
    assert set(RULES.columns) <= set(COLUMNS)


def test_weights_are_read_as_they_were_written(tmp_path: Path) -> None:
    written = {"intercept": -1.5, "columns": {"title": 2.0}, "carried_from": 0.4, "fitted_on": {"questions": 3}}
    (tmp_path / "weights.json").write_text(json.dumps(written), encoding="utf-8")
    assert load_weights(tmp_path / "weights.json") == Weights(intercept=-1.5, columns={"title": 2.0}, carried_from=0.4)


def test_a_pointer_names_a_noun_or_a_date() -> None:
    (meeting,), (year,) = gaps("Who led that meeting?"), gaps("Who led that year?")
    talks = Mention(
        text="April meeting of 2018",
        kind=PhraseKind.NOUN,
        place=Place.QUESTION,
        turn=0,
        first_turn=0,
        keys=keys_of("April meetings of 2018"),
    )
    assert (names_noun(meeting, talks), names_date(meeting, talks)) == (True, False)
    assert (names_noun(year, talks), names_date(year, talks)) == (False, True)
