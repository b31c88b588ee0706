"""The questions of an address in; their replies out, each asked after those before it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import inf
from typing import Annotated

from fastapi import Depends, Query

from kiddqa.engine import Engine, Watch
from kiddqa.records import Exchange
from kiddqa.serve.plain_text import typed
from kiddqa.serve.state import EngineNow, SiteNow


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """What an address asks; nothing of it is kept on the server."""

    history: tuple[str, ...]
    """The earlier questions, oldest first."""
    question: str
    as_typed: bool
    """True if the last question is to be read as it stands."""

    @property
    def begun(self) -> bool:
        """True if there is a question to answer."""
        return bool(self.question.strip())

    @property
    def questions(self) -> tuple[str, ...]:
        """Every question, oldest first."""
        return (*self.history, self.question)

    def replies(self, engine: Engine, watch: Watch = lambda _: None) -> list[Exchange]:
        """Ask every question after those before it; ``watch`` is told how far each has come, and may stop it.

        Raises:
            QuestionError: if one of them is empty or too long.
        """
        earlier = [
            engine.ask(question, history=self.history[:number], watch=watch)
            for number, question in enumerate(self.history)
        ]
        return [*earlier, self.last_reply(engine, watch)]

    def last_reply(self, engine: Engine, watch: Watch) -> Exchange:
        """Ask the last question only.

        Raises:
            QuestionError: if it is empty or too long.
        """
        return engine.ask(self.question, history=self.history, as_typed=self.as_typed, watch=watch)


async def conversation_of(
    parts: SiteNow,
    engine: EngineNow,
    history: Annotated[list[str], Query(alias="h", default_factory=list)],
    question: Annotated[str, Query(alias="q")] = "",
    *,
    as_typed: bool = False,
) -> Conversation:
    """Return the conversation of an address; of a long one, the latest questions."""
    earlier = [asked for asked in map(typed, history) if asked.strip()]
    kept = latest(earlier, engine.max_history, parts.limits.max_history_chars)
    return Conversation(history=tuple(kept), question=typed(question), as_typed=as_typed)


def latest(questions: Sequence[str], limit: int, limit_chars: float = inf) -> Sequence[str]:
    """Return the last questions, oldest first: at most ``limit``, of ``limit_chars`` characters together."""
    totals = accumulate(len(question) for question in reversed(questions))
    fitting = sum(total <= limit_chars for total in totals)
    return questions[max(0, len(questions) - min(limit, fitting)) :]


ConversationNow = Annotated[Conversation, Depends(conversation_of)]
