from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from kiddqa.index.compensate import LARGEST, compensated, on_the_grid
from kiddqa.index.quantise import write_int8

RNG = np.random.default_rng(3)
WEIGHTS = RNG.normal(size=(32, 5)).astype(np.float32)
INPUTS = (RNG.normal(size=(500, 6)) @ RNG.normal(size=(6, 32)) + 0.1 * RNG.normal(size=(500, 32))).astype(np.float32)
"""Inputs that go together: six things told by 32 numbers."""
MOMENTS = (INPUTS.T @ INPUTS / len(INPUTS)).astype(np.float64)


def steps() -> NDArray[np.float32]:
    found: NDArray[np.float32] = np.abs(WEIGHTS).max(axis=0) / LARGEST
    return found


def lost(weights: NDArray[np.float32]) -> float:
    return float(np.square(INPUTS @ (weights - WEIGHTS)).mean())


def graph() -> onnx.ModelProto:
    """Return two products, of which the first is to be compensated."""
    node = helper.make_node
    nodes = [node("MatMul", ["x", "first"], ["a"], name="a"), node("MatMul", ["x", "second"], ["y"], name="y")]
    ends = [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", size]) for name, size in (("x", 32), ("y", 5))]
    constants = [numpy_helper.from_array(WEIGHTS, name) for name in ("first", "second")]
    made = helper.make_graph(nodes, "two", ends[:1], ends[1:], constants)
    made.output.append(helper.make_tensor_value_info("a", TensorProto.FLOAT, ["n", 5]))
    return helper.make_model(made, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)


def made() -> onnx.ModelProto:
    return compensated(graph(), [{"x": INPUTS[:250]}, {"x": INPUTS[250:]}], ["a"])


def constant(model: onnx.ModelProto, name: str) -> NDArray[np.float32]:
    return np.array(numpy_helper.to_array({each.name: each for each in model.graph.initializer}[name]))


def test_weights_become_whole_steps_and_the_largest_stays() -> None:
    whole = on_the_grid(WEIGHTS, MOMENTS) / steps()
    np.testing.assert_allclose(whole, np.rint(whole), atol=1e-3)
    assert np.abs(whole).max() < LARGEST + 0.5
    top = np.abs(WEIGHTS).argmax(axis=0), np.arange(5)
    np.testing.assert_allclose(whole[top], np.sign(WEIGHTS[top]) * LARGEST, rtol=1e-5)


def test_less_of_the_product_is_lost_than_by_rounding_each_weight() -> None:
    assert lost(on_the_grid(WEIGHTS, MOMENTS)) < 0.5 * lost(np.rint(WEIGHTS / steps()) * steps())


def test_inputs_that_do_not_go_together_are_rounded_each_for_itself() -> None:
    apart = on_the_grid(WEIGHTS, np.diag(RNG.uniform(1, 2, size=32)))
    np.testing.assert_allclose(apart, np.rint(WEIGHTS / steps()) * steps(), rtol=1e-5, atol=1e-6)


def test_an_input_that_is_always_0_and_an_output_that_is_always_0_do_no_harm() -> None:
    silent, weights = MOMENTS.copy(), WEIGHTS.copy()
    silent[4], silent[:, 4], weights[:, 2] = 0, 0, 0
    found = on_the_grid(weights, silent)
    assert np.isfinite(found).all()
    assert not found[:, 2].any()


def test_only_the_named_products_are_changed_and_by_what_goes_into_them() -> None:
    assert np.array_equal(constant(made(), "second"), WEIGHTS)
    np.testing.assert_allclose(constant(made(), "first"), on_the_grid(WEIGHTS, MOMENTS), atol=1e-6)
    assert np.array_equal(constant(graph(), "first"), WEIGHTS)


def test_int8_changes_them_no_further(tmp_path: Path) -> None:
    write_int8(made(), tmp_path / "int8.onnx")
    written = onnx.load(tmp_path / "int8.onnx")
    restored = constant(written, "first_quantized").astype(np.float32) * constant(written, "first_scale")
    np.testing.assert_allclose(restored, constant(made(), "first"), rtol=1e-5, atol=1e-7)
