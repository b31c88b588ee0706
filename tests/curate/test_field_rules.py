from pathlib import Path

import pytest

from curate.small_library import FIRST, GOOD, OVERVIEW, TERM, findings, marks, said, spoilt, write


@pytest.mark.parametrize(
    ("line", "key", "expected"),
    [
        ("title: Northern Limit Line (NLL)\n", "title", "one line of text"),
        ("kind: term\n", "kind", "one of meeting, body, term, person, overview"),
        ("publisher: kiddqa reference corpus\n", "publisher", "one line of text"),
        ("language: en\n", "language", "a language of two letters, such as en"),
        ("aliases: [NLL, sea border]\n", "aliases", "a list of lines of text, none of them twice"),
        ("see_also: [overview.md]\n", "see_also", "a list of lines of text, none of them twice"),
        ("reviewed: 2026-11-22\n", "reviewed", "a day as YYYY-MM-DD"),
        ("    title: White Paper\n", "sources[0].title", "one line of text"),
    ],
)
def test_every_document_needs_each_key(tmp_path: Path, line: str, key: str, expected: str) -> None:
    messages = [found.message for found in findings(spoilt(tmp_path, TERM, line, ""))]
    assert f"The front matter has no {key}; expected {expected}." in messages


@pytest.mark.parametrize(
    ("line", "key", "expected"),
    [
        ("number: 1\n", "number", "a whole number from 1"),
        ("place: Washington\n", "place", "one line of text"),
        ("date: 2012-04-26\n", "date", "a day as YYYY-MM-DD"),
    ],
)
def test_a_meeting_needs_number_place_and_day(tmp_path: Path, line: str, key: str, expected: str) -> None:
    messages = [found.message for found in findings(spoilt(tmp_path, FIRST, line, ""))]
    assert f"The front matter has no {key}; expected {expected}." in messages


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("date: 1953-08", "date: 1953-13", "date '1953-13'; expected a date as YYYY, YYYY-MM or YYYY-MM-DD"),
        (
            "date: 1953-08",
            "date: 30 August 1953",
            "date '30 August 1953'; expected a date as YYYY, YYYY-MM or YYYY-MM-DD",
        ),
        ("reviewed: 2026-11-22", "reviewed: 2026-11", "reviewed '2026-11'; expected a day as YYYY-MM-DD"),
        ("reviewed: 2026-11-22", "reviewed: 2026-02-30", "reviewed '2026-02-30'; expected a day as YYYY-MM-DD"),
        ("language: en", "language: English", "language 'English'; expected a language of two letters, such as en"),
        (
            "[NLL, sea border]",
            "[NLL, nll]",
            "aliases ['NLL', 'nll']; expected a list of lines of text, none of them twice",
        ),
        ("[NLL, sea border]", "NLL", "aliases 'NLL'; expected a list of lines of text, none of them twice"),
        (
            "https://example.org/paper",
            "example.org",
            "sources[0].url 'example.org'; expected a web address that begins with https:// or http://",
        ),
        ("date: 2018", "date: soon", "sources[0].date 'soon'; expected a date as YYYY, YYYY-MM or YYYY-MM-DD"),
        ("title: White Paper", "title: 2018", "sources[0].title 2018; expected one line of text"),
        ("    date: 2018", "    author: Kim", "sources[0].author; expected only publisher, title, date, url"),
    ],
)
def test_a_value_of_the_wrong_type_is_named_with_what_is_expected(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    assert said(spoilt(tmp_path, TERM, old, new)) == f"The front matter has {message}."


@pytest.mark.parametrize("number", ["first", "0", "1.0", "true"])
def test_a_meeting_has_a_whole_number(tmp_path: Path, number: str) -> None:
    assert f"{FIRST}:5 front-matter" in marks(spoilt(tmp_path, FIRST, "number: 1\n", f"number: {number}\n"))


def test_a_key_that_nobody_reads_is_found_on_its_line(tmp_path: Path) -> None:
    folder = spoilt(tmp_path, TERM, "language: en\n", "language: en\npalce: Seoul\n")
    assert marks(folder) == [f"{TERM}:7 front-matter"]
    assert said(folder).startswith("The front matter has palce; expected only title, kind,")


def test_only_a_meeting_has_a_number(tmp_path: Path) -> None:
    assert marks(spoilt(tmp_path, OVERVIEW, "language: en\n", "language: en\nnumber: 3\n")) == [
        f"{OVERVIEW}:6 front-matter"
    ]


@pytest.mark.parametrize("sources", ["[]", "Yonhap", "[Yonhap]"])
def test_a_document_has_sources_each_with_publisher_and_title(tmp_path: Path, sources: str) -> None:
    folder = spoilt(tmp_path, OVERVIEW, "[{publisher: Yonhap, title: Chronicle}]", sources)
    assert marks(folder) == [f"{OVERVIEW}:8 front-matter"]


def test_a_file_without_front_matter_is_one_finding(tmp_path: Path) -> None:
    folder = write(tmp_path, GOOD | {"terms/kill-chain.md": "# Kill Chain\n\nThe Kill Chain is a plan.\n"})
    assert marks(folder) == ["terms/kill-chain.md:1 front-matter"]


def test_the_heading_is_the_title(tmp_path: Path) -> None:
    folder = spoilt(tmp_path, TERM, "# Northern Limit Line (NLL)", "# Northern Line")
    assert marks(folder) == [f"{TERM}:17 title-heading"]
    assert said(folder) == "The heading is 'Northern Line'; expected the title, 'Northern Limit Line (NLL)'."


def test_a_document_has_a_heading(tmp_path: Path) -> None:
    folder = spoilt(tmp_path, FIRST, "# First meeting\n", "")
    assert said(folder) == "The text has no heading of level 1; expected the title, 'First meeting'."


def test_a_document_lies_in_the_folder_of_its_kind(tmp_path: Path) -> None:
    folder = spoilt(tmp_path, TERM, "kind: term", "kind: body")
    assert marks(folder) == [f"{TERM}:4 folder"]
    assert said(folder) == "The kind is body; expected such a document in bodies/."


def test_a_file_that_is_no_markdown_is_a_stranger(tmp_path: Path) -> None:
    assert marks(write(tmp_path, GOOD | {"terms/notes.txt": "Notes"})) == ["terms/notes.txt:1 folder"]
