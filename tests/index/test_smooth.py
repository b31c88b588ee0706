from pathlib import Path

import numpy as np
import onnx
import pytest
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from kiddqa.index.quantise import write_int8
from kiddqa.index.session import open_session
from kiddqa.index.smooth import smoothed, widest_products, with_even_rows

RNG = np.random.default_rng(0)
COLUMNS = np.array([100, 1, 1, 0.01], dtype=np.float32)
WEIGHTS = [RNG.normal(size=(4, 3)).astype(np.float32) for _ in range(2)]


def graph() -> onnx.ModelProto:
    """Return the sum of two products of one input."""
    nodes = [
        helper.make_node("MatMul", ["x", "one"], ["a"]),
        helper.make_node("MatMul", ["x", "other"], ["b"]),
        helper.make_node("Add", ["a", "b"], ["y"]),
    ]
    ends = [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", size]) for name, size in (("x", 4), ("y", 3))]
    constants = [numpy_helper.from_array(weight, name) for weight, name in zip(WEIGHTS, ("one", "other"), strict=True)]
    made = helper.make_graph(nodes, "sum", ends[:1], ends[1:], constants)
    return helper.make_model(made, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)


def inputs() -> NDArray[np.float32]:
    return (RNG.normal(size=(8, 4)) * COLUMNS).astype(np.float32)


def largest_input(model: onnx.ModelProto, given: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the largest absolute number in each column that the products take."""
    found = onnx.ModelProto()
    found.CopyFrom(model)
    found.graph.output.append(onnx.ValueInfoProto(name="x/even"))
    columns = open_session(found.SerializeToString(), remedy="none").run(["x/even"], {"x": given})[0]
    sizes: NDArray[np.float32] = np.abs(columns).max(axis=0)
    return sizes


def test_the_products_stay_as_they_are() -> None:
    made = smoothed(graph(), [{"x": inputs()}])
    given = inputs()

    found = open_session(made.SerializeToString(), remedy="none").run(None, {"x": given})[0]

    np.testing.assert_allclose(found, given @ sum(WEIGHTS), rtol=1e-4, atol=1e-4)


def test_no_column_is_much_larger_than_the_others() -> None:
    given = inputs()
    sizes = np.abs(given).max(axis=0)

    even = largest_input(smoothed(graph(), [{"x": given}]), given)

    assert sizes.max() / sizes.min() > 5_000
    assert even.max() / even.min() < 20


def test_with_a_share_of_one_all_columns_are_of_one_size() -> None:
    given = inputs()

    even = largest_input(smoothed(graph(), [{"x": given}], share=1.0), given)

    assert even == pytest.approx(np.full(4, even[0]), rel=1e-4)


def test_products_of_one_input_share_one_division() -> None:
    made = smoothed(graph(), [{"x": inputs()}])

    assert [node.op_type for node in made.graph.node] == ["Mul", "MatMul", "MatMul", "Add"]


def test_the_graph_that_was_given_stays_as_it_was() -> None:
    given = graph()

    smoothed(given, [{"x": inputs()}])

    assert given == graph()


def test_the_widest_products_are_those_with_the_most_rows_of_weights() -> None:
    nodes = [helper.make_node("MatMul", list(given), [made]) for given, made in (("xn", "a"), ("xw", "b"), ("bw", "c"))]
    constants = [numpy_helper.from_array(np.ones((rows, 2), np.float32), n) for n, rows in (("n", 2), ("w", 8))]
    graph = helper.make_graph(nodes, "three", [], [], constants)
    assert widest_products(helper.make_model(graph)) == ["b", "c"]


def test_a_graph_without_products_has_no_widest() -> None:
    assert widest_products(helper.make_model(helper.make_graph([], "none", [], []))) == []


def test_the_products_of_rows_of_any_size_stay_as_they_are() -> None:
    given = inputs() * np.array([[1e3], [1e-3], [1], [-1], [0], [1], [1], [1]], dtype=np.float32)

    found = open_session(with_even_rows(graph()).SerializeToString(), remedy="none").run(None, {"x": given})[0]

    np.testing.assert_allclose(found, given @ sum(WEIGHTS), rtol=1e-4, atol=1e-4)


def test_a_large_row_costs_the_small_ones_nothing_once_rounded(tmp_path: Path) -> None:
    given = RNG.uniform(0.5, 1, size=(8, 4)).astype(np.float32)
    given[0] *= 1_000
    lost = {}
    for name, model in (("as they are", graph()), ("evened", with_even_rows(graph()))):
        write_int8(model, tmp_path / "int8.onnx")
        found = open_session(tmp_path / "int8.onnx", remedy="none").run(None, {"x": given})[0]
        lost[name] = float(np.abs(found - given @ sum(WEIGHTS))[1:].max())
    assert lost["evened"] < 0.05
    assert lost["as they are"] > 0.5


def test_a_graph_without_products_has_no_rows_to_even() -> None:
    nothing = helper.make_model(helper.make_graph([], "none", [], []))
    assert with_even_rows(nothing) == nothing
