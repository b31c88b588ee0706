import pytest

from fakes import document_of
from kiddqa.read.names import in_names_of
from kiddqa.records import AskedName, Passage, Query, Range

TEXT = "What did {} and Oz sign?"


def read_by(said: str, *, asked: str = "Pyongyang", loose: bool) -> str:
    """Return what stands for ``asked`` in a question that is put to a passage which says ``said``."""
    text = TEXT.format(asked)
    start = TEXT.index("{")
    name = AskedName(
        name=asked, start=start, end=start + len(asked), others=("North Korea", "North Koreas", "DPRK"), loose=loose
    )
    document = document_of("a.txt", said)
    passage = Passage(document=document, start=0, end=len(said), sentences=(Range(0, len(said)),))
    found = in_names_of(passage, Query(question=text, text=text, names=(name,)))
    assert (found[:start], found[-len(" and Oz sign?") :]) == ("What did ", " and Oz sign?")
    return found.removeprefix("What did ").removesuffix(" and Oz sign?")


@pytest.mark.parametrize("loose", [True, False])
@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("North Korea signed.", "North Korea"),
        ("The DPRK's minister signed.", "DPRK"),
        ("north korea, the DPRK, signed.", "North Korea"),
        ("The dprk signed.", "Pyongyang"),
        ("Pyongyang, North Korea's capital, signed.", "Pyongyang"),
        ("Nobody signed.", "Pyongyang"),
        ("North Koreans signed.", "Pyongyang"),
    ],
)
def test_a_name_that_the_passage_does_not_use_is_exchanged_for_the_first_that_it_does(
    said: str, found: str, *, loose: bool
) -> None:
    assert read_by(said, loose=loose) == found


def test_a_capital_counts_as_used_only_where_it_stands_for_its_government() -> None:
    said = "In Pyongyang North Korea signed."
    assert read_by(said, loose=True) == "North Korea"
    assert read_by(said, loose=False) == "Pyongyang"


def test_an_adjective_is_left_where_the_passage_has_the_name_it_comes_from() -> None:
    assert read_by("North Korea signed.", asked="North Korean", loose=True) == "North Korean"
    assert read_by("The DPRK signed.", asked="North Korean", loose=True) == "DPRK"


def test_a_name_is_left_where_the_passage_has_its_plural() -> None:
    assert read_by("North Koreas signed.", asked="North Korea", loose=False) == "North Korea"


def test_several_names_are_exchanged_each_in_its_place() -> None:
    text = "Who are A and BB?"
    names = (
        AskedName(name="A", start=8, end=9, others=("Anka",)),
        AskedName(name="BB", start=14, end=16, others=("Bob", "Ben")),
    )
    passage = Passage(document=document_of("a.txt", "Anka met Ben."), start=0, end=13, sentences=(Range(0, 13),))
    assert in_names_of(passage, Query(question=text, text=text, names=names)) == "Who are Anka and Ben?"
