"""What every Embedder promises, the fake and the real one alike."""

from collections.abc import Callable

import numpy as np
import pytest

from fakes import LetterEmbedder
from kiddqa.index.cached import CachedEmbedder
from kiddqa.index.embedder import OnnxEmbedder
from kiddqa.protocols import Embedder
from kiddqa.resources import models_folder

TEXTS = ["alpha beta", "", "Seoul, 15-16 April 2014", "한국 국방부", "\U0001f600\n\t", "word " * 600]


def letters() -> Embedder:
    return LetterEmbedder()


def cached() -> Embedder:
    return CachedEmbedder(LetterEmbedder(), capacity=2)


def onnx() -> Embedder:
    return OnnxEmbedder(models_folder() / "all-MiniLM-L6-v2-int8", threads=2)


@pytest.fixture(scope="module", params=[letters, cached, onnx])
def embedder(request: pytest.FixtureRequest) -> Embedder:
    make: Callable[[], Embedder] = request.param
    return make()


def test_every_vector_has_length_one(embedder: Embedder) -> None:
    vectors = embedder.embed(TEXTS)

    assert vectors.dtype == np.float32
    assert vectors.shape == (len(TEXTS), embedder.dimension)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_no_text_gives_no_vector(embedder: Embedder) -> None:
    assert embedder.embed([]).shape == (0, embedder.dimension)


def test_a_vector_depends_on_nothing_but_its_text(embedder: Embedder) -> None:
    together = embedder.embed(TEXTS)
    apart = np.concatenate([embedder.embed([text]) for text in reversed(TEXTS)])[::-1]

    np.testing.assert_array_equal(together, apart)


def test_different_texts_give_different_vectors(embedder: Embedder) -> None:
    one, two = embedder.embed(["deterrence", "washington"])

    assert float(one @ two) < 0.95


def test_the_fingerprint_is_a_name_and_stays(embedder: Embedder) -> None:
    before = embedder.fingerprint
    embedder.embed(TEXTS)

    assert embedder.fingerprint == before != ""
