import json
import sys
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from transformers import BertConfig, BertForQuestionAnswering

from fakes import TINY_BERT
from kiddqa.index.card import MODEL_FILE
from kiddqa.index.files import sha256_of_file
from kiddqa.index.quantise import write_smoothed_int8
from kiddqa.read.model import CARD_FILE
from kiddqa.train import restore
from kiddqa.train.export import to_onnx
from kiddqa.train.reader import CARD
from kiddqa.train.restore import restored_weights

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings(r"ignore:`isinstance\(treespec, LeafSpec\)` is deprecated:FutureWarning"),
    pytest.mark.filterwarnings(r"ignore:# The axis name. \w+ will not be used:UserWarning"),
]

IDS = np.arange(40).reshape(1, 40) * 700
WIDEST = "bert.encoder.layer.0.output.dense.weight"


@pytest.fixture(scope="module")
def original() -> BertForQuestionAnswering:
    torch.manual_seed(7)
    model = BertForQuestionAnswering(BertConfig(**{**TINY_BERT, "intermediate_size": 512}))
    for weight in model.parameters():
        torch.nn.init.normal_(weight)
    model.train(mode=False)
    return model


@pytest.fixture(scope="module")
def graph(original: BertForQuestionAnswering, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a graph whose products take inputs that were evened out by columns of very different sizes."""
    path = tmp_path_factory.mktemp("compiled") / MODEL_FILE
    feed = {"input_ids": IDS, "token_type_ids": np.zeros_like(IDS)}
    write_smoothed_int8(to_onnx(original), path, feeds=[feed])
    return path


def test_every_weight_comes_back_but_for_the_rounding(original: BertForQuestionAnswering, graph: Path) -> None:
    restored = restored_weights(graph)
    wanted = original.state_dict()
    assert set(restored) == set(wanted)
    for name, weight in wanted.items():
        assert restored[name].shape == weight.shape, name
        if name.endswith("bias") or "LayerNorm" in name:
            assert torch.equal(restored[name], weight), name
        elif name != WIDEST:
            lost = (restored[name] - weight).square().mean().sqrt() / weight.square().mean().sqrt()
            assert lost < 0.03, (name, float(lost))


def test_what_meets_small_numbers_only_may_be_rounded_away_and_little_is_lost_by_it(
    original: BertForQuestionAnswering, graph: Path
) -> None:
    restored = BertForQuestionAnswering(original.config)
    restored.load_state_dict(restored_weights(graph))
    restored.train(mode=False)
    with torch.inference_mode():
        wanted, found = (model(input_ids=torch.tensor(IDS)).start_logits for model in (original, restored))
    assert (found - wanted).abs().mean() < 0.1 * wanted.std()


def test_a_graph_of_another_make_is_refused(graph: Path, tmp_path: Path) -> None:
    model = onnx.load(graph)
    for node in model.graph.node:
        if node.op_type == "Add":
            node.op_type = "Sub"
    onnx.save(model, tmp_path / MODEL_FILE)
    with pytest.raises(ValueError, match="no bias is added"):
        restored_weights(tmp_path / MODEL_FILE)


def test_the_command_writes_what_training_goes_on_from(
    original: BertForQuestionAnswering, graph: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original.config.save_pretrained(tmp_path / "start")
    original.save_pretrained(tmp_path / "start")
    (graph.parent / CARD_FILE).write_text(json.dumps({"training": {"recipe": {"seed": 7}}}), encoding="utf-8")
    monkeypatch.setattr(restore, "default_source", lambda: tmp_path / "start")
    monkeypatch.setattr(sys, "argv", ["restore", str(graph.parent), "--out", str(tmp_path / "out")])
    restore.main()
    written = BertForQuestionAnswering.from_pretrained(tmp_path / "out").state_dict()
    assert all(torch.equal(written[name], weight) for name, weight in restored_weights(graph).items())
    assert json.loads((tmp_path / "out" / CARD).read_bytes()) == {
        "recipe": {"seed": 7},
        "restored_from_onnx_sha256": sha256_of_file(graph),
    }
