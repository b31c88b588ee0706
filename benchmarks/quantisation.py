"""Compares ways to run the reader: ``python benchmarks/quantisation.py WEIGHTS SQUAD``; WEIGHTS is what training wrote.

Each way reads the same questions, each in its own paragraph, one after the other on one thread. F1 is at each way's own
best threshold. OpenVINO is left out where it is not installed.
"""

import argparse
import importlib
import importlib.util
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from math import inf
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import onnx
import torch
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static
from transformers import BertForQuestionAnswering

from kiddqa.evaluate_squad import best_null_threshold, figures_alone, read_alone
from kiddqa.index.quantise import write_int8, write_smoothed_int8
from kiddqa.index.session import open_session
from kiddqa.index.smooth import smoothed
from kiddqa.read.encoding import Window
from kiddqa.read.model import Logits, feed, load_window_encoder
from kiddqa.read.passages import PassageReader
from kiddqa.squad import SquadArticle, read_articles
from kiddqa.train.examples import held_out, paragraph_of
from kiddqa.train.export import to_onnx
from kiddqa.train.recipe import Recipe

CALIBRATING = 200

Run = Callable[[dict[str, Any]], Any]


class Timed:
    """A model that keeps how long each window took, in milliseconds."""

    def __init__(self, run: Run) -> None:
        """Take what runs a feed and returns its output of shape (1, tokens, 2)."""
        self._run = run
        self.times: list[float] = []

    def logits(self, window: Window) -> Logits:
        """Return the logits of every token."""
        began = perf_counter()
        found: Logits = np.asarray(self._run(feed(window)))[0]
        self.times.append(1000 * (perf_counter() - began))
        return found


class Windows(CalibrationDataReader):  # type: ignore[misc]  # onnxruntime is not typed here
    """Windows to calibrate on, of articles that nothing is measured on."""

    def __init__(self, windows: Sequence[Window]) -> None:
        """Take the windows."""
        self._feeds = map(feed, windows)

    def get_next(self) -> dict[str, Any] | None:
        """Return the next feed, or None."""
        return next(self._feeds, None)


def ways(full: Path, folder: Path, calibration: Sequence[Window]) -> Iterator[tuple[str, Path, Run]]:
    """Yield the name of each way, its file, and what runs it."""
    names = ("even", "plain", "even_dynamic", "shipped", "QDQ")
    even, dynamic, even_dynamic, shipped, static = (folder / f"{name}.onnx" for name in names)
    onnx.save(smoothed(onnx.load(full), map(feed, calibration)), even)
    write_int8(onnx.load(full), dynamic)
    write_int8(onnx.load(even), even_dynamic)
    write_smoothed_int8(onnx.load(full), shipped, feeds=map(feed, calibration))
    quantize_static(
        even,
        static,
        Windows(calibration),
        quant_format=QuantFormat.QDQ,
        op_types_to_quantize=["MatMul", "Gather"],
        per_channel=True,
        activation_type=QuantType.QUInt8,
        weight_type=QuantType.QInt8,
    )
    for name, path in (
        ("fp32", full),
        ("int8 dynamic", dynamic),
        ("int8 dynamic, evened out", even_dynamic),
        ("int8 dynamic, evened out, rows too in the widest (as shipped)", shipped),
        ("int8 QDQ, evened out", static),
    ):
        yield f"onnxruntime {name}", path, _in_onnxruntime(path)
    if importlib.util.find_spec("openvino"):
        for name, path in (("fp32", full), ("int8 QDQ, evened out", static)):
            yield f"OpenVINO {name}", path, _in_openvino(path)


def _in_onnxruntime(path: Path) -> Run:
    session = open_session(path, remedy="none")
    return lambda given: session.run(None, given)[0]


def _in_openvino(path: Path) -> Run:
    core = importlib.import_module("openvino").Core()
    options = {"INFERENCE_NUM_THREADS": 1, "INFERENCE_PRECISION_HINT": "f32"}
    compiled = core.compile_model(core.read_model(path), "CPU", options)
    return lambda given: compiled(given)[0]


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights", type=Path)
    parser.add_argument("squad", type=Path, help="the training data; its held-out articles are read")
    parser.add_argument("--per-article", type=int, default=12, help="questions of each of 50 articles [default: 12]")
    options = parser.parse_args()
    recipe = Recipe()
    _, kept = held_out(read_articles(options.squad), seed=recipe.seed, count=recipe.held_out_articles)
    few = [_thinned(article, options.per_article) for article in kept]
    model = BertForQuestionAnswering.from_pretrained(options.weights, attn_implementation="eager", dtype=torch.float32)
    model.train(mode=False)
    print("| way | MB | n | F1 | EM | median ms a window |\n| --- | ---: | ---: | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as made:
        full = Path(made) / "full.onnx"
        onnx.save(to_onnx(model), full)
        for name, path, run in ways(full, Path(made), list(_windows(few[50:]))):
            timed = Timed(run)
            reader = PassageReader(model=timed, encoder=load_window_encoder(), threads=1, budget_seconds=inf)
            readings = read_alone(reader, few[:50])
            found = figures_alone(readings, best_null_threshold(readings))
            size = path.stat().st_size / 1e6
            print(
                f"| {name} | {size:.1f} | {found.questions} | {found.f1:.2f} | {found.exact_match:.2f} | "
                f"{np.median(timed.times):.1f} |",
                flush=True,
            )


def _thinned(article: SquadArticle, count: int) -> SquadArticle:
    step = max(1, len(article.questions) // count)
    return replace(article, questions=article.questions[::step])


def _windows(articles: list[SquadArticle]) -> Iterator[Window]:
    encoder = load_window_encoder()
    pairs = [(article, question) for article in articles for question in article.questions][:CALIBRATING]
    for article, question in pairs:
        yield from encoder.windows(question.text, paragraph_of(article, question))


if __name__ == "__main__":
    main()
