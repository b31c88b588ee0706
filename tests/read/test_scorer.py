import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from kiddqa.errors import ModelError
from kiddqa.read.scorer import CARD_FILE, SHIPPED_SCORER, CrossEncoder
from kiddqa.resources import models_folder

QUESTION = "Who led the delegation?"
SENTENCES = ["Talks. Anka Lee led the delegation.", "Talks. The weather was fine.", "Talks. They met in Seoul in 2024."]


@pytest.fixture(scope="module")
def scorer() -> CrossEncoder:
    return CrossEncoder(threads=2)


def test_the_sentence_that_answers_scores_highest(scorer: CrossEncoder) -> None:
    assert int(np.argmax(scorer.scores(QUESTION, SENTENCES))) == 0


def test_a_score_is_the_same_to_the_bit_whatever_is_scored_beside_it(scorer: CrossEncoder) -> None:
    together = scorer.scores(QUESTION, SENTENCES * 3)
    alone = [CrossEncoder(threads=1).scores(QUESTION, [sentence])[0] for sentence in SENTENCES]
    assert together.tolist() == alone * 3


def test_no_sentences_have_no_scores(scorer: CrossEncoder) -> None:
    assert scorer.scores(QUESTION, []).shape == (0,)


def test_a_sentence_longer_than_the_model_reads_is_cut(scorer: CrossEncoder) -> None:
    assert np.isfinite(scorer.scores(QUESTION, ["word " * 5000])).all()


def test_the_card_says_what_the_weights_were_made_from() -> None:
    card = json.loads((models_folder() / SHIPPED_SCORER / CARD_FILE).read_text(encoding="utf-8"))
    assert card["started_from"] == "all-MiniLM-L6-v2"
    assert card["fidelity"]["correlation"] > 0.99
    assert set(card["data"]) == {"train-v2.0.json.xz"}


def test_an_altered_graph_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "scorer"
    shutil.copytree(models_folder() / SHIPPED_SCORER, folder)
    graph = bytearray((folder / "model.onnx").read_bytes())
    graph[1000] ^= 1
    (folder / "model.onnx").write_bytes(graph)
    with pytest.raises(ModelError, match=r"model\.onnx is not the file"):
        CrossEncoder(folder, threads=1)


def test_a_missing_card_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be read"):
        CrossEncoder(tmp_path, threads=1)
