from kiddqa.serve.lines import document_line
from serve.fake_engine import DIALOGUE, LETTER, REPORT


def test_a_document_is_named_with_its_facts_in_words() -> None:
    line = document_line(DIALOGUE)
    assert (line.date and line.date.words, line.publisher, line.kind) == (
        "24 September 2024",
        "The Defense Reader",
        "meeting",
    )


def test_sources_are_shown_with_what_is_known_of_them() -> None:
    assert [(source.title, source.publisher, source.url) for source in document_line(DIALOGUE).sources] == [
        ("Joint statement", "Two ministries", "https://example.org/joint"),
        ("A note on paper", None, None),
    ]


def test_what_is_not_known_of_a_document_is_left_out() -> None:
    line = document_line(LETTER)
    assert (line.date, line.publisher, line.url, line.sources) == (None, None, None, ())


def test_an_address_that_is_no_web_address_is_not_linked() -> None:
    assert document_line(REPORT).url is None
