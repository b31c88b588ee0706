from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from ingest.reading import Seen, seen
from kiddqa.errors import UnreadableFileError
from kiddqa.ingest import word

Written = Any  # python-docx has no types for us
Fill = Callable[[Written], object]


def written(fill: Fill) -> bytes:
    document = docx.Document()
    fill(document)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def blocks(fill: Fill) -> Seen:
    return seen(word.load(written(fill)))


def test_headings_paragraphs_lists_and_tables_stay_in_order() -> None:
    def fill(document: Written) -> None:
        document.add_heading("Ninth Talks", 0)
        document.add_heading("People", 2)
        document.add_paragraph("Mr. Han led them.")
        document.add_paragraph("ports", style="List Bullet")
        document.add_paragraph("Busan", style="List Bullet 2")
        table = document.add_table(2, 2)
        for number, text in enumerate(("Year", "Place", "2017", "Busan")):
            table.cell(number // 2, number % 2).text = text
        document.add_paragraph("That is all.")

    assert blocks(fill) == [
        ("heading 1", "Ninth Talks"),
        ("heading 2", "People"),
        ("paragraph", "Mr. Han led them."),
        ("list_item 1", "ports"),
        ("list_item 2", "Busan"),
        ("table_row", "Year | Place"),
        ("table_row", "2017 | Busan"),
        ("paragraph", "That is all."),
    ]


def test_a_paragraph_numbered_by_hand_is_a_list_item_of_its_depth() -> None:
    def fill(document: Written) -> None:
        paragraph = document.add_paragraph("rules")
        paragraph._p.get_or_add_pPr().append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>')
        )

    assert blocks(fill) == [("list_item 2", "rules")]


def test_tracked_insertions_count_and_deletions_do_not() -> None:
    def fill(document: Written) -> None:
        paragraph = document.add_paragraph("They met in ")
        paragraph._p.append(parse_xml(f"<w:del {nsdecls('w')}><w:r><w:delText>Ulsan</w:delText></w:r></w:del>"))
        paragraph._p.append(parse_xml(f"<w:ins {nsdecls('w')}><w:r><w:t>Busan.</w:t></w:r></w:ins>"))

    assert blocks(fill) == [("paragraph", "They met in Busan.")]


def test_text_in_a_content_control_counts() -> None:
    def fill(document: Written) -> None:
        control = parse_xml(
            f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>Inside.</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        )
        document.element.body.insert(0, control)

    assert blocks(fill) == [("paragraph", "Inside.")]


def test_tabs_line_breaks_and_fixed_hyphens_are_kept() -> None:
    def fill(document: Written) -> None:
        run = document.add_paragraph("a\tb\nc").runs[0]
        run._r.append(parse_xml(f"<w:noBreakHyphen {nsdecls('w')}/>"))
        run._r.append(parse_xml(f"<w:t {nsdecls('w')}>d</w:t>"))

    assert blocks(fill) == [("paragraph", "a\tb\nc-d")]


def test_a_table_within_a_cell_follows_its_row() -> None:
    def fill(document: Written) -> None:
        cell = document.add_table(1, 1).cell(0, 0)
        cell.text = "outer"
        cell.add_table(1, 1).cell(0, 0).text = "inner"

    assert blocks(fill) == [("table_row", "outer"), ("table_row", "inner")]


def test_title_day_and_language_come_from_the_properties() -> None:
    def fill(document: Written) -> None:
        document.add_paragraph("Text.")
        about = document.core_properties
        about.author, about.title, about.language = "A. Clerk", "Ninth Talks", "en-GB"
        about.created = datetime(2017, 5, 3, 12, tzinfo=UTC)

    found = word.load(written(fill)).metadata
    assert (found.title, found.date, found.language) == ("Ninth Talks", "2017-05-03", "en-GB")


def test_the_date_of_an_empty_template_is_no_date() -> None:
    assert word.load(written(lambda document: document.add_paragraph("Text."))).metadata.date is None


def test_a_file_that_would_unpack_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data = written(lambda document: document.add_paragraph("Text."))
    monkeypatch.setattr(word, "_MAX_UNPACKED_BYTES", 50_000)
    with pytest.raises(UnreadableFileError, match=r"unpacks to \S+ MB; at most 0\.05 MB are unpacked"):
        word.load(data)


@pytest.mark.parametrize("depth", ["9" * 5_000, "-1", "two", "9"])
def test_a_depth_that_no_list_has_is_the_first(depth: str) -> None:
    def fill(document: Written) -> None:
        paragraph = document.add_paragraph("rules")
        paragraph._p.get_or_add_pPr().append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{depth}"/><w:numId w:val="1"/></w:numPr>')
        )

    assert blocks(fill) == [("list_item 1", "rules")]


def test_a_file_that_would_unpack_to_far_more_than_its_size_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data = written(lambda document: document.add_paragraph("Text. " * 200_000))
    monkeypatch.setattr(word, "_ALWAYS_UNPACKED_BYTES", 50_000)
    monkeypatch.setattr(word, "_MAX_UNPACKED_RATIO", 5)
    with pytest.raises(UnreadableFileError, match=r"unpacks to \S+ MB, more than 5 times its size; save it anew"):
        word.load(data)


def test_a_file_of_more_parts_than_any_has_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word, "_MAX_MEMBERS", 3)
    with pytest.raises(UnreadableFileError, match=r"has \d+ parts; a Word file has 3 at most"):
        word.load(written(lambda document: document.add_paragraph("Text.")))
