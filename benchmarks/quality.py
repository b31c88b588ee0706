"""Measures the ladder from a naive ranker to the product: ``python benchmarks/quality.py --squad dev-v2.0-a.json.xz``.

Every step answers the same questions from the same ten passages:

    naive ranker            the sentence that, with its neighbours and title, shares most of the question's words
    reader alone            the span the reading model scores highest
    + retrieval features    the span the fitted ranker puts first
    + calibration           the same, in the order of its confidence

It writes ``benchmarks/results/quality.json`` and, from that, ``benchmarks/quality.md`` and the drawings beside the
JSON: the reliability diagram, and risk over coverage. What the page "How answers are made" shows of them goes into
``src/kiddqa/measured/``, with the hashes of the models that answered.
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
from kiddqa.index.embedder import load_embedder
from kiddqa.questions import Half, of_half, read_questions
from kiddqa.read.answer_type import expected_type
from kiddqa.read.features import COLUMNS
from kiddqa.read.ranking import RankerWeights, Ranking, best_first, shortlist
from kiddqa.read.reader import SpanReader
from kiddqa.records import Filters, Span
from kiddqa.resources import measured_folder
from kiddqa.serve.measured import DIAGRAM_FILE, FIGURES_FILE
from kiddqa.settings import Settings
from kiddqa.squad import SquadArticle, SquadQuestion, read_articles
from kiddqa.wiring import index_corpus, load_engine, throwaway_index
from quality_report import STEPS, for_the_page, report

RESULTS = Path(__file__).parent / "results"
REPORT = Path(__file__).with_name("quality.md")
SEED = 20261122


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
    hits = engine.retriever.retrieve(query, reader.limit)
    sentences = reader.passages.spans(query, hits)
    if not sentences:
        return Climbed(kind=kind, answerable=is_right.answerable, right=(False,) * 4, scores=(-100.0,) * 3 + (0.0,))
    coverage = reader.features.of(query, hits).rows(sentences)[:, COLUMNS.index("coverage_near")]
    naive = int(best_first(coverage)[0])
    spans = shortlist(sentences)
    rows = reader.features.of(query, hits).rows(spans)
    orders = [rows[:, COLUMNS.index("span")], reader.weights.ranker.log_odds(rows)]
    best = [int(best_first(order)[0]) for order in orders]
    ranking = Ranking(spans=spans, rows=rows, scores=orders[1])
    confidence = reader.weights.confidence.probability(ranking.confidence_row())
    return Climbed(
        kind=kind,
        answerable=is_right.answerable,
        right=(is_right(sentences[naive]), *(is_right(spans[place]) for place in (*best, best[-1]))),
        scores=(coverage[naive], *(float(order[place]) for order, place in zip(orders, best, strict=True)), confidence),
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
    articles, settings = read_articles(path), Settings()
    embedder = load_embedder(settings.model, settings.embeddings, threads=settings.threads)
    halves = (articles[::2], articles[1::2])
    found = []
    for own, other in (halves, halves[::-1]):
        with throwaway_index([article.document for article in own], embedder, settings) as folder:
            engine = load_engine(settings.model_copy(update={"embeddings": folder}))
            found += [
                climb(engine, q.text, (), kind=expected_type(q.text).value, is_right=IsRight(question=q))
                for q in _drawn(own, count // 2)
            ]
            found += [
                climb(engine, question.text, (), kind="of another article", is_right=IsRight())
                for question in _drawn(other, count // 4)
            ]
    return found


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
        "given": given(climbed, RankerWeights.load().threshold),
        "auroc": {step: _auroc(climbed, place) for place, step in enumerate(STEPS)},
        "calibration": asdict(calibration(confidences, right)),
        "risk_coverage": [[round(float(x), 4), round(float(y), 4)] for x, y in zip(coverage, risk, strict=True)],
    }


def given(climbed: Sequence[Climbed], threshold: float) -> dict[str, float | None]:
    """Return what the product would answer: each a share, 0 to 1, or None where there is nothing to share.

    ``answered`` is of the answerable questions, ``right`` of all answers given, ``false`` the share of the
    unanswerable questions that are answered all the same.
    """
    answers = [question for question in climbed if question.scores[-1] >= threshold]
    answerable = sum(question.answerable for question in climbed)
    answered = sum(question.answerable for question in answers)
    unanswerable = len(climbed) - answerable
    return {
        "answered": answered / answerable if answerable else None,
        "right": sum(question.right[-1] for question in answers) / len(answers) if answers else None,
        "false": (len(answers) - answered) / unanswerable if unanswerable else None,
    }


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
    shown = json.dumps(for_the_page(results), indent=1) + "\n"
    (measured_folder() / FIGURES_FILE).write_text(shown, encoding="utf-8")
    (measured_folder() / DIAGRAM_FILE).write_text(reliability_diagram(results["squad"]), encoding="utf-8")
    for name, found in results.items():
        (RESULTS / f"{name}-reliability.svg").write_text(reliability_diagram(found), encoding="utf-8")
        (RESULTS / f"{name}-risk-coverage.svg").write_text(risk_coverage_curve(found), encoding="utf-8")


if __name__ == "__main__":
    main()
