import hashlib
import json
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from kiddqa import __version__
from kiddqa.read.ranking import WEIGHTS
from kiddqa.serve import measured
from kiddqa.serve.how import model_hashes
from serve.parsed import all_of, one_of, parse, text_of
from serve.test_measured import FIGURES


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in for the packaged folder of figures."""
    monkeypatch.setattr(measured, "measured_folder", lambda: tmp_path)
    return tmp_path


def words_of(client: TestClient) -> str:
    return " ".join(text_of(one_of(parse(client.get("/how").text), "main")).split())


def test_the_page_is_one_click_away_from_every_page(client: TestClient) -> None:
    links = all_of(one_of(parse(client.get("/api").text), "header"), "a")

    assert "/how" in [link.get("href") for link in links]


def test_the_steps_name_what_this_index_holds(client: TestClient) -> None:
    assert "3 documents became 8 passages of a few sentences each." in words_of(client)
    assert "The best 10 are read." in words_of(client)


def test_the_index_and_the_models_are_named_by_their_hashes(client: TestClient) -> None:
    facts = [text_of(fact) for fact in all_of(one_of(parse(client.get("/how").text), "dl", "facts"), "dd")]

    ranker = hashlib.sha256(WEIGHTS.read_bytes()).hexdigest()
    assert facts == [
        __version__,
        "gen-000001",
        "00112233445566ff",
        "3 documents, 8 passages",
        "letters:0123456789abcdef",
        model_hashes()["reader"],
        ranker,
    ]


def test_what_it_cannot_do_is_said(client: TestClient) -> None:
    words = words_of(client)

    assert all(limit in words for limit in ("only quotations", "English", "Calculate.", "yes or no", "Compare."))


@pytest.mark.usefixtures("folder")
def test_what_was_not_measured_is_said_plainly(client: TestClient) -> None:
    assert "This has not been measured for the models that are running, so no figure stands here." in words_of(client)
    assert client.get("/how/reliability.svg").status_code == 404


def test_what_was_measured_is_shown_with_its_diagram(client: TestClient, folder: Path) -> None:
    (folder / "quality.json").write_text(json.dumps({**FIGURES, "models": model_hashes()}), encoding="utf-8")
    (folder / "reliability.svg").write_text("<svg/>", encoding="utf-8")

    page, drawing = parse(client.get("/how").text), client.get("/how/reliability.svg")

    assert "Measured on 22 November 2026 with questions that nothing was fitted on." in words_of(client)
    assert one_of(page, "img").get("src") == "/how/reliability.svg"
    assert (drawing.text, drawing.headers["content-type"]) == ("<svg/>", "image/svg+xml")
    assert [text_of(cell) for cell in all_of(all_of(page, "table")[1], "td")] == ["130", "58\u00a0%"]
    assert all_of(page, "p", "note") == []


def test_figures_of_models_before_these_are_called_so(client: TestClient, folder: Path) -> None:
    (folder / "quality.json").write_text(json.dumps(FIGURES), encoding="utf-8")

    assert "The models have changed since; these figures are of the models before." in words_of(client)
