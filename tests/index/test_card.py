import json
from pathlib import Path

import pytest

from kiddqa.errors import ModelError
from kiddqa.index.card import ModelCard, read_card, write_card
from kiddqa.index.files import sha256_of_file
from kiddqa.resources import models_folder

SHIPPED = models_folder() / "all-MiniLM-L6-v2-int8"


def card_of(folder: Path) -> ModelCard:
    (folder / "model.onnx").write_bytes(b"graph")
    (folder / "tokenizer.json").write_text("{}")
    return ModelCard(
        name="tiny",
        dimension=32,
        max_tokens=24,
        inputs=("input_ids", "attention_mask"),
        weights_sha256="ab" * 32,
        onnx_sha256=sha256_of_file(folder / "model.onnx"),
        tokenizer_sha256=sha256_of_file(folder / "tokenizer.json"),
        quantisation={"method": "dynamic"},
        parity_mean=0.995,
        parity_min=0.99,
        parity_n=240,
        versions={"torch": "2.13.0"},
    )


def test_the_model_that_ships_is_the_one_its_card_describes() -> None:
    card = read_card(SHIPPED)

    assert (card.name, card.dimension, card.max_tokens) == ("all-MiniLM-L6-v2", 384, 256)
    assert card.weights_sha256 == "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def test_the_model_that_ships_is_near_its_original_and_small() -> None:
    card = read_card(SHIPPED)

    assert card.parity_n >= 200
    assert card.parity_mean >= 0.99
    assert card.parity_min >= 0.98
    assert (SHIPPED / "model.onnx").stat().st_size <= 25_000_000


def test_a_card_is_read_as_it_was_written(tmp_path: Path) -> None:
    card = card_of(tmp_path)
    write_card(card, tmp_path)

    assert read_card(tmp_path) == card


def test_the_fingerprint_changes_with_name_graph_and_tokenizer(tmp_path: Path) -> None:
    card = card_of(tmp_path)

    assert card.fingerprint == f"tiny:{card.onnx_sha256[:16]}:{card.tokenizer_sha256[:16]}"


def test_a_folder_without_a_card_says_what_to_type(tmp_path: Path) -> None:
    with pytest.raises(ModelError) as caught:
        read_card(tmp_path)

    assert str(caught.value) == f"There is no model.json in {tmp_path}; type: kiddqa compile --target {tmp_path}"


@pytest.mark.parametrize("content", ["", "[]", json.dumps({"inputs": []}), json.dumps({"inputs": [], "colour": "red"})])
def test_a_card_of_another_form_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "model.json").write_text(content)

    with pytest.raises(ModelError, match="is not the card of a compiled model; type: kiddqa compile --target"):
        read_card(tmp_path)


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    write_card(card_of(tmp_path), tmp_path)
    (tmp_path / name).unlink()

    with pytest.raises(ModelError, match=f"There is no {name} in .*; type: kiddqa compile --target"):
        read_card(tmp_path)
