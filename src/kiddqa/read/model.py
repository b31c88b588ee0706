"""A window of tokens in, two numbers a token out: how likely an answer begins there, how likely it ends there.

The model ships in ``models/reader-int8`` and is made by ``kiddqa.train.reader`` and ``kiddqa.train.export``.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from kiddqa.errors import ModelError
from kiddqa.index.card import MODEL_FILE, TOKENIZER_FILE
from kiddqa.index.embedder import SHIPPED_MODEL
from kiddqa.index.files import sha256_of_file
from kiddqa.index.session import open_session
from kiddqa.read.encoding import Window, WindowEncoder
from kiddqa.resources import models_folder

SHIPPED_READER = "reader-int8"
CARD_FILE = "reader.json"
REINSTALL = "python -m pip install --force-reinstall kiddqa"

INPUTS = ("input_ids", "token_type_ids")
"""Of the graph; windows are unpadded, so none is a mask."""

Logits = NDArray[np.float32]
"""Shape (tokens, 2): start and end, any real number; token 0 stands for "not here"."""


class SpanModel(Protocol):
    """Reads windows; what it says of one never depends on the windows beside it."""

    def logits(self, window: Window) -> Logits:
        """Return the logits of every token of the window."""
        ...


class OnnxSpanModel:
    """Runs the shipped model; safe to share between threads.

    Windows run one by one, unpadded, so that a score is the same to the bit whatever is read beside it.

    Raises:
        ModelError: if a file is missing or altered.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """Load the model in ``folder`` (None: the one that ships)."""
        folder = folder or models_folder() / SHIPPED_READER
        checked_card(folder / CARD_FILE, {"onnx_sha256": folder / MODEL_FILE, "tokenizer_sha256": tokenizer_file()})
        self._session = open_session(folder / MODEL_FILE, remedy=REINSTALL)

    def logits(self, window: Window) -> Logits:
        """Return the logits of every token of the window."""
        found: Logits = self._session.run(None, feed(window))[0][0]
        return found


def feed(window: Window) -> dict[str, NDArray[np.int64]]:
    """Return what the graph takes, by the names of its inputs, each of shape (1, tokens)."""
    values = (window.ids, window.type_ids)
    return {name: np.array([value], dtype=np.int64) for name, value in zip(INPUTS, values, strict=True)}


def load_window_encoder() -> WindowEncoder:
    """Load the tokenizer that reader and embedder share."""
    return WindowEncoder.from_file(tokenizer_file())


def tokenizer_file() -> Path:
    """Return the file of the tokenizer that reader and embedder share."""
    return models_folder() / SHIPPED_MODEL / TOKENIZER_FILE


def checked_card(path: Path, files: Mapping[str, Path]) -> Mapping[str, Any]:
    """Read the card of a model and compare files with the hashes in it.

    Args:
        path: The card.
        files: By the name that their hash has in the card.

    Raises:
        ModelError: if a file is missing or another than the card says.
    """
    try:
        card: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        wrong = [path for name, path in files.items() if sha256_of_file(path) != card[name]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"The reader's model in {path.parent} cannot be read ({error!r}); type: {REINSTALL}"
        ) from error
    if wrong:
        raise ModelError(f"{wrong[0]} is not the file that {path.name} describes; type: {REINSTALL}")
    return card
