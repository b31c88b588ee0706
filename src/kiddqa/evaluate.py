"""Questions with gold answers in, figures out, per kind and in all.

A quote is **right in its sentence** if a gold answer, or the evidence that the file names, stands in the sentence that
is quoted, both normalised.
The **best quote** is the answer's, or the nearest rejected one, so that ranking and refusing are told apart.
"""

import re
import string
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

import numpy as np

from kiddqa.calibration import auroc
from kiddqa.engine import Engine
from kiddqa.questions import AskedQuestion
from kiddqa.records import Answer, Citation, Exchange
from kiddqa.squad import overlap_f1

_PUNCTUATION = str.maketrans("", "", string.punctuation + "‘’“”–—…")
_ARTICLES = re.compile(r"\b(?:a|an|the)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one question."""

    id: str
    kind: str
    answerable: bool
    answered: bool
    confidence: float
    right: bool
    """The best quote is right in its sentence."""
    right_among_five: bool
    """One of the five best quotes is right in its sentence."""
    exact: bool
    """SQuAD's exact match of the best quote."""
    f1: float
    """SQuAD's token F1 of the best quote, 0 to 1."""
    milliseconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Figures over a group of questions; shares run from 0 to 1, None where there is nothing to share."""

    kind: str
    questions: int
    answerable: int
    sentence_accuracy: float | None
    """Answerable questions whose best quote is right in its sentence, answered or not."""
    among_five: float | None
    """Answerable questions with a right sentence among the five best quotes."""
    answered_right: float | None
    """Answerable questions that were answered, and right in the sentence."""
    exact_match: float | None
    f1: float | None
    refused: float | None
    """Answerable questions that were not answered."""
    false_answers: float | None
    """Unanswerable questions that were answered."""
    auroc: float | None
    """Chance that an answerable question gets a higher confidence than an unanswerable one, 0 to 1."""
    median_ms: float
    p95_ms: float


def evaluate(
    engine: Engine, questions: Sequence[AskedQuestion], progress: Callable[[int, int], None] | None = None
) -> list[Outcome]:
    """Ask each question once, in order, each anew, after one unmeasured question to warm up."""
    engine = replace(engine, replies_remembered=0)
    if questions:
        engine.ask(questions[0].question)
    outcomes = []
    for done, asked in enumerate(questions, start=1):
        outcomes.append(judge(asked, engine.ask(asked.question, history=asked.history)))
        if progress:
            progress(done, len(questions))
    return outcomes


def judge(asked: AskedQuestion, exchange: Exchange) -> Outcome:
    """Compare a reply with the gold answers."""
    reply = exchange.reply
    answered = isinstance(reply, Answer)
    weighed = [candidate.citation for candidate in (reply.runners_up if isinstance(reply, Answer) else reply.nearest)]
    best_quotes = [*reply.citations, *weighed] if isinstance(reply, Answer) else weighed
    quote = best_quotes[0].quote if best_quotes else ""
    return Outcome(
        id=asked.id,
        kind=asked.kind,
        answerable=bool(asked.answers),
        answered=answered,
        confidence=reply.confidence,
        right=right_in_sentence(best_quotes[:1], asked),
        right_among_five=right_in_sentence(best_quotes[:5], asked),
        exact=any(normalise(quote) == normalise(gold) for gold in asked.answers),
        f1=max((token_f1(quote, gold) for gold in asked.answers), default=0.0),
        milliseconds=exchange.timings_ms["total"],
    )


def figures_by_kind(outcomes: Sequence[Outcome]) -> list[Figures]:
    """Return figures for each kind in order of first appearance, then for all under the name ``all``."""
    kinds = list(dict.fromkeys(outcome.kind for outcome in outcomes))
    groups = [(kind, [outcome for outcome in outcomes if outcome.kind == kind]) for kind in kinds]
    return [figures(kind, group) for kind, group in groups] + [figures("all", outcomes)]


def figures(kind: str, outcomes: Sequence[Outcome]) -> Figures:
    """Return the figures of one group of outcomes."""
    answerable = [outcome for outcome in outcomes if outcome.answerable]
    unanswerable = [outcome for outcome in outcomes if not outcome.answerable]
    latencies = [outcome.milliseconds for outcome in outcomes] or [0.0]
    return Figures(
        kind=kind,
        questions=len(outcomes),
        answerable=len(answerable),
        sentence_accuracy=_mean(outcome.right for outcome in answerable),
        among_five=_mean(outcome.right_among_five for outcome in answerable),
        answered_right=_mean(outcome.answered and outcome.right for outcome in answerable),
        exact_match=_mean(outcome.exact for outcome in answerable),
        f1=_mean(outcome.f1 for outcome in answerable),
        refused=_mean(not outcome.answered for outcome in answerable),
        false_answers=_mean(outcome.answered for outcome in unanswerable),
        auroc=auroc([o.confidence for o in answerable], [o.confidence for o in unanswerable]),
        median_ms=median(latencies),
        p95_ms=float(np.percentile(latencies, 95)),
    )


def normalise(text: str) -> str:
    """Lower-case, drop punctuation and English articles, fold white space.

    Source: Rajpurkar et al., "SQuAD: 100,000+ Questions for Machine Comprehension of Text", 2016,
    doi:10.18653/v1/D16-1264; curly quotes and dashes count as punctuation here too.
    """
    return " ".join(_ARTICLES.sub(" ", text.casefold().translate(_PUNCTUATION)).split())


def token_f1(quote: str, gold: str) -> float:
    """Return the harmonic mean of precision and recall over normalised tokens, 0 to 1."""
    return overlap_f1(normalise(quote).split(), normalise(gold).split())


def right_in_sentence(citations: Sequence[Citation], asked: AskedQuestion) -> bool:
    """Say whether a gold answer or the evidence stands in the sentence of one of the citations, both normalised."""
    if not asked.answers:
        return False
    sentences = [f" {normalise(citation.sentence)} " for citation in citations]
    wanted = (*asked.answers, asked.evidence) if asked.evidence else asked.answers
    return any(f" {normalise(gold)} " in sentence for gold in wanted for sentence in sentences)


def _mean(flags: Iterable[float]) -> float | None:
    listed = list(flags)
    return sum(listed) / len(listed) if listed else None
