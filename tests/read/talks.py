"""A small document of three sentences, a hit on it, and models that point at its words."""

import math

from fakes import PointingModel, document_of
from kiddqa.read.model import SpanModel, load_window_encoder
from kiddqa.read.passages import PassageReader
from kiddqa.records import Hit, Passage, Range

ENCODER = load_window_encoder()
TALKS = document_of("talks.txt", "Anka Lee led. They met in Seoul. Nothing else.", title="Talks")
SENTENCES = (Range(0, 13), Range(14, 32), Range(33, 46))


def hit_of(sentences: tuple[Range, ...] = SENTENCES, *, rank: int = 1) -> Hit:
    passage = Passage(document=TALKS, start=sentences[0].start, end=sentences[-1].end, sentences=sentences)
    return Hit(passage=passage, rank=rank, fused_score=1.0, dense_score=0.5, bm25_score=2.0)


HIT = hit_of()


def seoul(*, not_here: float = 0.0) -> PointingModel:
    """Return a model of "Seoul" 6, "Anka Lee" 4 and "else" 2."""
    logits = {"Seoul": 3.0, "Anka": 2.0, "else": 1.0}, {"Seoul": 3.0, "Lee": 2.0, "else": 1.0}
    return PointingModel(*logits, not_here=not_here)


def passages(model: SpanModel, *, threads: int = 2, budget_seconds: float = math.inf) -> PassageReader:
    return PassageReader(model=model, encoder=ENCODER, threads=threads, budget_seconds=budget_seconds)
