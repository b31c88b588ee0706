import pytest

from kiddqa.ingest.phrases import (
    bullet_length,
    ends_sentence,
    is_heading_like,
    is_labelled,
    is_running_text,
    is_title_case,
)


@pytest.mark.parametrize("line", ["It ended.", "Did it?", "“It ended.”", "It ended (at last.)", "And so…"])
def test_a_full_stop_ends_a_sentence_also_within_quotes_and_brackets(line: str) -> None:
    assert ends_sentence(line)


@pytest.mark.parametrize("line", ["Looking Ahead", "in the following areas:", "first,"])
def test_a_line_without_final_punctuation_ends_no_sentence(line: str) -> None:
    assert not ends_sentence(line)


@pytest.mark.parametrize(
    ("line", "length"),
    [
        ("• Drones", 2),
        ("1. Drones", 3),
        ("(a) Drones", 4),
        ("\u2013  Drones", 3),
        ("2024. Drones", 0),
        ("-5 degrees", 0),
    ],
)
def test_a_bullet_is_measured_with_its_white_space(line: str, length: int) -> None:
    assert bullet_length(line) == length


@pytest.mark.parametrize(
    "line", ["Looking Ahead", "1. Overview", "Allies agree on drones", "2024 in Review", "한미 국방 협의"]
)
def test_a_short_line_without_final_punctuation_is_like_a_heading(line: str) -> None:
    assert is_heading_like(line)


@pytest.mark.parametrize(
    "line", ["It ended.", "and so on", "• Drones", "April 17, 2014", "23 September 2024", "12", "First,", "Word " * 17]
)
def test_sentences_bullets_and_bare_dates_are_not_like_headings(line: str) -> None:
    assert not is_heading_like(line.strip())


def test_title_case_is_told_by_the_long_words() -> None:
    assert is_title_case("Concerns Over DPRK-Russian Cooperation")
    assert not is_title_case("Allies agree on answer to small drones")


def test_a_label_with_its_value_is_labelled() -> None:
    assert is_labelled("Place: Seoul")
    assert not is_labelled("Three areas: ")


def test_running_text_is_eight_words_that_end_a_sentence() -> None:
    assert is_running_text("one two three four five six seven eight.")
    assert not is_running_text("one two three four five six seven.")
    assert not is_running_text("one two three four five six seven eight")
