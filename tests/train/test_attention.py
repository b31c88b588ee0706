import numpy as np
import onnx
import pytest
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from kiddqa.index.session import open_session
from kiddqa.train.attention import OPSET, joined_attention

HEADS, WIDTH, TOKENS = 3, 12, 7
SCALE = 0.5
NUMBERS = np.random.default_rng(1).normal(size=(3, WIDTH)).astype(np.float32)
"""What queries, keys and values have beyond the input."""


def graph(*, masked: bool = True) -> onnx.ModelProto:
    """Return attention as torch exports it, with a mask that is an input of the graph.

    Queries, keys and values are the graph's input plus numbers of their own, so that none can stand for another.
    """
    cut = [("cut", [0, 0, HEADS, WIDTH // HEADS]), ("whole", [0, 0, WIDTH])]
    node = helper.make_node
    nodes = [
        *(node("Reshape", [f"{part}_whole", "cut"], [f"{part}_cut"]) for part in "qkv"),
        node("Transpose", ["q_cut"], ["q"], perm=[0, 2, 1, 3]),
        node("Transpose", ["k_cut"], ["k"], perm=[0, 2, 3, 1]),
        node("Transpose", ["v_cut"], ["v"], perm=[0, 2, 1, 3]),
        node("MatMul", ["q", "k"], ["product"]),
        node("Mul", ["product", "scale"], ["scaled"]),
        *([node("Add", ["scaled", "mask"], ["masked"])] if masked else []),
        node("Softmax", ["masked" if masked else "scaled"], ["weights"], axis=-1),
        node("MatMul", ["weights", "v"], ["weighed"]),
        node("Transpose", ["weighed"], ["turned"], perm=[0, 2, 1, 3]),
        node("Reshape", ["turned", "whole"], ["joined"]),
        node("Mul", ["joined", "scale"], ["y"]),
    ]
    shape = ["windows", "tokens", WIDTH]
    x, y = (helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name in ("x", "y"))
    mask = helper.make_tensor_value_info("mask", TensorProto.FLOAT, [1, 1, "tokens", "tokens"])
    constants = [numpy_helper.from_array(np.array(value, dtype=np.int64), name) for name, value in cut]
    constants.append(numpy_helper.from_array(np.array(SCALE, dtype=np.float32), "scale"))
    for part, numbers in zip("qkv", NUMBERS, strict=True):
        nodes.insert(0, node("Add", ["x", f"{part}_numbers"], [f"{part}_whole"]))
        constants.append(numpy_helper.from_array(numbers, f"{part}_numbers"))
    made = helper.make_graph(nodes, "attention", [x, mask] if masked else [x], [y], constants)
    return helper.make_model(made, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)


def run(model: onnx.ModelProto, **given: NDArray[np.float32]) -> NDArray[np.float32]:
    found: NDArray[np.float32] = open_session(model.SerializeToString(), remedy="none").run(None, given)[0]
    return found


@pytest.mark.parametrize("masked", [True, False])
def test_one_operator_gives_what_all_gave(masked: bool) -> None:
    given = np.random.default_rng(0).normal(size=(2, TOKENS, WIDTH)).astype(np.float32)
    nothing_masked = {"mask": np.zeros((1, 1, TOKENS, TOKENS), np.float32)} if masked else {}
    made = joined_attention(graph(masked=masked), heads=HEADS)
    np.testing.assert_allclose(run(made, x=given), run(graph(masked=masked), x=given, **nothing_masked), atol=1e-6)


def test_nothing_is_left_that_nothing_takes() -> None:
    made = joined_attention(graph(), heads=HEADS)
    assert [node.op_type for node in made.graph.node] == ["Add", "Add", "Add", "Attention", "Mul"]
    assert [given.name for given in made.graph.input] == ["x"]
    assert [constant.name for constant in made.graph.initializer] == ["scale", "q_numbers", "k_numbers", "v_numbers"]
    assert made.opset_import[0].version == OPSET


def test_the_graph_that_was_given_stays_as_it_was() -> None:
    given = graph()
    joined_attention(given, heads=HEADS)
    assert given == graph()


@pytest.mark.parametrize(
    ("number", "found"), [(10, "Sub where torch exports Mul"), (12, "Sub where torch exports MatMul")]
)
def test_attention_of_another_make_is_refused(number: int, found: str) -> None:
    given = graph(masked=False)
    given.graph.node[number].op_type = "Sub"
    with pytest.raises(ValueError, match=found):
        joined_attention(given, heads=HEADS)
