"""The hostile corpus as a table: for each file its path, how it is made, and what must become of it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from hostile import odd_places, pdf_files, plain_files, web_pages, word_files
from hostile.plain_files import GATE, alias_bomb, front_matter, gate_as, repeated
from hostile.web_pages import page

SECRET = "The secret number is 4711."  # noqa: S105  (of nobody)
SECRET_NAME = "secret.txt"  # noqa: S105
"""Beside the corpus folder: no document may ever hold it."""
_NO_FORMAT = "is not a text, Markdown, HTML, PDF or Word file"
_DEEP = "nested too deeply|could not be read as|took more than|needed more than"
_CONTROL = "has a name with control characters; rename it"

Make = Callable[[int], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hostile:
    """One file; where both ``taken`` and ``skipped`` are given, either may become of it."""

    path: str
    make: Make | None = None
    """Gives its bytes at a scale, from 1."""
    place: Callable[[Path], None] | None = None
    """Puts it at a path, where it is no plain file."""
    taken: str | None = None
    """What stands in the text of the document."""
    skipped: str | None = None
    """A regular expression for the reason."""
    reported_as: str | None = None
    """The path in the report, where it is not the path itself."""


def table(secret: Path) -> tuple[Hostile, ...]:
    """Return every file; ``secret`` is the file outside that some reach for."""
    return (*_TEXTS, *_MARKDOWN, *_PAGES, *_PDFS, *_WORD, *_PLACES, *_reaching(str(secret)))


def always(data: bytes) -> Make:
    """Return a maker of the same bytes at any scale."""
    return lambda _: data


_TEXTS = (
    Hostile(path="text/one-line.txt", make=plain_files.one_line, skipped="characters of text|of memory"),
    Hostile(path="text/short-lines.txt", make=plain_files.short_lines, skipped="characters of text|paragraphs|memory"),
    Hostile(path="text/marks.txt", make=plain_files.combining_marks, skipped="took more than|characters of text"),
    Hostile(path="text/long-word.txt", make=always(b"x" * 90_000), taken="xxxx"),
    Hostile(path="text/blank-lines.txt", make=always(b"\n" * 50_000 + b"End."), taken="End."),
    Hostile(path="text/zeros.txt", make=always(bytes(50_000)), skipped=_NO_FORMAT),
    Hostile(path="text/zeros-within.txt", make=plain_files.zeros_within, taken=GATE),
    Hostile(
        path="text/surrogates.txt", make=always(b"\xed\xa0\x80 " + GATE.encode()), taken="gate", skipped=_NO_FORMAT
    ),
    Hostile(path="text/overridden.txt", make=plain_files.overridden, taken="opens at xis in"),
    Hostile(path="text/utf-8-mark.txt", make=always(gate_as("utf-8-sig")), taken=GATE),
    Hostile(path="text/two-marks.txt", make=always(gate_as("utf-8-sig", b"\xef\xbb\xbf")), taken=GATE),
    Hostile(path="text/utf-16-le.txt", make=always(gate_as("utf-16-le", b"\xff\xfe")), taken=GATE),
    Hostile(path="text/utf-16-be.txt", make=always(gate_as("utf-16-be", b"\xfe\xff")), taken=GATE),
    Hostile(path="text/utf-32-le.txt", make=always(gate_as("utf-32-le", b"\xff\xfe\0\0")), taken=GATE),
    Hostile(path="text/utf-32-be.txt", make=always(gate_as("utf-32-be", b"\0\0\xfe\xff")), taken=GATE),
    Hostile(path="text/no-mark.txt", make=always(gate_as("utf-16-le")), taken="gate", skipped=_NO_FORMAT),
    Hostile(path="text/cut.txt", make=always(gate_as("utf-16-le", b"\xff\xfe")[:-1]), taken="", skipped=_NO_FORMAT),
    Hostile(path="text/wrong-mark.txt", make=always(b"\xff\xfe" + GATE.encode()), taken="", skipped=_NO_FORMAT),
    Hostile(path="text/script.txt", make=always(f"<script>alert(1)</script> {GATE}".encode()), taken="<script>alert"),
    Hostile(path="text/terminal.txt", make=plain_files.terminal_codes, taken=f"[2J]0;owned{GATE}"),
    Hostile(path="text/empty.txt", make=always(b""), skipped="is empty"),
    Hostile(path="text/blank.txt", make=always(b" \n\t\n"), skipped="has no text"),
    Hostile(path="text/picture.txt", make=always(b"\x89PNG\r\n" + bytes(range(256)) * 20), skipped=_NO_FORMAT),
    Hostile(path="text/table.xml", make=always(b"<?xml version='1.0'?><rows/>"), skipped=_NO_FORMAT),
)
_MARKDOWN = (
    Hostile(path="markdown/brackets.md", make=always(repeated("[")), taken=GATE, skipped=_DEEP),
    Hostile(path="markdown/quotes.md", make=always(repeated(">")), taken=GATE, skipped=_DEEP),
    Hostile(path="markdown/stars.md", make=always(repeated("*a_ ")), taken=GATE, skipped=_DEEP),
    Hostile(path="markdown/links.md", make=always(repeated("[a](")), taken=GATE, skipped=_DEEP),
    Hostile(path="markdown/angles.md", make=always(repeated("<a ")), taken=GATE, skipped=_DEEP),
    Hostile(path="markdown/backticks.md", make=plain_files.backticks, taken=GATE, skipped=_DEEP),
    Hostile(path="markdown/lists.md", make=plain_files.nested_list, taken="item", skipped=_DEEP),
    Hostile(path="markdown/section.md", make=always(f"<div>\n<![foo[ {GATE}\n</div>\n{GATE}".encode()), taken=""),
    Hostile(path="markdown/bomb.md", make=always(alias_bomb("title: Lock")), taken=GATE),
    Hostile(path="markdown/names.md", make=always(alias_bomb("aliases: *i")), skipped="an item that is not a line"),
    Hostile(path="markdown/deep.md", make=always(front_matter(f"a: {'[' * 5_000}")), skipped="line 2 is broken"),
    Hostile(
        path="markdown/long.md", make=always(front_matter("a: b", "#" * 60_000)), skipped="expected 50,000 at most"
    ),
    Hostile(path="markdown/point.md", make=always(front_matter(r'title: "\UFFFFFFFF"')), skipped="line 2 is broken"),
    Hostile(path="markdown/half.md", make=always(front_matter(r'title: "\ud83d gate"')), taken=GATE),
    Hostile(
        path="markdown/object.md",
        make=always(front_matter("title: !!python/object/apply:os.system [exit]")),
        skipped="title that is not a line of text",
    ),
    Hostile(path="markdown/open.md", make=always(f"---\ntitle: Lock\n{GATE}".encode()), taken=GATE),
)
_PAGES = (
    Hostile(path="web/divs.html", make=partial(web_pages.nested, "div"), taken=GATE, skipped=_DEEP + "|has no text"),
    Hostile(path="web/bold.html", make=partial(web_pages.nested, "b"), taken=GATE, skipped=_DEEP + "|has no text"),
    Hostile(
        path="web/tables.html", make=partial(web_pages.nested, "table"), taken=GATE, skipped=_DEEP + "|has no text"
    ),
    Hostile(path="web/attributes.html", make=web_pages.attributes, taken=GATE, skipped=_DEEP),
    Hostile(path="web/comments.html", make=web_pages.comments, taken=GATE),
    Hostile(path="web/unclosed.html", make=web_pages.unclosed, taken=GATE, skipped=_DEEP),
    Hostile(path="web/reaching-out.html", make=web_pages.reaching_out, taken=GATE),
    Hostile(path="web/laughs.html", make=web_pages.laughing, taken=GATE),
    Hostile(path="web/idna.html", make=always(web_pages.declaring("idna")), taken=GATE),
    Hostile(path="web/escapes.html", make=always(web_pages.declaring("unicode_escape")), taken=GATE),
    Hostile(
        path="web/address.html",
        make=always(page(f"<p>{GATE}</p>", head='<link rel="canonical" href="http://[">')),
        taken=GATE,
    ),
    Hostile(path="web/script.html", make=always(page("<script>alert(1)</script>")), skipped="has no text"),
    Hostile(path="web/zero.html", make=always(page(f"<scr\0ipt>alert(1)</scr\0ipt><p>{GATE}</p>")), taken=GATE),
    Hostile(path="web/called.pdf", make=always(page(f"<p>{GATE}</p>")), taken=GATE),
    Hostile(path="web/packed.html", make=plain_files.gzipped_page, skipped=_NO_FORMAT),
    Hostile(path="web/drawing.svg", make=always(b"<svg onload='alert(1)'/>"), skipped=_NO_FORMAT),
)
_PDFS = (
    Hostile(path="pdf/locked.pdf", make=pdf_files.locked, skipped="is encrypted; save it without a password"),
    Hostile(path="pdf/cut.pdf", make=pdf_files.cut_off, skipped="is a broken PDF"),
    Hostile(path="pdf/junk.pdf", make=always(b"%PDF-1.7\n" + b"junk " * 200), skipped="is a broken PDF"),
    Hostile(path="pdf/script.pdf", make=pdf_files.scripted, taken=GATE, skipped="is a broken PDF"),
    Hostile(path="pdf/circle.pdf", make=pdf_files.pages_in_a_circle, skipped="is a broken PDF|has no text"),
    Hostile(path="pdf/many.pdf", make=pdf_files.many_pages, skipped="pages, more than 10,000|broken PDF|has no text"),
    Hostile(path="pdf/bomb.pdf", make=pdf_files.packed_bomb, skipped="has no text|more than|crashed|is a broken PDF"),
    Hostile(path="pdf/arrays.pdf", make=pdf_files.nested_arrays, skipped="has no text|more than|crashed|broken PDF"),
    Hostile(path="pdf/tables.pdf", make=pdf_files.tables_in_a_circle, taken=GATE, skipped="is a broken PDF"),
    Hostile(path="pdf/pictures.pdf", make=pdf_files.without_text, skipped="has no text on its 2 pages"),
    Hostile(path="pdf/and.zip", make=always(pdf_files.sound() + word_files.sound()), taken=GATE),
    Hostile(path="pdf/called.txt", make=always(pdf_files.sound()), taken=GATE),
)
_WORD = (
    Hostile(path="word/bomb.docx", make=word_files.bomb, skipped="more than 200 times its size"),
    Hostile(path="word/parts.docx", make=word_files.many_parts, skipped="a Word file has 10,000 at most"),
    Hostile(path="word/archives.docx", make=word_files.archive_within_archives, skipped=_NO_FORMAT),
    Hostile(path="word/laughs.docx", make=word_files.laughing, taken="", skipped="could not be read as Word"),
    Hostile(path="word/tables.docx", make=word_files.tables, taken=GATE, skipped="took more than"),
    Hostile(path="word/nested.docx", make=word_files.nested, taken=GATE, skipped=_DEEP),
    Hostile(path="word/number.docx", make=word_files.numbered_beyond_reason, taken=GATE, skipped=_DEEP),
    Hostile(path="word/macro.docx", make=word_files.with_macro, taken=GATE),
    Hostile(path="word/climbing.docx", make=word_files.climbing, taken=GATE),
    Hostile(path="word/cut.docx", make=word_files.cut_off, skipped="is a broken Word or ZIP file"),
    Hostile(path="word/types.docx", make=word_files.without_types, skipped="could not be read as Word"),
    Hostile(path="word/locked.docx", make=word_files.locked_part, skipped="could not be read as Word.*encrypted"),
    Hostile(path="word/encoding.docx", make=word_files.name_of_no_encoding, skipped="is a broken Word or ZIP file"),
    Hostile(path="word/old.docx", make=always(bytes.fromhex("d0cf11e0a1b11ae1")), skipped="is an old Office file"),
)
_PLACES = (
    Hostile(path="places/sparse.txt", place=odd_places.sparse, skipped="MB, larger than"),
    Hostile(path="places/pipe", place=odd_places.pipe, skipped="is no regular file"),
    Hostile(path="places/socket", place=odd_places.listening, skipped="is no regular file"),
    Hostile(path="places/zero", place=partial(odd_places.link_to, "/dev/zero"), skipped="leads out of the folder"),
    Hostile(path="places/up", place=partial(odd_places.link_to, ".."), skipped="is a link to a folder"),
    Hostile(path="places/self", place=partial(odd_places.link_to, "self"), skipped="is a link to nothing"),
    Hostile(
        path="places/deep", place=odd_places.deep, skipped="100 folders deep", reported_as="places/deep" + "/d" * 99
    ),
    Hostile(path="places/a\nb.txt", make=always(GATE.encode()), skipped=_CONTROL, reported_as="places/a?b.txt"),
    Hostile(path="places/\x1b[2J.txt", make=always(GATE.encode()), skipped=_CONTROL, reported_as="places/?[2J.txt"),
    Hostile(path="places/\u202etxt.exe", make=always(GATE.encode()), skipped=_CONTROL, reported_as="places/?txt.exe"),
    Hostile(
        path="places/caf\udce9.txt",
        make=always(GATE.encode()),
        skipped="has a name that is not valid UTF-8",
        reported_as="places/caf?.txt",
    ),
    Hostile(path="places/<img src=x onerror=alert(1)>.txt", make=always(GATE.encode()), taken=GATE),
    Hostile(path="places/a\\..\\..\\b.txt", make=always(GATE.encode()), taken=GATE),
    Hostile(path="places/%2e%2e%2fb.txt", make=always(GATE.encode()), taken=GATE),
    Hostile(path="places/--corpus=x.txt", make=always(GATE.encode()), taken=GATE),
    Hostile(path=f"places/{'n' * 251}.txt", make=always(GATE.encode()), taken=GATE),
)


def _reaching(secret: str) -> tuple[Hostile, ...]:
    out = "is a link that leads out of the folder"
    return (
        Hostile(path="web/prying.html", make=always(web_pages.prying(secret)), taken=GATE),
        Hostile(path="word/prying.docx", make=always(word_files.prying(secret)), taken="", skipped="could not be read"),
        Hostile(path="places/out.txt", place=partial(odd_places.link_to, secret), skipped=out),
        Hostile(path="places/around.txt", place=partial(odd_places.link_to, f"../../{SECRET_NAME}"), skipped=out),
    )
