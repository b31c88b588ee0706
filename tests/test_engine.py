from collections.abc import Sequence
from dataclasses import replace

import pytest

from fakes import LetterEmbedder, MemoryIndex, document_of
from kiddqa.engine import Engine
from kiddqa.errors import QuestionError
from kiddqa.records import Filters, Hit, NoAnswer, Query, Reply
from kiddqa.retrieve.fusion import reciprocal_rank
from kiddqa.retrieve.retriever import HybridRetriever

INDEX = MemoryIndex([document_of("a.txt", "One.", "Two.", "Three.")], LetterEmbedder())


class SilentReader:
    """Never answers; keeps what it was given."""

    def __init__(self) -> None:
        self.query: Query | None = None
        self.min_confidence: float | None = None
        self.hits_read = 0

    def read(self, query: Query, hits: Sequence[Hit], *, min_confidence: float | None = None) -> Reply:
        self.query, self.min_confidence, self.hits_read = query, min_confidence, len(hits)
        return NoAnswer(confidence=0.0, hits=tuple(hits))


def engine(reader: SilentReader | None = None) -> Engine:
    retriever = HybridRetriever(index=INDEX, embedder=LetterEmbedder(), fuse=reciprocal_rank)
    return Engine(
        index=INDEX,
        retriever=retriever,
        reader=reader or SilentReader(),
        passages_read=3,
        passages_shown=2,
        max_question_chars=40,
        max_history=2,
    )


def test_an_exchange_names_its_question_its_index_and_its_stages() -> None:
    exchange = engine().ask("  One? ")
    assert (exchange.question, exchange.index) == ("One?", INDEX.name)
    assert set(exchange.timings_ms) == {"understand", "retrieve", "read", "total"}
    parts = sum(exchange.timings_ms[stage] for stage in ("understand", "retrieve", "read"))
    assert exchange.timings_ms["total"] == pytest.approx(parts)


def test_a_question_can_be_asked_as_typed() -> None:
    def shouted(question: str, history: Sequence[str], filters: Filters) -> Query:
        del history, filters
        return Query(question=question, text=question.upper(), notes=("in capitals",))

    mended = replace(engine(), understand=shouted)
    assert (mended.ask("One?").read_as, mended.ask("One?").notes) == ("ONE?", ("in capitals",))
    assert (mended.ask("One?", as_typed=True).read_as, mended.ask("One?", as_typed=True).notes) == ("One?", ())


def test_more_passages_are_read_than_shown() -> None:
    reader = SilentReader()
    assert len(engine(reader).ask("One?", limit=1).reply.hits) == 1
    assert reader.hits_read == 3


def test_as_many_passages_are_shown_as_asked_for() -> None:
    assert len(engine().ask("One?").reply.hits) == 2
    assert len(engine().ask("One?", limit=3).reply.hits) == 3


def test_filters_and_threshold_reach_the_rooms_they_are_for() -> None:
    reader = SilentReader()
    exchange = engine(reader).ask("One?", filters=Filters(documents=("b.txt",)), min_confidence=0.7)
    assert (exchange.reply.hits, reader.min_confidence) == ((), 0.7)


def test_a_search_gives_passages_without_reading_them() -> None:
    assert [hit.rank for hit in engine().search("Two.", limit=3)] == [1, 2, 3]


@pytest.mark.parametrize("question", ["", "  \n "])
def test_an_empty_question_is_refused(question: str) -> None:
    with pytest.raises(QuestionError, match="empty"):
        engine().ask(question)


def test_a_question_or_history_that_is_too_long_is_refused_with_both_lengths() -> None:
    with pytest.raises(QuestionError, match=r"41 characters and at most 40"):
        engine().ask("x" * 41)
    with pytest.raises(QuestionError, match=r"41 characters and at most 40"):
        engine().ask("One?", history=["x" * 41])
    with pytest.raises(QuestionError, match="3 questions and at most 2"):
        engine().ask("One?", history=["a", "b", "c"])


def test_a_lone_surrogate_is_refused() -> None:
    with pytest.raises(QuestionError, match="surrogate"):
        engine().ask("Who \ud800?")
