import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from kiddqa.settings import Settings
from kiddqa.train import authored, examples, prepare
from kiddqa.train.authored import Addition
from kiddqa.train.examples import ExampleSource
from kiddqa.train.prepare import HARD_NEGATIVES, REPORTS_HARD_NEGATIVES, Sources, prepared
from kiddqa.train.recipe import Recipe, third_recipe

LEARNS_FROM_REPORTS = replace(third_recipe(), held_out_articles=1)
TEXT = "Anka Lee led the talks in Seoul. Later Anka Lee went home."


def squad_file(path: Path, titles: Sequence[str]) -> Path:
    asked: Mapping[str, object] = {"question": "Who led?", "answers": [{"text": "Anka Lee", "answer_start": 0}]}
    articles = [
        {"title": title, "paragraphs": [{"context": TEXT, "qas": [{"id": title, **asked}]}]} for title in titles
    ]
    path.write_text(json.dumps({"data": articles}), encoding="utf-8")
    return path


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return SQuAD's file, beside which hard negatives are and report stands for those that ship."""
    for name in (HARD_NEGATIVES, REPORTS_HARD_NEGATIVES):
        (tmp_path / name).write_text("{}", encoding="utf-8")
    monkeypatch.setattr(prepare, "TRAIN", squad_file(tmp_path / "reports.json", ["Minutes"]))
    return squad_file(tmp_path / "squad.json", "abcd")


def of(file: Path, articles: int | None = None) -> Sources:
    return prepared(file, file.parent, Recipe(held_out_articles=1, articles=articles), Settings())


def test_reports_are_not_looked_at_by_a_recipe_that_learns_nothing_from_them(file: Path) -> None:
    (file.parent / REPORTS_HARD_NEGATIVES).unlink()
    assert of(file).reports.groups(0) == []
    assert not (file.parent / REPORTS_HARD_NEGATIVES).exists()


def titles(source: ExampleSource) -> set[str]:
    return {made.passage.document.title for made in source.examples(0)}


def test_hard_negatives_that_the_folder_holds_are_not_looked_for_again(file: Path) -> None:
    assert len(titles(of(file).squad)) == 3


def test_a_recipe_can_ask_for_fewer_articles(file: Path) -> None:
    assert len(titles(of(file, articles=2).squad)) == 2


def test_reports_are_asked_about_beside_the_data_that_is_named(file: Path) -> None:
    places = [{"article": 0, "start": 0, "end": len(TEXT)}] * 3
    (file.parent / REPORTS_HARD_NEGATIVES).write_text(json.dumps({"Minutes": places}), encoding="utf-8")
    [group] = prepared(file, file.parent, LEARNS_FROM_REPORTS, Settings()).reports.groups(0)
    assert [(made.passage.document.title, bool(made.gold)) for made in group] == [
        ("Minutes", True),
        *[("Minutes", False)] * 3,
    ]


def test_authored_questions_are_asked_of_the_articles_to_train_on_alone(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        authored, "read_rewordings", lambda: {title: f"Who was in charge of {title}?" for title in "abcd"}
    )
    monkeypatch.setattr(authored, "read_additions", lambda: [Addition(title, 0, None, "Why?") for title in "abcd"])
    sources = of(file)
    monkeypatch.setattr(examples, "MISSPELT_SHARE", 0.0)
    found = {(made.passage.document.title, made.question) for made in sources.authored.examples(0)}
    assert found == {
        (title, text) for title in titles(sources.squad) for text in (f"Who was in charge of {title}?", "Why?")
    }
