"""An index and the documents to show in; a map of them out, and the same in words.

Each document lies where the mean of its passages' vectors lies, seen along the two directions in which the documents
differ most. Points that would cover one another are moved apart.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from kiddqa.protocols import Index
from kiddqa.serve.facets import Asked, filter_address
from kiddqa.serve.projection import Places, Sheet, cropped, fitted, principal_places, spread
from kiddqa.serve.shelf import Shelved, shelf_of
from kiddqa.wording import count, percent

SHEET = Sheet(width=656, height=460, margin=14, reserve=40)
SHAPES = ("circle", "square", "triangle", "diamond", "plus", "cross", "triangle pointing down", "ring")
"""By the rank of a kind, the most frequent first; the last shape is for every kind beyond."""
_APART = 24.0
"""Pixels between two points: what a finger can tell apart (WCAG 2.2, success criterion 2.5.8)."""
_MOST = 400
"""Points that can be told apart, and links that a page should have."""
_FEWEST = 3
_ROUNDING = 1e-9
_CLOSE, _WIDE = 0.6, 1.0
"""Mean distance from the middle of a kind, over that of all documents from the middle of the map."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Atlas:
    """Where every document of an index lies."""

    places: Mapping[str, tuple[float, float]]
    """By address, in pixels; a document without passages has no place."""
    kept: float
    """Share of the variance that the two directions keep, 0 to 1."""
    width: int
    """Pixels, as many as the places need with their margin; ``height`` likewise."""
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A document on the map."""

    x: str
    y: str
    look: int
    """Which of ``SHAPES``."""
    title: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KindOnMap:
    """A kind of documents: how it looks, and where it lies, in words."""

    name: str
    look: int
    shape: str
    documents: str
    where: str
    address: str | None
    """Of its documents; None for those of no kind, or of several."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Map:
    """Documents placed by what their passages speak of."""

    width: int
    height: int
    points: tuple[Point, ...]
    others: str
    """Path of dots for the documents that are not shown; empty for none."""
    kinds: tuple[KindOnMap, ...]
    kept: str
    too_many: str
    """How many documents there are, where they are too many to draw; else empty."""


@lru_cache(maxsize=1)
def atlas_of(index: Index) -> Atlas:
    """Return where every document of an index lies; kept until another index is asked for."""
    vectors = index.document_vectors()
    placed = np.flatnonzero(np.any(vectors != 0, axis=1))
    raw, kept = principal_places(vectors[placed])
    places = fitted(raw, SHEET)
    if len(places) <= _MOST:
        places = spread(places, SHEET, _APART)
    shelf = shelf_of(index)
    places, (width, height) = cropped(places, SHEET.margin)
    found = {shelf[number].address: (float(x), float(y)) for number, (x, y) in zip(placed, places, strict=True)}
    return Atlas(places=found, kept=kept, width=width, height=height)


def map_of(index: Index, shown: Sequence[Shelved], asked: Asked) -> Map | None:
    """Return the map with the documents ``shown`` as links; None where fewer than three have a place."""
    atlas = atlas_of(index)
    if len(atlas.places) < _FEWEST:
        return None
    placed = [each for each in shown if each.address in atlas.places]
    drawn = placed if len(placed) <= _MOST else []
    looks = _looks(shelf_of(index))
    named = {each.address for each in drawn}
    others = (f"M{x:.0f} {y:.0f}h0" for address, (x, y) in atlas.places.items() if address not in named)
    return Map(
        width=atlas.width,
        height=atlas.height,
        points=tuple(_point(each, atlas, looks) for each in drawn),
        others="".join(others),
        kinds=tuple(_kinds(drawn, atlas, looks, asked)),
        kept=percent(atlas.kept),
        too_many="" if drawn or not placed else count(len(placed), "document"),
    )


def _looks(shelf: Sequence[Shelved]) -> dict[str | None, int]:
    """Return the shape of each kind: of the whole corpus, so that a filter changes none."""
    frequent = Counter(each.kind for each in shelf)
    ranked = sorted(frequent, key=lambda kind: (-frequent[kind], kind or ""))
    return {kind: min(rank, len(SHAPES) - 1) for rank, kind in enumerate(ranked)}


def _point(document: Shelved, atlas: Atlas, looks: Mapping[str | None, int]) -> Point:
    x, y = atlas.places[document.address]
    return Point(x=f"{x:.0f}", y=f"{y:.0f}", look=looks[document.kind], title=document.title, address=document.address)


def _kinds(drawn: Sequence[Shelved], atlas: Atlas, looks: Mapping[str | None, int], asked: Asked) -> list[KindOnMap]:
    """Return what the map shows, in words, a shape at a time."""
    found = []
    for look in sorted({looks[each.kind] for each in drawn}):
        alike = [each for each in drawn if looks[each.kind] == look]
        kinds = sorted({each.kind for each in alike if each.kind})
        found.append(
            KindOnMap(
                name=", ".join(kinds) or "no kind given",
                look=look,
                shape=SHAPES[look],
                documents=count(len(alike), "document"),
                where=_where(alike, atlas),
                address=filter_address({**asked, "kind": kinds[0]}) if len(kinds) == 1 else None,
            )
        )
    return found


def _where(documents: Sequence[Shelved], atlas: Atlas) -> str:
    """Return where documents lie: ``top right, close together; “A letter” is in their middle``."""
    places = np.array([atlas.places[each.address] for each in documents])
    middle = places.mean(axis=0)
    corner = _corner(middle / (atlas.width, atlas.height))
    if len(documents) < _FEWEST:
        return corner
    distances = np.linalg.norm(places - middle, axis=1)
    ratio = float(distances.mean()) / max(_mean_distance(np.array(list(atlas.places.values()))), _ROUNDING)
    density = "close together" if ratio < _CLOSE else "spread wide" if ratio > _WIDE else "loosely together"
    return f"{corner}, {density}; “{documents[int(distances.argmin())].title}” is in their middle"


def _mean_distance(places: Places) -> float:
    """Return how far, in pixels, the places are from their middle on average."""
    return float(np.linalg.norm(places - places.mean(axis=0), axis=1).mean())


def _corner(place: NDArray[np.float64]) -> str:
    """Return a place, each part a share of the map from 0 to 1, in words: ``top left``, ``right``, ``middle``."""
    across = ("left", "", "right")[min(2, int(3 * place[0]))]
    down = ("top", "", "bottom")[min(2, int(3 * place[1]))]
    return f"{down} {across}".strip() or "middle"
