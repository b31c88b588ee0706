import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiddqa.retrieve.alias_file import AliasGroup, general_aliases
from kiddqa.retrieve.capitals import Capitals, shipped_capitals

GROUPS = (
    AliasGroup(names=("Norland", "N.L.", "Kingdom of Norland"), loose=("Norlandish", "Norcity")),
    AliasGroup(names=("Sudland", "SL")),
)
CAPITALS = Capitals(GROUPS, lambda name: name != "Sudville", {"Norland": ("Norcity",), "Sudland": ("Sudville", "Sud")})


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        ("Who met in the Norlandish capital?", "Who met in Norcity?"),
        ("Who met in the N.L. capital, and why?", "Who met in Norcity, and why?"),
        ("Who met in the NL capital?", "Who met in Norcity?"),
        ("The Norland capital's mayor", "Norcity's mayor"),
        ("Who left Norland for the capital of Sudland?", "Who left Norland for Sud?"),
        ("Is it the capital of the Kingdom of Norland?", "Is it Norcity?"),
    ],
)
def test_a_capital_called_by_its_country_gets_its_own_name(asked: str, read: str) -> None:
    found = CAPITALS.read(asked)
    assert found.text == read
    assert len(found.changes) == 1


@pytest.mark.parametrize(
    "asked",
    [
        "Who invests Norlandish capital?",
        "What do the Norlandish capital markets say?",
        "Who met in the Westish capital?",
        "Who met in the capital?",
        "Who met in the Norlandish capitals?",
        "",
    ],
)
def test_any_other_question_is_left_as_it_is(asked: str) -> None:
    found = CAPITALS.read(asked)
    assert (found.text, found.changes) == (asked, ())


def test_a_change_names_both() -> None:
    [change] = CAPITALS.read("Who met in the Norlandish capital?").changes
    assert (change.typed, change.corrected) == ("the Norlandish capital", "Norcity")


def test_a_capital_that_the_documents_do_not_name_is_left_as_it_is() -> None:
    asked = "Who met in the Norlandish capital?"
    assert Capitals(GROUPS, lambda _: False, {"Norland": ("Norcity",)}).read(asked).text == asked


@given(st.text(max_size=60))
def test_what_was_read_once_is_not_changed_again(asked: str) -> None:
    once = CAPITALS.read(f"{asked} the capital of Norland").text
    assert CAPITALS.read(once).text == once


def test_every_country_of_the_shipped_file_has_names_and_a_capital_of_one_of_its_groups() -> None:
    known = {name for group in general_aliases() for name in group.names}
    assert set(shipped_capitals()) <= known
    assert all(shipped_capitals().values())
    everything = Capitals(general_aliases(), lambda _: True, shipped_capitals())
    assert everything.read("Who met in the US capital?").text == "Who met in Washington, D.C.?"
    assert everything.read("Who met in the capital of the ROK?").text == "Who met in Seoul?"
