import gzip
import json
from pathlib import Path

import pytest

from kiddqa.errors import ModelError
from kiddqa.retrieve import english as module
from kiddqa.retrieve.english import RUNNING_WORDS, English


@pytest.fixture
def english(tmp_path: Path) -> English:
    """A list of three words, another of two, and two pairs."""
    pairs = tmp_path / "pairs.txt"
    pairs.write_text("who led 25\nthe who 7\nwhen was 50\n", encoding="utf-8")
    subtitles = tmp_path / "subtitles.json.gz"
    subtitles.write_bytes(gzip.compress(json.dumps({"who": 3, "color": 1}).encode()))
    counts = {"who": "100", "when": "80", "colour": str(RUNNING_WORDS // 4)}
    return English(counts=counts, pairs_file=pairs, subtitles_file=subtitles)


def test_a_words_probability_is_its_share_of_the_web_text(english: English) -> None:
    assert english.probability("colour") == pytest.approx(0.25)


def test_a_word_that_only_the_subtitles_have_gets_its_share_of_them(english: English) -> None:
    assert english.probability("color") == 0.25


def test_an_unknown_word_has_no_probability(english: English) -> None:
    assert english.probability("wich") == 0.0


def test_words_of_either_list_are_english(english: English) -> None:
    assert [word in english for word in ("colour", "color", "colr")] == [True, True, False]


def test_what_follows_a_question_word_is_a_share_of_its_occurrences(english: English) -> None:
    assert english.following_probability("who", "led") == 0.25
    assert english.following_probability("when", "was") == 0.625


def test_a_pair_that_is_not_listed_has_no_probability(english: English) -> None:
    assert english.following_probability("who", "was") == 0.0


def test_only_pairs_that_open_with_a_question_word_are_kept(english: English) -> None:
    assert english.following_probability("the", "who") == 0.0


def test_common_words_are_found_by_first_letter_and_length_most_frequent_first(english: English) -> None:
    assert english.common_words("w", 3) == ["who"]
    assert english.common_words("x", 3) == []


def test_the_installed_lists_know_both_spellings() -> None:
    english = English.load()
    assert all(word in english for word in ("neighbour", "neighbor", "analyse", "analyze"))


def test_the_installed_lists_have_the_at_one_running_word_in_44() -> None:
    assert English.load().probability("the") == pytest.approx(1 / 44, rel=0.01)


def test_a_missing_library_is_named_with_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WEB_LIBRARY", "no_such_library")
    with pytest.raises(ModelError, match=r"no_such_library is missing; type: python -m pip install"):
        English.load()
