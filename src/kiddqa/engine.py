"""A question in, an exchange out: understand, retrieve, read, each timed.

A follow-up is understood by what was replied before it. Only the earlier questions are sent, so the engine asks the
latest of them itself, oldest first, each with the replies to those before it, and only for a question that leaves
something open. A reply is a function of question and history, whatever else was asked; a memory of replies makes it
cheap.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import inf
from time import perf_counter

from kiddqa.errors import QuestionError
from kiddqa.protocols import Index, Reader, Retriever
from kiddqa.read.joining import join_replies
from kiddqa.read.memory import REPLIES_REMEMBERED, ReplyMemory
from kiddqa.records import Answer, Exchange, Filters, Hit, Query, Reply
from kiddqa.retrieve.conversation import Turn
from kiddqa.retrieve.query import Understand, query_as_typed

NO_FILTERS = Filters()


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a question has come: it is understood, and with ``hits`` its passages are retrieved."""

    query: Query
    hits: tuple[Hit, ...] | None = None
    """None before they are retrieved."""


Watch = Callable[[Progress], None]


def _unwatched(progress: Progress) -> None:
    """Take no notice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """Answers questions from one index; safe to share between threads."""

    index: Index
    retriever: Retriever
    reader: Reader
    understand: Understand = query_as_typed
    passages_read: int = 10
    """Passages read for an answer, at least as many as are shown."""
    passages_shown: int = 10
    """Passages shown with a reply, unless a question says otherwise."""
    max_question_chars: int = 1_000
    max_history: int = 20
    replies_heard: int = 2
    """Of how many earlier questions, the latest, a follow-up hears the replies; of the others it hears the question."""
    turns_asked: int = 6
    """How many earlier questions, the latest, are asked at most for their replies: a follow-up's reply may hang on a
    follow-up."""
    reading_seconds: float = inf
    """Time after which the reader begins no further passage: a reply that took longer says so and is not remembered."""
    replies_remembered: int = REPLIES_REMEMBERED
    """0 to reply anew to every question, as a measurement must."""
    _memory: ReplyMemory = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Begin with an empty memory."""
        object.__setattr__(self, "_memory", ReplyMemory(self.replies_remembered))

    def ask(  # noqa: PLR0913  (each is a wish of the asker's)
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        filters: Filters = NO_FILTERS,
        limit: int | None = None,
        min_confidence: float | None = None,
        as_typed: bool = False,
        watch: Watch = _unwatched,
    ) -> Exchange:
        """Answer a question by quoting, given the earlier questions of the conversation, oldest first.

        With ``as_typed`` the question is read as typed: nothing is mended, added or preferred. ``watch`` is told when
        the question is understood, and again when its passages are retrieved.

        The stages of ``timings_ms`` are ``understand``, ``retrieve``, ``read`` and, where they took place, ``hear``
        (earlier questions were asked, for their replies) and ``recall`` (the reply was remembered: ``retrieve`` and
        ``read`` are 0). ``total`` is their sum: what this call took.

        Raises:
            QuestionError: if the question is empty or too long, or the history is.
        """
        began = perf_counter()
        self._check(question, history)
        earlier = _Conversation(self, history, filters, min_confidence)
        query = (query_as_typed if as_typed else self.understand)(question, history, filters, earlier.hear)
        timings = {"understand": perf_counter() - began - earlier.seconds}
        if earlier.seconds:
            timings["hear"] = earlier.seconds
        reply, seconds = self.reply(query, limit=limit, min_confidence=min_confidence, watch=watch)
        timings |= seconds
        timings["total"] = sum(timings.values())
        return Exchange(
            question=query.question,
            read_as=query.text,
            notes=(*query.notes, *self._cut_short(seconds)),
            reply=replace(reply, hits=reply.hits[: limit or self.passages_shown]),
            index=self.index.name,
            timings_ms={stage: 1000 * seconds for stage, seconds in timings.items()},
        )

    def reply(
        self, query: Query, *, limit: int | None = None, min_confidence: float | None = None, watch: Watch = _unwatched
    ) -> tuple[Reply, dict[str, float]]:
        """Return the reply to a query, with all hits that were retrieved, and the seconds of each stage."""
        watch(Progress(query=query))
        wanted = max(limit or self.passages_shown, self.passages_read)
        began = perf_counter()
        remembered = self._memory.recall(query, wanted, min_confidence)
        if remembered is not None:
            watch(Progress(query=query, hits=remembered.hits))
            return remembered, {"retrieve": 0.0, "read": 0.0, "recall": perf_counter() - began}
        reply, seconds = self._reply_by_parts(query, limit, min_confidence)
        if reply is None:
            began = perf_counter()
            hits = self.retriever.retrieve(query, wanted)
            retrieved = perf_counter()
            watch(Progress(query=query, hits=tuple(hits)))
            reply = self.reader.read(query, hits, min_confidence=min_confidence)
            seconds["retrieve"] += retrieved - began
            seconds["read"] += perf_counter() - retrieved
        if not self._cut_short(seconds):
            self._memory.keep(query, wanted, min_confidence, reply)
        return reply, seconds

    def _cut_short(self, seconds: Mapping[str, float]) -> tuple[str, ...]:
        """Return a note where so much time went into reading that not every passage need have been read."""
        if seconds["read"] <= self.reading_seconds:
            return ()
        return (f"reading was cut short after {self.reading_seconds:g} seconds",)

    def _reply_by_parts(
        self, query: Query, limit: int | None, min_confidence: float | None
    ) -> tuple[Reply | None, dict[str, float]]:
        """Return the reply to the parts of a query, None where it has none or not all are answered; and the seconds."""
        seconds = {"retrieve": 0.0, "read": 0.0}
        replies = []
        for part in query.parts:
            reply, took = self.reply(part, limit=limit, min_confidence=min_confidence)
            replies.append(reply)
            seconds = {stage: seconds[stage] + took[stage] for stage in seconds}
        return join_replies(replies), seconds

    def search(self, text: str, *, filters: Filters = NO_FILTERS, limit: int | None = None) -> list[Hit]:
        """Return the passages nearest to ``text``, best first, without reading them.

        Raises:
            QuestionError: if the text is empty or too long.
        """
        self._check(text, ())
        return self.retriever.retrieve(self.understand(text, (), filters), limit or self.passages_shown)

    def _check(self, question: str, history: Sequence[str]) -> None:
        if not question.strip():
            raise QuestionError("The question is empty; type a question of at least one word.")
        if any("\ud800" <= character <= "\udfff" for text in (question, *history) for character in text):
            raise QuestionError("The question has half of a surrogate pair, which is not valid Unicode; type it again.")
        longest = max(len(question), *(len(earlier) for earlier in history)) if history else len(question)
        if longest > self.max_question_chars:
            raise QuestionError(
                f"The question has {longest:,} characters and at most {self.max_question_chars:,} are read; shorten it."
            )
        if len(history) > self.max_history:
            raise QuestionError(
                f"The history has {len(history)} questions and at most {self.max_history} are read; "
                "send the latest ones or start a new conversation."
            )


class _Conversation:
    """Asks the earlier questions of one conversation once a question needs their replies, and notes the time."""

    def __init__(self, engine: Engine, history: Sequence[str], filters: Filters, min_confidence: float | None) -> None:
        self._engine, self._history = engine, history
        self._filters, self._min_confidence = filters, min_confidence
        self._first_asked = len(history) - engine.turns_asked
        self._asked: dict[int, Turn] = {}
        self.seconds = 0.0

    def hear(self) -> list[Turn]:
        """Return the earlier turns, oldest first, the latest of them with their replies."""
        began = perf_counter()
        turns = self._before(len(self._history))
        self.seconds += perf_counter() - began if self._asked else 0.0
        return turns

    def _before(self, number: int) -> list[Turn]:
        first_heard = max(0, self._first_asked, number - self._engine.replies_heard)
        unheard = [Turn(question=question) for question in self._history[:first_heard]]
        return unheard + [self._turn(earlier) for earlier in range(first_heard, number)]

    def _turn(self, number: int) -> Turn:
        question, before = self._history[number], self._history[:number]
        if number not in self._asked and question.strip():
            query = self._engine.understand(question, before, self._filters, lambda: self._before(number))
            reply, _ = self._engine.reply(query, min_confidence=self._min_confidence)
            self._asked[number] = _turn(question, reply)
        return self._asked.get(number, Turn(question=question))


def _turn(question: str, reply: Reply) -> Turn:
    """Return the question with the quotation and its document's title; alone where nothing was quoted."""
    if not isinstance(reply, Answer):
        return Turn(question=question)
    return Turn(question=question, quote=reply.text, titles=(reply.citations[0].document.title,))
