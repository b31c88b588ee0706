"""Question and sentences in, a score for each out: a small cross-encoder that reads both together.

It replaces nothing of retrieval: it looks at the sentences that the cheaper columns put first. Its weights ship in
``models/sentence-scorer-int8`` and are made by ``kiddqa.train.scorer``.
"""

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from kiddqa.errors import ModelError
from kiddqa.index.card import MODEL_FILE, TOKENIZER_FILE
from kiddqa.index.embedder import SHIPPED_MODEL
from kiddqa.index.files import sha256_of_file
from kiddqa.index.session import open_session
from kiddqa.resources import models_folder

SHIPPED_SCORER = "sentence-scorer-int8"
CARD_FILE = "scorer.json"
MAX_TOKENS = 128
"""Word pieces read of a pair, the three special ones included; the rest of the longer part is cut off."""
_REMEDY = "python -m pip install --force-reinstall kiddqa"


class SentenceScorer(Protocol):
    """Says how well each sentence answers a question."""

    def scores(self, question: str, sentences: Sequence[str]) -> NDArray[np.float64]:
        """Return log-odds that each sentence answers, shape (len(sentences),); each depends on its sentence alone."""
        ...


class CrossEncoder:
    """Runs the shipped model; safe to share between threads.

    Pairs run one by one, unpadded, so that a score is the same to the bit whatever is scored beside it.

    Raises:
        ModelError: if a file is missing or altered.
    """

    def __init__(self, folder: Path | None = None, *, threads: int) -> None:
        """Load the model in ``folder`` (None: the one that ships); up to ``threads`` pairs (at least 1) run at once."""
        folder = folder or models_folder() / SHIPPED_SCORER
        tokenizer = models_folder() / SHIPPED_MODEL / TOKENIZER_FILE
        _check_hashes(folder, {"onnx_sha256": folder / MODEL_FILE, "tokenizer_sha256": tokenizer})
        self._session = open_session(folder / MODEL_FILE, remedy=_REMEDY)
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._pool = ThreadPoolExecutor(max_workers=threads, thread_name_prefix="score")

    def scores(self, question: str, sentences: Sequence[str]) -> NDArray[np.float64]:
        """Return log-odds that each sentence (with its title and headings) answers, shape (len(sentences),)."""
        found = self._pool.map(lambda sentence: self._score(question, sentence), sentences)
        return np.fromiter(found, dtype=np.float64, count=len(sentences))

    def _score(self, question: str, sentence: str) -> float:
        encoding = self._tokenizer.encode(question, sentence)
        tokens = {
            "input_ids": encoding.ids,
            "attention_mask": encoding.attention_mask,
            "token_type_ids": encoding.type_ids,
        }
        feed = {name: np.array([values], dtype=np.int64) for name, values in tokens.items()}
        return float(self._session.run(None, feed)[0][0])


def _check_hashes(folder: Path, files: dict[str, Path]) -> None:
    try:
        card = json.loads((folder / CARD_FILE).read_text(encoding="utf-8"))
        wrong = [path for name, path in files.items() if sha256_of_file(path) != card[name]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"The sentence scorer in {folder} cannot be read ({error!r}); type: {_REMEDY}") from error
    if wrong:
        raise ModelError(f"{wrong[0]} is not the file that {CARD_FILE} describes; type: {_REMEDY}")
