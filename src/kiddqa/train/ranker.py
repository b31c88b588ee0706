"""Fits shortlist, ranker and confidence: ``python -m kiddqa.train.ranker FILE --out ranker.json``.

The articles that the sentence scorer was not trained on are dealt into small corpora; the product itself indexes each
one and retrieves for each question. A sentence is right if it holds the whole of a gold slice. Questions are of three
kinds: answerable, called unanswerable by SQuAD 2.0, and foreign (put to a corpus without their article). The corpora
fall into three parts that share no article: on the first shortlist and ranker are fitted, on the second the confidence
is fitted and the threshold chosen, on the third all is measured.
"""

import argparse
import json
import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression as SklearnRegression

from kiddqa.evaluate import auroc
from kiddqa.index.builder import build_index
from kiddqa.index.cached import CachedEmbedder
from kiddqa.index.embedder import load_embedder
from kiddqa.index.generation import open_generation
from kiddqa.protocols import Embedder
from kiddqa.read.features import COLUMNS, Candidate, FeatureExtractor, Matrix
from kiddqa.read.reader import (
    CONFIDENCE_COLUMNS,
    RANKER_COLUMNS,
    WEIGHTS,
    LogisticRegression,
    best_first,
    confidence_row,
    read_closely,
)
from kiddqa.read.scorer import CrossEncoder, SentenceScorer
from kiddqa.records import Filters, Query
from kiddqa.retrieve.fusion import weighted_min_max
from kiddqa.retrieve.retriever import HybridRetriever
from kiddqa.settings import Settings
from kiddqa.train.scorer import Recipe, split_articles
from kiddqa.train.squad import SquadArticle, SquadQuestion, read_articles
from kiddqa.wiring import DENSE_WEIGHT, remembering_terms

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dealing:
    """How articles and questions are dealt; every count is per corpus or per article as named."""

    seed: int = 20261122
    articles_per_corpus: int = 4
    corpora: tuple[int, int, int] = (12, 10, 8)
    """Corpora to fit the ranker, to fit the confidence, to measure."""
    answerable_per_article: int = 20
    unanswerable_per_article: int = 8
    foreign_per_article: int = 8
    passages: int = 10
    """Passages whose sentences are weighed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One question put to one corpus: its candidates' columns and which of them are right."""

    kind: str
    """``answerable``, ``unanswerable`` or ``foreign``."""
    question: str
    contexts: Sequence[str]
    """Each candidate's sentence with its title and headings."""
    rows: Matrix
    right: Flags
    """Shape (candidates,)."""


def deal(articles: Sequence[SquadArticle], dealing: Dealing) -> list[list[list[SquadArticle]]]:
    """Deal shuffled articles into three parts of small corpora; no article is dealt twice."""
    shuffled = random.Random(dealing.seed).sample(list(articles), k=len(articles))
    needed = sum(dealing.corpora) * dealing.articles_per_corpus
    if len(shuffled) < needed:
        raise SystemExit(f"Found {len(shuffled)} articles, need {needed}; name more files.")
    hand = iter(shuffled)
    return [[[next(hand) for _ in range(dealing.articles_per_corpus)] for _ in range(n)] for n in dealing.corpora]


def judge_corpus(
    corpus: Sequence[SquadArticle],
    strangers: Sequence[SquadArticle],
    dealing: Dealing,
    embedder: Embedder,
    settings: Settings,
) -> Iterator[Judged]:
    """Index a corpus, ask it its own questions and those of ``strangers``, and yield what was found."""
    with tempfile.TemporaryDirectory() as folder:
        documents = sorted((article.document for article in corpus), key=lambda document: document.id)
        build_index(
            documents,
            embedder,
            Path(folder),
            passage_words=settings.passage_words,
            overlap_words=settings.overlap_words,
        )
        index = open_generation(Path(folder), fingerprint=embedder.fingerprint)
        retriever = HybridRetriever(
            index=index, embedder=embedder, fuse=weighted_min_max(DENSE_WEIGHT), candidates=settings.candidates
        )
        features = FeatureExtractor(terms=remembering_terms(), idf=index.inverse_document_frequency)
        for kind, article, question in _questions(corpus, strangers, dealing):
            query = Query(question=question.text, text=question.text, filters=Filters())
            candidates = features.candidates(retriever.retrieve(query, dealing.passages))
            gold = question.gold if kind == "answerable" else ()
            if not candidates:
                continue
            right = [any(_holds(candidate, article, *piece) for piece in gold) for candidate in candidates]
            yield Judged(
                kind=kind,
                question=question.text,
                contexts=[candidate.in_context for candidate in candidates],
                rows=features.rows(query, candidates),
                right=np.array(right, dtype=np.bool_),
            )


def closely(judged: Sequence[Judged], shortlist: LogisticRegression, scorer: SentenceScorer) -> list[Judged]:
    """Cut each question's candidates to its shortlist and add the scorer's column."""
    read = []
    for question in judged:
        places, rows = read_closely(question.question, question.rows, question.contexts, shortlist, scorer)
        contexts = [question.contexts[place] for place in places]
        read.append(replace(question, contexts=contexts, rows=rows, right=question.right[places]))
    return read


def fit(rows: Matrix, right: Flags, *, strength: float) -> LogisticRegression:
    """Fit a logistic regression on standardised columns; ``strength`` is the inverse of the L2 penalty."""
    mean, scale = rows.mean(axis=0), rows.std(axis=0)
    scale[scale == 0] = 1.0
    fitted = SklearnRegression(C=strength, max_iter=2_000).fit((rows - mean) / scale, right)
    return LogisticRegression(mean=mean, scale=scale, weights=fitted.coef_[0], intercept=float(fitted.intercept_[0]))


def fit_ranker(judged: Sequence[Judged]) -> LogisticRegression:
    """Fit on the questions that have a right candidate, each question weighing by its candidates."""
    usable = [question for question in judged if question.right.any()]
    return fit(
        np.concatenate([question.rows for question in usable]),
        np.concatenate([question.right for question in usable]),
        strength=1.0,
    )


def confidence_rows(ranker: LogisticRegression, judged: Sequence[Judged]) -> tuple[Matrix, Flags]:
    """Return the confidence columns of each question's best candidate and whether that is right."""
    found = []
    for question in judged:
        scores = ranker.log_odds(question.rows)
        order = best_first(scores)
        found.append((confidence_row(question.rows, scores, order), question.right[order[0]]))
    return np.array([row for row, _ in found]), np.array([right for _, right in found])


def best_threshold(confidences: NDArray[np.float64], right: Flags) -> float:
    """Return the threshold, in hundredths, at which most questions are treated rightly.

    Rightly means answered where the best candidate is right, and refused where it is not.
    """
    thresholds = np.arange(1, 100) / 100
    treated = [np.mean((confidences >= threshold) == right) for threshold in thresholds]
    return float(thresholds[int(np.argmax(treated))])


def expected_calibration_error(confidences: NDArray[np.float64], right: Flags, bins: int = 10) -> float:
    """Return the mean gap between confidence and share right over equal-width bins, weighted by their size.

    Source: Naeini, Cooper and Hauskrecht, "Obtaining Well Calibrated Probabilities Using Bayesian Binning", 2015,
    doi:10.1609/aaai.v29i1.9602.
    """
    places = np.minimum((confidences * bins).astype(int), bins - 1)
    gaps = [
        abs(confidences[places == place].mean() - right[places == place].mean()) * (places == place).mean()
        for place in np.unique(places)
    ]
    return float(sum(gaps))


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
        "sentence_accuracy": round(float(right[answerable].mean()), 4),
        "among_five": round(float(np.mean(five)), 4),
        "refused": round(float(1 - answered[answerable].mean()), 4),
        "false_answers": round(float(answered[~answerable].mean()), 4),
        "precision_of_answers": round(float(right[answered].mean()), 4),
        "auroc": round(auroc(list(confidences[answerable]), list(confidences[~answerable])) or 0.0, 4),
        "expected_calibration_error": round(expected_calibration_error(confidences, right), 4),
    }


def fit_all(parts: Sequence[Sequence[Judged]], scorer: SentenceScorer) -> dict[str, object]:
    """Fit on the first part, believe on the second, measure on the third; return what ``ranker.json`` holds."""
    shortlist = fit_ranker(parts[0])
    fitting, believing, measuring = (closely(part, shortlist, scorer) for part in parts)
    ranker = fit_ranker(fitting)
    rows, right = confidence_rows(ranker, believing)
    confidence = fit(rows, right, strength=0.1)
    threshold = best_threshold(np.array([confidence.probability(row) for row in rows]), right)
    return {
        "shortlist": _regression_card(shortlist, COLUMNS),
        "ranker": _regression_card(ranker, RANKER_COLUMNS),
        "confidence": _regression_card(confidence, CONFIDENCE_COLUMNS),
        "threshold": threshold,
        "measured_on_unseen_articles": measure(ranker, confidence, threshold, measuring),
    }


def main() -> None:
    """Fit, measure and write the card."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="the SQuAD 2.0 training data that the scorer was trained on")
    parser.add_argument("--out", type=Path, default=WEIGHTS, help="where to write the weights [default: %(default)s]")
    options = parser.parse_args()
    dealing, settings = Dealing(), Settings()
    loaded = load_embedder(settings.model, settings.embeddings, threads=settings.threads)
    embedder = CachedEmbedder(loaded, capacity=100_000)
    _, held_out = split_articles(read_articles(options.file), Recipe())
    card = fit_all(_judge_all(held_out, dealing, embedder, settings), CrossEncoder(threads=settings.threads))
    card["embedder"] = embedder.fingerprint
    card["data"] = {options.file.name: sha256(options.file.read_bytes()).hexdigest()}
    card["dealing"] = asdict(dealing)
    options.out.write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(card["measured_on_unseen_articles"], indent=1))  # noqa: T201  (a command's output)


def _judge_all(
    articles: Sequence[SquadArticle], dealing: Dealing, embedder: Embedder, settings: Settings
) -> list[list[Judged]]:
    judged: list[list[Judged]] = []
    for part in deal(articles, dealing):
        judged.append([])
        for place, corpus in enumerate(part):
            strangers = part[(place + 1) % len(part)]
            judged[-1] += judge_corpus(corpus, strangers, dealing, embedder, settings)
            print(f"part {len(judged)}, corpus {place + 1} of {len(part)}", flush=True)  # noqa: T201
    return judged


def _questions(
    corpus: Sequence[SquadArticle], strangers: Sequence[SquadArticle], dealing: Dealing
) -> Iterator[tuple[str, SquadArticle, SquadQuestion]]:
    for kind, articles, count in (
        ("answerable", corpus, dealing.answerable_per_article),
        ("unanswerable", corpus, dealing.unanswerable_per_article),
        ("foreign", strangers, dealing.foreign_per_article),
    ):
        for article in articles:
            fitting = [question for question in article.questions if bool(question.gold) == (kind != "unanswerable")]
            chosen = random.Random(f"{dealing.seed} {kind} {article.document.id}")
            for question in chosen.sample(fitting, k=min(count, len(fitting))):
                yield kind, article, question


def _holds(candidate: Candidate, article: SquadArticle, start: int, end: int) -> bool:
    same = candidate.hit.passage.document.id == article.document.id
    return same and candidate.sentence.start <= start and end <= candidate.sentence.end


def _regression_card(regression: LogisticRegression, columns: Sequence[str]) -> dict[str, object]:
    return {
        "columns": list(columns),
        "mean": regression.mean.tolist(),
        "scale": regression.scale.tolist(),
        "weights": regression.weights.tolist(),
        "intercept": regression.intercept,
    }


if __name__ == "__main__":
    main()
