from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st

from kiddqa.serve.facets import LABELS, admitted, facets, filter_address, phrase, ways_out
from kiddqa.serve.shelf import UNDATED
from serve.shelves import shelved

SHELF = (
    shelved("a", kind="letter", date="2020-05-01", publishers=("Herald",)),
    shelved("b", kind="letter", date="2021", publishers=("Herald", "Times")),
    shelved("c", kind="report", date="2021-03", publishers=("Times",)),
    shelved("d", kind="report"),
    shelved("e"),
)


def asked(kind: str = "", year: str = "", publisher: str = "") -> dict[str, str]:
    return {"kind": kind, "year": year, "publisher": publisher}


def counts(name: str, wishes: Mapping[str, str]) -> dict[str, int]:
    (facet,) = (facet for facet in facets(SHELF, wishes) if facet.name == name)
    return {option.value: option.documents for option in facet.options}


def test_nothing_asked_admits_every_document() -> None:
    assert admitted(SHELF, asked()) == SHELF


def test_a_document_passes_only_with_every_value_asked_for() -> None:
    assert [each.title for each in admitted(SHELF, asked(year="2021", publisher="Times"))] == ["b", "c"]
    assert [each.title for each in admitted(SHELF, asked(kind="report", year=UNDATED))] == ["d"]


def test_each_choice_says_how_many_documents_it_would_show() -> None:
    assert counts("kind", asked(publisher="Times")) == {"": 2, "letter": 1, "report": 1}
    assert counts("publisher", asked(publisher="Times")) == {"": 5, "Herald": 2, "Times": 2}


def test_years_come_latest_first_and_none_last_other_values_by_number_then_name() -> None:
    assert list(counts("year", asked())) == ["", "2021", "2020", UNDATED]
    assert list(counts("kind", asked())) == ["", "letter", "report"]


def test_a_value_that_no_document_has_stays_chosen() -> None:
    (kind,) = (facet for facet in facets(SHELF, asked(kind="poem")) if facet.name == "kind")

    assert [(option.value, option.documents) for option in kind.options if option.chosen] == [("poem", 0)]


def test_a_field_that_no_document_fills_is_not_offered() -> None:
    assert [facet.name for facet in facets([shelved("e")], asked())] == ["year"]


def test_a_filter_is_said_in_words() -> None:
    assert phrase(asked()) == ""
    assert phrase(asked(kind="letter", year=UNDATED)) == "of the kind “letter” and without a date"
    assert phrase(asked(year="2021", publisher="Times")) == "of the year 2021 and by or resting on “Times”"


def test_a_filter_is_an_address_that_can_be_shared() -> None:
    assert filter_address(asked()) == "/documents"
    assert filter_address(asked(kind="a&b", year="2021"), page=2) == "/documents?kind=a%26b&year=2021&page=2"


def test_ways_out_say_what_giving_up_a_wish_would_show() -> None:
    ways = ways_out(SHELF, asked(kind="report", year="2020", publisher="Nobody"))

    assert ways == ()
    assert [(way.label, way.documents, way.address) for way in ways_out(SHELF, asked(kind="report", year="2020"))] == [
        ("Any kind", "1 document", "/documents?year=2020"),
        ("Any year", "2 documents", "/documents?kind=report"),
    ]


values = st.sampled_from(["", "letter", "report", "2020", "2021", UNDATED, "Herald", "Times", "x"])


@settings(max_examples=60, deadline=None)
@given(values, values, values)
def test_every_count_is_the_number_of_documents_that_choosing_it_shows(kind: str, year: str, publisher: str) -> None:
    wishes = asked(kind, year, publisher)

    for name in LABELS:
        for value, number in counts(name, wishes).items():
            assert number == len(admitted(SHELF, {**wishes, name: value}))
