"""Vectors in, the nearest rows by inner product out; the only module that imports FAISS."""

import re
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from kiddqa.errors import IndexError_
from kiddqa.index.damage import DamagedIndexError
from kiddqa.protocols import Scored, Vectors

_SPARE = 16
"""Rows fetched beyond the limit, so that equal scores at the cut seldom need a second search."""
_ROUNDING = 1e-4
"""More than FAISS's single-precision sum of a few thousand products of unit vectors can be off."""
_REASON = re.compile(r"[^:()]+")
"""The last such part of FAISS's message is the system's reason: ``… could not open x for writing: Disk full``."""


class DenseIndex:
    """Every vector, compared with each query one by one: exact, with nothing to train or tune.

    FAISS finds the candidates; their scores are then summed in double precision, so that equal vectors get equal
    scores wherever they stand, and ties come in ascending row number.
    """

    def __init__(self, index: faiss.Index) -> None:
        """Wrap a FAISS index; use ``build`` or ``load``."""
        faiss.omp_set_num_threads(1)
        self._index = index

    @classmethod
    def build(cls, vectors: Vectors) -> "DenseIndex":
        """Index the rows of ``vectors``, shape (n, dimension), n from 0; row number is position."""
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(index)

    @classmethod
    def load(cls, path: Path) -> "DenseIndex":
        """Read what ``save`` wrote.

        Raises:
            DamagedIndexError: if the file is not a FAISS index.
        """
        try:
            return cls(faiss.read_index(str(path)))
        except RuntimeError as error:
            raise DamagedIndexError(f"{path} is not a FAISS index ({error})") from error

    def save(self, path: Path) -> None:
        """Write the index to one file; the same vectors give the same bytes.

        Raises:
            OSError: if it cannot be written. FAISS does not notice if only the last bytes cannot.
        """
        try:
            faiss.write_index(self._index, str(path))
        except RuntimeError as error:
            raise OSError(_REASON.findall(str(error))[-1].strip()) from error

    def __len__(self) -> int:
        """The number of rows."""
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._index.d)

    def vectors(self) -> Vectors:
        """Return a copy of every row, shape (n, dimension)."""
        found: Vectors = self._index.reconstruct_n(0, len(self))
        return found

    def means(self, groups: NDArray[np.int64], count: int) -> NDArray[np.float32]:
        """Return the mean row of each group, shape (count, dimension); zeros for a group without rows.

        Args:
            groups: The group of each row, shape (len(self),), each in [0, count).
            count: How many groups there are.
        """
        sums = np.zeros((count, self.dimension))
        np.add.at(sums, groups, self.vectors())
        sizes = np.bincount(groups, minlength=count)
        found: NDArray[np.float32] = (sums / np.maximum(sizes, 1)[:, np.newaxis]).astype(np.float32)
        return found

    def search(self, vector: Vectors, limit: int, among: NDArray[np.int64] | None = None) -> Scored:
        """Return up to ``limit`` rows by inner product with ``vector``, best first, ties in ascending row number.

        Args:
            vector: Shape (1, dimension).
            limit: At least 0; more than there are rows gives them all.
            among: Row numbers to choose from, each in [0, len(self)); None: all.

        Raises:
            IndexError_: if the vector is not of the index's dimension.
        """
        if vector.shape != (1, self.dimension):
            raise IndexError_(
                f"The query's vector has the shape {vector.shape} and the index expects (1, {self.dimension}): it was "
                "built with another model; type: kiddqa index"
            )
        available = len(self) if among is None else len(np.unique(among))
        fetched = min(available, limit + _SPARE)
        while limit > 0 and available > 0:
            rows, least = self._fetch(vector, fetched, among)
            best = self._ranked(vector, rows)[:limit]
            if fetched == available or least < best[-1][1] - _ROUNDING:
                return best
            fetched = min(available, 2 * fetched)
        return []

    def _fetch(self, vector: Vectors, count: int, among: NDArray[np.int64] | None) -> tuple[NDArray[np.int64], float]:
        """Return ``count`` row numbers, and the least score among them as FAISS computes it."""
        chosen = None if among is None else faiss.SearchParameters(sel=faiss.IDSelectorBatch(among))  # type: ignore[call-arg]
        scores, rows = self._index.search(np.ascontiguousarray(vector, dtype=np.float32), count, params=chosen)
        found = rows[0] >= 0
        return rows[0][found], float(scores[0][found].min())

    def _ranked(self, vector: Vectors, rows: NDArray[np.int64]) -> Scored:
        candidates = self._index.reconstruct_batch(rows).astype(np.float64)
        scores = np.sum(candidates * vector.astype(np.float64), axis=1)
        order = np.lexsort((rows, -scores))
        return [(int(rows[position]), float(scores[position])) for position in order]
