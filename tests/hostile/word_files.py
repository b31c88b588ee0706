"""Word files made to stop, hang or bloat a reader: ZIP archives of XML, altered."""

import zipfile
from collections.abc import Mapping
from functools import cache
from io import BytesIO

import docx

from hostile.plain_files import GATE
from hostile.web_pages import LAUGHING

_MAIN = "word/document.xml"
_SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGES = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_TYPES, _LINKS = f"{_PACKAGES}/content-types", f"{_PACKAGES}/relationships"
_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_LEAST: Mapping[str, str] = {
    "[Content_Types].xml": f"""<Types xmlns="{_TYPES}"><Default Extension="rels"
        ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
        <Override PartName="/{_MAIN}" ContentType="{_OFFICE}.document.main+xml"/>
        <Override PartName="/word/styles.xml" ContentType="{_OFFICE}.styles+xml"/></Types>""",
    "_rels/.rels": f"""<Relationships xmlns="{_LINKS}">
        <Relationship Id="r1" Target="{_MAIN}" Type="{_TYPE}/officeDocument"/></Relationships>""",
    "word/_rels/document.xml.rels": f"""<Relationships xmlns="{_LINKS}">
        <Relationship Id="r1" Target="styles.xml" Type="{_TYPE}/styles"/></Relationships>""",
    "word/styles.xml": f"""<w:styles xmlns:w="{_SPACE}"><w:style w:type="paragraph" w:styleId="Heading1">
        <w:name w:val="heading 1"/></w:style></w:styles>""",
}
"""All that a Word file needs beside its text."""


@cache
def sound() -> bytes:
    """Return a Word file with one paragraph."""
    document = docx.Document()
    document.add_paragraph(GATE)
    return _saved(document)


def tables(scale: int) -> bytes:
    """Return 100 tables per scale."""
    document = docx.Document()
    document.add_paragraph(GATE)
    for _ in range(100 * scale):
        document.add_table(1, 1)
    return _saved(document)


def bomb(scale: int) -> bytes:
    """Return a file that unpacks to 25 MB and 4 MB more per scale, a thousand times its size."""
    return _altered({"word/media/zeros.bin": bytes(21_000_000 + 4_000_000 * scale)})


def many_parts(_: int) -> bytes:
    """Return a file of more than 10,000 parts."""
    return _altered({f"m/{number}": b"" for number in range(10_001)})


def archive_within_archives(_: int) -> bytes:
    """Return an archive in an archive, ten times over."""
    data = sound()
    for _ in range(10):
        data = _zipped({"again.docx": data})
    return data


def laughing(_: int) -> bytes:
    """Return a file with the billion laughs."""
    return _altered({_MAIN: _body(f"{GATE} &i;", document_type=f"<!DOCTYPE w {LAUGHING}>")})


def prying(secret: str) -> bytes:
    """Return a file with an external entity: the file ``secret``."""
    entity = f'<!DOCTYPE w [<!ENTITY x SYSTEM "file://{secret}">]>'
    return _altered({_MAIN: _body(f"{GATE} &x;", document_type=entity)})


def nested(scale: int) -> bytes:
    """Return content controls within each other, 1,000 per scale."""
    depth = 1_000 * scale
    inside = "<w:sdt><w:sdtContent>" * depth + "</w:sdtContent></w:sdt>" * depth
    return _altered({_MAIN: _body(GATE, more=inside)})


def numbered_beyond_reason(_: int) -> bytes:
    """Return a list item whose depth is a number of 5,000 digits."""
    number = f'<w:pPr><w:numPr><w:ilvl w:val="{"9" * 5_000}"/><w:numId w:val="1"/></w:numPr></w:pPr>'
    return _altered({_MAIN: _body(GATE, before=number)})


def with_macro(_: int) -> bytes:
    """Return a file with a macro beside the text."""
    return _altered({"word/vbaProject.bin": b"\xd0\xcf\x11\xe0 Shell"})


def climbing(_: int) -> bytes:
    """Return a file with parts whose names lead out of any folder they would be unpacked to."""
    return _altered({"../../climbed.txt": b"out", "/climbed.txt": b"out"})


def cut_off(_: int) -> bytes:
    """Return the first half of a file."""
    return sound()[: len(sound()) // 2]


def without_types(_: int) -> bytes:
    """Return an archive with nothing of a Word file but its text."""
    return _zipped({_MAIN: _body(GATE)})


def locked_part(_: int) -> bytes:
    """Return a file that calls its parts encrypted."""
    data = bytearray(sound())
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(data)


def name_of_no_encoding(_: int) -> bytes:
    """Return a file with a part whose name is called UTF-8 and is not."""
    return _altered({"word/\xe9": b""}).replace("word/\xe9".encode(), b"word/\xff\xff")


def with_text(xml: bytes) -> bytes:
    """Return a file of two kilobytes and its text, the bytes of ``word/document.xml``, which may be anything."""
    return _zipped({**{name: part.encode() for name, part in _LEAST.items()}, _MAIN: xml}, zipfile.ZIP_STORED)


def texts() -> Mapping[str, bytes]:
    """Return texts of Word files with one kind of thing each, by its name."""
    run = f"<w:r><w:t>{GATE}</w:t></w:r>"
    styled = '<w:pPr><w:pStyle w:val="Heading1"/></w:pPr>'
    numbered = '<w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr>'
    box = f"<w:r><w:pict><w:txbxContent><w:p>{run}</w:p></w:txbxContent></w:pict></w:r>"
    made = {
        "heading": _body(GATE, before=styled),
        "list": _body(GATE, before=numbered),
        "table": _body(GATE, more=f"<w:tbl><w:tr><w:tc><w:p>{run}</w:p></w:tc><w:tc/></w:tr></w:tbl>"),
        "control": _body(GATE, more=f"<w:sdt><w:sdtContent><w:p>{run}</w:p></w:sdtContent></w:sdt>"),
        "tracked": _body(GATE, more=f"<w:p><w:ins>{run}</w:ins><w:del>{run}</w:del></w:p>"),
        "box": _body(GATE, more=f"<w:p>{box}</w:p>"),
        "spaces": _body(GATE, more="<w:p><w:r><w:tab/><w:br/><w:cr/><w:noBreakHyphen/></w:r></w:p>"),
    }
    return {**made, "whole": with_text(made["heading"])}


def _body(text: str, *, document_type: str = "", before: str = "", more: str = "") -> bytes:
    paragraph = f"<w:p>{before}<w:r><w:t>{text}</w:t></w:r></w:p>"
    root = f'<w:document xmlns:w="{_SPACE}"><w:body>{paragraph}{more}</w:body></w:document>'
    return f'<?xml version="1.0" encoding="UTF-8"?>{document_type}{root}'.encode()


def _altered(parts: Mapping[str, bytes]) -> bytes:
    """Return the sound file with parts replaced or added."""
    with zipfile.ZipFile(BytesIO(sound())) as archive:
        return _zipped({**{name: archive.read(name) for name in archive.namelist()}, **parts})


def _zipped(parts: Mapping[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return file.getvalue()


def _saved(document: object) -> bytes:
    file = BytesIO()
    document.save(file)  # type: ignore[attr-defined]  # python-docx has no types for us
    return file.getvalue()
