"""Questions in SQuAD's format in, figures of retrieving and reading over all their paragraphs out.

A tenth of the paragraphs is taken out of the corpus, so that some of the questions cannot be answered.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from kiddqa.calibration import Calibration, calibration
from kiddqa.engine import Engine
from kiddqa.index.embedder import load_embedder
from kiddqa.records import Answer, BlockKind, Document
from kiddqa.settings import Settings
from kiddqa.squad import SquadArticle, SquadQuestion, exact_match, token_f1
from kiddqa.wiring import Watch, load_engine, throwaway_index

SEED = 20261122
TAKEN_OUT_SHARE = 0.1
DEPTHS = (1, 3, 5, 10)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenFigures:
    """Figures of retrieving and reading over all paragraphs; shares from 0 to 1."""

    passages: int
    answerable: int
    recall: dict[int, float]
    """By depth: answerable questions with a gold answer in one of so many passages."""
    exact_match: float
    """Of the best quote of answerable questions, answered or not."""
    f1: float
    answered: float
    """Answerable questions that were answered."""
    taken_out: int
    """Answerable questions whose paragraph was taken out of the corpus."""
    false_answers: float
    """Those of them that were answered all the same."""
    confidence: Calibration
    """Over both; a quote is right if it shares text with a gold answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What came of one question put to all paragraphs."""

    here: bool
    """Its paragraph is in the corpus."""
    answered: bool
    confidence: float
    right: bool
    """The best quote shares text with a gold answer."""
    exact: float
    f1: float
    gold_rank: int | None
    """Rank of the first passage that holds a gold answer, from 1."""


def evaluate_open(
    articles: Sequence[SquadArticle],
    distractors: Sequence[SquadArticle],
    settings: Settings,
    *,
    limit: int,
    watch: Watch,
) -> OpenFigures:
    """Index all paragraphs but a tenth of those of ``articles``; ask up to ``limit`` of their answerable questions."""
    chance = random.Random(SEED)  # noqa: S311  (a draw that can be repeated, no secret)
    cut = [_take_out(article, chance) for article in articles]
    asked = [pair for _, questions in cut for pair in questions]
    asked = chance.sample(asked, k=min(limit, len(asked)))
    documents = [document for document, _ in cut] + [article.document for article in distractors]
    embedder = load_embedder(settings.model, settings.embeddings, threads=settings.threads)
    embedding = partial(watch, "Embedding")
    with throwaway_index(documents, embedder, settings, progress=embedding) as folder:
        engine = load_engine(settings.model_copy(update={"embeddings": folder}))
        found = []
        for done, (question, here) in enumerate(asked, start=1):
            found.append(_ask(engine, question, here=here))
            watch("Asking", done, len(asked))
        return _open_figures(len(engine.index), found)


def _take_out(article: SquadArticle, chance: random.Random) -> tuple[Document, list[tuple[SquadQuestion, bool]]]:
    """Return the article without some of its paragraphs, and its answerable questions, each with whether it still is.

    A paragraph taken out becomes boilerplate, which is not indexed; every offset stays what it was.
    """
    out = {block.start for block in article.document.blocks if chance.random() < TAKEN_OUT_SHARE}
    blocks = tuple(
        replace(block, kind=BlockKind.BOILERPLATE) if block.start in out else block for block in article.document.blocks
    )
    asked = [(question, question.paragraph.start not in out) for question in article.questions if question.gold]
    return replace(article.document, blocks=blocks), asked


def _ask(engine: Engine, question: SquadQuestion, *, here: bool) -> _Asked:
    reply = engine.ask(question.text, limit=max(DEPTHS)).reply
    quotes = reply.citations if isinstance(reply, Answer) else [candidate.citation for candidate in reply.nearest]
    best = quotes[0] if quotes else None
    golds = question.gold_texts
    holding = [hit.rank for hit in reply.hits if here and question.is_held_by(hit.passage)]
    return _Asked(
        here=here,
        answered=isinstance(reply, Answer),
        confidence=reply.confidence,
        right=here and best is not None and question.is_answered_by(best.document.id, best.start, best.end),
        exact=max((exact_match(best.quote, gold) for gold in golds), default=0.0) if best else 0.0,
        f1=max((token_f1(best.quote, gold) for gold in golds), default=0.0) if best else 0.0,
        gold_rank=min(holding, default=None),
    )


def _open_figures(passages: int, found: Sequence[_Asked]) -> OpenFigures:
    here = [asked for asked in found if asked.here]
    gone = [asked for asked in found if not asked.here]
    return OpenFigures(
        passages=passages,
        answerable=len(here),
        recall={
            depth: _share([asked.gold_rank is not None and asked.gold_rank <= depth for asked in here])
            for depth in DEPTHS
        },
        exact_match=_share([asked.exact for asked in here]),
        f1=_share([asked.f1 for asked in here]),
        answered=_share([asked.answered for asked in here]),
        taken_out=len(gone),
        false_answers=_share([asked.answered for asked in gone]),
        confidence=calibration(
            np.array([asked.confidence for asked in found]), np.array([asked.right for asked in found])
        ),
    )


def _share(flags: Sequence[float]) -> float:
    return float(np.mean(flags)) if flags else 0.0
