"""Fits ranker and confidence: ``python -m kiddqa.train.ranker FILE --out ranker.json``.

``judging`` puts questions to small corpora of the articles that the reader was not trained on. The corpora fall into
three parts that share no article: on the first the ranker is fitted, on the second the confidence, on the third both
are measured. Whether a passage alone answers is fitted on all of the articles, each question in its own paragraph.

SQuAD's questions share most of their words with the answering sentence, and its articles little with each other. So
many of those fitted on are asked in other words as well (``train.authored``), and two other kinds of documents are
added to what ranker and confidence are fitted on: reports (``train.reports``), and a folder with questions, of which
only the development half is asked.
"""

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from math import inf
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression as SklearnRegression

from kiddqa.calibration import Flags, auroc, expected_calibration_error
from kiddqa.evaluate_squad import Reading, read_alone, row_alone
from kiddqa.index.cached import CachedEmbedder
from kiddqa.index.embedder import load_embedder
from kiddqa.index.files import sha256_of_file
from kiddqa.ingest.folder import ALIAS_FILE_NAME, load_folder
from kiddqa.questions import Half, of_half, read_questions
from kiddqa.read.features import COLUMNS
from kiddqa.read.matching import WEIGHTS as MATCHING
from kiddqa.read.model import OnnxSpanModel, load_window_encoder
from kiddqa.read.passages import PassageReader
from kiddqa.read.ranking import ALONE_COLUMNS, CONFIDENCE_COLUMNS, WEIGHTS, Ranking, alone_columns, best_first
from kiddqa.read.regression import LogisticRegression, Matrix, Vector
from kiddqa.retrieve.alias_file import read_aliases
from kiddqa.settings import Settings
from kiddqa.squad import SquadArticle, read_articles
from kiddqa.train.authored import REWORDINGS, read_rewordings
from kiddqa.train.examples import held_out
from kiddqa.train.judging import Dealing, Judge, Judged, deal
from kiddqa.train.recipe import Recipe
from kiddqa.train.reports import FIT, MEASURE
from kiddqa.wiring import load_matcher, parsing_limits

THRESHOLD = 0.5
"""Confidence from which an answer is given. Where a confidence is the probability of being right, no other threshold
answers more of the right quotations and refuses more of the wrong ones."""


def fit(rows: Matrix, right: Flags, *, strength: float, weights: Vector | None = None) -> LogisticRegression:
    """Fit a logistic regression on standardised columns.

    Args:
        rows: Shape (rows, columns).
        right: Of each row.
        strength: The inverse of the L2 penalty.
        weights: Of each row, at least 0; None: all alike.
    """
    mean, scale = _mean_and_scale(rows)
    fitted = SklearnRegression(C=strength, max_iter=2_000).fit((rows - mean) / scale, right, weights)
    return LogisticRegression(mean=mean, scale=scale, weights=fitted.coef_[0], intercept=float(fitted.intercept_[0]))


def _mean_and_scale(rows: Matrix) -> tuple[Vector, Vector]:
    """Return mean and standard deviation of each column, 1 for one that is the same in all rows."""
    scale: Vector = rows.std(axis=0)
    scale[scale == 0] = 1.0
    return rows.mean(axis=0), scale


def fit_ranker(judged: Sequence[Judged], *, strength: float = 1.0) -> LogisticRegression:
    """Fit which span is right on the questions that have one that is, as a conditional logit on standardised columns.

    How likely a question's right spans are among all of its spans is made as large as can be; so what is the same for
    all of them weighs nothing, and no question more than another. The intercept is 0.

    Source: McFadden, "Conditional Logit Analysis of Qualitative Choice Behavior", in Zarembka (ed.), "Frontiers in
    Econometrics", 1974, pages 105-142.

    Args:
        judged: Questions; those without a right span are left out.
        strength: The inverse of the L2 penalty.
    """
    usable = [question for question in judged if question.right.any()]
    rows = np.concatenate([question.rows for question in usable])
    right = np.concatenate([question.right for question in usable])
    counts = [len(question.rows) for question in usable]
    firsts, asked = np.cumsum([0, *counts[:-1]]), np.repeat(np.arange(len(counts)), counts)
    mean, scale = _mean_and_scale(rows)
    columns = (rows - mean) / scale

    def loss(weights: Vector) -> tuple[float, Vector]:
        scores = columns @ weights
        odds = np.exp(scores - np.maximum.reduceat(scores, firsts)[asked])
        all_odds, right_odds = np.add.reduceat(odds, firsts), np.add.reduceat(odds * right, firsts)
        unlikely = -np.log(right_odds / all_odds).sum() + weights @ weights / (2 * strength)
        slope = columns.T @ (odds / all_odds[asked] - odds * right / right_odds[asked]) + weights / strength
        return float(unlikely), slope

    found = minimize(loss, np.zeros(columns.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 1_000})
    return LogisticRegression(mean=mean, scale=scale, weights=found.x, intercept=0.0)


def fit_alone(readings: Sequence[Reading]) -> LogisticRegression:
    """Fit whether a passage alone answers, on questions with their own paragraph.

    An answerable question weighs by the F1 of what would be quoted: so at even odds as much is won by quoting as by
    withholding. Both kinds weigh the same, whatever their numbers, as they nearly do where SQuAD 2.0 is measured.
    """
    found = [(reading, reading.span) for reading in readings if reading.span]
    rows = np.concatenate([alone_columns(row_alone(reading.question, span)) for reading, span in found])
    answerable = np.array([bool(reading.question.gold) for reading, _ in found])
    won = np.where(answerable, [reading.f1 for reading, _ in found], 1.0)
    share = np.where(answerable, answerable.mean(), 1 - answerable.mean())
    return fit(rows, answerable, strength=1.0, weights=won / share)


def confidence_rows(ranker: LogisticRegression, judged: Sequence[Judged]) -> tuple[Matrix, Flags]:
    """Return the confidence columns of each question's best span and whether that is right."""
    found = []
    for question in judged:
        scores = ranker.log_odds(question.rows)
        ranking = Ranking(spans=question.spans, rows=question.rows, scores=scores, together=question.together)
        found.append((ranking.confidence_row(), question.right[ranking.order[0]]))
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


def fit_all(
    fitting: Sequence[Judged], believing: Sequence[Judged], measured: Mapping[str, Sequence[Judged]]
) -> dict[str, object]:
    """Fit the ranker, then the confidence in it, and measure both; return what ``ranker.json`` holds.

    Args:
        fitting: What the ranker is fitted on.
        believing: What the confidence is fitted on.
        measured: By a name for the card, what nothing is fitted on.
    """
    ranker = fit_ranker(_with_spans(fitting))
    rows, right = confidence_rows(ranker, _with_spans(believing))
    confidence = fit(rows, right, strength=0.1)
    return {
        "ranker": ranker.to_json(COLUMNS),
        "confidence": confidence.to_json(CONFIDENCE_COLUMNS),
        "threshold": THRESHOLD,
        **{
            f"measured_{name}": measure(ranker, confidence, THRESHOLD, _with_spans(judged))
            for name, judged in measured.items()
        },
    }


def _with_spans(judged: Sequence[Judged]) -> list[Judged]:
    return [question for question in judged if question.spans]


def main() -> None:
    """Fit, measure and write the card."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="the SQuAD 2.0 training data that the reader was trained on")
    parser.add_argument("--documents", type=Path, help="folder that the questions of --questions are about")
    parser.add_argument("--questions", type=Path, help="questions as `kiddqa eval` takes them")
    parser.add_argument("--reader", type=Path, help="folder of the compiled reader [default: the one that ships]")
    parser.add_argument("--out", type=Path, default=WEIGHTS, help="where to write the weights [default: %(default)s]")
    options = parser.parse_args()
    dealing, settings, recipe = Dealing(), Settings(), Recipe()
    loaded = load_embedder(settings.model, settings.embeddings, threads=settings.threads)
    embedder = CachedEmbedder(loaded, capacity=100_000)
    reader = PassageReader(
        model=OnnxSpanModel(options.reader),
        encoder=load_window_encoder(),
        threads=settings.threads,
        budget_seconds=inf,
    )
    _, kept = held_out(read_articles(options.file), seed=recipe.seed, count=recipe.held_out_articles)
    dealt = deal(kept, dealing)
    match = load_matcher(settings)
    judge = Judge(dealing=dealing, embedder=embedder, reader=reader, match=match, settings=settings)
    rewordings = read_rewordings()
    as_asked = [_judge_all(judge, part) for part in dealt]
    otherwise = [_judge_all(judge, part, rewordings) for part in dealt]
    reports = _corpora(read_articles(FIT), dealing.reports_per_corpus)
    others = list(_of_documents(judge, options.documents, options.questions))
    card = fit_all(
        [*as_asked[0], *otherwise[0], *_judge_all(judge, reports[::2]), *others],
        [*as_asked[1], *otherwise[1], *_judge_all(judge, reports[1::2]), *others],
        {
            "on_unseen_articles": as_asked[2],
            "in_other_words": otherwise[2],
            "on_unseen_reports": _judge_all(judge, _corpora(read_articles(MEASURE), dealing.reports_per_corpus)),
        },
    )
    card["alone"] = fit_alone(read_alone(reader, kept)).to_json(ALONE_COLUMNS)
    card["embedder"] = embedder.fingerprint
    card["matching_sha256"] = sha256_of_file(MATCHING)
    card["data"] = {
        path.name: sha256_of_file(path) for path in (options.file, REWORDINGS, FIT, MEASURE, options.questions) if path
    }
    card["dealing"] = asdict(dealing)
    options.out.write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    print(json.dumps({key: found for key, found in card.items() if key.startswith("measured")}, indent=1))


def _judge_all(
    judge: Judge, part: Sequence[Sequence[SquadArticle]], rewordings: Mapping[str, str] | None = None
) -> list[Judged]:
    judged: list[Judged] = []
    for place, corpus in enumerate(part):
        judged += judge.corpus(corpus, part[(place + 1) % len(part)], rewordings)
        print(f"corpus {place + 1} of {len(part)}: {len(judged)} questions", flush=True)
    return judged


def _corpora(articles: Sequence[SquadArticle], size: int) -> list[Sequence[SquadArticle]]:
    return [articles[start : start + size] for start in range(0, len(articles), size)]


def _of_documents(judge: Judge, folder: Path | None, questions: Path | None) -> Iterator[Judged]:
    """Yield what is found for the development half of a file's questions about a folder of documents."""
    if folder is None or questions is None:
        return
    settings = judge.settings
    loaded = load_folder(folder, max_file_bytes=settings.max_file_bytes, limits=parsing_limits(settings))
    asked = of_half(read_questions(questions), Half.DEVELOPMENT)
    yield from judge.documents(loaded.documents, read_aliases(folder / ALIAS_FILE_NAME), asked)


if __name__ == "__main__":
    main()
