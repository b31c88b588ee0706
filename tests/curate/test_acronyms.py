from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curate.small_library import TERM, marks, said, spoilt
from kiddqa.curate.acronyms import NEEDS_NO_LONG_FORM, find_acronyms, spells

WORDS = st.lists(st.text("abcdefg", min_size=1, max_size=8), min_size=2, max_size=6)


def spoilt_sentence(folder: Path, sentence: str) -> Path:
    return spoilt(folder, TERM, "North Korea disputes the line.", sentence)


@pytest.mark.parametrize(
    ("text", "acronyms"),
    [
        ("the SCM and the C4I, SA2015WG and RDP-A", ["SCM", "C4I", "SA2015WG", "RDP-A"]),
        ("two SCMs, the SCM's place, the SCMs' places", ["SCM", "SCM", "SCM"]),
        ("the F-CFC, R&D, the DoD and a MoU", ["F-CFC", "R&D", "DoD", "MoU"]),
        ("the ROK-U.S. alliance and DPRK-Russia ties", ["ROK", "DPRK"]),
        ("an ROK-US plan and the U.N. flag", ["ROK", "US", "UN"]),
        ("UFS 24 and KIDD-led talks", ["UFS", "KIDD"]),
        ("Mark McCain of DefTech in PyeongChang", []),
        ("Pillar II, Part IX, a 4D plan and the Six-Party Talks", []),
        ("한국군과 ROK군", ["ROK"]),
        ("U.S.-led talks in Washington, D.C., after COVID-19", []),
    ],
)
def test_acronyms_are_words_with_more_capitals_than_small_letters(text: str, acronyms: list[str]) -> None:
    assert [acronym.name for acronym in find_acronyms(text)] == acronyms


@pytest.mark.parametrize("name", NEEDS_NO_LONG_FORM)
def test_what_needs_no_long_form_holds_no_acronym(name: str) -> None:
    assert list(find_acronyms(f"The {name} said so.")) == []
    assert [found.name for found in find_acronyms(f"The {name.replace('.', '')}X said so.")] != []


def test_a_name_is_exempt_only_as_a_whole() -> None:
    assert [acronym.name for acronym in find_acronyms("The NK army and the COVIDS plan")] == ["NK", "COVIDS"]


@pytest.mark.parametrize(
    ("long_form", "acronym"),
    [
        ("Korea-U.S. Integrated Defense Dialogue", "KIDD"),
        ("operational control", "OPCON"),
        ("command, control, communications, computers and intelligence", "C4I"),
        ("the Strategic Alliance 2015 Working Group", "SA2015WG"),
        ("Reciprocal Defense Procurement Agreement", "RDP-A"),
        ("research and development", "R&D"),
    ],
)
def test_a_long_form_spells_its_acronym(long_form: str, acronym: str) -> None:
    assert spells(long_form, acronym)


@pytest.mark.parametrize(
    ("long_form", "acronym"),
    [("Military Committee Meeting", "SCM"), ("Meeting Consultative Security", "SCM"), ("abuse of NLL", "BN")],
)
def test_another_phrase_does_not_spell_it(long_form: str, acronym: str) -> None:
    assert not spells(long_form, acronym)


@given(WORDS)
def test_the_initials_of_any_phrase_are_spelled_by_it(words: list[str]) -> None:
    assert spells(" ".join(words), "".join(word[0] for word in words).upper())


@pytest.mark.parametrize(
    "sentence",
    [
        "The Security Consultative Meeting (SCM) met. The SCM agreed.",
        "The SCM (Security Consultative Meeting) met.",
        "The yearly Security Consultative Meetings (SCMs) go on.",
        'The Security Consultative Meeting ("SCM") met.',
        "The Security Consultative Meeting (SCM, in Korean 한미안보협의회의) met.",
        "The Security Consultative\nMeeting (SCM) met.",
    ],
)
def test_an_acronym_beside_its_long_form_is_spelled_out(tmp_path: Path, sentence: str) -> None:
    assert marks(spoilt_sentence(tmp_path, sentence)) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "The SCM met.",
        "The SCM met before the Security Consultative Meeting (SCM).",
        "The Security Consultative Meeting, or SCM, met.",
        "The ministers (SCM) met.",
        "The SCM (the ministers) met.",
        "The Security Consultative Meeting met and talked about the state of the world (SCM).",
    ],
)
def test_an_acronym_that_is_not_spelled_out_at_first_is_found_once(tmp_path: Path, sentence: str) -> None:
    folder = spoilt_sentence(tmp_path, f"{sentence} The SCM agreed.")
    assert marks(folder) == [f"{TERM}:22 acronym"]
    assert said(folder) == ("SCM is not spelled out at its first use in a sentence; expected Long Form (SCM).")


def test_a_heading_does_not_spell_out_for_the_sentences_below(tmp_path: Path) -> None:
    folder = spoilt(tmp_path, TERM, "The Northern Limit Line (NLL) is", "The NLL is")
    assert marks(folder) == [f"{TERM}:21 acronym"]


def test_a_table_cell_does_not_spell_out_for_the_sentences_below(tmp_path: Path) -> None:
    folder = spoilt_sentence(tmp_path, "\n| Military Committee Meeting (MCM) |\n|---|\n| 1978 |\n\nThe MCM met.")
    assert marks(folder) == [f"{TERM}:27 acronym"]


def test_an_acronym_of_a_heading_alone_is_spelled_out_somewhere(tmp_path: Path) -> None:
    folder = spoilt(tmp_path, TERM, "## What it is", "## The line and the CFC")
    assert marks(folder) == [f"{TERM}:19 acronym"]
    assert said(folder) == "CFC is not spelled out somewhere in the document; expected Long Form (CFC)."


def test_the_line_is_that_of_the_acronym_within_its_sentence(tmp_path: Path) -> None:
    assert marks(spoilt_sentence(tmp_path, "North Korea disputes the line,\nas the CFC says.")) == [
        f"{TERM}:23 acronym"
    ]
