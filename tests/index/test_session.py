"""What the CPU is asked before a quantised graph runs on it; that a graph runs is tested where one is used."""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper

from kiddqa.errors import ModelError
from kiddqa.index import session
from kiddqa.index.session import FOUR_PRODUCTS, bytes_saturate, open_session

PRECISION = "session.x64quantprecision"


class Answering:
    """Stands in for onnxruntime's session: every product comes out as the class says."""

    found = 0
    precision: str

    def __init__(self, model: Path | bytes, options: onnxruntime.SessionOptions, **_: object) -> None:
        del model
        Answering.precision = options.get_session_config_entry(PRECISION)

    def run(self, names: None, given: dict[str, np.ndarray]) -> list[np.ndarray]:
        del names, given
        return [np.full((1, 16), self.found, dtype=np.int32)]


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> type[Answering]:
    monkeypatch.setattr(onnxruntime, "InferenceSession", Answering)
    monkeypatch.setattr(session, "bytes_saturate", bytes_saturate.__wrapped__)
    return Answering


def test_the_cpu_is_asked_by_a_matrix_of_the_largest_signed_bytes() -> None:
    graph = helper.make_graph(
        [helper.make_node("MatMulInteger", ["a", "b"], ["c"])],
        "",
        [helper.make_tensor_value_info("a", TensorProto.UINT8, [1, 4])],
        [helper.make_tensor_value_info("c", TensorProto.INT32, [1, 16])],
        [numpy_helper.from_array(np.full((4, 16), 127, dtype=np.int8), "b")],
    )
    asked = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 10)], ir_version=7, producer_name="")

    assert asked == onnx.load_from_string(FOUR_PRODUCTS)


def test_a_cpu_that_adds_exactly_takes_no_detour(answering: type[Answering]) -> None:
    answering.found = 4 * 255 * 127

    open_session(Path("model.onnx"), remedy="none")

    assert answering.precision == "0"


def test_a_cpu_that_cuts_sums_off_at_16_bits_takes_the_exact_detour(answering: type[Answering]) -> None:
    answering.found = 2 * 32_767

    open_session(Path("model.onnx"), remedy="none")

    assert answering.precision == "1"


def test_the_detour_gives_the_exact_sum_on_this_cpu() -> None:
    options = session._options(exact_by_detour=True)
    asked = onnxruntime.InferenceSession(FOUR_PRODUCTS, options, providers=["CPUExecutionProvider"])

    assert asked.run(None, {"a": np.full((1, 4), 255, dtype=np.uint8)})[0].tolist() == [[129_540] * 16]


def test_a_file_that_is_no_graph_is_refused_with_the_command_that_mends_it(tmp_path: Path) -> None:
    (tmp_path / "model.onnx").write_bytes(b"no graph")

    with pytest.raises(ModelError, match=r"cannot be run by onnxruntime .*; type: kiddqa compile"):
        open_session(tmp_path / "model.onnx", remedy="kiddqa compile")
