"""A stopwatch in, an index and an embedder whose work it times out."""

from collections import defaultdict
from collections.abc import Callable
from time import perf_counter
from typing import ParamSpec, TypeVar

import numpy as np
from numpy.typing import NDArray

from kiddqa.index.embedder import OnnxEmbedder
from kiddqa.index.generation import Generation
from kiddqa.protocols import Scored, Vectors
from kiddqa.records import Passage

P = ParamSpec("P")
R = TypeVar("R")


class Stopwatch:
    """Notes how long each call of a stage takes, in milliseconds; calls of one question add up."""

    def __init__(self) -> None:
        """Begin with no question."""
        self.times: dict[str, list[float]] = defaultdict(list)
        self._running: dict[str, float] = {}

    def timed(self, stage: str, call: Callable[P, R]) -> Callable[P, R]:
        """Return the call, timed."""

        def calling(*given: P.args, **named: P.kwargs) -> R:
            began = perf_counter()
            try:
                return call(*given, **named)
            finally:
                self._running[stage] = self._running.get(stage, 0.0) + 1000 * (perf_counter() - began)

        return calling

    def lap(self) -> None:
        """End a question."""
        for stage, milliseconds in self._running.items():
            self.times[stage].append(milliseconds)
        self._running.clear()


class TimedIndex(Generation):
    """A generation whose searches are timed."""

    watch: Stopwatch

    @classmethod
    def of(cls, index: Generation, watch: Stopwatch) -> "TimedIndex":
        """Return the same open generation, timed."""
        timed = cls.__new__(cls)
        timed.__dict__.update(index.__dict__)
        timed.watch = watch
        return timed

    def search_dense(self, vector: Vectors, limit: int, among: NDArray[np.int64] | None = None) -> Scored:
        """Search, timed."""
        return self.watch.timed("dense", super().search_dense)(vector, limit, among)

    def search_bm25(self, text: str, limit: int, among: NDArray[np.int64] | None = None, *, also: str = "") -> Scored:
        """Search, timed."""
        return self.watch.timed("bm25", super().search_bm25)(text, limit, among, also=also)

    def passage(self, number: int) -> Passage:
        """Fetch, timed."""
        return self.watch.timed("fetch", super().passage)(number)


class TimedEmbedder:
    """An embedder that is timed."""

    def __init__(self, embedder: OnnxEmbedder, watch: Stopwatch) -> None:
        """Wrap it."""
        self.fingerprint, self.dimension = embedder.fingerprint, embedder.dimension
        self.embed = watch.timed("embed", embedder.embed)
