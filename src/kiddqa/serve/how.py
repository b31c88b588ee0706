"""An engine in; the page out that says how its answers are made, how often they are right, and what it cannot do."""

import json
from dataclasses import dataclass

from kiddqa import __version__
from kiddqa.engine import Engine
from kiddqa.errors import ModelError
from kiddqa.index.files import sha256_of_file
from kiddqa.read.model import CARD_FILE, SHIPPED_READER
from kiddqa.read.ranking import WEIGHTS
from kiddqa.resources import models_folder
from kiddqa.serve.measured import Measured, measured_figures
from kiddqa.wording import count, percent


@dataclass(frozen=True, slots=True, kw_only=True)
class HowPage:
    """How answers are made."""

    title: str
    documents: str
    passages: str
    passages_read: int
    threshold: str
    """The reader's own confidence from which it answers."""
    measured: Measured | None
    version: str
    generation: str
    manifest_hash: str
    embedder: str
    """Name of the model that embeds, and the heads of its hashes."""
    reader_hash: str
    ranker_hash: str
    index: str


def how_page(engine: Engine) -> HowPage:
    """Return the page about one engine.

    Raises:
        ModelError: if a file that describes a model cannot be read.
    """
    generation, _, manifest_hash = engine.index.name.partition("@")
    models = model_hashes()
    return HowPage(
        title="How answers are made · kiddqa",
        documents=count(len(engine.index.documents()), "document"),
        passages=count(len(engine.index), "passage"),
        passages_read=engine.passages_read,
        threshold=percent(_threshold()),
        measured=measured_figures(models),
        version=__version__,
        generation=generation,
        manifest_hash=manifest_hash,
        embedder=engine.index.fingerprint,
        reader_hash=models["reader"],
        ranker_hash=models["ranker"],
        index=engine.index.name,
    )


def model_hashes() -> dict[str, str]:
    """Return the hex SHA-256 of the model that reads and of the weights that rank what it read.

    Raises:
        ModelError: if a file that describes a model cannot be read.
    """
    card = models_folder() / SHIPPED_READER / CARD_FILE
    try:
        reader = json.loads(card.read_text(encoding="utf-8"))["onnx_sha256"]
        return {"reader": str(reader), "ranker": sha256_of_file(WEIGHTS)}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"{card} or {WEIGHTS.name} cannot be read ({error!r}); type: python -m pip install --force-reinstall kiddqa"
        ) from error


def _threshold() -> float:
    return float(json.loads(WEIGHTS.read_text(encoding="utf-8"))["threshold"])
