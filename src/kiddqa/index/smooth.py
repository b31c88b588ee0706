"""An exported ONNX graph and typical inputs in, a graph of the same products that loses less by int8 out.

One scale for a whole input serves its largest number, and what is small beside that is rounded away. Some columns of an
input are always large. Each column is therefore divided by a number of its own, and the weights that it meets are
multiplied by it: the products stay as they are, and no column is much larger than the others.

In the products that take the widest inputs a few rows, and not a few columns, are large: each row is divided by its
largest number, and so is what comes out multiplied by it.

Source: Xiao, Lin, Seznec, Wu, Demouth and Han, "SmoothQuant: Accurate and Efficient Post-Training Quantization for
Large Language Models", 2023, arXiv:2211.10438.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

from kiddqa.index.session import open_session

SHARE = 0.75
"""How much of a column's size is moved into the weights, 0 to 1; chosen on windows of held-out articles."""
_LEAST = 1e-5

Feed = Mapping[str, NDArray[Any]]
"""What a graph takes, by the names of its inputs."""


def smoothed(model: onnx.ModelProto, feeds: Iterable[Feed], *, share: float = SHARE) -> onnx.ModelProto:
    """Return a graph that computes the same with the inputs of its products evened out.

    Args:
        model: Its products with constant weights have inputs whose last dimension meets the weights' first.
        feeds: Typical inputs, at least one.
        share: How much of a column's size is moved into the weights, 0 to 1.
    """
    made = onnx.ModelProto()
    made.CopyFrom(model)
    constants = {constant.name: constant for constant in made.graph.initializer}
    products: dict[str, list[onnx.NodeProto]] = {}
    for node in made.graph.node:
        if node.op_type == "MatMul" and node.input[1] in constants:
            products.setdefault(node.input[0], []).append(node)
    largest = _largest(model, list(products), feeds)
    divisions: dict[str, onnx.NodeProto] = {}
    for name, nodes in products.items():
        weights = [numpy_helper.to_array(constants[node.input[1]]) for node in nodes]
        factors = _factors(largest[name], np.max([np.abs(weight).max(axis=1) for weight in weights], axis=0), share)
        divided, divisors = f"{name}/even", f"{name}/factors"
        made.graph.initializer.append(numpy_helper.from_array(1 / factors, divisors))
        divisions[divided] = helper.make_node("Mul", [name, divisors], [divided], name=divided)
        for node, weight in zip(nodes, weights, strict=True):
            scaled = numpy_helper.from_array(weight * factors[:, np.newaxis], node.input[1])
            constants[node.input[1]].CopyFrom(scaled)
            node.input[0] = divided
    _insert(made.graph, divisions)
    return made


def with_even_rows(model: onnx.ModelProto) -> onnx.ModelProto:
    """Return a graph that computes the same with each row of the widest products' inputs divided by its largest number.

    That number is taken once a row, of whatever is put in: nothing is calibrated. A row without a positive number would
    not be evened out but made large; what GELU gives for hundreds of columns always has one.
    """
    made = onnx.ModelProto()
    made.CopyFrom(model)
    least, axis = "rows/least", "rows/axis"
    widest = set(widest_products(made))
    if widest:
        made.graph.initializer.append(numpy_helper.from_array(np.array(_LEAST, np.float32), least))
        made.graph.initializer.append(numpy_helper.from_array(np.array([-1], np.int64), axis))
    nodes = []
    for node in made.graph.node:
        if widest.isdisjoint(node.output):
            nodes.append(node)
            continue
        given, wanted = node.input[0], node.output[0]
        highest, divisor, even, product = (f"{wanted}/{name}" for name in ("highest", "rows", "even", "product"))
        nodes += [
            helper.make_node("ReduceMax", [given, axis], [highest], name=highest, keepdims=1),
            helper.make_node("Max", [highest, least], [divisor], name=divisor),
            helper.make_node("Div", [given, divisor], [even], name=even),
            helper.make_node(node.op_type, [even, node.input[1]], [product], name=node.name),
            helper.make_node("Mul", [product, divisor], [wanted], name=wanted),
        ]
    _put(made.graph, nodes)
    return made


def widest_products(model: onnx.ModelProto) -> list[str]:
    """Return the names of what comes out of the products whose constant weights have the most rows."""
    rows = {constant.name: constant.dims[0] for constant in model.graph.initializer if len(constant.dims) > 1}
    products = [node for node in model.graph.node if node.op_type == "MatMul" and node.input[1] in rows]
    most = max((rows[node.input[1]] for node in products), default=0)
    return [node.output[0] for node in products if rows[node.input[1]] == most]


def _largest(model: onnx.ModelProto, names: list[str], feeds: Iterable[Feed]) -> dict[str, NDArray[np.float32]]:
    """Return the largest absolute number in each column of the named values, over all feeds."""
    found: dict[str, NDArray[np.float32]] = {}
    for name, rows in watched(model, names, feeds):
        columns = np.abs(rows).max(axis=0)
        found[name] = np.maximum(found.get(name, columns), columns)
    return found


def watched(
    model: onnx.ModelProto, names: Iterable[str], feeds: Iterable[Feed]
) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """Yield each named value, within the graph or at its end, for each feed, as rows of its last dimension."""
    opened = onnx.ModelProto()
    opened.CopyFrom(model)
    known = {output.name for output in opened.graph.output}
    wanted = list(dict.fromkeys(names))
    opened.graph.output.extend(onnx.ValueInfoProto(name=name) for name in wanted if name not in known)
    session = open_session(opened.SerializeToString(), remedy="none")
    for feed in feeds:
        for name, value in zip(wanted, session.run(wanted, dict(feed)) if wanted else [], strict=True):
            yield name, value.reshape(-1, value.shape[-1])


def _factors(inputs: NDArray[np.float32], weights: NDArray[np.float32], share: float) -> NDArray[np.float32]:
    """Return what each column is divided by: ``inputs ** share / weights ** (1 - share)``, their product 1."""
    found = np.maximum(inputs, _LEAST) ** share / np.maximum(weights, _LEAST) ** (1 - share)
    factors: NDArray[np.float32] = (found / np.exp(np.mean(np.log(found)))).astype(np.float32)
    return factors


def _insert(graph: onnx.GraphProto, divisions: dict[str, onnx.NodeProto]) -> None:
    """Put each division before the first node that takes its outcome."""
    waiting, ordered = dict(divisions), []
    for node in graph.node:
        ordered += [waiting.pop(name) for name in dict.fromkeys(node.input) if name in waiting]
        ordered.append(node)
    _put(graph, ordered)


def _put(graph: onnx.GraphProto, nodes: list[onnx.NodeProto]) -> None:
    del graph.node[:]
    graph.node.extend(nodes)
