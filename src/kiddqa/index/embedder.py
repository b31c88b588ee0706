"""Texts in, vectors of length 1 out, by onnxruntime and tokenizers alone: no torch, nothing from a network."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from kiddqa.index.card import CARD_FILE, MODEL_FILE, TOKENIZER_FILE, ModelCard, read_card
from kiddqa.index.session import open_session
from kiddqa.protocols import Vectors
from kiddqa.resources import models_folder

SHIPPED_MODEL = "all-MiniLM-L6-v2-int8"


class OnnxEmbedder:
    """Runs a compiled model; safe to share between threads.

    Quantised activations take their scale from all the tokens that run together, so texts run one by one, unpadded:
    a text's vector is the same to the bit whatever is embedded beside it and by however many threads.

    Raises:
        ModelError: if the folder does not hold a compiled model, or a file of it was altered.
    """

    def __init__(self, folder: Path, *, threads: int) -> None:
        """Load the model in ``folder``; up to ``threads`` texts (at least 1) are embedded at once."""
        self.card: ModelCard = read_card(folder)
        self._tokenizer = _load_tokenizer(folder / TOKENIZER_FILE, self.card)
        self._session = open_session(folder / MODEL_FILE, remedy=f"kiddqa compile --target {folder}")
        self._pool = ThreadPoolExecutor(max_workers=threads, thread_name_prefix="embed") if threads > 1 else None

    @property
    def fingerprint(self) -> str:
        """Model name, then the first 16 digits each of the hashes of graph and tokenizer."""
        return self.card.fingerprint

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self.card.dimension

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Embed each text on its own, reading its first ``card.max_tokens`` word pieces.

        Returns:
            Shape (len(texts), dimension), float32, unit rows; (0, dimension) for no texts.
        """
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        if self._pool is None or len(texts) == 1:
            return np.stack([self._embed_one(text) for text in texts])
        return np.stack(list(self._pool.map(self._embed_one, texts)))

    def _embed_one(self, text: str) -> NDArray[np.float32]:
        encoding = self._tokenizer.encode(text)
        tokens = {
            "input_ids": encoding.ids,
            "attention_mask": encoding.attention_mask,
            "token_type_ids": encoding.type_ids,
        }
        feed = {name: np.array([tokens[name]], dtype=np.int64) for name in self.card.inputs}
        vector: NDArray[np.float32] = self._session.run(None, feed)[0][0]
        return vector


def load_embedder(model: Path | None, embeddings: Path, *, threads: int, sample: Sequence[str] = ()) -> OnnxEmbedder:
    """Load the model that ships, or compile a sentence-transformers model once and load that.

    Args:
        model: Folder of a sentence-transformers model; None: the one that ships.
        embeddings: Folder of the index; a compiled model is kept in ``model/`` below it.
        threads: Texts embedded at once, at least 1.
        sample: Texts on which a freshly compiled model is compared with its original; none: prose that ships.

    Raises:
        ModelError: if the model is missing or altered, or cannot be compiled.
    """
    if model is None:
        return OnnxEmbedder(models_folder() / SHIPPED_MODEL, threads=threads)
    from kiddqa.index.compile import compile_model, compiled_name  # noqa: PLC0415  (it imports this module)

    folder = embeddings / "model" / compiled_name(model)
    if not (folder / CARD_FILE).is_file():
        compile_model(model, folder, sample=sample)
    return OnnxEmbedder(folder, threads=threads)


def _load_tokenizer(path: Path, card: ModelCard) -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.enable_truncation(card.max_tokens)
    return tokenizer
