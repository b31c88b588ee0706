"""An exported ONNX graph in, an int8 file out: as it is, or with the inputs of its products evened out first."""

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kiddqa.index.card import MODEL_FILE

QUANTISED_OPERATORS = ("Gather", "MatMul")
QUANTISATION: dict[str, object] = {
    "method": "dynamic",
    "weights": "int8, symmetric, per channel, full range",
    "activations": "uint8, per tensor",
    "operators": list(QUANTISED_OPERATORS),
}
RUN = 256
"""Numbers with a scale of their own, in the products that take the widest inputs."""


def write_int8(exported: Any, path: Path) -> None:  # noqa: ANN401  (an onnx.ModelProto)
    """Quantise an exported graph and write it, without what names this machine; ``QUANTISATION`` says how."""
    with _written(exported) as full:
        _quantise(full, path, QUANTISED_OPERATORS)


def write_smoothed_int8(exported: Any, path: Path, *, feeds: Iterable[Mapping[str, Any]]) -> None:  # noqa: ANN401
    """Quantise an exported graph as ``write_int8`` does, its products' inputs evened out first.

    The products that take the widest inputs lose most all the same, for what few tokens have in them is large: they
    have a scale for each run of 256 numbers, which takes a seventh longer over all and loses a third as much.

    Args:
        exported: The graph.
        path: File to write.
        feeds: Typical inputs, at least one.
    """
    from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer  # noqa: PLC0415

    from kiddqa.index.smooth import smoothed, widest_products  # noqa: PLC0415  (it needs what serving does without)

    graph = smoothed(exported, feeds)
    with _written(graph) as full:
        _quantise(full, full, QUANTISED_OPERATORS, but=widest_products(graph))
        quantizer = MatMulNBitsQuantizer(str(full), bits=8, block_size=RUN, is_symmetric=True, accuracy_level=4)
        quantizer.process()
        quantizer.model.save_model_to_file(str(path))


@contextmanager
def _written(exported: Any) -> Iterator[Path]:  # noqa: ANN401
    import onnx  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        full = Path(folder) / MODEL_FILE
        onnx.save(_without_traces(exported), full)
        yield full


def _quantise(source: Path, target: Path, operators: Sequence[str], *, but: Sequence[str] = ()) -> None:
    from onnxruntime.quantization import QuantType, quantize_dynamic  # noqa: PLC0415

    quantize_dynamic(
        source,
        target,
        op_types_to_quantize=list(operators),
        nodes_to_exclude=list(but),
        per_channel=True,
        reduce_range=False,
        weight_type=QuantType.QInt8,
    )


def _without_traces(model: Any) -> Any:  # noqa: ANN401
    """Drop what the exporter notes about source code: it names folders of the machine that compiled."""
    del model.metadata_props[:]
    for part in (model.graph, *model.graph.node, *model.graph.input, *model.graph.output, *model.graph.value_info):
        part.doc_string = ""
        del part.metadata_props[:]
    for function in model.functions:
        function.doc_string = ""
        del function.metadata_props[:]
    return model
