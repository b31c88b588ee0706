"""A file's bytes and name in; the format it is to be loaded as out, told by content before the name."""

import re
import struct
import zipfile
from enum import StrEnum
from io import BytesIO

from kiddqa.errors import UnreadableFileError
from kiddqa.ingest.decode import NOT_TEXT, decode
from kiddqa.ingest.draft import clean
from kiddqa.ingest.frontmatter import has_front_matter

_HEAD_BYTES = 1_024
_SAMPLE_CHARS = 20_000
_MIN_MARKDOWN_SIGNS = 2

_OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
# Atomic groups: without them n comments could be told apart in 2ⁿ ways, and all of them would be tried.
_PROLOGUE = r"(?>\s*)(?>(?:<\?xml[^>]*>\s*)?)(?>(?:(?><!--.*?-->)\s*)*)"
_HTML_PAGE = re.compile(rf"{_PROLOGUE}<(?:!doctype html|html|head|body|title|meta)\b", re.IGNORECASE | re.DOTALL)
_HTML_FRAGMENT = re.compile(rf"{_PROLOGUE}<(?:article|main|div|p|h1)\b", re.IGNORECASE | re.DOTALL)
_OTHER_MARKUP = re.compile(r"\s*(?:<\?xml|<!doctype|<svg\b|\{\\rtf)", re.IGNORECASE)
_MARKDOWN_SIGNS = tuple(
    re.compile(pattern, re.MULTILINE)
    for pattern in (
        r"^#{1,6} \S",
        r"\[[^\]\n]{1,200}\]\([^)\s]{1,500}\)",
        r"(?<!\w)(?:\*\*|__)\S[^*_\n]{0,200}\S(?:\*\*|__)",
        r"^(?:```|~~~)",
        r"^\|?[ :]*-{3,}[ :]*\|[ :|-]*$",
    )
)


class Format(StrEnum):
    """The formats that can be loaded; the value is ``Document.format``."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    PDF = "pdf"
    DOCX = "docx"


def sniff(data: bytes, name: str) -> Format:
    """Return the format of a file's bytes.

    Args:
        data: The whole file, not empty.
        name: The file's name; its ending decides where the content leaves open whether it is Markdown.

    Raises:
        UnreadableFileError: if the bytes are none of the formats.
    """
    if b"%PDF-" in data[:_HEAD_BYTES]:
        return Format.PDF
    if data.startswith(b"PK\x03\x04"):
        return _sniff_zip(data)
    if data.startswith(_OLD_OFFICE):
        raise UnreadableFileError(
            "is an encrypted Office file; save it without a password"
            if _ENCRYPTED_STREAM in data
            else "is an old Office file; save it as .docx or PDF"
        )
    return _sniff_text(decode(data), name)


def _sniff_zip(data: bytes) -> Format:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, OverflowError, ValueError, struct.error):
        raise UnreadableFileError("is a broken Word or ZIP file; it ends too early or was altered") from None
    if "word/document.xml" in names:
        return Format.DOCX
    raise UnreadableFileError(NOT_TEXT)


def _sniff_text(text: str, name: str) -> Format:
    text = clean(text)
    if has_front_matter(text):
        return Format.MARKDOWN
    called_markdown = name.lower().endswith((".md", ".markdown"))
    if _HTML_PAGE.match(text) or (_HTML_FRAGMENT.match(text) and not called_markdown):
        return Format.HTML
    if _OTHER_MARKUP.match(text):
        raise UnreadableFileError(NOT_TEXT)
    sample = text[:_SAMPLE_CHARS]
    signs = sum(1 for sign in _MARKDOWN_SIGNS if sign.search(sample))
    if called_markdown or signs >= _MIN_MARKDOWN_SIGNS:
        return Format.MARKDOWN
    return Format.TEXT
