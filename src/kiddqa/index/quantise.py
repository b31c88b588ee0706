"""An exported ONNX graph in, an int8 file out: as it is, or with the inputs of its products evened out first."""

import tempfile
from collections.abc import Iterable, Mapping
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


def write_int8(exported: Any, path: Path) -> None:  # noqa: ANN401  (an onnx.ModelProto)
    """Quantise an exported graph and write it, without what names this machine; ``QUANTISATION`` says how."""
    import onnx  # noqa: PLC0415
    from onnxruntime.quantization import QuantType, quantize_dynamic  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        full = Path(folder) / MODEL_FILE
        onnx.save(_without_traces(exported), full)
        quantize_dynamic(
            full,
            path,
            op_types_to_quantize=list(QUANTISED_OPERATORS),
            per_channel=True,
            reduce_range=False,
            weight_type=QuantType.QInt8,
        )


def write_smoothed_int8(exported: Any, path: Path, *, feeds: Iterable[Mapping[str, Any]]) -> None:  # noqa: ANN401
    """Quantise an exported graph as ``write_int8`` does, its products' inputs evened out first.

    The products that take the widest inputs lose most all the same: theirs are evened out by rows as well as columns,
    and their weights are rounded so that each makes up for those before.

    Args:
        exported: The graph.
        path: File to write.
        feeds: Typical inputs, at least one.
    """
    from kiddqa.index.compensate import compensated  # noqa: PLC0415  (these need what serving does without)
    from kiddqa.index.smooth import smoothed, widest_products, with_even_rows  # noqa: PLC0415

    typical = list(feeds)
    graph = smoothed(exported, typical)
    write_int8(with_even_rows(compensated(graph, typical, widest_products(graph))), path)


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
