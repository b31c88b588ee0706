"""An index in; what the page of documents needs of each of its documents out, read once and kept."""

from dataclasses import dataclass
from functools import lru_cache

from kiddqa.protocols import Index
from kiddqa.records import Document
from kiddqa.serve.addresses import document_address
from kiddqa.serve.plain_text import showable
from kiddqa.wording import Date, count, date_in_words

UNDATED = "undated"
"""Stands for the year of a document without a date that says one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelved:
    """A document's name and facts, without its text."""

    title: str
    address: str
    date: Date | None
    year: str
    """Four digits, or ``UNDATED``."""
    kind: str | None
    publisher: str | None
    publishers: tuple[str, ...]
    """Its own publisher and those of its sources, each once."""
    length: str

    def values(self, facet: str) -> tuple[str, ...]:
        """Return what the document can be found by: its ``kind``, its ``year`` or its ``publisher`` s."""
        if facet == "kind":
            return (self.kind,) if self.kind else ()
        return (self.year,) if facet == "year" else self.publishers


@lru_cache(maxsize=1)
def shelf_of(index: Index) -> tuple[Shelved, ...]:
    """Return every document of an index, in corpus order; kept until another index is asked for."""
    return tuple(_shelved(document) for document in index.documents())


def name_of(text: str | None) -> str | None:
    """Return a name as a page can show it and an address can carry it; None for none."""
    return (showable(" ".join(text.split())) or None) if text else None


def _shelved(document: Document) -> Shelved:
    date = date_in_words(document.date)
    named = [name_of(publisher) for publisher in (document.publisher, *(each.publisher for each in document.sources))]
    return Shelved(
        title=document.title,
        address=document_address(document.id),
        date=date,
        year=date.machine[:4] if date and date.machine else UNDATED,
        kind=name_of(document.kind),
        publisher=named[0],
        publishers=tuple(dict.fromkeys(name for name in named if name)),
        length=count(len(document.text.split()), "word"),
    )
