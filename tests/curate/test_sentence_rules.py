from pathlib import Path

import pytest

from curate.small_library import TERM, marks, said, spoilt


def spoilt_sentence(folder: Path, sentence: str) -> Path:
    return spoilt(folder, TERM, "North Korea disputes the line.", sentence)


def test_a_sentence_of_45_words_is_short_enough(tmp_path: Path) -> None:
    assert marks(spoilt_sentence(tmp_path, f"{' - '.join(['Words'] * 45)} .")) == []


def test_a_sentence_of_46_words_is_too_long(tmp_path: Path) -> None:
    folder = spoilt_sentence(tmp_path, f"{' '.join(['Words'] * 46)}.")
    assert marks(folder) == [f"{TERM}:22 sentence-length"]
    assert said(folder) == (
        "The sentence “Words Words Words Words Words Words Words Words Words Words…” has 46 words; expected at most 45."
    )


@pytest.mark.parametrize(
    "sentence",
    [
        "It met.",
        "They met again.",
        "This was new.",
        "These talks went on.",
        "That meeting ended.",
        "Those were agreed.",
        "He spoke.",
        "She left.",
        "We agreed.",
        "Its place was Seoul.",
        "Their talks ended.",
        "His post was new.",
        "Her post was new.",
        "It's over.",
        "“They met,” Yonhap wrote.",
        "- They met.",
        "Both were there.",
        "Both agreed to meet.",
        "Both of them met.",
        "Both, however, left.",
        "Both met in Seoul.",
    ],
)
def test_a_sentence_that_opens_with_a_pronoun_does_not_stand_alone(tmp_path: Path, sentence: str) -> None:
    rules = [mark.split()[1] for mark in marks(spoilt_sentence(tmp_path, f"\n{sentence}"))]
    assert rules == ["opening-pronoun"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Both delegations met.",
        "Both allied delegations met.",
        "Items were agreed.",
        "Thistle was the code name.",
        "Italy took part.",
        "Herstal lies in Belgium.",
        "Seoul said that they met.",
    ],
)
def test_a_sentence_that_names_its_subject_stands_alone(tmp_path: Path, sentence: str) -> None:
    assert marks(spoilt_sentence(tmp_path, sentence)) == []


def test_the_finding_names_sentence_and_pronoun(tmp_path: Path) -> None:
    assert said(spoilt_sentence(tmp_path, "They met in Seoul.")) == (
        "The sentence “They met in Seoul.” opens with 'They'; expected it to name its subject."
    )


def test_a_heading_may_open_with_a_pronoun(tmp_path: Path) -> None:
    assert marks(spoilt_sentence(tmp_path, "## Their talks\n\nSeoul agreed.")) == []


def test_text_that_reads_as_boilerplate_is_found(tmp_path: Path) -> None:
    folder = spoilt_sentence(tmp_path, "North Korea disputes the line.\n\nCopyright 2024 Yonhap. All rights reserved.")
    assert marks(folder) == [f"{TERM}:24 quotable"]
