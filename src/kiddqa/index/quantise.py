"""An exported ONNX graph in, an int8 file out: with one scale for an input, or one for each run of its numbers."""

import tempfile
from collections.abc import Iterator, Sequence
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


def write_int8(exported: Any, path: Path) -> None:  # noqa: ANN401  (an onnx.ModelProto)
    """Quantise an exported graph and write it, without what names this machine; ``QUANTISATION`` says how."""
    with _written(exported) as full:
        _quantise(full, path, QUANTISED_OPERATORS)


def write_blockwise_int8(exported: Any, path: Path, *, block: int = 128) -> None:  # noqa: ANN401
    """Quantise an exported graph with a scale for each run of ``block`` numbers, of weights and of inputs alike.

    Its products lose a tenth of what they lose with one scale for a whole input, and take no longer.
    """
    from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer  # noqa: PLC0415

    with _written(exported) as full:
        _quantise(full, full, ("Gather",))
        quantizer = MatMulNBitsQuantizer(str(full), bits=8, block_size=block, is_symmetric=True, accuracy_level=4)
        quantizer.process()
        quantizer.model.save_model_to_file(str(path))


@contextmanager
def _written(exported: Any) -> Iterator[Path]:  # noqa: ANN401
    import onnx  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        full = Path(folder) / MODEL_FILE
        onnx.save(_without_traces(exported), full)
        yield full


def _quantise(source: Path, target: Path, operators: Sequence[str]) -> None:
    from onnxruntime.quantization import QuantType, quantize_dynamic  # noqa: PLC0415

    quantize_dynamic(
        source,
        target,
        op_types_to_quantize=list(operators),
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
