import pytest

from kiddqa.records import Document
from kiddqa.serve.pages import DocumentPage
from kiddqa.serve.reading import MAX_SLICES, document_page
from serve.fake_engine import DIALOGUE, LETTER, REPORT, make_engine

ENGINE = make_engine()


def page_of(
    document: Document, starts: tuple[str, ...] = (), ends: tuple[str, ...] = (), sha256: str | None = None
) -> DocumentPage:
    return document_page(ENGINE, document, starts=starts, ends=ends, sha256=sha256)


def test_a_slice_that_fits_is_marked() -> None:
    page = page_of(LETTER, ("0",), ("7",), LETTER.sha256[:12])
    assert (page.marks, page.note, page.groups[0].blocks[0].segments[0].text) == (1, None, "Nothing")


def test_several_slices_are_marked_and_counted() -> None:
    page = page_of(LETTER, ("0", "12"), ("7", "18"))
    marked = [segment.text for segment in page.groups[0].blocks[0].segments if segment.mark]
    assert (page.marks, marked) == (2, ["Nothing", "agreed"])


def test_the_length_of_a_document_is_said_in_words() -> None:
    assert page_of(DIALOGUE).length == "78 words"


def test_a_document_opened_without_a_slice_has_no_note() -> None:
    page = page_of(LETTER)
    assert (page.marks, page.note) == (0, None)


def test_the_documents_before_and_after_are_named() -> None:
    page = page_of(LETTER)
    assert (page.earlier and page.earlier.title, page.later and page.later.address) == (
        DIALOGUE.title,
        "/documents/report.pdf",
    )


def test_the_first_document_has_none_before_it_and_the_last_none_after() -> None:
    assert (page_of(DIALOGUE).earlier, page_of(REPORT).later) == (None, None)


@pytest.mark.parametrize(("start", "end"), [("0", "35"), ("5", "5"), ("9", "3")])
def test_a_slice_outside_the_document_is_not_marked_and_the_note_says_how_long_it_is(start: str, end: str) -> None:
    page = page_of(LETTER, (start,), (end,))
    assert (page.marks, page.note) == (
        0,
        f"The address asks for characters {start} to {end} of a document that has 34, so nothing is marked.",
    )


def test_one_slice_that_does_not_fit_leaves_the_others_unmarked_too() -> None:
    page = page_of(LETTER, ("0", "30"), ("7", "99"))
    assert (page.marks, page.note) == (
        0,
        "The address asks for characters 30 to 99 of a document that has 34, so nothing is marked.",
    )


def test_a_slice_of_white_space_is_not_marked() -> None:
    page = page_of(LETTER, ("7",), ("8",))
    assert (page.marks, page.note) == (0, "The address asks for a slice that holds no words, so nothing is marked.")


def test_a_slice_of_another_text_is_not_marked() -> None:
    page = page_of(LETTER, ("0",), ("7",), "0123")
    assert (page.marks, page.note) == (
        0,
        "The document has changed since this link was made, so nothing is marked. Ask the question again.",
    )


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        (("x",), ("7",)),
        (("0",), ()),
        ((), ("7",)),
        (("-1",), ("7",)),
        (("0.5",), ("7",)),
        (("٣",), ("7",)),
        (("",), ("",)),
    ],
)
def test_offsets_that_are_no_pairs_of_numbers_are_not_marked(starts: tuple[str, ...], ends: tuple[str, ...]) -> None:
    note = "The address does not name the slice to mark by two whole numbers, so nothing is marked."
    assert page_of(LETTER, starts, ends).note == note


def test_an_offset_of_a_million_digits_is_not_even_read() -> None:
    note = "The address does not name the slice to mark by two whole numbers, so nothing is marked."
    assert page_of(REPORT, ("0",), ("9" * 1_000_000,)).note == note


def test_more_slices_than_anybody_wants_are_not_marked() -> None:
    page = page_of(LETTER, ("0",) * (MAX_SLICES + 1), ("7",) * (MAX_SLICES + 1))
    assert page.note == "The address asks for 101 slices and at most 100 are marked, so none is."
