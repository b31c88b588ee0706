"""SQuAD's training data in, everything that the reader learns from out."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from kiddqa.settings import Settings
from kiddqa.squad import read_articles
from kiddqa.train.authored import authored
from kiddqa.train.examples import ExampleSource, Place, hard_negatives, held_out
from kiddqa.train.groups import GroupSource, wrong_passages
from kiddqa.train.recipe import Recipe
from kiddqa.train.reports import TRAIN

HARD_NEGATIVES = "hard_negatives.json"
REPORTS_HARD_NEGATIVES = "reports_hard_negatives.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """What the reader learns from."""

    squad: ExampleSource
    authored: ExampleSource
    """SQuAD's articles with the questions that were written for kiddqa."""
    reports: GroupSource
    """Documents and questions that were written for kiddqa."""


def prepared(path: Path, folder: Path, recipe: Recipe, settings: Settings) -> Sources:
    """Read the data, hold articles out, and find the hard negatives, or take those that the folder already holds."""
    articles, _ = held_out(read_articles(path), seed=recipe.seed, count=recipe.held_out_articles)
    articles = articles[: recipe.articles]
    retrieved = _kept(
        folder / HARD_NEGATIVES,
        lambda: hard_negatives(articles, questions=recipe.retrieved_questions, seed=recipe.seed, settings=settings),
    )
    otherwise = authored(articles)
    asked = {question.id for article in otherwise for question in article.questions}
    found = {key: places for key, places in retrieved.items() if key in asked}
    reports = read_articles(TRAIN)[: recipe.articles] if recipe.reads_reports else []
    wrong = _kept(folder / REPORTS_HARD_NEGATIVES, lambda: wrong_passages(reports, settings)) if reports else {}
    return Sources(
        squad=ExampleSource(articles, retrieved, seed=recipe.seed, settings=settings),
        authored=ExampleSource(otherwise, found, seed=recipe.seed, settings=settings),
        reports=GroupSource(ExampleSource(reports, {}, seed=recipe.seed, settings=settings), wrong, seed=recipe.seed),
    )


def _kept(path: Path, retrieve: Callable[[], Mapping[str, Sequence[Place]]]) -> dict[str, list[Place]]:
    if not path.exists():
        print("Asking the retriever for wrong passages", flush=True)
        found = {key: [asdict(place) for place in places] for key, places in retrieve().items()}
        part = path.with_name(f"{path.name}.part")
        part.write_text(json.dumps(found), encoding="utf-8")
        part.replace(path)
    kept = json.loads(path.read_bytes())
    return {key: [Place(**place) for place in places] for key, places in kept.items()}
