"""A question and the turns before it in, all of them in one line out: the ways that carry-over is measured against."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from kiddqa.retrieve.conversation import Place, Turn, is_known
from kiddqa.retrieve.followup import Carried, FollowUp


class Turns(StrEnum):
    """Which earlier turns are put before a question."""

    ALL = "all"
    LAST = "last"
    FIRST_AND_LAST = "first and last"


@dataclass(frozen=True, slots=True, kw_only=True)
class Concatenated:
    """Puts earlier questions before every question, whether it needs them or not."""

    turns: Turns
    quotes: bool = False
    """Also the replies' quotes."""
    titles: bool = False
    """Also the title of the document that was quoted last."""

    def may_depend(self, question: str) -> bool:
        """Return True."""
        del question
        return True

    def read(self, question: str, history: Sequence[Turn]) -> FollowUp:
        """Return title, earlier questions and quotes, and the question, in this order."""
        chosen = {
            Turns.ALL: range(len(history)),
            Turns.LAST: range(len(history))[-1:],
            Turns.FIRST_AND_LAST: sorted({*range(len(history))[:1], *range(len(history))[-1:]}),
        }[self.turns]
        carried = [
            Carried(text=text, turn=turn, place=place)
            for turn in chosen
            for text, place in (
                (". ".join(history[turn].titles) if self.titles and turn == len(history) - 1 else "", Place.TITLE),
                (history[turn].question, Place.QUESTION),
                (history[turn].quote if self.quotes and is_known(history[turn].quote) else "", Place.QUOTE),
            )
            if text
        ]
        text = " ".join([*(piece.text for piece in carried), question])
        return FollowUp(question=question, text=text, stands_alone=not carried, carried=tuple(carried))
