from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes import LetterEmbedder, MemoryIndex, document_of
from kiddqa.engine import Engine
from kiddqa.errors import QuestionError
from kiddqa.records import Answer, Citation, Exchange, Filters, Hit, NoAnswer, Query, Reply
from kiddqa.retrieve.fusion import reciprocal_rank
from kiddqa.retrieve.query import Hear, Understanding
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
    def shouted(question: str, history: Sequence[str], filters: Filters, hear: Hear | None = None) -> Query:
        del history, filters, hear
        return Query(question=question, text=question.upper(), notes=("in capitals",))

    mended = replace(engine(), understand=shouted)
    assert (mended.ask("One?").read_as, mended.ask("One?").notes) == ("ONE?", ("in capitals",))
    assert (mended.ask("One?", as_typed=True).read_as, mended.ask("One?", as_typed=True).notes) == ("One?", ())


class EchoReader:
    """Quotes the first hit whole for a question in capitals, else nothing."""

    def read(self, query: Query, hits: Sequence[Hit], *, min_confidence: float | None = None) -> Reply:
        del min_confidence
        passage = hits[0].passage
        if not query.text.isupper():
            return NoAnswer(confidence=0.1, hits=tuple(hits))
        found = Citation(
            document=passage.document, start=passage.start, end=passage.end, sentence_range=passage.sentences[0]
        )
        return Answer(citations=(found,), confidence=0.9, hits=tuple(hits))


def of_parts(*texts: str) -> Exchange:
    def split(question: str, history: Sequence[str], filters: Filters, hear: Hear | None = None) -> Query:
        del history, filters, hear
        return Query(question=question, text="TWO.", parts=tuple(Query(question=text, text=text) for text in texts))

    return replace(engine(), reader=EchoReader(), understand=split).ask("Both?")


def test_a_question_of_two_parts_is_answered_with_a_quotation_for_each() -> None:
    reply = of_parts("ONE.", "THREE.").reply
    assert isinstance(reply, Answer)
    assert reply.text == "One.; Three."


def test_where_one_part_is_not_answered_the_question_is_read_as_a_whole() -> None:
    reply = of_parts("ONE.", "three.").reply
    assert isinstance(reply, Answer)
    assert reply.text == "Two."


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


TALKS = MemoryIndex(
    [
        document_of("25.txt", "The 25th talks were led by Anka Lee.", title="The 25th talks"),
        document_of("lee.txt", "Anka Lee was born in Boston.", title="Anka Lee"),
    ],
    LetterEmbedder(),
)
UNDERSTANDING = Understanding.of(TALKS, ())
SAYS = {"led": "Anka Lee", "born": "Boston"}
LED, BORN = "Who led the 25th talks?", "Where was he born?"


class KnowingReader:
    """Quotes what belongs to a word of the query; keeps the texts that it read."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def read(self, query: Query, hits: Sequence[Hit], *, min_confidence: float | None = None) -> Reply:
        self.texts.append(query.text)
        quotes = [quote for word, quote in SAYS.items() if word in query.text.split() or f"{word}?" in query.text]
        for hit in hits:
            sentence = hit.passage.sentences[0]
            place = hit.passage.text.find(quotes[0]) if quotes else -1
            if place >= 0 and (min_confidence or 0.0) <= 0.9:
                start = sentence.start + place
                cited = Citation(
                    document=hit.passage.document, start=start, end=start + len(quotes[0]), sentence_range=sentence
                )
                return Answer(citations=(cited,), confidence=0.9, hits=tuple(hits))
        return NoAnswer(confidence=0.1, hits=tuple(hits))


def talking(reader: KnowingReader | None = None) -> Engine:
    retriever = HybridRetriever(index=TALKS, embedder=LetterEmbedder(), fuse=reciprocal_rank)
    return Engine(index=TALKS, retriever=retriever, reader=reader or KnowingReader(), understand=UNDERSTANDING)


def without_times(exchange: Exchange) -> Exchange:
    return replace(exchange, timings_ms={})


def test_a_follow_up_is_understood_by_what_was_replied() -> None:
    exchange = talking().ask(BORN, history=[LED])
    assert exchange.read_as == "Where was Anka Lee born? (25th talks)"
    assert isinstance(exchange.reply, Answer)
    assert exchange.reply.text == "Boston"


def test_what_the_documents_did_not_say_is_not_heard() -> None:
    exchange = talking().ask(BORN, history=[LED], min_confidence=0.95)
    assert exchange.read_as == "Where was he born? (25th talks)"


def test_a_question_that_stands_alone_asks_no_earlier_one() -> None:
    reader = KnowingReader()
    exchange = talking(reader).ask("Where was Anka Lee born?", history=[LED])
    assert reader.texts == ["Where was Anka Lee born?"]
    assert "hear" not in exchange.timings_ms


def test_the_filters_hold_for_the_earlier_questions_too() -> None:
    exchange = talking().ask(BORN, history=["Who led it?"], filters=Filters(documents=("25.txt",)))
    assert exchange.read_as == "Where was Anka Lee born?"
    exchange = talking().ask(BORN, history=["Who led it?"], filters=Filters(documents=("none.txt",)))
    assert exchange.read_as == BORN


def test_as_typed_hears_no_replies() -> None:
    reader = KnowingReader()
    talking(reader).ask(BORN, history=[LED], as_typed=True)
    assert reader.texts == [f"{LED} {BORN}"]


def test_in_a_conversation_each_reply_is_read_once() -> None:
    reader = KnowingReader()
    lasting = talking(reader)
    asked = [LED, BORN, "And when was he there?", "Was it his first?"]
    for number, question in enumerate(asked):
        lasting.ask(question, history=asked[:number])
    assert len(reader.texts) == len(asked)


def test_of_a_long_conversation_of_follow_ups_the_last_six_are_asked_at_most() -> None:
    reader = KnowingReader()
    talking(reader).ask("And the 39th?", history=[LED, *[f"Who led the {number}th of it?" for number in range(20, 39)]])
    assert len(reader.texts) == 7


def test_a_question_that_stands_alone_ends_the_asking_of_earlier_ones() -> None:
    reader = KnowingReader()
    talking(reader).ask(BORN, history=[BORN, BORN, "Where was Anka Lee born?", LED])
    assert reader.texts[:-1] == ["Where was Anka Lee born?", LED]


def test_an_empty_earlier_question_is_passed_over() -> None:
    assert talking().ask(BORN, history=[LED, " "]).read_as == "Where was Anka Lee born?"


def test_a_repeated_question_is_recalled_and_says_so() -> None:
    reader = KnowingReader()
    lasting = talking(reader)
    first, again = lasting.ask(LED), lasting.ask(LED)
    assert without_times(again) == without_times(first)
    assert reader.texts == [LED]
    assert set(again.timings_ms) == {"understand", "retrieve", "read", "recall", "total"}
    assert (again.timings_ms["retrieve"], again.timings_ms["read"]) == (0.0, 0.0)
    assert again.timings_ms["total"] == pytest.approx(again.timings_ms["understand"] + again.timings_ms["recall"])


def test_the_time_to_hear_the_replies_is_told_apart() -> None:
    timings = talking().ask(BORN, history=[LED]).timings_ms
    assert timings["hear"] > 0
    stages = ("understand", "hear", "retrieve", "read")
    assert timings["total"] == pytest.approx(sum(timings[stage] for stage in stages))


def test_what_decides_a_reply_decides_what_is_recalled() -> None:
    reader = KnowingReader()
    lasting = talking(reader)
    lasting.ask(LED)
    lasting.ask(LED, min_confidence=0.95)
    lasting.ask(LED, filters=Filters(documents=("lee.txt",)))
    lasting.ask(LED, limit=50)
    lasting.ask(LED.upper())
    assert len(reader.texts) == 5


def test_a_recalled_reply_shows_as_many_passages_as_asked_for() -> None:
    lasting = talking()
    lasting.ask(LED)
    assert [len(lasting.ask(LED, limit=limit).reply.hits) for limit in (1, 2)] == [1, 2]


def test_the_reply_that_was_used_longest_ago_is_forgotten() -> None:
    reader = KnowingReader()
    forgetful = replace(talking(reader), replies_remembered=2)
    for question in ("A?", "B?", "A?", "C?", "A?", "B?"):
        forgetful.ask(question)
    assert reader.texts == ["A?", "B?", "C?", "B?"]


def test_an_engine_without_a_memory_reads_anew() -> None:
    reader = KnowingReader()
    forgetful = replace(talking(reader), replies_remembered=0)
    assert "recall" not in [*forgetful.ask(LED).timings_ms, *forgetful.ask(LED).timings_ms]
    assert reader.texts == [LED, LED]


QUESTIONS = st.sampled_from(
    [LED, BORN, "And there?", "What did they say?", "Who led it?", "Boston?", "", "of the same"]
)


@settings(max_examples=40, deadline=None)
@given(st.lists(QUESTIONS, min_size=1, max_size=5), st.lists(QUESTIONS, max_size=5))
def test_a_reply_is_the_same_whatever_was_asked_before(asked: list[str], before: list[str]) -> None:
    lasting = talking()
    for number, question in enumerate(before):
        if question:
            lasting.ask(question, history=before[:number])
    question = asked[-1] or LED
    warm = lasting.ask(question, history=asked[:-1])
    assert without_times(warm) == without_times(talking().ask(question, history=asked[:-1]))


def test_threads_may_share_an_engine() -> None:
    shared = replace(talking(), replies_remembered=1)
    with ThreadPoolExecutor(8) as pool:
        exchanges = list(pool.map(lambda number: shared.ask(BORN, history=[LED][: number % 2]), range(40)))
    alone = [without_times(talking().ask(BORN, history=[LED][: number % 2])) for number in range(2)]
    assert [without_times(exchange) for exchange in exchanges] == alone * 20
