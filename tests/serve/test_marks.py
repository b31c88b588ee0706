import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiddqa.records import BlockKind, Document, Range
from kiddqa.serve.marks import MarkedDocument, Segment, heading_levels, joined, mark_document
from serve.fake_engine import DIALOGUE, make_document

P, H, LI, BP = BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.LIST_ITEM, BlockKind.BOILERPLATE


@st.composite
def documents_with_ranges(draw: st.DrawFn) -> tuple[Document, list[Range]]:
    part = st.tuples(
        st.sampled_from(BlockKind), st.integers(0, 6), st.text("ab \n\u202e\U0001f600", min_size=1).filter(str.strip)
    )
    document = make_document("a.md", draw(st.sampled_from(["a", "T"])), draw(st.lists(part, min_size=1, max_size=6)))
    offsets = st.lists(st.integers(0, len(document.text)), min_size=2, max_size=2, unique=True)
    return document, [Range(*sorted(draw(offsets))) for _ in range(draw(st.integers(1, 3)))]


def without_space(text: str) -> str:
    return re.sub(r"\s+", "", text)


def shape(shown: MarkedDocument) -> list[tuple[str, list[str]]]:
    return [
        (group.kind.value, ["".join(s.text for s in block.segments) for block in group.blocks])
        for group in shown.groups
    ]


@given(documents_with_ranges())
@settings(deadline=None, max_examples=60)
def test_the_marked_words_are_the_slices_and_nothing_else(given_: tuple[Document, list[Range]]) -> None:
    document, asked = given_
    places = sorted({place for start, end in asked for place in range(start, end)})
    slices = "".join(document.text[place] for place in places)
    assert without_space(mark_document(document, asked).marked_text) == without_space(slices)


@given(documents_with_ranges())
@settings(deadline=None, max_examples=60)
def test_no_word_of_a_document_is_lost_or_doubled_by_marking(given_: tuple[Document, list[Range]]) -> None:
    document, asked = given_
    shown = "".join(segment.text for segment in mark_document(document, asked).segments)
    assert without_space(shown) in {without_space(document.text), without_space(document.title + document.text)}


@given(documents_with_ranges())
@settings(deadline=None, max_examples=60)
def test_each_mark_begins_once_at_its_first_words(given_: tuple[Document, list[Range]]) -> None:
    marks = [segment for segment in mark_document(*given_).segments if segment.mark]
    first = [segment for number, segment in enumerate(marks) if segment.mark not in {s.mark for s in marks[:number]}]
    assert [segment for segment in marks if segment.begins] == first


def test_a_mark_inside_a_paragraph_cuts_it_in_three() -> None:
    document = make_document("a.md", "Title", [(P, 0, "One two three.")])
    assert mark_document(document, [Range(4, 7)]).groups[0].blocks[0].segments == (
        Segment(text="One "),
        Segment(text="two", mark=1, begins=True),
        Segment(text=" three."),
    )


def test_a_mark_across_blocks_is_one_mark_in_each() -> None:
    document = make_document("a.md", "Title", [(P, 0, "One two."), (P, 0, "Three four.")])
    shown = mark_document(document, [Range(4, 15)])
    assert [s.text for s in shown.segments if s.mark] == ["two.", "Three"]


def test_several_marks_are_numbered_in_the_order_of_the_text() -> None:
    document = make_document("a.md", "Title", [(P, 0, "One two."), (P, 0, "Three four.")])
    shown = mark_document(document, [Range(16, 20), Range(4, 7)])
    assert [(s.mark, s.text) for s in shown.segments if s.mark] == [(1, "two"), (2, "four")]


def test_slices_that_overlap_are_one_mark_and_slices_that_touch_are_two() -> None:
    assert joined([Range(4, 9), Range(0, 5), Range(9, 12)]) == [Range(0, 9), Range(9, 12)]


def test_where_the_blocks_do_not_hold_what_is_marked_the_plain_text_is_shown() -> None:
    document = replace(make_document("a.md", "Title", [(P, 0, "One two."), (P, 0, "Three four.")]), blocks=())
    shown = mark_document(document, [Range(4, 7)])
    assert (shown.plain, shown.marked_text, shape(shown)) == (True, "two", [("paragraph", [document.text])])


def test_the_first_block_that_begins_on_a_page_says_which() -> None:
    document = replace(make_document("a.pdf", "T", [(P, 0, "a"), (P, 0, "b"), (P, 0, "c")]), page_starts=(0, 3))
    assert [group.blocks[0].page for group in mark_document(document).groups] == [1, 2, None]


def test_offsets_count_code_points_and_not_bytes_or_utf16() -> None:
    document = make_document("a.md", "Title", [(P, 0, "\U0001f600é one")])
    assert mark_document(document, [Range(3, 6)]).marked_text == "one"


def test_without_a_range_nothing_is_marked() -> None:
    assert not any(segment.mark for segment in mark_document(DIALOGUE).segments)


def test_a_first_heading_that_repeats_the_title_is_shown_once() -> None:
    shown = mark_document(make_document("a.md", "A title", [(H, 1, "A  title"), (P, 0, "Text.")]))
    assert (shown.title, shape(shown)) == ((Segment(text="A  title"),), [("paragraph", ["Text."])])


def test_a_mark_on_the_repeated_title_is_shown_in_the_title() -> None:
    shown = mark_document(make_document("a.md", "A title", [(H, 1, "A title"), (P, 0, "Text.")]), [Range(2, 7)])
    assert shown.title == (Segment(text="A "), Segment(text="title", mark=1, begins=True))


def test_another_first_heading_stays_below_the_title() -> None:
    shown = mark_document(make_document("a.md", "A title", [(H, 1, "Chapter")]))
    assert (shown.title, shape(shown)) == ((Segment(text="A title"),), [("heading", ["Chapter"])])


def test_neighbouring_list_items_make_one_list() -> None:
    document = make_document("a.md", "T", [(LI, 1, "a"), (LI, 2, "b"), (P, 0, "c"), (P, 0, "d"), (LI, 1, "e")])
    assert shape(mark_document(document)) == [
        ("list_item", ["a", "b"]),
        ("paragraph", ["c"]),
        ("paragraph", ["d"]),
        ("list_item", ["e"]),
    ]


def test_a_list_next_to_boilerplate_stays_apart_from_it() -> None:
    document = make_document("a.md", "T", [(LI, 1, "a"), (BP, 0, "Share")])
    assert shape(mark_document(document)) == [("list_item", ["a"]), ("boilerplate", ["Share"])]


@pytest.mark.parametrize(
    ("levels", "shown"),
    [([], []), ([1, 2, 3], [2, 3, 4]), ([3, 4, 4, 1, 6], [2, 3, 3, 2, 3]), ([1, 2, 3, 4, 5, 6], [2, 3, 4, 5, 6, 6])],
)
def test_heading_levels_begin_at_two_and_skip_none(levels: list[int], shown: list[int]) -> None:
    assert heading_levels(levels) == shown


def test_headings_below_a_repeated_title_begin_at_two() -> None:
    document = make_document("a.md", "T", [(H, 1, "T"), (H, 3, "Deep"), (H, 2, "Shallow")])
    assert [group.blocks[0].level for group in mark_document(document).groups] == [2, 2]
