import zipfile
from io import BytesIO

import pytest

from ingest.written_pdf import write_pdf
from kiddqa.errors import UnreadableFileError
from kiddqa.ingest.sniff import Format, sniff


def zipped(name: str) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, "<x/>")
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (write_pdf([["Text."]]), Format.PDF),
        (b"\n\n%PDF-1.4\n", Format.PDF),
        (zipped("word/document.xml"), Format.DOCX),
        (b"<!DOCTYPE html><p>Text.", Format.HTML),
        (b"\xef\xbb\xbf<!-- saved --> <html><body>Text.", Format.HTML),
        (b'<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml">', Format.HTML),
        ("<html><body>Text.".encode("utf-16"), Format.HTML),
        (b"---\r\ntitle: A\r\n---\r\nText.", Format.MARKDOWN),
        (b"# Title\n\nSee [this](https://example.org).", Format.MARKDOWN),
        (b"Plain text.", Format.TEXT),
        (b"# one\n# two\n", Format.TEXT),
    ],
)
def test_content_decides_before_a_misleading_name(data: bytes, expected: Format) -> None:
    assert sniff(data, "notes.dat") is expected


def test_the_name_decides_between_text_and_markdown() -> None:
    assert sniff(b"Plain text.", "a.MD") is Format.MARKDOWN
    assert sniff(b"Plain text.", "a.txt") is Format.TEXT


def test_a_fragment_of_html_opens_a_markdown_file_if_the_name_says_so() -> None:
    assert sniff(b"<p>Text.</p>", "a.md") is Format.MARKDOWN
    assert sniff(b"<p>Text.</p>", "a.txt") is Format.HTML


@pytest.mark.parametrize(
    "data",
    [
        zipped("xl/workbook.xml"),
        b"\x89PNG\r\n\x1a\n" + bytes(200),
        b"{\\rtf1 Text.}",
        b'<?xml version="1.0"?><feed/>',
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    ],
)
def test_other_formats_are_refused(data: bytes) -> None:
    with pytest.raises(UnreadableFileError, match="is not a text, Markdown, HTML, PDF or Word file"):
        sniff(data, "a.txt")


def test_a_broken_zip_is_refused_as_such() -> None:
    with pytest.raises(UnreadableFileError, match="is a broken Word or ZIP file"):
        sniff(zipped("word/document.xml")[:40], "a.docx")


def test_old_and_encrypted_office_files_are_told_apart() -> None:
    magic = bytes.fromhex("d0cf11e0a1b11ae1")
    with pytest.raises(UnreadableFileError, match=r"is an old Office file; save it as \.docx or PDF"):
        sniff(magic + bytes(100), "a.doc")
    with pytest.raises(UnreadableFileError, match="is an encrypted Office file; save it without a password"):
        sniff(magic + "EncryptedPackage".encode("utf-16-le"), "a.docx")


def test_comments_without_number_are_passed_over_in_no_time() -> None:
    """Each comment might have reached up to the end of any later one: 2 to the power of 500 ways to try."""
    assert sniff(b"<!---->" * 500 + b"Text.", "a.html") == Format.TEXT


def test_a_name_of_no_encoding_in_an_archive_makes_it_a_broken_one() -> None:
    with pytest.raises(UnreadableFileError, match="is a broken Word or ZIP file"):
        sniff(zipped("word/\xe9").replace("\xe9".encode(), b"\xff\xff"), "a.docx")
