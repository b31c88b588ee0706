"""Vectors in, the nearest rows by inner product out; the only module that imports FAISS.

    rows            what a search looks at                                           found
    up to 50,000    every vector                                                     exactly the nearest
    more            a sketch of every vector, 2 bits a dimension; then the vectors   the nearest, but for some:
                    of the 512 rows or more whose sketches come nearest              see benchmarks/scale.py
    some, by a      every vector of theirs                                           exactly the nearest
    filter

A score is the inner product of the query with the vector itself, in either case: a sketch decides what is looked at,
never what it is worth. The vectors stay in their file, which is mapped, not read.
"""

import re
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from kiddqa.errors import IndexError_
from kiddqa.index.damage import DamagedIndexError
from kiddqa.protocols import Scored, Vectors

SKETCHED_FROM = 50_001
"""Rows from which sketches are kept; see DECISIONS.md for the measurements."""

_SPARE = 16
"""Rows fetched beyond the limit, so that equal scores at the cut seldom need a second search."""
_ROUNDING = 1e-4
"""More than FAISS's single-precision sum of a few thousand products of unit vectors can be off."""
_FIRST_COMPARED = 512
_MOST_COMPARED = 4096
"""Vectors looked at where there are sketches: at first, and after doubling while more may be among the best."""
_DEVIATIONS = 3
"""Standard deviations of a sketch's error that a row left out must be behind the last one found."""
_TRAINING_ROWS = 16_384
_DIMENSIONS_A_CODE = 2
_BITS_A_CODE = 4
_BLOCK_ROWS = 65_536
_REASON = re.compile(r"[^:()]+")
"""The last such part of FAISS's message is the system's reason: ``… could not open x for writing: Disk full``."""

faiss.omp_set_num_threads(1)  # the same bytes and the same order whatever the machine


class DenseIndex:
    """Vectors by row number, and what finds the nearest of them.

    FAISS finds the candidates; their scores are then summed in double precision, so that equal vectors get equal
    scores wherever they stand, and ties come in ascending row number.
    """

    def __init__(self, index: faiss.Index) -> None:
        """Wrap a FAISS index, flat or flat with sketches; use ``build`` or ``load``."""
        self._index = index
        self._rows, self._sketches = index, None
        if isinstance(index, faiss.IndexRefine):
            self._rows, self._sketches = (faiss.downcast_index(part) for part in (index.refine_index, index.base_index))

    @classmethod
    def build(cls, vectors: Vectors, *, sketched_from: int = SKETCHED_FROM) -> "DenseIndex":
        """Index the rows of ``vectors``, shape (n, dimension), n from 0; row number is position.

        Sketches are kept from ``sketched_from`` rows on, unless the dimension is odd.
        """
        rows = np.ascontiguousarray(vectors, dtype=np.float32)
        flat = faiss.IndexFlatIP(rows.shape[1])
        flat.add(rows)
        if len(rows) < sketched_from or rows.shape[1] % _DIMENSIONS_A_CODE:
            return cls(flat)
        return cls(faiss.IndexRefine(_sketches_of(rows), flat))

    @classmethod
    def load(cls, path: Path) -> "DenseIndex":
        """Map what ``save`` wrote.

        Raises:
            DamagedIndexError: if the file is not such an index.
        """
        try:
            found = cls(_read(path))
        except RuntimeError as error:
            raise DamagedIndexError(f"{path} is not a FAISS index ({error})") from error
        if not isinstance(found._rows, faiss.IndexFlat):
            raise DamagedIndexError(f"{path} is not a FAISS index of whole vectors")
        return found

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

    @property
    def is_sketched(self) -> bool:
        """True where sketches decide which vectors a search looks at."""
        return self._sketches is not None

    def vectors(self) -> Vectors:
        """Return a copy of every row, shape (n, dimension)."""
        found: Vectors = self._rows.reconstruct_n(0, len(self))
        return found

    def means(self, groups: NDArray[np.int64], count: int) -> NDArray[np.float32]:
        """Return the mean row of each group, shape (count, dimension); zeros for a group without rows.

        Args:
            groups: The group of each row, shape (len(self),), each in [0, count).
            count: How many groups there are.
        """
        sums = np.zeros((count, self.dimension))
        for start in range(0, len(self), _BLOCK_ROWS):
            block = groups[start : start + _BLOCK_ROWS]
            np.add.at(sums, block, self._rows.reconstruct_n(start, len(block)))
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
        query = np.ascontiguousarray(vector, dtype=np.float32)
        if self._sketches is not None and among is None:
            return self._nearest_by_sketch(self._sketches, query, limit)
        return self._nearest(query, limit, None if among is None else np.unique(among))

    def _nearest(self, query: Vectors, limit: int, admitted: NDArray[np.int64] | None) -> Scored:
        """Compare every vector; fetch more while one left out may be as near as the last one found."""
        available = len(self) if admitted is None else len(admitted)
        fetched = min(available, limit + _SPARE)
        while limit > 0 and available > 0:
            rows, estimates = _fetch(self._rows, query, fetched, admitted)
            best = _ranked(rows, self._scores(query, rows), limit)
            if fetched == available or estimates[-1] < best[-1][1] - _ROUNDING:
                return best
            fetched = min(available, 2 * fetched)
        return []

    def _nearest_by_sketch(self, sketches: faiss.Index, query: Vectors, limit: int) -> Scored:
        """Compare the vectors whose sketches come nearest; look at more while one left out may well be nearer.

        How far sketches are off is judged by those of the vectors looked at.
        """
        most = min(len(self), max(_MOST_COMPARED, limit))
        fetched = min(most, max(_FIRST_COMPARED, limit))
        while limit > 0:
            rows, estimates = _fetch(sketches, query, fetched, None)
            scores = self._scores(query, rows)
            best = _ranked(rows, scores, limit)
            doubt = _DEVIATIONS * float(np.std(scores - estimates)) + _ROUNDING
            if fetched == most or estimates[-1] < best[-1][1] - doubt:
                return best
            fetched = min(most, 2 * fetched)
        return []

    def _scores(self, query: Vectors, rows: NDArray[np.int64]) -> NDArray[np.float64]:
        candidates = self._rows.reconstruct_batch(rows).astype(np.float64)
        scores: NDArray[np.float64] = np.sum(candidates * query.astype(np.float64), axis=1)
        return scores


def _read(path: Path) -> faiss.Index:
    try:
        return faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
    except RuntimeError:  # a system on which FAISS cannot map a file; one that is broken cannot be read either
        return faiss.read_index(str(path))


def _sketches_of(rows: Vectors) -> faiss.Index:
    """Return what compares fast: of every two dimensions, which of 16 learned points is nearest.

    Source: Jégou, Douze and Schmid, "Product Quantization for Nearest Neighbor Search", 2011,
    doi:10.1109/TPAMI.2010.57; André, Kermarrec and Le Scouarnec, "Cache Locality Is Not Enough: High-Performance
    Nearest Neighbor Search with Product Quantization Fast Scan", 2015, doi:10.14778/2856318.2856324.
    """
    dimension = rows.shape[1]
    sketches = faiss.IndexPQFastScan(
        dimension, dimension // _DIMENSIONS_A_CODE, _BITS_A_CODE, faiss.METRIC_INNER_PRODUCT
    )
    sketches.train(np.ascontiguousarray(rows[:: max(1, len(rows) // _TRAINING_ROWS)]))
    sketches.add(rows)
    return sketches


def _fetch(
    index: faiss.Index, query: Vectors, count: int, admitted: NDArray[np.int64] | None
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return up to ``count`` row numbers, and their scores as FAISS computes them, best first."""
    chosen = None
    if admitted is not None:
        bits = np.zeros(index.ntotal, dtype=bool)
        bits[admitted] = True
        selector = faiss.IDSelectorBitmap(np.packbits(bits, bitorder="little"))  # type: ignore[call-arg, arg-type]
        chosen = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
    scores, rows = index.search(query, count, params=chosen)
    found = rows[0] >= 0
    return rows[0][found], scores[0][found]


def _ranked(rows: NDArray[np.int64], scores: NDArray[np.float64], limit: int) -> Scored:
    order = np.lexsort((rows, -scores))[:limit]
    return [(int(rows[position]), float(scores[position])) for position in order]
