import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes import cut_by_line, document_of
from kiddqa.retrieve.acronyms import Acronyms
from kiddqa.retrieve.definitions import Wanted, definition_question

NOTES = document_of("a.txt", "The Tidal Early Warning System (TEWS) hums.", "A table-top exercise (TTX) was held.")
ACRONYMS = Acronyms.mine(cut_by_line(NOTES))


@pytest.mark.parametrize(
    "question",
    [
        "What does TEWS stand for?",
        "what does tews stand for",
        "What do the letters TEWS stand for?",
        "What is TEWS short for?",
        "What did TEWS mean?",
        "TEWS stands for what?",
        "tews means what?",
        "Expand TEWS.",
        "What is the full form of TEWS?",
        "What's the meaning of “TEWS”?",
        "TEWS full form",
        "Which system is meant by the letters TEWS?",
    ],
)
def test_asking_for_a_long_form_finds_where_it_is_defined(question: str) -> None:
    found = definition_question(question, ACRONYMS)
    assert found is not None
    assert (found.name.upper(), found.wanted) == ("TEWS", Wanted.LONG_FORM)
    assert [place.long_form for place in found.places] == ["Tidal Early Warning System"]


@pytest.mark.parametrize(
    "question",
    [
        "How is the Tidal Early Warning System abbreviated?",
        "What is the abbreviation of the Tidal Early Warning System?",
        "Which four letters are used for the tidal early warning system?",
        "Abbreviate Tidal Early Warning System.",
    ],
)
def test_asking_for_a_short_form_finds_where_it_is_defined(question: str) -> None:
    found = definition_question(question, ACRONYMS)
    assert found is not None
    assert (found.wanted, [place.short_form for place in found.places]) == (Wanted.SHORT_FORM, ["TEWS"])


def test_a_plural_is_found_by_its_singular() -> None:
    found = definition_question("Which letters are used for table-top exercises?", ACRONYMS)
    assert found is not None
    assert [place.short_form for place in found.places] == ["TTX"]


def test_a_numbered_short_form_is_found_without_its_number() -> None:
    found = definition_question("What does TEWS 24 stand for?", ACRONYMS)
    assert found is not None
    assert len(found.places) == 1


def test_an_unknown_short_form_is_a_definition_question_without_a_place() -> None:
    found = definition_question("What does NATO stand for?", ACRONYMS)
    assert found is not None
    assert found.places == ()


@pytest.mark.parametrize(
    "question",
    [
        "What does the minister mean?",
        "What does the party stand for?",
        "Who led the TEWS team?",
        "Why did they expand the harbour?",
        "What does it refer to?",
        "",
    ],
)
def test_another_question_is_none(question: str) -> None:
    assert definition_question(question, ACRONYMS) is None


@given(st.text(max_size=80))
@settings(max_examples=60, deadline=None)
def test_no_text_is_refused(question: str) -> None:
    definition_question(question, ACRONYMS)
