import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiddqa.records import BlockKind, Document, Range
from kiddqa.serve.marks import MarkedDocument, Segment, heading_levels, mark_document
from serve.fake_engine import DIALOGUE, make_document

P, H, LI, BP = BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.LIST_ITEM, BlockKind.BOILERPLATE


@st.composite
def documents_with_ranges(draw: st.DrawFn) -> tuple[Document, Range]:
    part = st.tuples(
        st.sampled_from(BlockKind), st.integers(0, 6), st.text("ab \n\u202e\U0001f600", min_size=1).filter(str.strip)
    )
    document = make_document("a.md", draw(st.sampled_from(["a", "T"])), draw(st.lists(part, min_size=1, max_size=6)))
    start = draw(st.integers(0, len(document.text) - 1))
    return document, Range(start, draw(st.integers(start + 1, len(document.text))))


def without_space(text: str) -> str:
    return re.sub(r"\s+", "", text)


def shape(shown: MarkedDocument) -> list[tuple[str, list[str]]]:
    return [
        (group.kind.value, ["".join(s.text for s in block.segments) for block in group.blocks])
        for group in shown.groups
    ]


@given(documents_with_ranges())
@settings(deadline=None, max_examples=100)
def test_the_marked_words_are_the_slice_and_nothing_else(given_: tuple[Document, Range]) -> None:
    document, asked = given_
    slice_ = document.text[asked.start : asked.end]
    assert without_space(mark_document(document, asked).marked_text) == without_space(slice_)


@given(documents_with_ranges())
@settings(deadline=None, max_examples=100)
def test_no_word_of_a_document_is_lost_or_doubled_by_marking(given_: tuple[Document, Range]) -> None:
    document, asked = given_
    shown = "".join(segment.text for segment in mark_document(document, asked).segments)
    assert without_space(shown) in {without_space(document.text), without_space(document.title + document.text)}


@given(documents_with_ranges())
@settings(deadline=None, max_examples=100)
def test_the_anchor_is_the_first_mark_and_the_only_anchor(given_: tuple[Document, Range]) -> None:
    marks = [segment for segment in mark_document(*given_).segments if segment.marked]
    assert [segment.anchor for segment in marks] == [True, *[False] * (len(marks) - 1)][: len(marks)]


def test_a_mark_inside_a_paragraph_cuts_it_in_three() -> None:
    document = make_document("a.md", "Title", [(P, 0, "One two three.")])
    assert mark_document(document, Range(4, 7)).groups[0].blocks[0].segments == (
        Segment(text="One "),
        Segment(text="two", marked=True, anchor=True),
        Segment(text=" three."),
    )


def test_a_mark_across_blocks_is_one_mark_in_each() -> None:
    document = make_document("a.md", "Title", [(P, 0, "One two."), (P, 0, "Three four.")])
    shown = mark_document(document, Range(4, 15))
    assert [s.text for s in shown.segments if s.marked] == ["two.", "Three"]


def test_offsets_count_code_points_and_not_bytes_or_utf16() -> None:
    document = make_document("a.md", "Title", [(P, 0, "\U0001f600é one")])
    assert mark_document(document, Range(3, 6)).marked_text == "one"


def test_without_a_range_nothing_is_marked() -> None:
    assert not any(segment.marked for segment in mark_document(DIALOGUE, None).segments)


def test_a_first_heading_that_repeats_the_title_is_shown_once() -> None:
    shown = mark_document(make_document("a.md", "A title", [(H, 1, "A  title"), (P, 0, "Text.")]), None)
    assert (shown.title, shape(shown)) == ((Segment(text="A  title"),), [("paragraph", ["Text."])])


def test_a_mark_on_the_repeated_title_is_shown_in_the_title() -> None:
    shown = mark_document(make_document("a.md", "A title", [(H, 1, "A title"), (P, 0, "Text.")]), Range(2, 7))
    assert shown.title == (Segment(text="A "), Segment(text="title", marked=True, anchor=True))


def test_another_first_heading_stays_below_the_title() -> None:
    shown = mark_document(make_document("a.md", "A title", [(H, 1, "Chapter")]), None)
    assert (shown.title, shape(shown)) == ((Segment(text="A title"),), [("heading", ["Chapter"])])


def test_neighbouring_list_items_make_one_list() -> None:
    document = make_document("a.md", "T", [(LI, 1, "a"), (LI, 2, "b"), (P, 0, "c"), (P, 0, "d"), (LI, 1, "e")])
    assert shape(mark_document(document, None)) == [
        ("list_item", ["a", "b"]),
        ("paragraph", ["c"]),
        ("paragraph", ["d"]),
        ("list_item", ["e"]),
    ]


def test_a_list_next_to_boilerplate_stays_apart_from_it() -> None:
    document = make_document("a.md", "T", [(LI, 1, "a"), (BP, 0, "Share")])
    assert shape(mark_document(document, None)) == [("list_item", ["a"]), ("boilerplate", ["Share"])]


@pytest.mark.parametrize(
    ("levels", "shown"),
    [([], []), ([1, 2, 3], [2, 3, 4]), ([3, 4, 4, 1, 6], [2, 3, 3, 2, 3]), ([1, 2, 3, 4, 5, 6], [2, 3, 4, 5, 6, 6])],
)
def test_heading_levels_begin_at_two_and_skip_none(levels: list[int], shown: list[int]) -> None:
    assert heading_levels(levels) == shown


def test_headings_below_a_repeated_title_begin_at_two() -> None:
    document = make_document("a.md", "T", [(H, 1, "T"), (H, 3, "Deep"), (H, 2, "Shallow")])
    assert [group.blocks[0].level for group in mark_document(document, None).groups] == [2, 2]
