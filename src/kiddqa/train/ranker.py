"""Fits ranker and confidence: ``python -m kiddqa.train.ranker FILE --out ranker.json``.

The articles that the reader was not trained on are dealt into small corpora; the product itself indexes each one,
retrieves for each question and reads. A span is right if it shares text with a gold slice. Questions are of three
kinds: answerable, called unanswerable by SQuAD 2.0, and foreign (put to a corpus without their article). The corpora
fall into three parts that share no article: on the first the ranker is fitted, on the second the confidence is fitted
and where a passage answers at all, on the third all is measured.
"""

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from math import inf
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression as SklearnRegression

from kiddqa.calibration import Flags, auroc, expected_calibration_error
from kiddqa.evaluate_squad import best_null_threshold, read_alone
from kiddqa.index.cached import CachedEmbedder
from kiddqa.index.embedder import load_embedder
from kiddqa.index.generation import open_generation
from kiddqa.protocols import Embedder
from kiddqa.read.features import COLUMNS, FeatureExtractor
from kiddqa.read.model import OnnxSpanModel, load_window_encoder
from kiddqa.read.passages import PassageReader
from kiddqa.read.ranking import CONFIDENCE_COLUMNS, WEIGHTS, best_first, confidence_row, shortlist
from kiddqa.read.regression import LogisticRegression, Matrix
from kiddqa.records import Query, Span
from kiddqa.settings import Settings
from kiddqa.squad import SquadArticle, SquadQuestion, read_articles
from kiddqa.train.examples import held_out
from kiddqa.train.recipe import Recipe
from kiddqa.wiring import hybrid_retriever, remembering_terms, throwaway_index

THRESHOLD = 0.5
"""Confidence from which an answer is given. Where a confidence is the probability of being right, no other threshold
answers more of the right quotations and refuses more of the wrong ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dealing:
    """How articles and questions are dealt; every count is per corpus or per article as named."""

    seed: int = 20261122
    articles_per_corpus: tuple[tuple[int, ...], ...] = ((4,) * 6, (4,) * 4, (4,) * 4)
    """Corpora to fit the ranker, to fit the confidence, to measure."""
    answerable_per_article: int = 16
    unanswerable_per_article: int = 7
    foreign_per_article: int = 7
    passages: int = 10
    """Passages that are read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One question put to one corpus: its spans, their columns and which of them are right."""

    kind: str
    """``answerable``, ``unanswerable`` or ``foreign``."""
    spans: Sequence[Span]
    rows: Matrix
    right: Flags
    """Shape (spans,)."""


def deal(articles: Sequence[SquadArticle], dealing: Dealing) -> list[list[list[SquadArticle]]]:
    """Deal shuffled articles into parts of small corpora; no article is dealt twice."""
    shuffled = random.Random(dealing.seed).sample(list(articles), k=len(articles))
    needed = sum(sum(part) for part in dealing.articles_per_corpus)
    if len(shuffled) < needed:
        raise SystemExit(f"Found {len(shuffled)} articles, need {needed}; name another file.")
    if min(len(part) for part in dealing.articles_per_corpus) < 2:
        raise SystemExit("A part has a single corpus, and none that its foreign questions could come from; deal two.")
    hand = iter(shuffled)
    return [[[next(hand) for _ in range(size)] for size in part] for part in dealing.articles_per_corpus]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """Puts questions to corpora as the product does."""

    dealing: Dealing
    embedder: Embedder
    reader: PassageReader
    settings: Settings

    def corpus(self, corpus: Sequence[SquadArticle], strangers: Sequence[SquadArticle]) -> Iterator[Judged]:
        """Index a corpus, ask it its own questions and those of ``strangers``, and yield what was found."""
        with throwaway_index([article.document for article in corpus], self.embedder, self.settings) as folder:
            index = open_generation(folder, fingerprint=self.embedder.fingerprint)
            retriever = hybrid_retriever(index, self.embedder, self.settings)
            features = FeatureExtractor(terms=remembering_terms(), idf=index.inverse_document_frequency)
            for kind, question in _questions(corpus, strangers, self.dealing):
                query = Query(question=question.text, text=question.text)
                hits = retriever.retrieve(query, self.dealing.passages)
                spans = shortlist(self.reader.spans(query.text, hits))
                right = [kind == "answerable" and _is_right(span, question) for span in spans]
                yield Judged(
                    kind=kind, spans=spans, rows=features.of(query, hits).rows(spans), right=np.array(right, np.bool_)
                )
            index.close()


def fit(rows: Matrix, right: Flags, *, strength: float) -> LogisticRegression:
    """Fit a logistic regression on standardised columns; ``strength`` is the inverse of the L2 penalty."""
    mean, scale = rows.mean(axis=0), rows.std(axis=0)
    scale[scale == 0] = 1.0
    fitted = SklearnRegression(C=strength, max_iter=2_000).fit((rows - mean) / scale, right)
    return LogisticRegression(mean=mean, scale=scale, weights=fitted.coef_[0], intercept=float(fitted.intercept_[0]))


def fit_ranker(judged: Sequence[Judged]) -> LogisticRegression:
    """Fit on the questions that have a right span, each question weighing by its spans."""
    usable = [question for question in judged if question.right.any()]
    return fit(
        np.concatenate([question.rows for question in usable]),
        np.concatenate([question.right for question in usable]),
        strength=1.0,
    )


def confidence_rows(ranker: LogisticRegression, judged: Sequence[Judged]) -> tuple[Matrix, Flags]:
    """Return the confidence columns of each question's best span and whether that is right."""
    found = []
    for question in judged:
        scores = ranker.log_odds(question.rows)
        order = best_first(scores)
        found.append((confidence_row(question.spans, question.rows, scores, order), question.right[order[0]]))
    return np.array([row for row, _ in found]), np.array([right for _, right in found])


def measure(
    ranker: LogisticRegression, confidence: LogisticRegression, threshold: float, judged: Sequence[Judged]
) -> dict[str, float | int]:
    """Return the figures on questions that nothing was fitted on."""
    rows, right = confidence_rows(ranker, judged)
    confidences = np.array([confidence.probability(row) for row in rows])
    answerable = np.array([question.kind == "answerable" for question in judged])
    five = [q.right[best_first(ranker.log_odds(q.rows))[:5]].any() for q in judged if q.kind == "answerable"]
    answered = confidences >= threshold
    return {
        "questions": len(judged),
        "answerable": int(answerable.sum()),
        "retrieved": round(float(np.mean([q.right.any() for q in judged if q.kind == "answerable"])), 4),
        "span_accuracy": round(float(right[answerable].mean()), 4),
        "among_five": round(float(np.mean(five)), 4),
        "refused": round(float(1 - answered[answerable].mean()), 4),
        "false_answers": round(float(answered[~answerable].mean()), 4),
        "precision_of_answers": round(float(right[answered].mean()), 4),
        "auroc": round(auroc(list(confidences[answerable]), list(confidences[~answerable])) or 0.0, 4),
        "expected_calibration_error": round(expected_calibration_error(confidences, right), 4),
    }


def fit_all(parts: Sequence[Sequence[Judged]]) -> dict[str, object]:
    """Fit on the first part, believe on the second, measure on the third; return what ``ranker.json`` holds."""
    fitting, believing, measuring = ([q for q in part if q.spans] for part in parts)
    ranker = fit_ranker(fitting)
    rows, right = confidence_rows(ranker, believing)
    confidence = fit(rows, right, strength=0.1)
    return {
        "ranker": ranker.to_json(COLUMNS),
        "confidence": confidence.to_json(CONFIDENCE_COLUMNS),
        "threshold": THRESHOLD,
        "measured_on_unseen_articles": measure(ranker, confidence, THRESHOLD, measuring),
    }


def main() -> None:
    """Fit, measure and write the card."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="the SQuAD 2.0 training data that the reader was trained on")
    parser.add_argument("--reader", type=Path, help="folder of the compiled reader [default: the one that ships]")
    parser.add_argument("--out", type=Path, default=WEIGHTS, help="where to write the weights [default: %(default)s]")
    options = parser.parse_args()
    dealing, settings, recipe = Dealing(), Settings(), Recipe()
    loaded = load_embedder(settings.model, settings.embeddings, threads=settings.threads)
    embedder = CachedEmbedder(loaded, capacity=100_000)
    reader = PassageReader(
        model=OnnxSpanModel(options.reader), encoder=load_window_encoder(), threads=settings.threads, budget_seconds=inf
    )
    _, kept = held_out(read_articles(options.file), seed=recipe.seed, count=recipe.held_out_articles)
    dealt = deal(kept, dealing)
    judge = Judge(dealing=dealing, embedder=embedder, reader=reader, settings=settings)
    card = fit_all(_judge_all(judge, dealt))
    card["null_threshold"] = best_null_threshold(
        read_alone(reader, [article for corpus in dealt[1] for article in corpus])
    )
    card["embedder"] = embedder.fingerprint
    card["data"] = {options.file.name: sha256(options.file.read_bytes()).hexdigest()}
    card["dealing"] = asdict(dealing)
    options.out.write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(card["measured_on_unseen_articles"], indent=1))


def _judge_all(judge: Judge, parts: Sequence[Sequence[Sequence[SquadArticle]]]) -> list[list[Judged]]:
    judged: list[list[Judged]] = []
    for part in parts:
        judged.append([])
        for place, corpus in enumerate(part):
            judged[-1] += judge.corpus(corpus, strangers=part[(place + 1) % len(part)])
            print(f"part {len(judged)}, corpus {place + 1} of {len(part)}", flush=True)
    return judged


def _questions(
    corpus: Sequence[SquadArticle], strangers: Sequence[SquadArticle], dealing: Dealing
) -> Iterator[tuple[str, SquadQuestion]]:
    for kind, articles, count in (
        ("answerable", corpus, dealing.answerable_per_article),
        ("unanswerable", corpus, dealing.unanswerable_per_article),
        ("foreign", strangers, dealing.foreign_per_article),
    ):
        for article in articles:
            fitting = [question for question in article.questions if bool(question.gold) == (kind != "unanswerable")]
            chosen = random.Random(f"{dealing.seed} {kind} {article.document.id}")
            for question in chosen.sample(fitting, k=min(count, len(fitting))):
                yield kind, question


def _is_right(span: Span, question: SquadQuestion) -> bool:
    return question.is_answered_by(span.hit.passage.document.id, span.start, span.end)


if __name__ == "__main__":
    main()
