"""What was asked of the corpus in; its page out: the filter, the timeline, the map and the list of documents."""

from dataclasses import dataclass

from kiddqa.protocols import Index
from kiddqa.serve.facets import Asked, Facet, Onward, admitted, facets, filter_address, phrase, ways_out
from kiddqa.serve.map import Map, map_of
from kiddqa.serve.plain_text import typed
from kiddqa.serve.shelf import Shelved, shelf_of
from kiddqa.serve.timeline import Timeline, timeline
from kiddqa.wording import count

PAGE_SIZE = 100
"""Documents listed on a page."""
_LONGEST_PAGE_NUMBER = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentsPage:
    """The documents of the index that pass a filter."""

    title: str
    total: str
    """How many documents the index holds, in words."""
    facets: tuple[Facet, ...]
    asked: str
    """What is filtered for, in words; empty for nothing."""
    found: str
    """How many documents pass, in words."""
    documents: tuple[Shelved, ...]
    """Those of this page of the list."""
    one_publisher: bool
    """True where naming a document's publisher tells nothing: all have the same."""
    timeline: Timeline | None
    map: Map | None
    ways_out: tuple[Onward, ...]
    """Where nothing passes: what to change."""
    number: int
    """Of this page of the list, from 1."""
    pages: int
    before: str | None
    """Address of the page before; None on the first."""
    after: str | None
    index: str


def documents_page(
    index: Index, *, kind: str = "", year: str = "", publisher: str = "", page: str = ""
) -> DocumentsPage:
    """Return the page of the documents that pass; every argument is as it stood in the address."""
    given = {"kind": kind, "year": year, "publisher": publisher}
    asked: Asked = {name: " ".join(typed(value).split()) for name, value in given.items()}
    shelf = shelf_of(index)
    found = admitted(shelf, asked)
    pages = max(1, -(-len(found) // PAGE_SIZE))
    number = min(_page_number(page), pages)
    return DocumentsPage(
        title="Documents · kiddqa",
        total=count(len(shelf), "document"),
        facets=facets(shelf, asked),
        asked=phrase(asked),
        found=count(len(found), "document"),
        documents=found[PAGE_SIZE * (number - 1) : PAGE_SIZE * number],
        one_publisher=len({each.publisher for each in shelf}) == 1,
        timeline=timeline(found),
        map=map_of(index, found, asked) if found else None,
        ways_out=() if found else ways_out(shelf, asked),
        number=number,
        pages=pages,
        before=filter_address(asked, number - 1) if number > 1 else None,
        after=filter_address(asked, number + 1) if number < pages else None,
        index=index.name,
    )


def _page_number(page: str) -> int:
    """Return the number of a page of the list; 1 for anything that is none."""
    return max(1, int(page)) if page.isascii() and page.isdigit() and len(page) <= _LONGEST_PAGE_NUMBER else 1
