import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes import cut_by_line, document_of
from kiddqa.retrieve.acronyms import Acronyms
from kiddqa.retrieve.alias_file import AliasGroup, general_aliases
from kiddqa.retrieve.aliases import Aliases

DOCUMENT = document_of(
    "a.txt",
    "The North Harbour Council (NHC) met.",
    "The Sea Mammal Act (SMA) passed.",
    "The Spinal Muscular Atrophy (SMA) ward opened.",
)
GROUPS = (
    AliasGroup(names=("Norland", "NOR", "Kingdom of Norland"), loose=("Norcity", "Norlandish")),
    AliasGroup(names=("United States", "US", "U.S.")),
    AliasGroup(names=("World Health Organization", "WHO")),
    AliasGroup(names=("Ada Ice-berg", "Eda Eis")),
    AliasGroup(names=("Council of the North Harbour", "North Harbour Council")),
)
ALIASES = Aliases(Acronyms.mine(cut_by_line(DOCUMENT)), GROUPS, lambda _: True)
EVERYTHING = Aliases(Acronyms(()), general_aliases(), lambda _: True)
WORDS = st.lists(
    st.sampled_from(
        ["NHC", "SMA", "US", "us", "Norcity", "in", "Norland's", "Ada Ice berg", "Sea Mammal Act", "?", "who"]
    )
).map(" ".join)


def added(question: str) -> tuple[str, ...]:
    return ALIASES.expand(question).added


def test_a_short_form_brings_its_long_form_and_the_names_joined_to_it() -> None:
    assert added("Who leads the NHC?") == ("Council of the North Harbour",)


def test_a_name_brings_the_others_of_its_group() -> None:
    assert added("Who leads Norland?") == ("NOR", "Kingdom of Norland")


def test_the_question_stays_as_it_was_and_the_names_follow_it() -> None:
    expansion = ALIASES.expand("  Who leads Norland ?")
    assert expansion.question == "  Who leads Norland ?"
    assert expansion.text == "  Who leads Norland ?; NOR; Kingdom of Norland"
    assert expansion.reason == "also searched for NOR, Kingdom of Norland"


def others(question: str) -> list[tuple[str, tuple[str, ...], bool]]:
    return [(mention.name, mention.others, mention.loose) for mention in ALIASES.expand(question).mentions]


def test_a_name_comes_with_the_others_of_its_thing_those_spelt_like_it_first() -> None:
    assert others("Who leads Norland's talks?") == [("Norland", ("NOR", "Kingdom of Norland"), False)]
    assert others("What did Norcity's envoy say?") == [("Norcity", ("Norland", "NOR", "Kingdom of Norland"), True)]
    assert others("Who leads the U.S. talks?") == [("U.S.", ("US", "United States"), False)]


@pytest.mark.parametrize("one", ["Which American led", "Did the same American lead", "Did an American lead"])
def test_one_of_a_people_comes_with_no_others(one: str) -> None:
    [american] = EVERYTHING.expand(f"{one} both rounds?").mentions
    assert (american.name, american.others) == ("American", ())


def test_a_people_comes_with_no_others() -> None:
    [americans, american] = EVERYTHING.expand("Which Americans met the American envoy?").mentions
    assert (americans.name, americans.others) == ("Americans", ())
    assert (american.name, american.others) == ("American", ("United States", "U.S.", "United States of America"))


def test_a_name_of_several_things_comes_with_no_others() -> None:
    assert others("Who leads the SMA?") == [("SMA", (), False)]


def test_a_question_without_names_is_searched_for_as_typed() -> None:
    expansion = ALIASES.expand("Who leads?")
    assert (expansion.text, expansion.reason, expansion.mentions) == ("Who leads?", None, ())


@pytest.mark.parametrize("question", ["Tell us who came.", "WHO CAME TO THE US?", "Us, too.", "who?"])
def test_a_short_form_is_known_by_its_case(question: str) -> None:
    assert added(question) == ()


@pytest.mark.parametrize("question", ["The US came.", "the U.S. came", "the u.s. came", "The US's ships"])
def test_a_short_form_may_have_full_stops_and_a_possessive(question: str) -> None:
    assert added(question) == ("United States",)


def test_hyphens_and_case_of_longer_names_do_not_count() -> None:
    assert added("where was ada ice berg born") == ("Eda Eis",)


def test_a_mention_is_a_slice_without_its_possessive() -> None:
    (mention,) = ALIASES.expand("Is Norland's king well?").mentions
    assert (mention.name, mention.start, mention.end) == ("Norland", 3, 10)


def test_a_capital_stands_for_its_government() -> None:
    assert added("Why did Norcity refuse?") == ("Norland", "NOR", "Kingdom of Norland")


@pytest.mark.parametrize(
    "question",
    ["Who met in Norcity?", "Who won the Norcity round?", "Who reads the Norcity Times?", "Is Old Norcity big?"],
)
def test_a_capital_that_is_a_place_or_part_of_a_name_stands_for_nothing(question: str) -> None:
    assert added(question) == ()


def test_a_loose_name_is_never_added() -> None:
    assert "Norcity" not in added("Who leads Norland?")


def test_a_short_form_with_two_meanings_brings_both_but_joins_them_not() -> None:
    assert added("What is SMA?") == ("Sea Mammal Act", "Spinal Muscular Atrophy")
    assert added("What is the Sea Mammal Act?") == ()


def test_only_names_that_stand_in_the_corpus_are_added() -> None:
    aliases = Aliases(Acronyms(()), GROUPS, lambda name: name == "NOR")
    assert aliases.expand("Who leads Norland?").added == ("NOR",)


def test_the_six_names_are_taken_from_each_thing_in_turn() -> None:
    expansion = EVERYTHING.expand("Did Seoul, Pyongyang, Beijing and Moscow agree?")
    assert expansion.added == ("South Korea", "North Korea", "China", "Russia", "ROK", "DPRK")


def test_a_definition_question_is_said_to_be_one() -> None:
    definition = ALIASES.expand("What does NHC stand for?").definition
    assert definition is not None
    assert [place.long_form for place in definition.places] == ["North Harbour Council"]


@given(WORDS)
@settings(max_examples=60, deadline=None)
def test_what_was_expanded_once_gains_nothing_more(question: str) -> None:
    expansion = ALIASES.expand(question)
    assert len(expansion.added) <= 6
    assert ALIASES.expand(expansion.text).added == ()


@given(st.text(max_size=80))
@settings(max_examples=60, deadline=None)
def test_any_text_is_kept_and_its_mentions_are_slices(question: str) -> None:
    expansion = EVERYTHING.expand(question)
    assert expansion.question == question
    assert all(question[mention.start : mention.end] == mention.name for mention in expansion.mentions)
