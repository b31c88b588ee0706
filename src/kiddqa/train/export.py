"""A fine-tuned scorer in, the int8 ONNX graph that serves and its card out: ``python -m kiddqa.train.export``."""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from transformers import BertForSequenceClassification

from kiddqa.index.card import MODEL_FILE, TOKENIZER_FILE
from kiddqa.index.compile import write_int8
from kiddqa.index.embedder import SHIPPED_MODEL
from kiddqa.index.files import sha256_of_file, write_json
from kiddqa.read.scorer import CARD_FILE, MAX_TOKENS, SHIPPED_SCORER, CrossEncoder
from kiddqa.resources import models_folder
from kiddqa.train.scorer import TRAINING_FILE, held_out_pairs

MIN_CORRELATION = 0.99
INPUTS = ("input_ids", "attention_mask", "token_type_ids")


class _Logit(torch.nn.Module):  # type: ignore[misc]  # torch is not typed here
    """Token ids, mask and types to one logit a pair, shape (pairs,)."""

    def __init__(self, model: BertForSequenceClassification) -> None:
        super().__init__()
        self.model = model

    def forward(self, ids: torch.Tensor, mask: torch.Tensor, types: torch.Tensor) -> torch.Tensor:
        logits: torch.Tensor = self.model(input_ids=ids, attention_mask=mask, token_type_ids=types).logits[:, 0]
        return logits


def export(model: BertForSequenceClassification, path: Path) -> None:
    """Write the model as an int8 ONNX graph; batch and length are free."""
    # three tensors of their own: the exporter takes one tensor given twice for one input
    ids, mask, types = (torch.full((2, 8), value, dtype=torch.long) for value in (5, 1, 0))
    axes = {0: torch.export.Dim("pairs"), 1: torch.export.Dim("tokens", max=MAX_TOKENS)}
    program = torch.onnx.export(
        _Logit(model).eval(),
        (ids, mask, types),
        input_names=list(INPUTS),
        output_names=["log_odds"],
        dynamic_shapes={"ids": axes, "mask": axes, "types": axes},
        dynamo=True,
        verbose=False,
    )
    write_int8(program.model_proto, path)


def fidelity(model: BertForSequenceClassification, folder: Path, pairs: Sequence[tuple[str, str]]) -> dict[str, float]:
    """Compare the exported scores with the original's on pairs: correlation and mean absolute difference."""
    tokenizer = Tokenizer.from_file(str(models_folder() / SHIPPED_MODEL / TOKENIZER_FILE))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    scorer = CrossEncoder(folder, threads=1)
    ours = np.array([scorer.scores(question, [sentence])[0] for question, sentence in pairs])
    theirs = []
    for question, sentence in pairs:
        encoding = tokenizer.encode(question, sentence)
        with torch.no_grad():
            logits = model(
                input_ids=torch.tensor([encoding.ids]), token_type_ids=torch.tensor([encoding.type_ids])
            ).logits
        theirs.append(float(logits[0, 0]))
    original = np.array(theirs)
    return {
        "pairs": len(pairs),
        "correlation": round(float(np.corrcoef(ours, original)[0, 1]), 5),
        "mean_absolute_difference": round(float(np.abs(ours - original).mean()), 5),
    }


def main() -> None:
    """Export, compare and write the card."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path, help="folder that kiddqa.train.scorer wrote")
    parser.add_argument("file", type=Path, help="the SQuAD 2.0 training data, for pairs to compare on")
    parser.add_argument("--out", type=Path, default=models_folder() / SHIPPED_SCORER, help="folder to write to")
    options = parser.parse_args()
    model = BertForSequenceClassification.from_pretrained(options.weights, attn_implementation="eager")
    model.train(mode=False)
    options.out.mkdir(parents=True, exist_ok=True)
    export(model, options.out / MODEL_FILE)
    card = {
        "onnx_sha256": sha256_of_file(options.out / MODEL_FILE),
        "tokenizer_sha256": sha256_of_file(models_folder() / SHIPPED_MODEL / TOKENIZER_FILE),
        "max_tokens": MAX_TOKENS,
        "started_from": "all-MiniLM-L6-v2",
        "licence": "weights: Apache-2.0; trained on SQuAD 2.0, CC BY-SA 4.0",
        **json.loads((options.weights / TRAINING_FILE).read_text(encoding="utf-8")),
    }
    write_json(options.out / CARD_FILE, card)
    write_json(
        options.out / CARD_FILE, {**card, "fidelity": fidelity(model, options.out, held_out_pairs(options.file, 400))}
    )


if __name__ == "__main__":
    main()
