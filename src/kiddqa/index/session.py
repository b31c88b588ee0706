"""An ONNX file in, a session that runs it out: on the CPU, one thread, the same bits every time."""

from functools import cache
from pathlib import Path

import numpy as np
import onnxruntime

from kiddqa.errors import ModelError

SLOWER_FUSIONS = ["SkipLayerNormFusion"]
"""Graph changes of onnxruntime that cost time: one kernel for a sum and its layer norm takes thrice as long as two."""

FOUR_PRODUCTS = b"".join(
    [
        b"\x08\x07\x12\x00:\x93\x01\n\x18\n\x01a\n\x01b\x12\x01c",
        b'"\rMatMulInteger\x12\x00*K\x08\x04\x08\x10\x10\x03B\x01bJ@' + 64 * b"\x7f",
        b"Z\x13\n\x01a\x12\x0e\n\x0c\x08\x02\x12\x08\n\x02\x08\x01\n\x02\x08\x04",
        b"b\x13\n\x01c\x12\x0e\n\x0c\x08\x06\x12\x08\n\x02\x08\x01\n\x02\x08\x10B\x04\n\x00\x10\n",
    ]
)
"""An ONNX graph: four unsigned bytes times a matrix of 4 by 16 signed bytes, each of them 127."""
_LARGEST = np.full((1, 4), 255, dtype=np.uint8)


def open_session(path: Path | bytes, *, remedy: str) -> onnxruntime.InferenceSession:
    """Open a graph for running on one thread; several threads may run it at once.

    Args:
        path: The ONNX file, or its bytes.
        remedy: The command that mends a broken file, for the error's message.

    Raises:
        ModelError: if onnxruntime cannot run the file.
    """
    onnxruntime.disable_telemetry_events()
    try:
        return onnxruntime.InferenceSession(
            path,
            _options(exact_by_detour=bytes_saturate()),
            providers=["CPUExecutionProvider"],
            disabled_optimizers=SLOWER_FUSIONS,
        )
    except Exception as error:  # onnxruntime's own exceptions share no other base
        raise ModelError(
            f"{_name(path)} cannot be run by onnxruntime {onnxruntime.__version__} ({error}); type: {remedy}"
        ) from error


def _name(path: Path | bytes) -> str:
    return str(path) if isinstance(path, Path) else "A graph"


@cache
def bytes_saturate() -> bool:
    """True on a CPU whose products of unsigned and signed bytes are cut off at 16 bits when two are added.

    Such a CPU (x86-64 without VNNI instructions) must take a detour to be exact, one that takes others nearly twice as
    long for the same bits: so the CPU is asked, by a sum of four times 255 · 127.
    """
    asked = onnxruntime.InferenceSession(
        FOUR_PRODUCTS, _options(exact_by_detour=False), providers=["CPUExecutionProvider"]
    )
    return bool(np.any(asked.run(None, {"a": _LARGEST})[0] != 4 * 255 * 127))


def _options(*, exact_by_detour: bool) -> onnxruntime.SessionOptions:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.add_session_config_entry("session.x64quantprecision", "1" if exact_by_detour else "0")
    return options
