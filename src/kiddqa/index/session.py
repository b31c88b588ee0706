"""An ONNX file in, a session that runs it out: on the CPU, one thread, the same bits every time."""

from pathlib import Path

import onnxruntime

from kiddqa.errors import ModelError

SLOWER_FUSIONS = ["SkipLayerNormFusion"]
"""Graph changes of onnxruntime that cost time: one kernel for a sum and its layer norm takes thrice as long as two."""


def open_session(path: Path, *, remedy: str) -> onnxruntime.InferenceSession:
    """Open a graph for running on one thread; several threads may run it at once.

    Args:
        path: The ONNX file.
        remedy: The command that mends a broken file, for the error's message.

    Raises:
        ModelError: if onnxruntime cannot run the file.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # Without VNNI instructions, products of u8 and s8 saturate at 16 bits; this makes such a CPU compute them exactly.
    options.add_session_config_entry("session.x64quantprecision", "1")
    onnxruntime.disable_telemetry_events()
    try:
        return onnxruntime.InferenceSession(
            path, options, providers=["CPUExecutionProvider"], disabled_optimizers=SLOWER_FUSIONS
        )
    except Exception as error:  # onnxruntime's own exceptions share no other base
        raise ModelError(
            f"{path} cannot be run by onnxruntime {onnxruntime.__version__} ({error}); type: {remedy}"
        ) from error
