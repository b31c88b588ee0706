"""A trained reader in, the int8 ONNX graph that serves and its card out: ``python -m kiddqa.train.export``."""

import argparse
import json
import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from math import inf
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers import BertForQuestionAnswering

from kiddqa.evaluate_squad import Reading, best_null_threshold, figures_alone, read_alone, rewarded
from kiddqa.index.card import MODEL_FILE
from kiddqa.index.files import sha256_of_file, write_json
from kiddqa.index.quantise import write_smoothed_int8
from kiddqa.read.encoding import Window
from kiddqa.read.model import (
    CARD_FILE,
    INPUTS,
    SHIPPED_READER,
    Logits,
    OnnxSpanModel,
    SpanModel,
    feed,
    load_window_encoder,
    tokenizer_file,
)
from kiddqa.read.passages import PassageReader
from kiddqa.resources import models_folder
from kiddqa.squad import SquadArticle, read_articles
from kiddqa.train.attention import OPSET, joined_attention
from kiddqa.train.examples import held_out, paragraph_of
from kiddqa.train.reader import CARD
from kiddqa.train.recipe import Recipe

MAX_F1_LOST = 0.3
"""In points of F1, of int8 to the original."""
MAX_TOKENS = 512
QUESTIONS_COMPARED = 2_000
QUESTIONS_TYPICAL = 100
"""To learn how large the columns of each product's input are."""


class TorchSpanModel:
    """The original weights behind the same seam, to compare with."""

    def __init__(self, model: BertForQuestionAnswering) -> None:
        """Take a model in evaluation mode."""
        self._model = model

    def logits(self, window: Window) -> Logits:
        """Return the logits of every token of the window."""
        with torch.inference_mode():
            found = self._model(input_ids=torch.tensor([window.ids]), token_type_ids=torch.tensor([window.type_ids]))
        return np.stack([found.start_logits[0].numpy(), found.end_logits[0].numpy()], axis=-1)


class _Logits(torch.nn.Module):  # type: ignore[misc]  # torch is not typed here
    """Token ids and types to start and end logits, shape (windows, tokens, 2)."""

    def __init__(self, model: BertForQuestionAnswering) -> None:
        super().__init__()
        self.model = model

    def forward(self, ids: torch.Tensor, types: torch.Tensor) -> torch.Tensor:
        found = self.model(input_ids=ids, token_type_ids=types)
        return torch.stack([found.start_logits, found.end_logits], dim=-1)


def to_onnx(model: BertForQuestionAnswering) -> Any:  # noqa: ANN401  (an onnx.ModelProto, not typed here)
    """Return the model, of "eager" attention, as an ONNX graph; batch and length are free, nothing is padded."""
    # two tensors of their own: the exporter takes one tensor given twice for one input
    ids, types = (torch.full((2, 8), value, dtype=torch.long) for value in (5, 0))
    axes = {0: torch.export.Dim("windows"), 1: torch.export.Dim("tokens", max=MAX_TOKENS)}
    program = torch.onnx.export(
        _Logits(model).eval(),
        (ids, types),
        input_names=list(INPUTS),
        output_names=["logits"],
        dynamic_shapes={"ids": axes, "types": axes},
        opset_version=OPSET,
        dynamo=True,
        verbose=False,
    )
    return joined_attention(program.model_proto, heads=model.config.num_attention_heads)


def compare(original: SpanModel, exported: SpanModel, articles: Sequence[SquadArticle]) -> dict[str, object]:
    """Read the same questions with both, each at its own best threshold.

    Answerable and unanswerable questions weigh the same, as they do in the choice of the threshold.

    Raises:
        SystemExit: if int8 loses more than 0.3 points of F1.
    """
    figures: dict[str, dict[str, float]] = {}
    gained: list[list[float]] = []
    for name, model in (("original", original), ("int8", exported)):
        readings = _read(model, articles)
        threshold = best_null_threshold(readings)
        figures[name] = {"null_threshold": threshold, **asdict(figures_alone(readings, threshold))}
        gained.append([100 * rewarded(reading, threshold)[1] for reading in readings])
    losses = np.array(gained[0]) - np.array(gained[1])
    answerable = np.array([bool(question.gold) for article in articles for question in article.questions])
    groups = [losses[kind] for kind in (answerable, ~answerable) if kind.any()]
    lost = float(np.mean([group.mean() for group in groups]))
    error = float(np.sqrt(sum(group.var() / len(group) for group in groups)) / len(groups))
    if lost > MAX_F1_LOST:
        raise SystemExit(
            f"int8 lost {lost:.2f} ± {error:.2f} points of F1 and at most {MAX_F1_LOST} are allowed; "
            "nothing is written."
        )
    return {
        "articles_not_trained_on": len(articles),
        "f1_lost": round(lost, 2),
        "standard_error": round(error, 2),
        **figures,
    }


def main() -> None:
    """Export, compare and write the card."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path, help="folder that kiddqa.train.reader wrote")
    parser.add_argument("file", type=Path, help="the SQuAD 2.0 training data, for questions to compare on")
    parser.add_argument("--out", type=Path, default=models_folder() / SHIPPED_READER, help="folder to write to")
    options = parser.parse_args()
    model = BertForQuestionAnswering.from_pretrained(options.weights, attn_implementation="eager", dtype=torch.float32)
    model.train(mode=False)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=options.out.parent, prefix=".new-") as made:
        _export(model, Path(made), options.weights, options.file)
        options.out.mkdir(exist_ok=True)
        for name in (MODEL_FILE, CARD_FILE):
            (Path(made) / name).replace(options.out / name)


def _export(model: BertForQuestionAnswering, folder: Path, weights: Path, squad: Path) -> None:
    write_smoothed_int8(to_onnx(model), folder / MODEL_FILE, feeds=_typical(squad))
    card = {
        "onnx_sha256": sha256_of_file(folder / MODEL_FILE),
        "tokenizer_sha256": sha256_of_file(tokenizer_file()),
        "licence": "weights: Apache-2.0, as all-MiniLM-L6-v2's; trained on SQuAD 2.0, CC BY-SA 4.0",
    }
    write_json(folder / CARD_FILE, card)
    compared = compare(TorchSpanModel(model), OnnxSpanModel(folder), _sample(squad))
    training = json.loads((weights / CARD).read_text(encoding="utf-8"))
    write_json(folder / CARD_FILE, {**card, "int8_against_original": compared, "training": training})


def _read(model: SpanModel, articles: Sequence[SquadArticle]) -> list[Reading]:
    return read_alone(
        PassageReader(model=model, encoder=load_window_encoder(), threads=2, budget_seconds=inf), articles
    )


def _typical(path: Path) -> Iterator[dict[str, np.ndarray]]:
    """Yield what the graph takes for a few questions of the articles that were trained on."""
    recipe = Recipe()
    trained, _ = held_out(read_articles(path), seed=recipe.seed, count=recipe.held_out_articles)
    pairs = [(article, question) for article in trained for question in article.questions]
    encoder = load_window_encoder()
    for article, question in random.Random(recipe.seed).sample(pairs, k=min(QUESTIONS_TYPICAL, len(pairs))):
        for window in encoder.windows(question.text, paragraph_of(article, question)):
            yield feed(window)


def _sample(path: Path) -> list[SquadArticle]:
    recipe = Recipe()
    _, kept = held_out(read_articles(path), seed=recipe.seed, count=recipe.held_out_articles)
    asked = [question for article in kept for question in article.questions]
    chosen = set(random.Random(recipe.seed).sample([question.id for question in asked], k=QUESTIONS_COMPARED))
    return [replace(article, questions=tuple(q for q in article.questions if q.id in chosen)) for article in kept]


if __name__ == "__main__":
    main()
