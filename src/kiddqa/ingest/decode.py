"""Bytes in, text out: the encoding is told by a byte order mark, a declaration, UTF-8's own rules, or detected."""

import codecs
import re

from kiddqa.errors import UnreadableFileError

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Told apart are the encodings documents are found in; with all of Python's, Windows-1252 is mistaken for its cousins.
_DETECTED = ["cp1252", "cp949", "shift_jis", "euc_jp", "gb18030", "big5", "cp1251", "utf_16_le", "utf_16_be"]
_DECLARED = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_DECLARED_WITHIN_BYTES = 4_096
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MAX_CONTROL_SHARE = 0.02
# Python's own: they are on no page, and some take quadratic time or make other text of what stands there.
_NEVER_DECLARED = frozenset({"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7"})
_SAMPLE_CHARS = 100_000

NOT_TEXT = "is not a text, Markdown, HTML, PDF or Word file"


def decode(data: bytes) -> str:
    """Return ``data`` as text.

    Raises:
        UnreadableFileError: if no known encoding fits, or what comes out is full of control characters.
    """
    text = _by_mark(data)
    if text is None:
        text = _strictly(data, "utf-8")
    if text is None:
        text = _by_declaration(data)
    if text is None:
        text = _detected(data)
    if text is None or _is_binary(text):
        raise UnreadableFileError(NOT_TEXT)
    return text


def _by_mark(data: bytes) -> str | None:
    encoding = next((name for mark, name in _BYTE_ORDER_MARKS if data.startswith(mark)), None)
    return encoding and _strictly(data, encoding)


def _by_declaration(data: bytes) -> str | None:
    """Return the text in the encoding that an HTML page declares."""
    found = _DECLARED.search(data, 0, _DECLARED_WITHIN_BYTES)
    if not found:
        return None
    encoding = found[1].decode("ascii")
    return None if encoding.lower().replace("_", "-") in _NEVER_DECLARED else _strictly(data, encoding)


def _detected(data: bytes) -> str | None:
    from charset_normalizer import from_bytes  # noqa: PLC0415  (only files that are not UTF-8 need it)

    best = from_bytes(data, cp_isolation=_DETECTED).best()
    return None if best is None else str(best)


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeError, LookupError):
        return None


def _is_binary(text: str) -> bool:
    sample = text[:_SAMPLE_CHARS]
    return len(_CONTROL.findall(sample)) > 1 + _MAX_CONTROL_SHARE * len(sample)
