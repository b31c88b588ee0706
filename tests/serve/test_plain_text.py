import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiddqa.serve.plain_text import first_unshowable, showable, typed
from serve.parsed import parse_fragment

ANY_TEXT = st.text(st.characters(codec=None, categories=None))


@given(ANY_TEXT)
@settings(deadline=None, max_examples=100)
def test_text_keeps_its_length_so_that_offsets_hold(text: str) -> None:
    assert len(showable(text)) == len(typed(text)) == len(text)


@given(ANY_TEXT.filter(lambda text: not set(text) & set("<&")))
@settings(deadline=None, max_examples=100)
def test_what_is_showable_parses_as_html_and_encodes_as_utf8(text: str) -> None:
    parse_fragment(showable(text).encode().decode())


@pytest.mark.parametrize("text", ["\x00", "\x1b", "\x7f", "\x9f", "\ud800", "\ufdd0", "\uffff", "\U0010fffe"])
def test_what_a_page_may_not_hold_becomes_the_replacement_character(text: str) -> None:
    assert showable(f"a{text}b") == "a\ufffdb"


@pytest.mark.parametrize("text", ["\t\n", "é", "\u202e", "\U0001f600", "北"])
def test_what_a_page_may_hold_stays(text: str) -> None:
    assert showable(text) == text


def test_a_typed_control_character_becomes_a_space() -> None:
    assert typed("who\x00led") == "who led"


@pytest.mark.parametrize(("text", "found"), [("who led", None), ("a\x00", "U+0000"), ("\ud83d!", "U+D83D")])
def test_the_first_unshowable_character_is_named(text: str, found: str | None) -> None:
    assert first_unshowable(text) == found
