import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from fakes import document_of
from kiddqa.errors import ModelError
from kiddqa.index.card import MODEL_FILE
from kiddqa.index.files import sha256_of_file
from kiddqa.read.encoding import Window
from kiddqa.read.model import CARD_FILE, SHIPPED_READER, OnnxSpanModel, load_window_encoder, tokenizer_file
from kiddqa.records import Passage, Range
from kiddqa.resources import models_folder

SHIPPED = models_folder() / SHIPPED_READER
TEXTS = ("Anka Lee led the talks.", "They met in Seoul on 23 September 2024 and agreed on nothing else.", "No.")


@pytest.fixture(scope="module")
def model() -> OnnxSpanModel:
    return OnnxSpanModel()


@pytest.fixture(scope="module")
def windows() -> list[Window]:
    encoder = load_window_encoder()
    passages = [
        Passage(document=document_of("a.txt", text), start=0, end=len(text), sentences=(Range(0, len(text)),))
        for text in TEXTS
    ]
    return [window for passage in passages for window in encoder.windows("Who led the talks?", passage)]


def small_model(folder: Path, **hashes: str) -> Path:
    """Write a file that stands for a graph, and a card that describes it but for the hashes given."""
    (folder / MODEL_FILE).write_bytes(b"graph")
    card = {
        "onnx_sha256": sha256_of_file(folder / MODEL_FILE),
        "tokenizer_sha256": sha256_of_file(tokenizer_file()),
        **hashes,
    }
    (folder / CARD_FILE).write_text(json.dumps(card), encoding="utf-8")
    return folder


def test_every_token_gets_a_finite_start_and_end(model: OnnxSpanModel, windows: list[Window]) -> None:
    for window in windows:
        found = model.logits(window)
        assert found.shape == (len(window.ids), 2)
        assert found.dtype == np.float32
        assert np.isfinite(found).all()


def test_starts_and_ends_are_told_apart(model: OnnxSpanModel, windows: list[Window]) -> None:
    found = model.logits(windows[0])
    assert not np.array_equal(found[:, 0], found[:, 1])


def test_a_window_is_read_alike_to_the_bit_alone_and_beside_others(model: OnnxSpanModel, windows: list[Window]) -> None:
    alone = [model.logits(window).tobytes() for window in windows]
    with ThreadPoolExecutor(max_workers=4) as pool:
        together = list(pool.map(lambda window: model.logits(window).tobytes(), windows * 4))
    assert together == alone * 4


def test_an_altered_graph_is_refused_with_the_command_that_mends_it(tmp_path: Path) -> None:
    folder = small_model(tmp_path)
    (folder / MODEL_FILE).write_bytes(b"grapf")
    with pytest.raises(ModelError, match=r"model\.onnx is not the file .* pip install --force-reinstall kiddqa"):
        OnnxSpanModel(folder)


def test_a_model_for_another_tokenizer_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"tokenizer\.json is not the file"):
        OnnxSpanModel(small_model(tmp_path, tokenizer_sha256="0" * 64))


def test_a_graph_that_cannot_be_run_is_refused_though_its_hash_is_right(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be run by onnxruntime"):
        OnnxSpanModel(small_model(tmp_path))


@pytest.mark.parametrize("missing", [MODEL_FILE, CARD_FILE])
def test_a_missing_file_is_refused(tmp_path: Path, missing: str) -> None:
    (small_model(tmp_path) / missing).unlink()
    with pytest.raises(ModelError, match="cannot be read"):
        OnnxSpanModel(tmp_path)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"onnx_sha256": 1}'])
def test_a_broken_card_is_refused(tmp_path: Path, content: str) -> None:
    (small_model(tmp_path) / CARD_FILE).write_text(content, encoding="utf-8")
    with pytest.raises(ModelError, match="kiddqa"):
        OnnxSpanModel(tmp_path)


def test_the_model_that_ships_fits_in_25_megabytes_with_a_card_that_describes_it() -> None:
    assert (SHIPPED / MODEL_FILE).stat().st_size <= 25_000_000
    card = json.loads((SHIPPED / CARD_FILE).read_text(encoding="utf-8"))
    assert card["onnx_sha256"] == sha256_of_file(SHIPPED / MODEL_FILE)
