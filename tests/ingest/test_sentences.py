import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiddqa.ingest.sentences import split_sentences


def sentences(text: str) -> list[str]:
    return [text[found.start : found.end] for found in split_sentences(text)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Mr. Anka Lee led the U.S. delegation.",
        "They met in Washington, D.C., for two days, April 15-16.",
        "Lt. Gen. Park and Brig. Gen. Kim spoke with Amb. Harris.",
        "It begins at 10 a.m. on Sept. 19 in Room No. 5.",
        "Some areas, e.g. space and cyber, were new.",
        "J. Smith and J.-S. Ryu signed it.",
        "The 25th Korea-U.S. Integrated Defense Dialogue was held.",
        "He met Elbridge Colby, the U.S. Under Secretary of Defense for Policy.",
        "It set the stage for the U.S.- South Korea alliance.",
        "See para. 5 of the text.",
        "On Tues. Mar. 5 they met.",
        "1. The first point is short.",
        "제25차 회의가 2024. 9. 23. 서울에서 열렸다.",
        "“Both agree. Korea will act.”",
    ],
)
def test_a_sentence_is_not_cut_at_an_abbreviation_number_or_quotation(sentence: str) -> None:
    assert sentences(sentence) == [sentence]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "They met in Washington D.C. The next day they left.",
            ["They met in Washington D.C.", "The next day they left."],
        ),
        ("It ended. “Good,” he said. Was it?", ["It ended.", "“Good,” he said.", "Was it?"]),
        ("Under Resolution 2270. 12 nations joined.", ["Under Resolution 2270.", "12 nations joined."]),
        ("양측은 만났다. 그들은 합의했다.", ["양측은 만났다.", "그들은 합의했다."]),
        ("No space.Between them.", ["No space.", "Between them."]),
    ],
)
def test_two_sentences_are_two(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_offsets_count_code_points_after_characters_beyond_the_basic_plane() -> None:
    assert split_sentences("Go 😀. It\u2019s 한국. End.") == [(0, 5), (6, 14), (15, 19)]


@pytest.mark.parametrize("gap", ["\n\n", "\n \t\n", "\n\n\n"])
def test_a_blank_line_ends_a_sentence_without_a_full_stop(gap: str) -> None:
    assert sentences(f"no stop here{gap}and none there") == ["no stop here", "and none there"]


def test_a_single_line_break_ends_no_sentence() -> None:
    assert sentences("One sentence\non two lines.") == ["One sentence\non two lines."]


def test_white_space_holds_no_sentence() -> None:
    assert sentences(" \n\n\t ") == []


@given(
    st.text(
        alphabet=st.sampled_from(list("abAB 12.,!?\n\t“”\"'()…-\u2019한😀")) | st.characters(codec="utf-8"),
        max_size=200,
    )
)
@settings(max_examples=100, deadline=None)
def test_sentences_are_in_order_trimmed_and_hold_every_character_that_is_not_white(text: str) -> None:
    position = 0
    for start, end in split_sentences(text):
        assert text[position:start].strip() == ""
        assert text[start:end] == text[start:end].strip() != ""
        position = end
    assert text[position:].strip() == ""


def test_what_goes_on_without_end_is_cut_between_two_words() -> None:
    assert sentences("word " * 1_000 + "end.") == ["word " * 799 + "word", "word " * 200 + "end."]


def test_a_word_without_end_is_cut_in_its_middle() -> None:
    assert [len(sentence) for sentence in sentences("x" * 9_000)] == [4_000, 4_000, 1_000]
