import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.reading import Seen, seen
from kiddqa.errors import UnreadableFileError
from kiddqa.ingest.markdown import load


def blocks(text: str) -> Seen:
    return seen(load(text.encode()))


def test_inline_markup_goes_and_its_text_stays() -> None:
    text = "The **9th** [talks](https://example.org) in `Busan` &amp; *Ulsan*\\* ![a map](m.png)<br>ended <b>well</b>."
    assert blocks(text) == [("paragraph", "The 9th talks in Busan & Ulsan* a map\nended well.")]


def test_a_hard_wrapped_paragraph_is_a_slice_of_its_file() -> None:
    text = "The envoys met in the old town hall\nand went through the list.\n\nThey agreed."
    assert load(text.encode()).text == text


def test_headings_carry_their_level() -> None:
    assert blocks("# One\n\nTwo\n---\n\n### Three") == [
        ("heading 1", "One"),
        ("heading 2", "Two"),
        ("heading 3", "Three"),
    ]


def test_list_items_carry_their_depth_and_their_further_paragraphs_are_paragraphs() -> None:
    assert blocks("- one\n- two\n  1. nested\n\n  more on two") == [
        ("list_item 1", "one"),
        ("list_item 1", "two"),
        ("list_item 2", "nested"),
        ("paragraph", "more on two"),
    ]


def test_table_rows_hold_their_cells() -> None:
    assert blocks("| Year | Place |\n|---|---|\n| 2017 | *Busan* |") == [
        ("table_row", "Year | Place"),
        ("table_row", "2017 | Busan"),
    ]


def test_quotations_and_code_are_paragraphs() -> None:
    assert blocks("> So it is.\n\n```\na = 1\n\nb = 2\n```") == [
        ("paragraph", "So it is."),
        ("paragraph", "a = 1\n\nb = 2"),
    ]


def test_html_blocks_are_reduced_to_their_text() -> None:
    assert blocks("<div>\n<p>Envoys &amp; co.</p><script>alert(1)</script>\n<!-- no -->\n</div>") == [
        ("paragraph", "Envoys & co.")
    ]


def test_front_matter_becomes_metadata_and_no_text() -> None:
    draft = load(b"---\r\ntitle: The talks\r\n---\r\n# Talks\r\n")
    assert (draft.metadata.title, draft.text) == ("The talks", "Talks")


def test_broken_front_matter_makes_the_file_unreadable() -> None:
    with pytest.raises(UnreadableFileError, match="line 2"):
        load(b"---\ndate: soon\n---\nBody.")


def test_a_list_nested_thirty_deep_loses_nothing() -> None:
    text = "\n".join("  " * depth + f"- item{depth}" for depth in range(30))
    assert all(f"item{depth}" in load(text.encode()).text for depth in range(30))


@given(st.text(alphabet="ab \n#*_->1.é\u0301", max_size=80))
@settings(max_examples=100, deadline=None)
def test_no_letter_is_lost_or_moved(text: str) -> None:
    def letters(words: str) -> list[str]:
        return [character for character in unicodedata.normalize("NFD", words) if character.isalpha()]

    assert letters(load(text.encode()).text) == letters(text)


def test_a_marked_section_of_no_known_name_is_passed_over() -> None:
    assert blocks("<div>\n<![foo[ that ]]>\nThis.\n</div>") == [("paragraph", "This.")]
