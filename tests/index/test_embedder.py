import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from kiddqa.errors import ModelError
from kiddqa.index.compile import compiled_name
from kiddqa.index.embedder import OnnxEmbedder, load_embedder
from kiddqa.resources import models_folder

SHIPPED = models_folder() / "all-MiniLM-L6-v2-int8"
TEXTS = [
    "Who led the U.S. delegation?",
    "The American side was headed by an assistant secretary.",
    "The recipe needs two eggs.",
]


@pytest.fixture(scope="module")
def embedder() -> OnnxEmbedder:
    return OnnxEmbedder(SHIPPED, threads=2)


def test_cosines_are_those_of_sentence_transformers_within_two_hundredths(embedder: OnnxEmbedder) -> None:
    question, answer, recipe = embedder.embed(TEXTS)

    assert float(question @ answer) == pytest.approx(0.5178, abs=0.02)
    assert float(question @ recipe) == pytest.approx(-0.0140, abs=0.02)
    assert float(answer @ recipe) == pytest.approx(0.0754, abs=0.02)


def test_a_vector_is_the_same_to_the_bit_whatever_is_embedded_beside_it(embedder: OnnxEmbedder) -> None:
    alone = embedder.embed(TEXTS[:1])
    beside = OnnxEmbedder(SHIPPED, threads=4).embed([*TEXTS[1:], "word " * 300, TEXTS[0]])

    assert alone[0].tobytes() == beside[-1].tobytes()


def test_the_number_of_threads_changes_no_bit() -> None:
    texts = [f"{text} {number}" for number in range(8) for text in TEXTS]

    one, four = (OnnxEmbedder(SHIPPED, threads=threads).embed(texts) for threads in (1, 4))

    assert one.tobytes() == four.tobytes()


def test_what_stands_beyond_the_last_token_read_does_not_count(embedder: OnnxEmbedder) -> None:
    shorter, longer, cut = embedder.embed(["seoul " * 253, "seoul " * 254, "seoul " * 254 + "missile"])

    assert not np.array_equal(shorter, longer)
    np.testing.assert_array_equal(longer, cut)


def test_the_fingerprint_names_the_model_and_both_files(embedder: OnnxEmbedder) -> None:
    card = embedder.card

    assert embedder.fingerprint == f"all-MiniLM-L6-v2:{card.onnx_sha256[:16]}:{card.tokenizer_sha256[:16]}"


def test_without_a_model_named_the_one_that_ships_is_loaded(tmp_path: Path) -> None:
    assert load_embedder(None, tmp_path, threads=1).card.name == "all-MiniLM-L6-v2"


def test_a_model_that_is_named_is_compiled_once_into_the_folder_of_the_index(tiny_model: Path, tmp_path: Path) -> None:
    first = load_embedder(tiny_model, tmp_path, threads=1, sample=TEXTS)
    graph = tmp_path / "model" / compiled_name(tiny_model) / "model.onnx"
    written = graph.stat().st_mtime_ns

    again = load_embedder(tiny_model, tmp_path, threads=1, sample=TEXTS)

    assert graph.stat().st_mtime_ns == written
    assert first.embed(["talks"]).tobytes() == again.embed(["talks"]).tobytes()


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_an_altered_file_is_refused_by_name_with_the_command(tmp_path: Path, name: str) -> None:
    folder = shutil.copytree(SHIPPED, tmp_path / "copy")
    content = bytearray((folder / name).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / name).write_bytes(content)

    with pytest.raises(ModelError) as caught:
        OnnxEmbedder(folder, threads=1)

    assert str(caught.value).startswith(f"{folder / name} has the SHA-256 ")
    assert str(caught.value).endswith(f"type: kiddqa compile --target {folder}")


def test_embedding_imports_neither_torch_nor_sentence_transformers() -> None:
    code = (
        "import sys, pathlib; from kiddqa.index.embedder import load_embedder\n"
        "load_embedder(None, pathlib.Path('unused'), threads=1).embed(['talks'])\n"
        "print({'torch', 'transformers', 'sentence_transformers', 'onnx'} & set(sys.modules))"
    )

    printed = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)  # noqa: S603

    assert printed.stdout == "set()\n"
