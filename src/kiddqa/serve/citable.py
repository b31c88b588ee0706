r"""Citations in; text to paste elsewhere out: plain, Markdown, and an entry in the manner of BibTeX.

The plain form of one citation:

    “105 kilometres”
    — The Amper, The Water Board, 24 September 2024, https://example.org/amper
    [rivers/amper.md, characters 19–33, SHA-256 0123456789ab]
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kiddqa.records import Citation
from kiddqa.serve.addresses import HASH_DIGITS, web_address
from kiddqa.wording import date_in_words

_MARKDOWN_SIGNS = re.compile(r"([\\`*_\[\]<>#|~&])")
_LINE_SIGN = re.compile(r"^(\d*)([-+=.)])")
_BIBTEX_SIGNS = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "{}$&#%_"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Citable:
    """An answer with its citation in one form."""

    name: str
    text: str


def citables(citations: Sequence[Citation]) -> tuple[Citable, ...]:
    """Return the citations, one after the other, in every form."""
    forms = (("Plain text", plain_citation), ("Markdown", markdown_citation), ("BibTeX", bibtex_citation))
    return tuple(Citable(name=name, text="\n\n".join(map(form, citations))) for name, form in forms)


def plain_citation(citation: Citation) -> str:
    """Return the quote, its source and its place, a line each."""
    source = [*_source(citation), web_address(citation.document.url)]
    return f"“{citation.quote}”\n— {', '.join(filter(None, source))}\n[{place_of(citation)}]"


def markdown_citation(citation: Citation) -> str:
    """Return the quote in bold, then its sentence as a quotation with its source and place."""
    title, *facts = _source(citation)
    url = web_address(citation.document.url)
    link = f"[{markdown_text(title)}](<{_without_brackets(url)}>)" if url else markdown_text(title)
    source = ", ".join([link, *map(markdown_text, facts)])
    sentence, place = markdown_text(citation.sentence), markdown_text(place_of(citation))
    return f"**{markdown_text(citation.quote)}**\n\n> {sentence}\n>\n> — {source} ({place})"


def bibtex_citation(citation: Citation) -> str:
    """Return an entry whose note is the quote; its key is made of the file's name and the quote's place."""
    document = citation.document
    key = re.sub(r"[^a-z0-9]+", "-", document.id.rpartition("/")[2].rpartition(".")[0].lower()).strip("-")
    fields = {
        "title": f"{{{_bibtex_text(document.title)}}}",
        "organization": _bibtex_text(document.publisher),
        "date": _bibtex_text(document.date),
        "pages": str(citation.page or ""),
        "url": _without_brackets(web_address(document.url)),
        "note": f"“{_bibtex_text(citation.quote)}” [{_bibtex_text(place_of(citation))}]",
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@online{{{key or 'document'}-{citation.start},", *lines, "}"])


def place_of(citation: Citation) -> str:
    """Return the file, the characters and the head of the document's hash: all that is needed to check a quote."""
    document = citation.document
    return f"{document.id}, characters {citation.start}–{citation.end}, SHA-256 {document.sha256[:HASH_DIGITS]}"


def markdown_text(text: str) -> str:
    """Return ``text`` on one line, so that Markdown shows it as it stands and takes no sign of it for its own."""
    escaped = _MARKDOWN_SIGNS.sub(r"\\\1", " ".join(text.split()))
    return _LINE_SIGN.sub(r"\1\\\2", escaped)


def _source(citation: Citation) -> list[str]:
    """Return title, publisher, date and page, as far as they are known."""
    document = citation.document
    date = date_in_words(document.date)
    facts = (document.publisher, date.words if date else None, f"page {citation.page}" if citation.page else None)
    return [document.title, *filter(None, facts)]


def _bibtex_text(text: str | None) -> str:
    return "".join(_BIBTEX_SIGNS.get(sign, sign) for sign in " ".join((text or "").split()))


def _without_brackets(url: str | None) -> str:
    """Write the signs that would end a Markdown or BibTeX field as an address writes them."""
    signs = {"<": "%3C", ">": "%3E", "{": "%7B", "}": "%7D", "\\": "%5C"}
    return "".join(signs.get(sign, sign) for sign in url or "")
