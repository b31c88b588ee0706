"""An int8 graph of ``train.export`` in, weights to train on from out: what they were before, but for rounding.

``python -m kiddqa.train.restore FOLDER --out FOLDER`` writes what ``train.reader`` would have written, so that a
shipped reader can be trained further where its checkpoints are gone.

Each product's weights are found by the bias that is added to it, scaled back from int8, and divided by what evened out
the columns of its input.
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from transformers import BertForQuestionAnswering

from kiddqa.index.card import MODEL_FILE
from kiddqa.index.compile import default_source
from kiddqa.index.files import sha256_of_file
from kiddqa.read.model import CARD_FILE, SHIPPED_READER
from kiddqa.resources import models_folder
from kiddqa.train.reader import CARD

Constants = dict[str, NDArray[Any]]
_PREFIX = "model."
"""Of names in the graph: the exporter's, of the module that wraps the reader."""


def restored_weights(path: Path) -> dict[str, torch.Tensor]:
    """Return the weights by the names that ``BertForQuestionAnswering`` has for them, in float32.

    Raises:
        ValueError: if a product's bias or scale is not where ``train.export`` puts it.
    """
    graph = onnx.load(path).graph
    constants = {constant.name: numpy_helper.to_array(constant) for constant in graph.initializer}
    makers = {output: node for node in graph.node for output in node.output}
    takers: dict[str, list[onnx.NodeProto]] = {}
    for node in graph.node:
        for name in node.input:
            takers.setdefault(name, []).append(node)
    found = {
        name: constant
        for name, constant in constants.items()
        if name.startswith(_PREFIX) and name.endswith((".weight", ".bias"))
    }
    found |= dict(_embeddings(constants))
    for node in graph.node:
        if node.op_type == "MatMulInteger":
            bias = _bias_after(node.output[0], takers, constants)
            evened_by = _evened_by(node.input[0], makers, constants)
            found[f"{bias.removesuffix('.bias')}.weight"] = _columns(node, constants) * evened_by
    return {name.removeprefix(_PREFIX): torch.tensor(weight, dtype=torch.float32) for name, weight in found.items()}


def _embeddings(constants: Constants) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """Yield the tables of embeddings; each has one scale."""
    for name, table in constants.items():
        if name.startswith(_PREFIX) and name.endswith(".weight_quantized"):
            plain = name.removesuffix("_quantized")
            zero = constants[f"{plain}_zero_point"].astype(np.float32)
            yield plain, (table.astype(np.float32) - zero) * constants[f"{plain}_scale"]


def _columns(node: onnx.NodeProto, constants: Constants) -> NDArray[np.float32]:
    """Return a product's weights, shape (outputs, inputs), one scale an output."""
    name = node.input[1].removesuffix("_quantized")
    weights = constants[node.input[1]].astype(np.float32) - constants[f"{name}_zero_point"].astype(np.float32)
    return (weights * constants[f"{name}_scale"]).T


def _evened_by(name: str, makers: dict[str, onnx.NodeProto], constants: Constants) -> NDArray[np.float32]:
    """Return what the columns of a product's input were multiplied by."""
    for _ in range(3):
        node = makers[name]
        if node.op_type == "Mul" and node.input[1] in constants:
            return constants[node.input[1]]
        name = node.input[0]
    raise ValueError(f"{name} is no input that train.export has evened out")


def _bias_after(name: str, takers: dict[str, list[onnx.NodeProto]], constants: Constants) -> str:
    """Return the name of the bias that is added to a product, once it has been scaled."""
    for _ in range(4):
        node = takers[name][0]
        biases = [each for each in node.input if each in constants and each.endswith(".bias")]
        if node.op_type == "Add" and biases:
            return str(biases[0])
        name = node.output[0]
    raise ValueError(f"no bias is added to {name} within four steps")


def main() -> None:
    """Restore the weights of a compiled reader, and its card of the training."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "reader",
        type=Path,
        nargs="?",
        default=models_folder() / SHIPPED_READER,
        help="folder that kiddqa.train.export wrote [default: the reader that ships]",
    )
    parser.add_argument("--out", required=True, type=Path, help="folder to write to")
    options = parser.parse_args()
    model = BertForQuestionAnswering.from_pretrained(default_source())
    model.load_state_dict(restored_weights(options.reader / MODEL_FILE))
    model.save_pretrained(options.out)
    training = json.loads((options.reader / CARD_FILE).read_bytes())["training"]
    training["restored_from_onnx_sha256"] = sha256_of_file(options.reader / MODEL_FILE)
    (options.out / CARD).write_text(json.dumps(training, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
