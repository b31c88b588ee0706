"""PDF files made to stop, hang or bloat a reader; what has no table of its objects is searched for them."""

import zlib

from hostile.plain_files import GATE
from ingest.written_pdf import write_pdf

_SOUND = write_pdf([[GATE]])
_PAGES = b"2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count %d>>\nendobj\n"
_PAGE = b"3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 842]/Contents 4 0 R>>\nendobj\n"


def sound() -> bytes:
    """Return a file with one page."""
    return _SOUND


def locked(_: int) -> bytes:
    """Return an encrypted file."""
    return write_pdf([[GATE]], encrypted=True)


def cut_off(_: int) -> bytes:
    """Return the first half of a file."""
    return _SOUND[: len(_SOUND) // 2]


def scripted(_: int) -> bytes:
    """Return a file that runs a script when it is opened."""
    return _SOUND.replace(b"/Type/Catalog", b"/Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>")


def pages_in_a_circle(_: int) -> bytes:
    """Return a file whose tree of pages holds itself."""
    return _raw(b"2 0 obj\n<</Type/Pages/Kids[2 0 R 2 0 R]/Parent 2 0 R/Count 4>>\nendobj\n")


def many_pages(_: int) -> bytes:
    """Return a file that claims a million pages and has one."""
    return _raw(_PAGES % 1_000_000, _PAGE)


def packed_bomb(scale: int) -> bytes:
    """Return a page whose content unpacks to 10 MB per scale."""
    content = zlib.compress(b" " * (10_000_000 * scale), 9)
    stream = b"4 0 obj\n<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream\nendobj\n" % (len(content), content)
    return _raw(_PAGES % 1, _PAGE, stream)


def nested_arrays(scale: int) -> bytes:
    """Return a file with arrays in arrays."""
    return _raw(_PAGES % 1, _PAGE, b"4 0 obj\n" + b"[" * (20_000 * scale) + b"\nendobj\n")


def tables_in_a_circle(_: int) -> bytes:
    """Return a file whose table of objects names itself as the one before."""
    return _SOUND.replace(b"trailer<<", b"trailer<</Prev %d" % _SOUND.rindex(b"xref\n0"))


def without_text(_: int) -> bytes:
    """Return two pages without text."""
    return write_pdf([[], []])


def _raw(*objects: bytes) -> bytes:
    catalogue = b"1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
    return b"%PDF-1.4\n" + catalogue + b"".join(objects) + b"trailer<</Root 1 0 R/Size 9>>\n%%EOF"
