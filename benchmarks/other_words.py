"""Compares SQuAD's questions with the same in other words: ``python benchmarks/other_words.py train-v2.0.json.xz``.

The reader alone reads questions of the articles that it was not trained on, each in its own paragraph: as SQuAD asks
them, and as ``train.authored`` does, in words that the sentence that answers hardly has. It also reads questions on
texts that are no encyclopaedia articles: reports (``train.reports``) and, with ``--policyqa``, privacy policies. It
writes ``benchmarks/results/other_words.json`` and prints what ``benchmarks/readme.py`` puts into the README.
"""

import argparse
import json
import random
from collections.abc import Sequence
from dataclasses import replace
from math import inf
from pathlib import Path
from typing import Any

import numpy as np

from kiddqa.calibration import auroc
from kiddqa.evaluate_squad import Reading, best_null_threshold, figures_alone, read_alone
from kiddqa.read.model import OnnxSpanModel, load_window_encoder
from kiddqa.read.passages import PassageReader
from kiddqa.squad import SquadArticle, read_articles
from kiddqa.train.authored import read_rewordings, reworded
from kiddqa.train.examples import held_out
from kiddqa.train.recipe import Recipe
from kiddqa.train.reports import MEASURE

RESULTS = Path(__file__).parent / "results" / "other_words.json"
POLICY_QUESTIONS = 1_000
SEED = 20261128


def figures(name: str, readings: Sequence[Reading]) -> dict[str, Any]:
    """Return what the best spans are worth: in per cent, and the AUROC of answerable before unanswerable questions."""
    answerable = [reading for reading in readings if reading.question.gold]
    scores = [[reading.score for reading in readings if bool(reading.question.gold) == kind] for kind in (True, False)]
    at_best = figures_alone(readings, best_null_threshold(readings))
    return {
        "asked": name,
        "answerable": len(answerable),
        "unanswerable": len(readings) - len(answerable),
        "span_shares_text": round(100 * float(np.mean([_shares_text(reading) for reading in answerable])), 1),
        "span_f1": round(100 * float(np.mean([reading.f1 for reading in answerable])), 1),
        "balanced_f1": round((at_best.answerable_f1 + at_best.unanswerable_right) / 2, 1) if all(scores) else None,
        "auroc": auroc(*scores),
    }


def markdown(rows: Sequence[dict[str, Any]]) -> str:
    """Return the figures as a table."""
    head = (
        "| the reader alone, unseen articles | answerable | unanswerable | best span shares text with the answer, % "
        "| its F1 | F1 with refusals, both kinds alike | answerable before unanswerable (AUROC) |\n"
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    )
    return "\n".join([head, *(_row(row) for row in rows)])


def _row(row: dict[str, Any]) -> str:
    cells = [
        row["asked"],
        f"{row['answerable']:,}",
        f"{row['unanswerable']:,}",
        row["span_shares_text"],
        row["span_f1"],
    ]
    balanced = "–" if row["balanced_f1"] is None else row["balanced_f1"]
    area = "–" if row["auroc"] is None else f"{row['auroc']:.3f}"
    return "| " + " | ".join(str(cell) for cell in [*cells, balanced, area]) + " |"


def _shares_text(reading: Reading) -> bool:
    span = reading.span
    return span is not None and any(span.start < end and start < span.end for start, end in reading.question.gold)


def _as_asked(articles: Sequence[SquadArticle], chosen: set[str]) -> list[SquadArticle]:
    return [
        replace(article, questions=tuple(question for question in article.questions if question.id in chosen))
        for article in articles
    ]


def main() -> None:
    """Read, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="the SQuAD 2.0 training data that the reader was trained on")
    parser.add_argument("--policyqa", type=Path, help="PolicyQA in SQuAD's format")
    parser.add_argument("--reader", type=Path, help="folder of a compiled reader [default: the one that ships]")
    parser.add_argument("--out", type=Path, default=RESULTS, help="where to write the figures [default: %(default)s]")
    options = parser.parse_args()
    reader = PassageReader(
        model=OnnxSpanModel(options.reader), encoder=load_window_encoder(), threads=2, budget_seconds=inf
    )
    recipe, rewordings = Recipe(), read_rewordings()
    _, kept = held_out(read_articles(options.file), seed=recipe.seed, count=recipe.held_out_articles)
    asked = {
        "as SQuAD asks": _as_asked(kept, set(rewordings)),
        "the same questions in other words": reworded(kept, rewordings),
        "questions in other words about reports": read_articles(MEASURE),
    }
    if options.policyqa:
        policies = read_articles(options.policyqa)
        questions = [question.id for article in policies for question in article.questions]
        chosen = set(random.Random(SEED).sample(questions, k=min(POLICY_QUESTIONS, len(questions))))
        asked["questions about privacy policies (PolicyQA)"] = _as_asked(policies, chosen)
    rows = [figures(name, read_alone(reader, articles)) for name, articles in asked.items()]
    options.out.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    print(markdown(rows))


if __name__ == "__main__":
    main()
