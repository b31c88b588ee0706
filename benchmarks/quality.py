"""Measures the ladder from a naive ranker to the product: ``python benchmarks/quality.py --squad dev-v2.0-a.json.xz``.

Every step answers the same questions from the same ten passages:

    naive ranker            the sentence that, with its neighbours and title, shares most of the question's words
    reader alone            the span the reading model scores highest
    + retrieval features    the span the fitted ranker puts first
    + calibration           the same, in the order of its confidence

It writes ``benchmarks/results/quality.json`` and, from that, ``benchmarks/quality.md`` and the drawings beside the
JSON: the reliability diagram, and risk over coverage.
"""

import argparse
import json
import random
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from drawings import reliability_diagram, risk_coverage_curve
from kiddqa.calibration import auroc, calibration, risk_coverage
from kiddqa.console.progress import Progress
from kiddqa.engine import Engine
from kiddqa.evaluate import normalise
from kiddqa.index.builder import build_index
from kiddqa.index.embedder import load_embedder
from kiddqa.questions import Half, of_half, read_questions
from kiddqa.read.answer_type import expected_type
from kiddqa.read.features import COLUMNS
from kiddqa.read.reader import SpanReader, best_first, confidence_row
from kiddqa.records import Filters, Span
from kiddqa.settings import Settings
from kiddqa.squad import SquadArticle, SquadQuestion, read_articles
from kiddqa.wiring import index_corpus, load_engine

RESULTS = Path(__file__).parent / "results"
REPORT = Path(__file__).with_name("quality.md")
SEED = 20261122
STEPS = ("naive ranker", "reader alone", "+ retrieval features", "+ calibration")


@dataclass(frozen=True, slots=True, kw_only=True)
class Climbed:
    """One question: at each step whether the best sentence is right, and the score by which it would be believed."""

    kind: str
    answerable: bool
    right: tuple[bool, ...]
    scores: tuple[float, ...]


def climb(engine: Engine, question: str, history: Sequence[str], *, kind: str, is_right: "IsRight") -> Climbed:
    """Answer one question by every step."""
    reader = engine.reader
    if not isinstance(reader, SpanReader):
        raise TypeError(f"found a {type(reader).__name__}, expected a SpanReader")
    query = engine.understand(question, history, Filters())
    spans = reader.passages.spans(query.text, engine.retriever.retrieve(query, reader.limit))
    if not spans:
        return Climbed(kind=kind, answerable=is_right.answerable, right=(False,) * 4, scores=(-100.0,) * 3 + (0.0,))
    rows = reader.features.rows(query, spans)
    ranked = reader.weights.ranker.log_odds(rows)
    orders = [rows[:, COLUMNS.index("coverage_near")], rows[:, COLUMNS.index("span")], ranked]
    best = [int(best_first(order)[0]) for order in orders]
    confidence = reader.weights.confidence.probability(confidence_row(spans, rows, ranked, best_first(ranked)))
    return Climbed(
        kind=kind,
        answerable=is_right.answerable,
        right=tuple(is_right(spans[place]) for place in (*best, best[-1])),
        scores=(*(float(order[place]) for order, place in zip(orders, best, strict=True)), confidence),
    )


@dataclass(frozen=True, slots=True)
class IsRight:
    """Says whether a span's sentence is right: by the gold strings, or by the gold slices of a SQuAD question."""

    answers: tuple[str, ...] = ()
    question: SquadQuestion | None = None

    @property
    def answerable(self) -> bool:
        """Whether the documents answer."""
        return bool(self.answers) or self.question is not None

    def __call__(self, span: Span) -> bool:
        """Compare with the gold."""
        if self.question:
            return self.question.is_answered_by(span.hit.passage.document.id, *span.sentence)
        sentence = f" {normalise(span.sentence_text)} "
        return any(f" {normalise(answer)} " in sentence for answer in self.answers)


def climb_kidd(questions: Path) -> list[Climbed]:
    """Ask the final half of the questions over the bundled corpus."""
    with tempfile.TemporaryDirectory() as folder, Progress() as watch:
        settings = Settings(embeddings=Path(folder))
        index_corpus(settings, watch=watch)
        engine = load_engine(settings)
        asked = of_half(read_questions(questions), Half.FINAL)
        return [climb(engine, q.question, q.history, kind=q.kind, is_right=IsRight(q.answers)) for q in asked]


def climb_squad(path: Path, count: int) -> list[Climbed]:
    """Ask ``count`` answerable questions over the file's paragraphs, and half as many over the articles of others."""
    articles = read_articles(path)
    halves = (articles[::2], articles[1::2])
    found = []
    for own, other in (halves, halves[::-1]):
        with tempfile.TemporaryDirectory() as folder:
            engine = _engine_over(own, Path(folder))
            found += [
                climb(engine, q.text, (), kind=expected_type(q.text).value, is_right=IsRight(question=q))
                for q in _drawn(own, count // 2)
            ]
            found += [
                climb(engine, question.text, (), kind="of another article", is_right=IsRight())
                for question in _drawn(other, count // 4)
            ]
    return found


def _engine_over(articles: Sequence[SquadArticle], folder: Path) -> Engine:
    settings = Settings()
    build_index(
        sorted((article.document for article in articles), key=lambda document: document.id),
        load_embedder(settings.model, settings.embeddings, threads=settings.threads),
        folder,
        passage_words=settings.passage_words,
        overlap_words=settings.overlap_words,
    )
    return load_engine(settings.model_copy(update={"embeddings": folder}))


def _drawn(articles: Sequence[SquadArticle], count: int) -> list[SquadQuestion]:
    answerable = [question for article in articles for question in article.questions if question.gold]
    return random.Random(SEED).sample(answerable, k=min(count, len(answerable)))


def summary(title: str, climbed: Sequence[Climbed]) -> dict[str, Any]:
    """Return the figures of one set of questions, by step and by kind, and how far the confidence can be believed."""
    kinds = list(dict.fromkeys(question.kind for question in climbed if question.answerable))
    groups = [(kind, [q for q in climbed if q.kind == kind and q.answerable]) for kind in kinds]
    answerable = [question for question in climbed if question.answerable]
    confidences = np.array([question.scores[-1] for question in climbed])
    right = np.array([question.right[-1] for question in climbed])
    coverage, risk = risk_coverage(confidences, right)
    return {
        "title": title,
        "questions": len(climbed),
        "accuracy": {
            kind: {"n": len(group), **{step: _share(group, place) for place, step in enumerate(STEPS[:3])}}
            for kind, group in [*groups, ("all", answerable)]
        },
        "auroc": {step: _auroc(climbed, place) for place, step in enumerate(STEPS)},
        "calibration": asdict(calibration(confidences, right)),
        "risk_coverage": [[round(float(x), 4), round(float(y), 4)] for x, y in zip(coverage, risk, strict=True)],
    }


def report(results: dict[str, Any]) -> str:
    """Return the report, in Markdown."""
    parts = [
        "# How well it answers, step by step",
        "",
        "Generated by `python benchmarks/quality.py`; see there for what each step is.",
        "",
    ]
    for name, found in results.items():
        parts += [
            *_accuracy_table(found),
            "",
            *_confidence_table(found),
            "",
            f"![reliability](results/{name}-reliability.svg)",
        ]
        parts += [f"![risk over coverage](results/{name}-risk-coverage.svg)", ""]
    return "\n".join(parts)


def _accuracy_table(found: dict[str, Any]) -> list[str]:
    head = f"| {found['title']}: right sentence | n | " + " | ".join(STEPS[:3]) + " |"
    rows = [
        f"| {kind} | {row['n']} | " + " | ".join(f"{row[step]:.2f}" for step in STEPS[:3]) + " |"
        for kind, row in found["accuracy"].items()
    ]
    return [head, "| --- |" + " ---: |" * 4, *rows]


def _confidence_table(found: dict[str, Any]) -> list[str]:
    believed = found["calibration"]
    steps = " | ".join(STEPS)
    cells = (
        f"{believed['expected_calibration_error']:.3f}",
        f"{believed['auroc']:.3f}",
        f"{believed['area_under_risk_coverage']:.3f}",
        *(f"{believed[f'coverage_at_{precision}']:.2f}" for precision in (95, 90, 80)),
    )
    return [
        f"| answerable before unanswerable (AUROC) | {steps} |",
        "| --- |" + " ---: |" * 4,
        f"| n = {found['questions']} | " + " | ".join(f"{found['auroc'][step]:.2f}" for step in STEPS) + " |",
        "",
        "| confidence of the product | n | ECE | right before wrong | AURC | coverage at 95 % | at 90 % | at 80 % |",
        "| --- |" + " ---: |" * 7,
        f"| {found['title']} | {believed['questions']} | {' | '.join(cells)} |",
    ]


def _share(group: Sequence[Climbed], place: int) -> float:
    return sum(question.right[place] for question in group) / len(group)


def _auroc(climbed: Sequence[Climbed], place: int) -> float | None:
    return auroc(
        [question.scores[place] for question in climbed if question.answerable],
        [question.scores[place] for question in climbed if not question.answerable],
    )


def main() -> None:
    """Measure, write, draw."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--squad", type=Path, required=True, help="questions in SQuAD's format that nothing was fitted on"
    )
    parser.add_argument(
        "--kidd", type=Path, default=Path("tests/eval/kidd.jsonl"), help="questions on the bundled corpus"
    )
    parser.add_argument("--count", type=int, default=1_200, help="answerable questions to draw from --squad")
    options = parser.parse_args()
    results = {
        "squad": summary("SQuAD 2.0 development articles, unseen", climb_squad(options.squad, options.count)),
        "kidd": summary("bundled corpus, final half", climb_kidd(options.kidd)),
    }
    (RESULTS / "quality.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    REPORT.write_text(report(results), encoding="utf-8")
    for name, found in results.items():
        (RESULTS / f"{name}-reliability.svg").write_text(reliability_diagram(found), encoding="utf-8")
        (RESULTS / f"{name}-risk-coverage.svg").write_text(risk_coverage_curve(found), encoding="utf-8")


if __name__ == "__main__":
    main()
