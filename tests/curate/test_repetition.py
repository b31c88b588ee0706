from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curate.small_library import FIRST, GOOD, SECOND, TERM, findings, marks, spoilt, write
from kiddqa.curate.repetition import MAX_LIKENESS, Shingles, jaccard, shingles

TEXTS = st.lists(st.sampled_from("abc"), max_size=20).map(" ".join)

LONG = [
    "Ministers of four nations opened the forum with a speech about trade routes.",
    "Admirals showed maps of the western sea to every guest from the press.",
    "Engineers explained how the radar on the hill had been built in one year.",
    "Lawyers asked for a treaty that would bind all parties until the next decade.",
]


def with_meetings(folder: Path, first: list[str], second: list[str]) -> Path:
    texts = {
        FIRST: GOOD[FIRST].replace("The first meeting opened at the Pentagon on 26 April 2012.", "\n".join(first)),
        SECOND: GOOD[SECOND].replace("In September 2012 Seoul was the host of the second round.", "\n".join(second)),
    }
    return write(folder, GOOD | texts)


def altered(sentences: list[str], word: str) -> list[str]:
    """Return the sentences with their last word replaced, so that none of them stands twice."""
    return [f"{sentence.rsplit(' ', 1)[0]} {word}." for sentence in sentences]


@pytest.mark.parametrize(
    "again",
    [
        "Seoul was the host of the second round.",
        "Seoul, was the host of the second round!",
        "Seoul was\nthe host of the Second Round.",
    ],
)
def test_a_sentence_in_two_documents_is_found_in_the_second(tmp_path: Path, again: str) -> None:
    sentence = "Seoul was the host of the second round."
    folder = with_meetings(tmp_path, [*LONG, sentence], [again])
    (finding,) = findings(folder)
    assert (finding.document, finding.line, finding.rule) == (SECOND, 17, "repeated-sentence")
    assert finding.message.endswith(f"stands in {FIRST}, line 21, too; expected each sentence once.")


def test_a_sentence_twice_in_one_document_is_found(tmp_path: Path) -> None:
    line = "North Korea disputes the line."
    assert marks(spoilt(tmp_path, TERM, line, f"{line}\n{line}")) == [f"{TERM}:23 repeated-sentence"]


def test_a_copy_with_every_sentence_touched_up_is_a_near_duplicate(tmp_path: Path) -> None:
    folder = with_meetings(tmp_path, LONG, altered(LONG, "instead"))
    (finding,) = findings(folder)
    assert (finding.document, finding.line, finding.rule) == (SECOND, 14, "near-duplicate")
    assert finding.message.startswith(f"The text is nearly that of {FIRST}: of all runs of 5 words, ")
    assert finding.message.endswith("% stand in both; expected at most 30%.")


def test_a_copy_of_one_sentence_in_four_is_no_near_duplicate(tmp_path: Path) -> None:
    others = [
        "Cooks served rice to all who came.",
        "Seoul paid for the hall and its guards.",
        "Rain fell all day long.",
    ]
    assert marks(with_meetings(tmp_path, LONG, [*altered(LONG[:1], "instead"), *others])) == []


def test_shingles_are_runs_of_five_words_without_case_or_punctuation() -> None:
    assert shingles("The SCM met, in Seoul - today.") == {
        ("the", "scm", "met", "in", "seoul"),
        ("scm", "met", "in", "seoul", "today"),
    }


def test_a_text_of_four_words_has_no_shingles() -> None:
    assert shingles("The SCM met today.") == frozenset()


def test_likeness_is_what_is_shared_of_all() -> None:
    # Six words make two runs of five; one run of each is the same, so 1 of 3 stands in both.
    likeness = jaccard(shingles("a b c d e f"), shingles("a b c d e g"))
    assert likeness == 1 / 3
    assert likeness > MAX_LIKENESS


@given(TEXTS, TEXTS)
def test_likeness_is_symmetric_within_0_and_1_and_1_for_itself(one: str, other: str) -> None:
    first, second = shingles(one), shingles(other)
    assert 0 <= jaccard(first, second) == jaccard(second, first) <= 1
    assert jaccard(first, first) == (1 if first else 0)


def test_two_empty_texts_are_not_alike() -> None:
    empty: Shingles = frozenset()
    assert jaccard(empty, empty) == 0
