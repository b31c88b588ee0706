"""What is known of a compiled model, kept as ``model.json`` beside it."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from kiddqa.errors import ModelError
from kiddqa.index.files import sha256_of_file, write_json

MODEL_FILE = "model.onnx"
TOKENIZER_FILE = "tokenizer.json"
CARD_FILE = "model.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCard:
    """Where a compiled embedder comes from, what it takes and gives, and how near it is to its original."""

    name: str
    dimension: int
    """Length of a vector."""
    max_tokens: int
    """Word pieces read of a text, the two special ones included; the rest is cut off."""
    inputs: tuple[str, ...]
    """Names of the graph's inputs, each of shape (texts, tokens)."""
    weights_sha256: str
    """Of the original's ``model.safetensors``."""
    onnx_sha256: str
    tokenizer_sha256: str
    quantisation: Mapping[str, object]
    parity_mean: float
    """Mean cosine, -1 to 1, between this model's vectors and those of sentence-transformers."""
    parity_min: float
    """The least such cosine."""
    parity_n: int
    """Number of texts compared."""
    versions: Mapping[str, str]
    """Of the libraries that compiled it."""

    @property
    def fingerprint(self) -> str:
        """A string that changes whenever the vectors would: name, weights and graph, tokenizer."""
        return f"{self.name}:{self.onnx_sha256[:16]}:{self.tokenizer_sha256[:16]}"


def write_card(card: ModelCard, folder: Path) -> None:
    """Write ``model.json`` into the folder of a compiled model."""
    write_json(folder / CARD_FILE, asdict(card))


def read_card(folder: Path) -> ModelCard:
    """Read ``model.json`` and check that the files beside it are the ones it describes.

    Raises:
        ModelError: if a file is missing, altered, or not of the form this version writes.
    """
    try:
        fields = json.loads((folder / CARD_FILE).read_text(encoding="utf-8"))
        card = ModelCard(**{**fields, "inputs": tuple(fields["inputs"])})
    except FileNotFoundError as error:
        raise ModelError(f"There is no {CARD_FILE} in {folder}; {_remedy(folder)}") from error
    except (ValueError, TypeError, KeyError) as error:
        raise ModelError(f"{folder / CARD_FILE} is not the card of a compiled model; {_remedy(folder)}") from error
    for name, expected in ((MODEL_FILE, card.onnx_sha256), (TOKENIZER_FILE, card.tokenizer_sha256)):
        _check(folder / name, expected)
    return card


def _check(path: Path, expected: str) -> None:
    if not path.is_file():
        raise ModelError(f"There is no {path.name} in {path.parent}; {_remedy(path.parent)}")
    found = sha256_of_file(path)
    if found != expected:
        raise ModelError(
            f"{path} has the SHA-256 {found[:12]}… and {CARD_FILE} expects {expected[:12]}…; {_remedy(path.parent)}"
        )


def _remedy(folder: Path) -> str:
    return f"type: kiddqa compile --target {folder}"
