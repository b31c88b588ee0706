import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from kiddqa.retrieve.slips import neighbouring_keys, one_slip_away, slip_cost

WORDS = st.text(alphabet="abc", max_size=5)


def test_the_keys_around_g_are_its_neighbours() -> None:
    assert "".join(sorted(neighbouring_keys("g"))) == "bfhtvy"


def test_what_is_no_letter_has_no_neighbouring_keys() -> None:
    assert neighbouring_keys("7") == frozenset()


@pytest.mark.parametrize(
    ("typed", "meant", "cost"),
    [
        ("acces", "access", 3.5),
        ("sheeild", "sheild", 4.0),
        ("delgation", "delegation", 5.0),
        ("sheild", "shield", 5.0),
        ("shirld", "shield", 6.5),
        ("genaral", "general", 6.5),
        ("shielxd", "shield", 8.5),
        ("shiewd", "shield", 9.0),
        ("hsield", "shield", 6.5),
    ],
    ids=["twin lost", "doubled", "lost", "swapped", "next key", "like sound", "added", "other letter", "first letters"],
)
def test_each_kind_of_slip_has_its_cost(typed: str, meant: str, cost: float) -> None:
    assert slip_cost(typed, meant, errors=1) == cost


def test_no_error_costs_nothing() -> None:
    assert slip_cost("shield", "shield", errors=0) == 0.0


def test_a_second_error_costs_more_than_any_first() -> None:
    assert slip_cost("sheidl", "shield", errors=2) == 15.0


@settings(max_examples=60, deadline=None)
@given(WORDS, WORDS)
def test_one_slip_away_is_what_the_library_calls_a_distance_of_one(typed: str, other: str) -> None:
    found = other in set(one_slip_away(typed))
    assert found == (OSA.distance(typed, other) == 1) or (typed == other and bool(typed))
