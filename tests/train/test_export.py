import json
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import BertConfig, BertForQuestionAnswering

from fakes import TINY_BERT, PointingModel, document_of
from kiddqa.index.card import MODEL_FILE
from kiddqa.index.files import sha256_of_file
from kiddqa.index.quantise import write_int8
from kiddqa.read.encoding import Window
from kiddqa.read.model import CARD_FILE, OnnxSpanModel, load_window_encoder, tokenizer_file
from kiddqa.records import Passage, Range
from kiddqa.squad import SquadArticle, SquadQuestion
from kiddqa.train import export as exporting
from kiddqa.train.export import TorchSpanModel, compare, to_onnx
from kiddqa.train.reader import CARD

TEXT = "Anka Lee led the talks."
ARTICLE = SquadArticle(
    document=document_of("a", TEXT),
    questions=(
        SquadQuestion(
            id="1", article="a", text="Who led?", paragraph=Range(0, 23), gold=(Range(0, 8),), gold_texts=("Anka Lee",)
        ),
    ),
)
RIGHT = {"Anka": 4.0}, {"Lee": 4.0}
TOO_LONG = {"Anka": 4.0}, {"led": 4.0}
"""Reads "Anka Lee led", which has 80 per cent of F1."""

pytestmark = [
    # torch's exporter asks its own tree library in a way that library has deprecated
    pytest.mark.filterwarnings(r"ignore:`isinstance\(treespec, LeafSpec\)` is deprecated:FutureWarning"),
    # the three inputs share the name of each axis, and torch remarks that it keeps one
    pytest.mark.filterwarnings(r"ignore:# The axis name. \w+ will not be used:UserWarning"),
]


def windows() -> list[Window]:
    """Return windows of 9, 18 and 228 tokens."""
    found: list[Window] = []
    for words in (1, 10, 220):
        text = " ".join(["talks"] * words)
        passage = Passage(document=document_of("a", text), start=0, end=len(text), sentences=(Range(0, len(text)),))
        found += load_window_encoder().windows("Who led?", passage)
    return found


@pytest.fixture(scope="module")
def original() -> BertForQuestionAnswering:
    torch.manual_seed(7)
    model = BertForQuestionAnswering(BertConfig(**TINY_BERT))
    model.train(mode=False)
    torch.nn.init.normal_(model.qa_outputs.weight)
    return model


@pytest.fixture(scope="module")
def exported(original: BertForQuestionAnswering, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exported")
    write_int8(to_onnx(original), folder / MODEL_FILE)
    card = {
        "onnx_sha256": sha256_of_file(folder / MODEL_FILE),
        "tokenizer_sha256": sha256_of_file(tokenizer_file()),
    }
    (folder / CARD_FILE).write_text(json.dumps(card), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def trained(original: BertForQuestionAnswering, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder as ``kiddqa.train.reader`` leaves it, with the data it was trained on beside the weights."""
    folder = tmp_path_factory.mktemp("trained")
    original.save_pretrained(folder)
    (folder / CARD).write_text(json.dumps({"recipe": {"seed": 7}}), encoding="utf-8")
    asked = [{"id": str(number), "question": "Why?", "answers": []} for number in range(3)]
    data = {"data": [{"title": "Talks", "paragraphs": [{"context": TEXT, "qas": asked}]}]}
    (folder / "data.json").write_text(json.dumps(data), encoding="utf-8")
    return folder


def run_main(trained: Path, out: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(exporting, "QUESTIONS_COMPARED", 2)
    patch.setattr(exporting, "held_out", lambda articles, **_: (list(articles), list(articles)))
    patch.setattr(sys, "argv", ["export", str(trained), str(trained / "data.json"), "--out", str(out)])
    exporting.main()


def test_the_original_is_read_behind_the_same_seam(original: BertForQuestionAnswering) -> None:
    [window, *_] = windows()
    found = TorchSpanModel(original).logits(window)
    assert found.shape == (len(window.ids), 2)
    assert found.dtype == np.float32
    assert np.isfinite(found).all()


@pytest.mark.slow
def test_the_graph_gives_nearly_the_logits_of_the_original_at_any_length(
    original: BertForQuestionAnswering, exported: Path
) -> None:
    for window in windows():
        wanted, found = TorchSpanModel(original).logits(window), OnnxSpanModel(exported).logits(window)
        assert found.shape == wanted.shape
        assert np.abs(found - wanted).max() < 0.05 * np.ptp(wanted)


@pytest.mark.slow
def test_exporting_again_gives_the_same_bytes(
    original: BertForQuestionAnswering, exported: Path, tmp_path: Path
) -> None:
    write_int8(to_onnx(original), tmp_path / MODEL_FILE)
    assert sha256_of_file(tmp_path / MODEL_FILE) == sha256_of_file(exported / MODEL_FILE)


def test_two_models_are_compared_on_the_same_questions() -> None:
    found = json.loads(json.dumps(compare(PointingModel(*RIGHT), PointingModel(*RIGHT, not_here=10), [ARTICLE])))
    assert found["articles_not_trained_on"] == 1
    assert found["original"]["f1"] == found["original"]["answerable_exact_match"] == 100.0
    assert found["original"] == {**found["int8"], "null_threshold": found["original"]["null_threshold"]}


def test_an_export_that_lost_too_much_is_refused_with_both_numbers() -> None:
    with pytest.raises(SystemExit, match=r"lost 20\.00 ± 0\.00 points of F1 and at most 0\.3"):
        compare(PointingModel(*RIGHT), PointingModel(*TOO_LONG), [ARTICLE])


def test_an_export_that_gained_is_taken() -> None:
    found = json.loads(json.dumps(compare(PointingModel(*TOO_LONG), PointingModel(*RIGHT), [ARTICLE])))
    assert (found["original"]["f1"], found["int8"]["f1"]) == (80.0, 100.0)


@pytest.mark.slow
def test_the_command_leaves_a_model_that_can_be_opened_and_a_card_that_says_where_it_comes_from(
    trained: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_main(trained, tmp_path, monkeypatch)
    card = json.loads((tmp_path / CARD_FILE).read_text(encoding="utf-8"))
    assert OnnxSpanModel(tmp_path).logits(windows()[0]).shape[1] == 2
    assert card["int8_against_original"]["int8"]["questions"] == 2
    assert card["training"] == {"recipe": {"seed": 7}}
    assert "Apache-2.0" in card["licence"]
    assert "CC BY-SA 4.0" in card["licence"]


@pytest.mark.slow
def test_a_refused_export_leaves_the_model_that_was_there(
    trained: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / MODEL_FILE).write_bytes(b"the last model")
    monkeypatch.setattr(exporting, "MAX_F1_LOST", -1.0)
    with pytest.raises(SystemExit, match="nothing is written"):
        run_main(trained, tmp_path, monkeypatch)
    assert (tmp_path / MODEL_FILE).read_bytes() == b"the last model"
