from dataclasses import replace

from fakes import cut_by_line, document_of
from kiddqa.index.files import sha256_of_text
from kiddqa.index.rows import DOCUMENT_COLUMNS, document_row, passage_row
from kiddqa.index.rows import document_of as document_of_row
from kiddqa.records import Block, BlockKind, Source

FULL = replace(
    document_of("meetings/25.md", "Heading", "Überblick.", title="25th", date="2024-09-24", publisher="MND"),
    blocks=(Block(start=0, end=7, kind=BlockKind.HEADING, level=2), Block(start=8, end=18, kind=BlockKind.PARAGRAPH)),
    page_starts=(0, 8),
    url="https://example.org/25",
    language="en",
    kind="meeting",
    sources=(Source(title="News"), Source(title="Report", publisher="YTN", date="2024", url="https://example.org")),
    aliases=("the 25th",),
)


def test_a_document_comes_back_from_its_row_as_it_was() -> None:
    assert document_of_row(document_row(FULL)) == FULL
    assert document_of_row(document_row(document_of("a.md", "One."))) == document_of("a.md", "One.")


def test_a_row_has_a_value_for_each_column() -> None:
    columns = dict(zip(DOCUMENT_COLUMNS.split(", "), document_row(FULL), strict=True))

    assert (columns["id"], columns["page_starts"], columns["aliases"]) == ("meetings/25.md", "[0,8]", '["the 25th"]')


def test_a_passage_is_a_row_of_offsets_and_the_hash_of_what_is_embedded() -> None:
    [_, passage] = cut_by_line(FULL)

    assert passage_row(passage) == (8, 18, "[]", "[[8,18]]", sha256_of_text("25th. Überblick."))
