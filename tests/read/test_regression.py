import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiddqa.read.regression import LogisticRegression

COLUMNS = ("height", "weight")
FITTED = LogisticRegression(
    mean=np.array([1.0, 10.0]), scale=np.array([2.0, 5.0]), weights=np.array([3.0, -1.0]), intercept=0.5
)
NUMBERS = st.floats(min_value=-50, max_value=50)


def test_log_odds_are_the_weighted_sum_of_the_scaled_columns() -> None:
    rows = np.array([[1.0, 10.0], [3.0, 20.0], [-1.0, 5.0]])
    assert FITTED.log_odds(rows).tolist() == [0.5, 0.5 + 3 * 1 - 2, 0.5 - 3 * 1 + 1]


def test_no_rows_have_no_odds() -> None:
    assert FITTED.log_odds(np.empty((0, 2))).shape == (0,)


def test_even_odds_are_a_half_and_nine_to_one_is_nine_tenths() -> None:
    even = LogisticRegression(mean=np.zeros(1), scale=np.ones(1), weights=np.ones(1), intercept=0.0)
    assert even.probability(np.array([0.0])) == 0.5
    assert even.probability(np.array([np.log(9)])) == pytest.approx(0.9)


@given(NUMBERS, NUMBERS)
@settings(max_examples=40, deadline=None)
def test_a_probability_lies_between_0_and_1_and_rises_with_the_odds(first: float, second: float) -> None:
    lower, higher = (FITTED.probability(np.array([value, 10.0])) for value in sorted((first, second)))
    assert 0 <= lower <= higher <= 1


@given(st.lists(NUMBERS, min_size=2, max_size=2), st.lists(NUMBERS, min_size=2, max_size=2), NUMBERS)
@settings(max_examples=40, deadline=None)
def test_written_and_read_again_it_is_the_same_to_the_bit(
    mean: list[float], weights: list[float], intercept: float
) -> None:
    fitted = LogisticRegression(
        mean=np.array(mean), scale=np.array([0.1, 3.0]), weights=np.array(weights), intercept=intercept
    )
    again = LogisticRegression.from_json(json.loads(json.dumps(fitted.to_json(COLUMNS))), COLUMNS)
    assert again.to_json(COLUMNS) == fitted.to_json(COLUMNS)


@pytest.mark.parametrize("columns", [("weight", "height"), ("height",), ("height", "weight", "age")])
def test_a_fit_on_other_columns_is_refused(columns: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="other columns"):
        LogisticRegression.from_json(FITTED.to_json(COLUMNS), columns)


@pytest.mark.parametrize("part", ["columns", "mean", "scale", "weights", "intercept"])
def test_a_fit_that_lacks_a_part_is_refused(part: str) -> None:
    card = FITTED.to_json(COLUMNS)
    del card[part]
    with pytest.raises(KeyError, match=part):
        LogisticRegression.from_json(card, COLUMNS)


def test_a_word_where_a_number_should_stand_is_refused() -> None:
    with pytest.raises(ValueError, match="could not convert"):
        LogisticRegression.from_json({**FITTED.to_json(COLUMNS), "weights": ["heavy", 1]}, COLUMNS)
