"""Answers questions about a folder of documents by quoting them."""

import os

os.environ["ORT_DISABLE_TELEMETRY"] = "1"
"""onnxruntime reads this when it is imported; otherwise it starts a thread that would send what it counts."""

__version__ = "0.1.0"
