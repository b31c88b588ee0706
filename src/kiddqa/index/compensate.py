"""An exported ONNX graph and typical inputs in, the graph with some weights put where int8 will leave them out.

Rounded each for itself, weights lose what the inputs of a product weigh most as easily as what they hardly weigh. Here
the inputs of a product are rounded one after the other, those that weigh most first, and each error is made up for in
the weights that are yet to be rounded, as far as inputs that go together allow.

Source: Frantar, Ashkboos, Hoefler and Alistarh, "GPTQ: Accurate Post-Training Quantization for Generative Pre-trained
Transformers", 2022, arXiv:2210.17323.
"""

from collections.abc import Collection, Iterable

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import numpy_helper

from kiddqa.index.smooth import Feed, watched

LARGEST = 127
"""Of the signed bytes that weights become; the largest weight of each output becomes it."""
_DAMPING = 0.01
"""Added to what each input weighs, as a share of the mean: inputs that are always 0 would have no inverse."""


def compensated(model: onnx.ModelProto, feeds: Iterable[Feed], products: Collection[str]) -> onnx.ModelProto:
    """Return a graph whose named products have weights that int8, with one scale an output, does not change further.

    Args:
        model: The graph.
        feeds: Typical inputs, at least one.
        products: Names of what comes out of products with constant weights that no other product shares.
    """
    made = onnx.ModelProto()
    made.CopyFrom(model)
    nodes = [node for node in made.graph.node if not set(products).isdisjoint(node.output)]
    constants = {constant.name: constant for constant in made.graph.initializer}
    weighed = _second_moments(model, [node.input[0] for node in nodes], feeds)
    for node in nodes:
        constant = constants[node.input[1]]
        rounded = on_the_grid(numpy_helper.to_array(constant), weighed[node.input[0]])
        constant.CopyFrom(numpy_helper.from_array(rounded, constant.name))
    return made


def on_the_grid(weights: NDArray[np.float32], moments: NDArray[np.float64]) -> NDArray[np.float32]:
    """Return weights that are whole multiples, -127 to 127, of a step an output, so that little of the product is lost.

    Args:
        weights: Shape (inputs, outputs).
        moments: Mean products of the inputs with each other, shape (inputs, inputs).
    """
    order = np.argsort(-np.diag(moments), kind="stable")
    left = weights[order].astype(np.float64)
    largest = np.abs(left).argmax(axis=0)
    steps = np.maximum(np.abs(left).max(axis=0) / LARGEST, np.finfo(np.float32).tiny)
    damped = moments[np.ix_(order, order)] + np.eye(len(order)) * _DAMPING * np.diag(moments).mean()
    spread = np.linalg.cholesky(np.linalg.inv(damped)).T  # of one error over the inputs that come after
    signs = np.sign(left[largest, np.arange(left.shape[1])])
    found = np.empty_like(left)
    for row, weight in enumerate(left):
        whole = np.where(largest == row, signs * LARGEST, np.clip(np.rint(weight / steps), -LARGEST, LARGEST))
        found[row] = whole * steps
        left[row + 1 :] -= np.outer(spread[row, row + 1 :], (weight - found[row]) / spread[row, row])
    restored: NDArray[np.float32] = found[np.argsort(order)].astype(np.float32)
    return restored


def _second_moments(
    model: onnx.ModelProto, names: Collection[str], feeds: Iterable[Feed]
) -> dict[str, NDArray[np.float64]]:
    """Return the mean products of each named value's columns with each other, over all rows of all feeds."""
    sums: dict[str, NDArray[np.float64]] = {}
    counts = dict.fromkeys(names, 0)
    for name, rows in watched(model, names, feeds):
        exact = rows.astype(np.float64)
        sums[name] = sums.get(name, 0.0) + exact.T @ exact
        counts[name] += len(rows)
    return {name: total / counts[name] for name, total in sums.items()}
