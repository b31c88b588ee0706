"""Vectors in, places on a sheet out: what is alike comes to lie together, and nothing covers anything else."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.float64]
"""Shape (n, 2): x from the left, y from the top, in the unit of the sheet."""

_ROUNDS = 200
"""Enough for a few hundred points to come apart; one too many moves nothing."""
_SLACK = 0.5
"""Pixels more than asked for, so that the pushing comes to an end."""
_ONE_SPOT = 1e-6
_ROOM = 0.45
"""Most of the sheet that the points' own squares may fill; beyond it they could not come apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet of paper, in pixels."""

    width: int
    height: int
    margin: int
    """Kept free on all sides."""
    reserve: int
    """Inside the margin: left free at first, for points that are moved apart."""


def principal_places(vectors: NDArray[np.float32]) -> tuple[NDArray[np.float64], float]:
    """Return the first two principal components of each row, and the share, 0 to 1, of the variance they keep.

    A component's sign is arbitrary; here its largest loading is positive, so that the same rows give the same places.

    Args:
        vectors: Shape (n, dimension), n from 0.

    Source: Jolliffe and Cadima, "Principal component analysis: a review and recent developments", 2016,
    doi:10.1098/rsta.2015.0202.
    """
    if not len(vectors):
        return np.zeros((0, 2)), 0.0
    centred = np.pad(vectors.astype(np.float64), ((0, 0), (0, 2)))  # two zeros more, for rows of one number or none
    centred -= centred.mean(axis=0)
    _, sizes, axes = np.linalg.svd(np.vstack([centred, np.zeros_like(centred[:1])]), full_matrices=False)
    axes = axes[:2]
    largest = np.abs(axes).argmax(axis=1)
    axes = axes * np.sign(axes[np.arange(len(axes)), largest])[:, np.newaxis]
    kept, total = float(np.sum(sizes[:2] ** 2)), float(np.sum(sizes**2))
    return centred @ axes.T, kept / total if total > 0 else 0.0


def fitted(places: NDArray[np.float64], sheet: Sheet) -> Places:
    """Return the places centred on a sheet and as large as it allows; both axes keep one scale."""
    if not len(places):
        return places
    low, high = places.min(axis=0), places.max(axis=0)
    inner = np.array([sheet.width, sheet.height], dtype=np.float64) - 2 * (sheet.margin + sheet.reserve)
    scale = float(np.min(inner / np.maximum(high - low, 1e-9)))
    middle = np.array([sheet.width, sheet.height]) / 2
    found: Places = middle + (places - (low + high) / 2) * np.array([scale, -scale])
    return found


def cropped(places: Places, margin: int) -> tuple[Places, tuple[int, int]]:
    """Return the places moved to the top left of the smallest sheet that holds them, and its width and height."""
    if not len(places):
        return places, (2 * margin, 2 * margin)
    moved: Places = places - places.min(axis=0) + margin
    width, height = np.ceil(moved.max(axis=0) + margin).astype(int).tolist()
    return moved, (width, height)


def spread(places: Places, sheet: Sheet, distance: float) -> Places:
    """Move points apart, as little as it takes, until no two are nearer than ``distance`` pixels.

    In each round every point moves away from all that are too near, from each by half of what is lacking, in all by
    ``distance`` at most. Where the sheet is too small for that many points, they keep what it has room for.
    """
    count = len(places)
    inner = (sheet.width - 2 * sheet.margin) * (sheet.height - 2 * sheet.margin)
    least = min(distance, float(np.sqrt(_ROOM * inner / max(count, 1))))
    turns = np.arange(count) * np.pi * (3 - np.sqrt(5))  # the golden angle: no two points leave one spot the same way
    ways = np.column_stack([np.cos(turns), np.sin(turns)])
    parting = _unit(ways[:, np.newaxis] - ways[np.newaxis])
    edge = np.array([sheet.width, sheet.height], dtype=np.float64) - sheet.margin
    moved = places
    for _ in range(_ROUNDS):
        apart = moved[:, np.newaxis] - moved[np.newaxis]
        gap = np.linalg.norm(apart, axis=2)
        lacking = np.where(np.eye(count, dtype=bool), 0.0, np.maximum(least + _SLACK - gap, 0.0))
        if not np.any(lacking > _SLACK):
            break
        way = np.where((gap < _ONE_SPOT)[..., np.newaxis], parting, _unit(apart))
        push = (lacking[..., np.newaxis] / 2 * way).sum(axis=1)
        length = np.linalg.norm(push, axis=1, keepdims=True)
        moved = np.clip(moved + push * np.minimum(1.0, least / np.maximum(length, _ONE_SPOT)), sheet.margin, edge)
    return moved


def _unit(ways: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return each way at length 1; one of hardly any length stays as short."""
    length = np.linalg.norm(ways, axis=-1, keepdims=True)
    found: NDArray[np.float64] = ways / np.where(length < _ONE_SPOT, 1.0, length)
    return found
