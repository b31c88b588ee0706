import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curate.small_library import GOOD, SECOND, TERM, write
from kiddqa.curate.library import Entry, Excerpt, _read_file, read_entry, read_library
from kiddqa.errors import CorpusError

WORDS = st.lists(st.sampled_from(["Seoul", "talks", "line", "Kill", "chain"]), min_size=1, max_size=6)
SENTENCES = st.lists(WORDS.map(lambda words: f"The {' '.join(words)} ended."), min_size=1, max_size=8)


def entry_of(body: str) -> Entry:
    return read_entry("terms/a.md", f"---\ntitle: A\n---\n{body}".encode())


@settings(max_examples=50, deadline=None)
@given(SENTENCES, st.sampled_from(["\n", "\n\n", "\n\n## Place\n\n"]))
def test_every_sentence_stands_on_the_line_it_is_said_to_begin_on(sentences: list[str], gap: str) -> None:
    text = f"---\ntitle: A\n---\n\n{gap.join(sentences)}\n"
    found = read_entry("terms/a.md", text.encode()).sentences
    assert [sentence.text for sentence in found] == sentences
    lines = text.split("\n")
    assert [lines[sentence.line - 1] for sentence in found] == sentences


def test_two_sentences_on_a_line_begin_on_that_line() -> None:
    sentences = entry_of("Seoul agreed. Washington agreed\nlater. Tokyo did not.").sentences
    assert sentences == (
        Excerpt(text="Seoul agreed.", line=4),
        Excerpt(text="Washington agreed\nlater.", line=4),
        Excerpt(text="Tokyo did not.", line=5),
    )


def test_a_sentence_with_markup_gets_the_line_of_what_stands_before_it() -> None:
    sentences = entry_of("Seoul agreed.\nThe **line** held.\nTokyo waited.").sentences
    assert [(sentence.text, sentence.line) for sentence in sentences] == [
        ("Seoul agreed.", 4),
        ("The line held.", 4),
        ("Tokyo waited.", 6),
    ]


def test_list_items_are_sentences_and_headings_and_table_rows_are_none() -> None:
    entry = entry_of("## Talks\n\nSeoul agreed.\n\n- Tokyo waited.\n\n| No. | Place |\n|---|---|\n| 1 | Seoul |\n")
    assert [sentence.text for sentence in entry.sentences] == ["Seoul agreed.", "Tokyo waited."]
    assert entry.headings == (Excerpt(text="Talks", line=4, level=2),)
    assert entry.rows == (Excerpt(text="No. | Place", line=10), Excerpt(text="1 | Seoul", line=12))


def test_a_mistyped_value_is_as_good_as_none() -> None:
    entry = read_entry("meetings/a.md", b"---\nnumber: true\ndate: soon\nplace: 3\nsee_also: overview.md\n---\n")
    assert (entry.number, entry.day, entry.place, entry.see_also) == (None, None, None, ())


def test_text_is_compared_in_one_unicode_form() -> None:
    decomposed = unicodedata.normalize("NFD", "Café agreed.")
    assert entry_of(decomposed).sentences == (Excerpt(text="Café agreed.", line=4),)


def test_a_file_that_is_no_text_is_an_entry_with_a_fault() -> None:
    (fault,) = read_entry("terms/a.md", bytes(range(32)) * 9).front_matter.faults
    assert fault.message.startswith("The file is not a text")


def test_a_file_that_cannot_be_opened_is_an_entry_with_a_fault(tmp_path: Path) -> None:
    (fault,) = _read_file("terms/a.md", tmp_path / "gone.md").front_matter.faults
    assert fault.message == "The file cannot be opened (No such file or directory); expected Markdown in UTF-8."


def test_entries_come_in_order_of_id_and_hidden_files_are_passed_over(tmp_path: Path) -> None:
    write(tmp_path, {SECOND: GOOD[SECOND], TERM: GOOD[TERM], ".draft.md": "# Draft", ".git/a.md": "# A"})
    assert [entry.id for entry in read_library(tmp_path).entries] == [SECOND, TERM]


def test_meetings_come_by_number(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": "---\nkind: meeting\nnumber: 10\n---\n", "b.md": "---\nkind: meeting\nnumber: 9\n---\n"})
    assert [entry.number for entry in read_library(tmp_path).meetings()] == [9, 10]


def test_a_folder_without_markdown_is_no_corpus(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"holds no Markdown; type kiddqa corpus check DIR"):
        read_library(tmp_path)


def test_a_folder_that_is_not_there_is_no_corpus(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="missing"):
        read_library(tmp_path / "missing")
