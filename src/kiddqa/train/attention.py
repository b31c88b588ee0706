"""An exported ONNX graph in, the same graph with each attention as one operator out.

torch exports attention as some dozen nodes: queries, keys and values are turned so that heads come first, multiplied,
scaled, masked, weighed, multiplied and turned back. onnxruntime has one kernel for all of it. The reader's windows run
one by one and unpadded, so no token is masked: the mask goes, and with it the graph's input for it.
"""

import onnx
from onnx import helper, numpy_helper

OPSET = 23
"""The first version of ONNX's own operators that has ``Attention``."""


def joined_attention(model: onnx.ModelProto, *, heads: int) -> onnx.ModelProto:
    """Return a graph that gives the same to the bit for inputs that nothing is masked in.

    Args:
        model: The exported graph; each softmax in it is an attention's.
        heads: Of each attention.

    Raises:
        ValueError: if an attention is not made of the nodes that torch exports.
    """
    made = onnx.ModelProto()
    made.CopyFrom(model)
    graph = made.graph
    makers = {output: node for node in graph.node for output in node.output}
    takers = {name: node for node in graph.node for name in node.input}
    scales = {constant.name: constant for constant in graph.initializer if not constant.dims}
    for softmax in [node for node in graph.node if node.op_type == "Softmax"]:
        scaled = _scaled(makers[softmax.input[0]], makers)
        product = _found(makers.get(scaled.input[0]), "MatMul")
        weighed = _found(takers.get(softmax.output[0]), "MatMul")
        turned_back = _found(takers.get(weighed.output[0]), "Transpose")
        last = _found(takers.get(turned_back.output[0]), "Reshape")
        attention = helper.make_node(
            "Attention",
            [_before_heads(name, makers) for name in (*product.input, weighed.input[1])],
            last.output,
            name=f"{last.output[0]}/attention",
            q_num_heads=heads,
            kv_num_heads=heads,
            scale=float(numpy_helper.to_array(scales[scaled.input[1]])),
        )
        place = list(graph.node).index(last)
        graph.node.remove(last)
        graph.node.insert(place, attention)
    _drop_unused(graph)
    for operators in made.opset_import:
        if not operators.domain:
            operators.version = max(operators.version, OPSET)
    return made


def _scaled(node: onnx.NodeProto, makers: dict[str, onnx.NodeProto]) -> onnx.NodeProto:
    """Return what scales the product of queries and keys, below the mask if there is one."""
    if node.op_type == "Add":
        node = next((makers[name] for name in node.input if name in makers and makers[name].op_type == "Mul"), node)
    return _found(node, "Mul")


def _before_heads(name: str, makers: dict[str, onnx.NodeProto]) -> str:
    """Return the name of a value, shape (windows, tokens, width), before it is cut into heads and turned."""
    cut = _found(makers.get(_found(makers.get(name), "Transpose").input[0]), "Reshape")
    return str(cut.input[0])


def _found(node: onnx.NodeProto | None, operator: str) -> onnx.NodeProto:
    if node is None or node.op_type != operator:
        found = "nothing" if node is None else node.op_type
        raise ValueError(f"an attention has {found} where torch exports {operator}")
    return node


def _drop_unused(graph: onnx.GraphProto) -> None:
    """Remove the nodes whose outcome nothing takes, then the constants and inputs that no node takes."""
    wanted = {output.name for output in graph.output}
    for node in reversed(list(graph.node)):  # nodes stand in the order in which they run
        if wanted.isdisjoint(node.output):
            graph.node.remove(node)
        else:
            wanted.update(node.input)
    for values in (graph.initializer, graph.input):
        for value in [each for each in values if each.name not in wanted]:
            values.remove(value)
