import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes import cut_by_line, document_of
from kiddqa.records import Block, BlockKind, Document
from kiddqa.retrieve.acronyms import Acronyms, find_definitions, is_short_form, long_form_start

LETTERS = st.text(st.sampled_from("abcABC ()12-,.or"), max_size=60)


def pairs(sentence: str) -> list[tuple[str, str]]:
    return [
        (sentence[short.start : short.end], sentence[long.start : long.end])
        for long, short in find_definitions(sentence)
    ]


def mine(*documents: Document) -> Acronyms:
    return Acronyms.mine(passage for document in documents for passage in cut_by_line(document))


def test_a_short_form_in_parentheses_is_defined_by_the_words_before_it() -> None:
    assert pairs("They use the Tidal Early Warning System (TEWS) daily.") == [("TEWS", "Tidal Early Warning System")]


def test_a_long_form_in_parentheses_defines_the_word_before_it() -> None:
    assert pairs("The TEWS (the Tidal Early Warning System) is new.") == [("TEWS", "Tidal Early Warning System")]


def test_the_manner_of_newspapers_is_a_definition() -> None:
    assert pairs("the North Harbour Council, or NHC, met.") == [("NHC", "North Harbour Council")]


@pytest.mark.parametrize(
    ("sentence", "pair"),
    [
        ("the transfer of operational control (OPCON)", ("OPCON", "operational control")),
        (
            "command, control, communications, computers and intelligence (C4I)",
            ("C4I", "command, control, communications, computers and intelligence"),
        ),
        ("the exercise Harbour Storm Watch 24 (HSW 24)", ("HSW 24", "Harbour Storm Watch 24")),
        ("the Reciprocal Dredging Pact - Annex (RDP-A)", ("RDP-A", "Reciprocal Dredging Pact - Annex")),
        ("the Tide Gauge (TG) Working Group (TGWG)", ("TGWG", "Tide Gauge (TG) Working Group")),
        ("a “Total Harbour Plan” (THP)", ("THP", "Total Harbour Plan")),
    ],
)
def test_the_long_form_begins_where_the_letters_say(sentence: str, pair: tuple[str, str]) -> None:
    assert pair in pairs(sentence)


def test_two_short_forms_in_one_parenthesis_share_a_long_form() -> None:
    assert [short for short, _ in pairs("the Pier Alliance 2015 Working Group (PAWG or PA2015WG)")] == [
        "PAWG",
        "PA2015WG",
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "The mayor (a sailor) spoke.",
        "It was seen in Harwich (UK) too.",
        "The board of the old CFC (F-CFC) met.",
        "Nothing fits it: (NHC)",
        "() ( ) (,) (or)",
    ],
)
def test_a_parenthesis_whose_letters_do_not_fit_defines_nothing(sentence: str) -> None:
    assert pairs(sentence) == []


def test_the_letters_are_matched_from_the_right() -> None:
    assert long_form_start("OPCON", "transfer of operational control") == 12


@pytest.mark.parametrize(
    ("text", "short"), [("SEWS", True), ("U.S.", True), ("UFS 24", True), ("The", False), ("Kim", False)]
)
def test_a_short_form_has_two_capitals(text: str, *, short: bool) -> None:
    assert is_short_form(text) is short


def test_a_definition_knows_where_it_stands() -> None:
    document = document_of("a.txt", "Fog.", "The North Harbour Council (NHC) met.")
    (definition,) = mine(document).definitions
    assert document.text[slice(*definition.long_range)] == definition.long_form == "North Harbour Council"
    assert document.text[slice(*definition.short_range)] == definition.short_form == "NHC"
    assert definition.sentence is not None
    assert document.text[slice(*definition.sentence)] == "The North Harbour Council (NHC) met."


def test_the_document_named_after_the_short_form_is_quoted_first() -> None:
    line = "The North Harbour Council (NHC) met."
    acronyms = mine(document_of("a.txt", line), document_of("b.txt", line, title="NHC"))
    assert [place.document_id for place in acronyms.defining("NHC")] == ["b.txt", "a.txt"]


def test_a_heading_defines_but_cannot_be_quoted() -> None:
    title = "North Harbour Council (NHC)"
    plain = document_of("a.txt", title)
    heading = Block(start=0, end=len(title), kind=BlockKind.HEADING, level=1)
    document = Document(
        id="a.txt", title="A", text=plain.text, sha256=plain.sha256, format="text", blocks=(heading, *plain.blocks)
    )
    passage = cut_by_line(document_of("a.txt", "(no sentence)"))[0]
    acronyms = Acronyms.mine([type(passage)(document=document, start=0, end=len(title))])
    assert [(place.short_form, place.sentence) for place in acronyms.definitions] == [("NHC", None)]


def test_a_place_is_found_by_either_form_whatever_its_case_and_hyphens() -> None:
    acronyms = mine(document_of("a.txt", "A table-top exercise (TTX) was held."))
    assert acronyms.defining("ttx") == acronyms.defining("the Table Top Exercise") != ()


def test_a_short_form_with_two_meanings_makes_two_groups() -> None:
    acronyms = mine(
        document_of("a.txt", "The Sea Mammal Act (SMA) passed.", "The Spinal Muscular Atrophy (SMA) ward opened."),
        document_of("b.txt", "The British Sea Mammal Act (SMA) passed."),
    )
    assert acronyms.groups() == (("SMA", "Sea Mammal Act"), ("SMA", "Spinal Muscular Atrophy"))


@given(LETTERS)
@settings(max_examples=60, deadline=None)
def test_every_definition_is_a_slice_whose_letters_fit(sentence: str) -> None:
    for long, short in find_definitions(sentence):
        assert is_short_form(sentence[short.start : short.end])
        assert 0 <= long.start < long.end <= len(sentence)
        assert long.end <= short.start or short.end <= long.start
