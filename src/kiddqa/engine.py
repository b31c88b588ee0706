"""A question in, an exchange out: retrieve, then read, each timed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import perf_counter

from kiddqa.errors import QuestionError
from kiddqa.protocols import Index, Reader, Retriever
from kiddqa.records import Exchange, Filters, Hit
from kiddqa.retrieve.query import Understand, query_as_typed

NO_FILTERS = Filters()


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

    def ask(  # noqa: PLR0913  (each is a wish of the asker's)
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        filters: Filters = NO_FILTERS,
        limit: int | None = None,
        min_confidence: float | None = None,
        as_typed: bool = False,
    ) -> Exchange:
        """Answer a question by quoting, given the earlier questions of the conversation, oldest first.

        With ``as_typed`` the question is read as typed: nothing is mended, added or preferred.

        Raises:
            QuestionError: if the question is empty or too long, or the history is.
        """
        began = perf_counter()
        self._check(question, history)
        query = (query_as_typed if as_typed else self.understand)(question, history, filters)
        understood = perf_counter()
        shown = limit or self.passages_shown
        hits = self.retriever.retrieve(query, max(shown, self.passages_read))
        retrieved = perf_counter()
        reply = self.reader.read(query, hits, min_confidence=min_confidence)
        reply = replace(reply, hits=reply.hits[:shown])
        ended = perf_counter()
        timings = {
            "understand": understood - began,
            "retrieve": retrieved - understood,
            "read": ended - retrieved,
            "total": ended - began,
        }
        return Exchange(
            question=query.question,
            read_as=query.text,
            notes=query.notes,
            reply=reply,
            index=self.index.name,
            timings_ms={stage: 1000 * seconds for stage, seconds in timings.items()},
        )

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
