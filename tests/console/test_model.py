from pathlib import Path

import pytest

from kiddqa.console import model
from kiddqa.index.card import ModelCard

CARD = ModelCard(
    name="tiny",
    dimension=32,
    max_tokens=24,
    inputs=("input_ids", "attention_mask"),
    weights_sha256="aa",
    onnx_sha256="bb",
    tokenizer_sha256="cc",
    quantisation={"method": "dynamic"},
    parity_mean=0.993,
    parity_min=0.981,
    parity_n=240,
    versions={"onnx": "1.18"},
)


def test_every_fact_of_the_card_has_a_line_and_the_folder_the_last(capsys: pytest.CaptureFixture[str]) -> None:
    model.show(CARD, Path("compiled"))
    lines = capsys.readouterr().out.splitlines()
    assert "parity_mean: 0.993" in lines
    assert lines[-1] == "written to compiled"
    assert len(lines) == len(model.to_json(CARD)) + 1
