from kiddqa.records import Source
from kiddqa.serve.shelf import UNDATED, shelf_of
from serve.fake_engine import DOCUMENTS, make_document, make_engine


def test_a_document_is_shelved_with_its_facts_and_without_its_text() -> None:
    dialogue, letter, report = shelf_of(make_engine(DOCUMENTS).index)

    assert (dialogue.title, dialogue.kind, dialogue.year, dialogue.length) == (
        "The 25th Korea-U.S. Integrated Defense Dialogue",
        "meeting",
        "2024",
        "78 words",
    )
    assert (letter.kind, letter.year, letter.date, letter.publisher) == (None, UNDATED, None, None)
    assert report.address == "/documents/report.pdf"


def test_a_document_is_found_by_its_publisher_and_by_those_of_its_sources() -> None:
    sources = (Source(title="a", publisher="News"), Source(title="b"), Source(title="c", publisher="News"))
    document = make_document("a.md", "A", [], publisher=" The  Ministry\n", sources=sources)

    (shelved,) = shelf_of(make_engine([document]).index)

    assert (shelved.publisher, shelved.publishers) == ("The Ministry", ("The Ministry", "News"))
    assert shelved.values("publisher") == ("The Ministry", "News")


def test_a_date_that_says_no_year_is_as_good_as_none() -> None:
    document = make_document("a.md", "A", [], date="last spring", kind=" \x00 ")

    (shelved,) = shelf_of(make_engine([document]).index)

    assert (shelved.year, shelved.values("year"), shelved.values("kind")) == (UNDATED, (UNDATED,), ("\ufffd",))


def test_another_index_has_another_shelf() -> None:
    few, many = make_engine(DOCUMENTS[:1]).index, make_engine(DOCUMENTS).index

    assert [len(shelf_of(index)) for index in (few, many, few)] == [1, 3, 1]
