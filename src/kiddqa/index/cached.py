"""An embedder that remembers: a text that was embedded lately is not embedded again."""

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from kiddqa.protocols import Embedder, Vectors


class CachedEmbedder:
    """Keeps the vectors of the texts used last; safe between threads.

    Since an embedder's vector of a text depends on nothing but the text, a remembered vector is the same to the bit.
    """

    def __init__(self, embedder: Embedder, *, capacity: int = 20_000) -> None:
        """Wrap ``embedder``, keeping up to ``capacity`` vectors (1.5 kB each at 384 dimensions)."""
        self._embedder = embedder
        self._capacity = capacity
        self._vectors: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._lock = Lock()

    @property
    def fingerprint(self) -> str:
        """The wrapped embedder's."""
        return self._embedder.fingerprint

    @property
    def dimension(self) -> int:
        """The wrapped embedder's."""
        return self._embedder.dimension

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Embed the texts that are new and remember them; shape (len(texts), dimension), unit rows."""
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        with self._lock:
            known = {text: self._vectors[text] for text in texts if text in self._vectors}
        new = [text for text in dict.fromkeys(texts) if text not in known]
        if new:
            known.update(zip(new, self._embedder.embed(new), strict=True))
        self._remember(texts, known)
        return np.stack([known[text] for text in texts])

    def _remember(self, texts: Sequence[str], known: dict[str, NDArray[np.float32]]) -> None:
        with self._lock:
            for text in texts:
                self._vectors[text] = known[text]
                self._vectors.move_to_end(text)
            while len(self._vectors) > self._capacity:
                self._vectors.popitem(last=False)
