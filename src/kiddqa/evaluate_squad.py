"""Questions in SQuAD's format in, exact match and F1 of the reader alone, given the right paragraph, out.

The measures are SQuAD's own. Source: Rajpurkar, Jia and Liang, "Know What You Don't Know: Unanswerable Questions for
SQuAD", 2018, doi:10.18653/v1/P18-2124.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import inf

import numpy as np

from kiddqa.index.lexical import terms
from kiddqa.ingest.sentences import split_sentences
from kiddqa.read.features import FeatureExtractor
from kiddqa.read.matching import unmatched
from kiddqa.read.passages import PassageReader
from kiddqa.read.ranking import RankerWeights
from kiddqa.read.regression import Matrix
from kiddqa.records import Hit, Passage, Query, Range, Span
from kiddqa.squad import SquadArticle, SquadQuestion, exact_match, token_f1

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The reader's best span for a question in its own paragraph."""

    question: SquadQuestion
    text: str
    """Empty where the paragraph holds no sentence."""
    score: float
    exact: float
    """1 if the span is a gold answer, else 0; 0 for a question without one."""
    f1: float
    span: Span | None = None
    """None where the paragraph holds no sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AloneFigures:
    """Figures of the reader alone, in per cent."""

    questions: int
    exact_match: float
    f1: float
    answerable: int
    answerable_exact_match: float
    answerable_f1: float
    unanswerable: int
    unanswerable_right: float


def read_alone(
    reader: PassageReader, articles: Sequence[SquadArticle], progress: Progress | None = None
) -> list[Reading]:
    """Read each question's own paragraph."""
    asked = [(article, question) for article in articles for question in article.questions]
    readings = []
    for done, (article, question) in enumerate(asked, start=1):
        readings.append(_read(reader, article, question))
        if progress and (done % 50 == 0 or done == len(asked)):
            progress(done, len(asked))
    return readings


def weighed_alone(readings: Sequence[Reading], weights: RankerWeights) -> list[Reading]:
    """Return the readings with the log-odds that the paragraph answers in place of the span's score."""
    return [
        replace(reading, score=float(weights.log_odds_alone(row_alone(reading.question, reading.span))[0]))
        if reading.span
        else reading
        for reading in readings
    ]


def row_alone(question: SquadQuestion, span: Span) -> Matrix:
    """Return what a span's own passage says of it: one row, columns as in ``COLUMNS``; every term weighs the same."""
    features = FeatureExtractor(terms=terms, idf=lambda _: 1.0, match=unmatched)
    return features.of(_as_it_stands(question), [span.hit]).rows([span])


def figures_alone(readings: Sequence[Reading], null_threshold: float) -> AloneFigures:
    """Return the figures if every span that scores below ``null_threshold`` is withheld."""
    right = [rewarded(reading, null_threshold) for reading in readings]
    answerable = [pair for reading, pair in zip(readings, right, strict=True) if reading.question.gold]
    unanswerable = [pair for reading, pair in zip(readings, right, strict=True) if not reading.question.gold]
    return AloneFigures(
        questions=len(readings),
        exact_match=_per_cent([exact for exact, _ in right]),
        f1=_per_cent([f1 for _, f1 in right]),
        answerable=len(answerable),
        answerable_exact_match=_per_cent([exact for exact, _ in answerable]),
        answerable_f1=_per_cent([f1 for _, f1 in answerable]),
        unanswerable=len(unanswerable),
        unanswerable_right=_per_cent([exact for exact, _ in unanswerable]),
    )


def best_null_threshold(readings: Sequence[Reading]) -> float:
    """Return the threshold at which F1 is highest, to a tenth; the lowest of several.

    Answerable and unanswerable questions weigh the same, whatever their numbers, as they nearly do where SQuAD 2.0 is
    measured; where there is but one of the two, that one decides.
    """
    groups = [[r for r in readings if bool(r.question.gold) == answerable] for answerable in (True, False)]
    candidates = np.arange(-100, 101) / 10

    def balanced(threshold: float) -> float:
        return sum(float(np.mean([rewarded(r, threshold)[1] for r in group])) for group in groups if group)

    return float(max(candidates, key=balanced))


def _as_it_stands(question: SquadQuestion) -> Query:
    return Query(question=question.text, text=question.text)


def _read(reader: PassageReader, article: SquadArticle, question: SquadQuestion) -> Reading:
    spans = reader.spans(_as_it_stands(question), [_paragraph(article, question)])
    if not spans:
        return Reading(question=question, text="", score=-inf, exact=0.0, f1=0.0)
    best = max(spans, key=lambda span: span.score)
    golds = question.gold_texts
    return Reading(
        question=question,
        text=best.quote,
        score=best.score,
        exact=max((exact_match(best.quote, gold) for gold in golds), default=0.0),
        f1=max((token_f1(best.quote, gold) for gold in golds), default=0.0),
        span=best,
    )


def _paragraph(article: SquadArticle, question: SquadQuestion) -> Hit:
    start, end = question.paragraph
    sentences = tuple(
        Range(start + sentence.start, start + sentence.end)
        for sentence in split_sentences(article.document.text[start:end])
    )
    passage = Passage(
        document=article.document, start=start, end=end, heading=article.heading_of(question), sentences=sentences
    )
    return Hit(passage=passage, rank=1, fused_score=1.0, dense_score=None, bm25_score=None)


def rewarded(reading: Reading, null_threshold: float) -> tuple[float, float]:
    """Return exact match and F1 of a reading, or of the empty answer where its score is too low."""
    if reading.score >= null_threshold:
        return reading.exact, reading.f1
    withheld = float(not reading.question.gold)
    return withheld, withheld


def _per_cent(shares: Sequence[float]) -> float:
    return round(100 * _share(shares), 2)


def _share(flags: Sequence[float]) -> float:
    return float(np.mean(flags)) if flags else 0.0
