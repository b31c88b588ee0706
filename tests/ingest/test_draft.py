import hashlib
import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.reading import seen
from kiddqa.ingest.draft import Metadata, Part, clean, finish, join_parts, table_row
from kiddqa.records import BlockKind

PARTS = st.builds(Part, text=st.text(max_size=40), kind=st.sampled_from(BlockKind), level=st.integers(0, 6))


def test_line_ends_become_newlines() -> None:
    assert clean("a\r\nb\rc\u2028d\x0ce") == "a\nb\nc\nd\ne"


def test_byte_order_marks_and_control_characters_go_but_tabs_stay() -> None:
    assert clean("\ufeffa\x00b\tc\x1b\ud800") == "ab\tc"


def test_a_control_character_between_letter_and_accent_does_not_hinder_composition() -> None:
    assert clean("e\x00\u0301") == "é"


def test_list_items_and_rows_follow_line_by_line_and_all_else_after_a_blank_line() -> None:
    item, row = BlockKind.LIST_ITEM, BlockKind.TABLE_ROW
    parts = [
        Part(text="a"),
        Part(text="b", kind=item, level=1),
        Part(text="c", kind=item, level=1),
        Part(text="d", kind=row),
    ]
    assert join_parts(parts, Metadata()).text == "a\n\nb\nc\n\nd"


def test_parts_without_text_leave_no_trace() -> None:
    draft = join_parts([Part(text=" \n"), Part(text=" a "), table_row(["", " "])], Metadata())
    assert seen(draft) == [("paragraph", "a")]


def test_a_boilerplate_paragraph_is_marked_and_a_heading_is_not() -> None:
    parts = [Part(text="Read more", kind=BlockKind.HEADING, level=2), Part(text="© 2024 Ministry")]
    assert seen(join_parts(parts, Metadata())) == [("heading 2", "Read more"), ("boilerplate", "© 2024 Ministry")]


def test_cells_of_a_row_are_parted_by_bars() -> None:
    assert table_row(["a\nb", "", "c"]).text == "a b |  | c"


def test_a_document_carries_the_hash_of_its_text() -> None:
    document = finish(join_parts([Part(text="Cafe\u0301.")], Metadata()), document_id="a.md", format_name="markdown")
    assert document.text == "Café."
    assert document.sha256 == hashlib.sha256("Café.".encode()).hexdigest()


@given(st.lists(PARTS, max_size=8))
@settings(max_examples=100, deadline=None)
def test_blocks_hold_every_character_that_is_not_white_and_the_whole_is_nfc(parts: list[Part]) -> None:
    draft = join_parts(parts, Metadata())
    assert unicodedata.is_normalized("NFC", draft.text)
    position = 0
    for block in draft.blocks:
        assert draft.text[position : block.start].strip() == ""
        assert draft.text[block.start : block.end].strip() != ""
        position = block.end
    assert position == len(draft.text)


def test_what_overrides_the_direction_of_writing_goes_and_marks_of_it_stay() -> None:
    assert clean("a\u202eb\u202c \u2067c\u2069 \u200f") == "ab c \u200f"


def test_a_heading_of_more_than_500_characters_is_a_paragraph() -> None:
    parts = [Part(text="x" * length, kind=BlockKind.HEADING, level=2) for length in (500, 501)]
    assert [(block.kind, block.level) for block in join_parts(parts, Metadata()).blocks] == [
        (BlockKind.HEADING, 2),
        (BlockKind.PARAGRAPH, 0),
    ]


def test_what_a_file_says_about_itself_at_excessive_length_does_not_count() -> None:
    draft = join_parts([Part(text="Text.")], Metadata(publisher="x" * 501, url="https://example.org/" + "x" * 2_000))
    found = finish(draft, document_id="a.md", format_name="markdown")
    assert (found.publisher, found.url) == (None, None)
