from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.reading import Seen, seen
from kiddqa.ingest.draft import Draft, clean
from kiddqa.ingest.layout import find_blocks

LONG = (
    "The two ministers met on the first day, and spoke at length about the plans "
    "that both sides had brought along for the old harbour."
)
WRAPPED = (
    "The envoys met in the old town hall and went through the list of\n"
    "open points. Two of them were settled on the first day, the rest\n"
    "was left to the experts."
)


def blocks(text: str) -> Seen:
    return seen(Draft(text=text, blocks=find_blocks(text)))


def test_a_line_is_a_paragraph_of_its_own() -> None:
    assert blocks(f"{LONG}\n{LONG}") == [("paragraph", LONG), ("paragraph", LONG)]


def test_headings_run_together_with_paragraphs_are_told_apart() -> None:
    text = f"{LONG}\nSea Lanes and Ports\n{LONG}\nLooking Ahead\n{LONG}"
    assert [kind for kind, _ in blocks(text)] == ["paragraph", "heading 2", "paragraph", "heading 2", "paragraph"]


def test_the_heading_above_all_text_is_the_title() -> None:
    assert blocks(f"Envoys agree on a plan for the ports\n\n\n{LONG}\n\nOutlook\n\n{LONG}") == [
        ("heading 1", "Envoys agree on a plan for the ports"),
        ("paragraph", LONG),
        ("heading 2", "Outlook"),
        ("paragraph", LONG),
    ]


def test_of_two_headings_on_top_the_one_of_four_words_is_the_title() -> None:
    found = blocks(f"Press Release\n\nEnvoys Agree on Ports\n\n{LONG}")
    assert [kind for kind, _ in found] == ["heading 2", "heading 1", "paragraph"]


def test_navigation_teaser_byline_and_copyright_around_an_article_are_boilerplate() -> None:
    text = (
        "News Zone\n\nRecent News\n\nEnvoys agree on a plan for the p...\n\nEnvoys agree on a plan for the ports\n\n\n"
        f"{LONG}\n\n\nBy Min Su, Lee < >\n<Copyright ⓒ The Harbour Daily, All rights reserved>\xa0\n\n  • (Slides)"
    )
    assert [kind for kind, _ in blocks(text)] == [
        "boilerplate",
        "boilerplate",
        "boilerplate",
        "heading 1",
        "paragraph",
        "boilerplate",
        "boilerplate",
        "boilerplate",
    ]


def test_wrapped_lines_are_one_paragraph() -> None:
    assert blocks(WRAPPED) == [("paragraph", WRAPPED)]


def test_a_heading_directly_above_wrapped_lines_stays_a_heading() -> None:
    assert blocks(f"Outlook\n{WRAPPED}") == [("heading 1", "Outlook"), ("paragraph", WRAPPED)]


def test_a_paragraph_ends_where_the_next_word_would_have_fitted() -> None:
    assert blocks(f"{WRAPPED}\n{WRAPPED}") == [("paragraph", WRAPPED), ("paragraph", WRAPPED)]


def test_a_short_heading_below_a_full_line_is_not_swallowed() -> None:
    first = "The envoys met in the old town hall and went through the whole list."
    text = f"{first}\nOutlook\nThey will meet again in the spring of the next year, if all goes well."
    assert [kind for kind, _ in blocks(text)] == ["paragraph", "heading 2", "paragraph"]


def test_bulleted_lines_are_list_items_with_their_wrapped_lines() -> None:
    text = f"{LONG}\n• ports and sea lanes\n• the long list of open points that the envoys\nwent through\n2. rules"
    assert blocks(text)[1:] == [
        ("list_item 1", "• ports and sea lanes"),
        ("list_item 1", "• the long list of open points that the envoys\nwent through"),
        ("list_item 1", "2. rules"),
    ]


def test_a_fact_with_its_label_is_no_heading() -> None:
    assert blocks(f"Place: Busan\n{LONG}") == [("paragraph", "Place: Busan"), ("paragraph", LONG)]


def test_a_date_above_text_is_no_heading() -> None:
    assert blocks(f"April 17, 2014\n\n{LONG}")[0] == ("paragraph", "April 17, 2014")


def test_a_list_of_short_lines_is_not_a_row_of_headings() -> None:
    assert [kind for kind, _ in blocks("Ms. Han, Busan\nMr. Oh, Ulsan\nMr. Ku, Jeju")] == ["paragraph"] * 3


def test_known_furniture_is_boilerplate_and_parts_what_stands_around_it() -> None:
    text = "The envoys met in the old town hall and went through\nHarbour Review\nthe list."
    assert seen(Draft(text=text, blocks=find_blocks(text, furniture={1}))) == [
        ("paragraph", "The envoys met in the old town hall and went through"),
        ("boilerplate", "Harbour Review"),
        ("paragraph", "the list."),
    ]


LINES = st.lists(
    st.sampled_from(["", " ", "Looking Ahead", LONG, *WRAPPED.split("\n"), "• item", "Read more", "12", "\tx\u200b"])
)


@given(LINES.map("\n".join) | st.text(max_size=100).map(clean))
@settings(max_examples=100, deadline=None)
def test_blocks_are_in_order_and_hold_every_character_that_is_not_white(text: str) -> None:
    position = 0
    for block in find_blocks(text):
        assert text[position : block.start].strip() == ""
        assert text[block.start : block.end] == text[block.start : block.end].strip() != ""
        position = block.end
    assert text[position:].strip() == ""
