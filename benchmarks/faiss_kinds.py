"""Rows in, an index of some kind out, and what searches it: kiddqa's own two, and what FAISS offers beside them."""

import math
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import process_time
from typing import Any

import faiss

from kiddqa.index.dense import DenseIndex
from kiddqa.protocols import Vectors

NEIGHBOURS = 32
"""Links a row of the graph keeps, twice as many on its lowest layer."""
LOOKED_AT = (32, 64, 128, 256)
"""Rows of the graph that a search keeps in view."""
LISTS_OPENED = (8, 32, 128)
FOUND = 10
_ROWS_A_LIST = 64
"""That its centre is learned of."""

Search = Callable[[Vectors], Sequence[int]]
"""One vector, shape (1, dimension), in; the numbers of the ten rows found, out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of index: an empty one for so many rows of a dimension, and the settings of its search."""

    name: str
    empty: Callable[[int, int], faiss.Index] | None
    """None: kiddqa's own, which ``DenseIndex`` builds and opens."""
    setting: str = ""
    values: Sequence[int] = (0,)
    sketched_from: int = 0


def _graph(rows: int, dimension: int) -> faiss.Index:
    del rows
    return faiss.IndexHNSWFlat(dimension, NEIGHBOURS, faiss.METRIC_INNER_PRODUCT)


def _lists(rows: int, dimension: int, *, eight_bits: bool) -> faiss.Index:
    centres, count = faiss.IndexFlatIP(dimension), round(4 * math.sqrt(rows))
    if eight_bits:
        bits = faiss.ScalarQuantizer.QT_8bit
        return faiss.IndexIVFScalarQuantizer(centres, dimension, count, bits, faiss.METRIC_INNER_PRODUCT)
    return faiss.IndexIVFFlat(centres, dimension, count, faiss.METRIC_INNER_PRODUCT)


KINDS = (
    Kind(name="every vector", empty=None, sketched_from=sys.maxsize),
    Kind(name="sketches, then vectors", empty=None),
    Kind(name="graph (HNSW)", empty=_graph, setting="efSearch", values=LOOKED_AT),
    Kind(name="lists (IVF)", empty=partial(_lists, eight_bits=False), setting="nprobe", values=LISTS_OPENED),
    Kind(
        name="lists, 8 bits a dimension", empty=partial(_lists, eight_bits=True), setting="nprobe", values=LISTS_OPENED
    ),
)


def build(kind: Kind, vectors: Vectors, path: Path, minutes: float) -> dict[str, Any]:
    """Build and write an index; return the seconds of work it took, or how far it came in its minutes."""
    began = process_time()
    if kind.empty is None:
        DenseIndex.build(vectors, sketched_from=kind.sketched_from).save(path)
        return {"build_seconds": round(process_time() - began, 2)}
    index = kind.empty(*vectors.shape)
    if isinstance(index, faiss.IndexIVF):
        index.train(vectors[:: max(1, len(vectors) // (_ROWS_A_LIST * index.nlist))])
    step = max(1_000, len(vectors) // 1_000)
    for start in range(0, len(vectors), step):
        index.add(vectors[start : start + step])
        if process_time() - began > 60 * minutes:
            return {"gave_up_seconds": round(process_time() - began), "rows_added": index.ntotal}
    seconds = process_time() - began
    faiss.write_index(index, str(path))
    return {"build_seconds": round(seconds, 2)}


def opened(kind: Kind, path: Path) -> Iterator[tuple[str, Search]]:
    """Open a built index; yield each setting and what searches with it."""
    if kind.empty is None:
        ours = DenseIndex.load(path)
        yield "", lambda vector: [row for row, _ in ours.search(vector, FOUND)]
        return
    try:
        index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
    except RuntimeError:  # a kind that FAISS cannot map
        index = faiss.read_index(str(path))
    parameters = faiss.ParameterSpace()
    for value in kind.values:

        def search(vector: Vectors, value: int = value) -> list[int]:
            parameters.set_index_parameter(index, kind.setting, value)
            return [int(row) for row in index.search(vector, FOUND)[1][0]]

        yield f"{kind.setting} {value}", search
