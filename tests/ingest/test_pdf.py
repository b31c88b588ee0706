import pytest

from ingest.reading import seen
from ingest.written_pdf import write_pdf
from kiddqa.errors import UnreadableFileError
from kiddqa.ingest.draft import finish
from kiddqa.ingest.pdf import load

PAGES = [
    [
        "Harbour Review",
        "Report on the Ninth Talks",
        "The envoys met in the old town hall and went through the list of",
        "open points. Two of them were settled on the first day (in May),",
        "Page 1",
    ],
    [
        "Harbour Review",
        "the rest was left to the experts.",
        "Outlook",
        "They will meet again in the spring of the next year, if all goes well.",
        "Page 2",
    ],
]
INFO = "/Title(Ninth Talks)/Author(A. Clerk)/CreationDate(D:20170503120000+09'00')"


def test_structure_is_found_in_the_printed_lines() -> None:
    assert seen(load(write_pdf(PAGES))) == [
        ("boilerplate", "Harbour Review"),
        ("heading 1", "Report on the Ninth Talks"),
        ("paragraph", "\n".join(PAGES[0][2:4])),
        ("boilerplate", "Page 1"),
        ("boilerplate", "Harbour Review"),
        ("paragraph", "the rest was left to the experts."),
        ("heading 2", "Outlook"),
        ("paragraph", PAGES[1][3]),
        ("boilerplate", "Page 2"),
    ]


def test_a_paragraph_goes_on_across_pages_where_nothing_is_printed_between() -> None:
    first, second = PAGES[0][2:4], PAGES[1][1:2]
    assert seen(load(write_pdf([first, second]))) == [("paragraph", "\n".join(first + second))]


def test_each_offset_has_its_page() -> None:
    document = finish(load(write_pdf([["First page."], [], ["Third page."]])), document_id="a.pdf", format_name="pdf")
    assert document.text == "First page.\n\nThird page."
    assert (document.page_at(0), document.page_at(document.text.index("Third"))) == (1, 3)


def test_title_and_day_come_from_the_metadata() -> None:
    found = load(write_pdf(PAGES, info=INFO)).metadata
    assert (found.title, found.date) == ("Ninth Talks", "2017-05-03")


def test_an_encrypted_file_is_refused_as_such() -> None:
    with pytest.raises(UnreadableFileError, match="is encrypted; save it without a password"):
        load(write_pdf(PAGES, encrypted=True))


def test_a_file_without_text_is_refused_with_its_number_of_pages() -> None:
    with pytest.raises(UnreadableFileError, match=r"has no text on its 3 pages, images only"):
        load(write_pdf([[], [], []]))


@pytest.mark.parametrize("data", [b"%PDF-1.4\nnothing", write_pdf(PAGES)[:300]])
def test_a_broken_file_is_refused_as_such(data: bytes) -> None:
    with pytest.raises(UnreadableFileError, match="is a broken PDF"):
        load(data)


def test_a_file_of_more_than_10_000_pages_is_refused() -> None:
    data = write_pdf(PAGES).replace(b"/Count 2", b"/Count 20000")
    with pytest.raises(UnreadableFileError, match="has 20,000 pages, more than 10,000; split it"):
        load(data)
