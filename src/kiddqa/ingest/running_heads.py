"""The lines of each page in; the numbers of the running heads, page feet and page numbers out."""

import re
from collections import Counter
from collections.abc import Sequence

_EDGE_LINES = 2
_MIN_PAGES = 2
_MIN_PAGE_SHARE = 0.5


def find_running_heads(pages: Sequence[Sequence[str]]) -> frozenset[int]:
    """Return the numbers (from 0, over all pages) of lines that recur at the top or foot of pages.

    A line counts where it is among the first or the last two of its page, and stands, digits aside, in the same
    place on at least two pages and half of them all.
    """
    edges = [_edges(page) for page in pages]
    times = Counter(key for edge in edges for key in edge)
    enough = max(_MIN_PAGES, _MIN_PAGE_SHARE * len(pages))
    found: set[int] = set()
    first_line = 0
    for page, edge in zip(pages, edges, strict=True):
        found |= {first_line + number for key, number in edge.items() if times[key] >= enough}
        first_line += len(page)
    return frozenset(found)


def _edges(page: Sequence[str]) -> dict[tuple[int, str], int]:
    """Return the outermost lines by their place (0, 1 from the top, -1, -2 from the foot) and their wording."""
    top = {(place, _wording(page[place])): place for place in range(min(_EDGE_LINES, len(page)))}
    foot = {(-place, _wording(page[-place])): len(page) - place for place in range(1, min(_EDGE_LINES, len(page)) + 1)}
    return {key: number for key, number in (top | foot).items() if key[1]}


def _wording(line: str) -> str:
    return re.sub(r"\d+", "#", " ".join(line.split())).casefold()
