from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiddqa.records import Range
from kiddqa.serve.addresses import document_address, question_address, slice_address, slices_address, web_address
from serve.fake_engine import DIALOGUE


def test_a_document_id_keeps_its_slashes_and_nothing_else_that_means_something() -> None:
    assert document_address('a/b c?d#e%f".md') == "/documents/a/b%20c%3Fd%23e%25f%22.md"


def test_a_slice_is_addressed_by_its_offsets_its_hash_and_its_anchor() -> None:
    assert slice_address(DIALOGUE, 3, 9) == (
        f"/documents/dialogues/2024%20seoul.md?start=3&end=9&sha256={DIALOGUE.sha256[:12]}#quote"
    )


def test_several_slices_of_a_document_are_addressed_together() -> None:
    assert slices_address(DIALOGUE, [Range(3, 9), Range(20, 21)]) == (
        f"/documents/dialogues/2024%20seoul.md?start=3&end=9&start=20&end=21&sha256={DIALOGUE.sha256[:12]}#quote"
    )


def test_another_form_of_a_conversation_has_the_same_address_below_another_path() -> None:
    assert question_address("Why?", ["Who?"], as_typed=True, path="/thread.md") == (
        "/thread.md?h=Who%3F&q=Why%3F&as_typed=true"
    )


def test_a_question_is_addressed_with_its_history_oldest_first() -> None:
    assert question_address("And you?", ["Who?", "Where & when?"]) == "/?h=Who%3F&h=Where+%26+when%3F&q=And+you%3F"


@given(st.text(st.characters(codec="utf-8")), st.lists(st.text(st.characters(codec="utf-8")), max_size=3))
@settings(deadline=None, max_examples=50)
def test_an_address_says_exactly_what_was_asked(question: str, history: list[str]) -> None:
    query = urlsplit(question_address(question, history)).query
    assert parse_qsl(query, keep_blank_values=True) == [*(("h", earlier) for earlier in history), ("q", question)]


@pytest.mark.parametrize("url", ["http://example.org", "https://example.org/a?b=c#d"])
def test_web_addresses_may_be_linked(url: str) -> None:
    assert web_address(url) == url


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        " https://example.org",
        "data:text/html,x",
        "//example.org",
        "https:",
        "http://[",
        "/documents",
        "https://exa\x00mple.org",
    ],
)
def test_anything_else_may_not_be_linked(url: str | None) -> None:
    assert web_address(url) is None
