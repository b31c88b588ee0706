"""The answers of a file of dialogues as one pool of passages, in which each question's own answer is looked for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from kiddqa.index.embedder import load_embedder
from kiddqa.index.lexical import LexicalIndex
from kiddqa.retrieve.conversation import is_known
from kiddqa.settings import Settings
from kiddqa.train.followup import AskedInDialogue

DEPTH = 100
RECALL_AT = 5

Search = Callable[[Sequence[str]], list[list[int]]]
"""Texts in, for each the numbers of passages out, best first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One question as one way read it."""

    asked: AskedInDialogue
    text: str
    rank: int | None
    """Of the target, from 1; None where it is not among the first 100."""

    @property
    def reciprocal_rank(self) -> float:
        """0 to 1."""
        return 1 / self.rank if self.rank else 0.0

    @property
    def is_recalled(self) -> bool:
        """True among the first five."""
        return self.rank is not None and self.rank <= RECALL_AT


class Pool:
    """Every answer of the file with its titles, as passages."""

    def __init__(self, asked: Sequence[AskedInDialogue]) -> None:
        """Number the passages; ``asked`` is the whole file."""
        answered = [one for one in asked if has_target(one)]
        self.passages = [f"{'. '.join(one.titles)}. {one.answer}" for one in answered]
        self._numbers = {(one.dialogue, one.number): number for number, one in enumerate(answered)}

    def target(self, one: AskedInDialogue) -> int:
        """Return the number of the question's own answer."""
        return self._numbers[one.dialogue, one.number]

    def by_bm25(self) -> Search:
        """Return BM25 search over the pool."""
        index = LexicalIndex.build(self.passages)
        return lambda texts: [[number for number, _ in index.search(text, DEPTH)] for text in texts]

    def by_embedding(self) -> Search:
        """Return search by the product's own embedder."""
        settings = Settings()
        embedder = load_embedder(settings.model, settings.embeddings, threads=settings.threads)
        vectors = embedder.embed(self.passages)

        def search(texts: Sequence[str]) -> list[list[int]]:
            cosines = embedder.embed(texts) @ vectors.T
            ranked: list[list[int]] = np.argsort(-cosines, axis=1, kind="stable")[:, :DEPTH].tolist()
            return ranked

        return search


def has_target(one: AskedInDialogue) -> bool:
    """Say whether the file holds an answer to the question."""
    return is_known(one.answer)


def judge(asked: Sequence[AskedInDialogue], texts: Sequence[str], pool: Pool, search: Search) -> list[Judged]:
    """Rank each question's target."""
    ranked = search(texts)
    targets = [pool.target(one) for one in asked]
    ranks = [found.index(t) + 1 if t in found else None for found, t in zip(ranked, targets, strict=True)]
    return [Judged(asked=a, text=t, rank=r) for a, t, r in zip(asked, texts, ranks, strict=True)]


def recall(judged: Sequence[Judged]) -> float:
    """Return the share of targets among the first five, 0 to 1."""
    return mean([one.is_recalled for one in judged])


def mrr(judged: Sequence[Judged]) -> float:
    """Return the mean reciprocal rank of the targets, 0 to 1."""
    return mean([one.reciprocal_rank for one in judged])


def mean(values: Sequence[float]) -> float:
    """Return the mean; 0 of nothing."""
    return sum(values) / len(values) if values else 0.0


def cells(floor: Sequence[Judged], rows: Sequence[Judged], ceiling: Sequence[Judged]) -> str:
    """Return both measures, each with how much of the way it has gone."""
    measured = [[measure(part) for part in (floor, rows, ceiling)] for measure in (recall, mrr)]
    return "".join(f"{value:>8.3f}{closed(low, value, high):>8}" for low, value, high in measured)


def closed(floor: float, value: float, ceiling: float) -> str:
    """Return how much of the way from floor to ceiling is gone."""
    return f"{(value - floor) / (ceiling - floor):.0%}" if ceiling > floor else "-"
