"""Documents and their sources in; the facts that pages show of them, in words, out."""

from dataclasses import dataclass

from kiddqa.records import Document, Source
from kiddqa.serve.addresses import document_address, web_address
from kiddqa.wording import Date, date_in_words


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """A publication that a document rests on."""

    title: str
    publisher: str | None
    date: Date | None
    url: str | None
    """An http or https address, or None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentLine:
    """A document's name and facts, as shown in lists and under quotations."""

    title: str
    address: str
    id: str
    date: Date | None
    publisher: str | None
    url: str | None
    """An http or https address, or None."""
    kind: str | None
    aliases: tuple[str, ...]
    sources: tuple[SourceLine, ...]


def document_line(document: Document) -> DocumentLine:
    """Return the facts of a document."""
    return DocumentLine(
        title=document.title,
        address=document_address(document.id),
        id=document.id,
        date=date_in_words(document.date),
        publisher=document.publisher,
        url=web_address(document.url),
        kind=document.kind,
        aliases=document.aliases,
        sources=tuple(_source_line(source) for source in document.sources),
    )


def _source_line(source: Source) -> SourceLine:
    return SourceLine(
        title=source.title,
        publisher=source.publisher,
        date=date_in_words(source.date),
        url=web_address(source.url),
    )
