"""A question as typed, and the questions before it, in; a Query ready to search out.

    as typed             wo led it?          (after: When was KIDD 25?)
    spelling             who led it?
    capitals             the French capital is Paris
    ordinals and dates   documents of a period, or the latest of a kind, come first; "the one before that" is named
    follow-ups           who led KIDD 25?
    again, as it now is  who led 25th KIDD?
    other names          … also searched for Korea-U.S. Integrated Defense Dialogue

Each step says what it did, and leaves a question that needs nothing as it was, to the byte.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from kiddqa.index.lexical import terms
from kiddqa.protocols import Index
from kiddqa.records import Citation, Filters, Query, Range
from kiddqa.retrieve.acronyms import Definition
from kiddqa.retrieve.alias_file import AliasGroup, general_aliases
from kiddqa.retrieve.aliases import Aliases, Expansion
from kiddqa.retrieve.capitals import Capitals, shipped_capitals
from kiddqa.retrieve.conversation import Turn
from kiddqa.retrieve.definitions import Wanted
from kiddqa.retrieve.english import English
from kiddqa.retrieve.followup import CarryOver, NoHistory, PhraseCarryOver
from kiddqa.retrieve.parts import parts
from kiddqa.retrieve.sides import Sides
from kiddqa.retrieve.spelling import Spelling, SpellingCorrector
from kiddqa.retrieve.unknown import unknown_words
from kiddqa.retrieve.when import Timed, Timeline
from kiddqa.retrieve.word_file import Words

Hear = Callable[[], Sequence[Turn]]
"""Returns the earlier questions, oldest first, with what was replied to them; called only if that may matter."""

MAX_PASSES = 4
"""How often the steps are taken at most: what one of them put in may need another, until nothing changes."""


class Understand(Protocol):
    """Makes a question ready to search."""

    def __call__(self, question: str, history: Sequence[str], filters: Filters, hear: Hear | None = None) -> Query:
        """Return the query of a question, given the earlier ones, oldest first, and a way to hear the replies."""
        ...


def query_as_typed(question: str, history: Sequence[str], filters: Filters, hear: Hear | None = None) -> Query:
    """Make a query of a question as it stands; with a history, the question before it is searched for too."""
    del hear
    trimmed = _on_one_line(question)
    earlier = _on_one_line(history[-1]) if history else ""
    return Query(question=trimmed, text=f"{earlier} {trimmed}".strip(), filters=filters)


def as_spelt(text: str) -> Spelling:
    """Correct nothing."""
    return Spelling(text=text)


def undated(question: str, history: Sequence[str]) -> Timed:
    """Read nothing about time."""
    del history
    return Timed(question=question, text=question)


def unnamed(question: str) -> Expansion:
    """Find no names."""
    return Expansion(question=question)


def unsplit(question: str) -> tuple[str, ...]:
    """Take every question for one question."""
    del question
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """Understands questions in steps, each of which is left out unless it is given; safe between threads."""

    index: Index
    spelling: Callable[[str], Spelling] = as_spelt
    capitals: Callable[[str], Spelling] = as_spelt
    """Writes capitals by their own names."""
    follow_ups: CarryOver = field(default_factory=NoHistory)
    dates: Callable[[str, Sequence[str]], Timed] = undated
    """Takes a question and the earlier ones, oldest first."""
    names: Callable[[str], Expansion] = unnamed
    split: Callable[[str], Sequence[str]] = unsplit

    @classmethod
    def of(cls, index: Index, groups: Sequence[AliasGroup], words: Words | None = None) -> "Understanding":
        """Make all steps of what stands in the documents of an index.

        Args:
            index: What is asked.
            groups: The user's own names for one thing; those of the documents' front matter and the general ones
                come after them.
            words: What the documents say, word by word; None: they are read for it.
        """
        documents = index.documents()
        said = words or Words.of(documents, (index.passage(number) for number in range(len(index))))
        own = [AliasGroup(names=document.aliases) for document in documents if document.aliases]
        known = [*groups, *own, *general_aliases()]
        names = Aliases(said.acronyms, known, stands=said.phrases.stand).expand
        sides = Sides(lambda: (document.text for document in documents), lambda one, other: other in names(one).added)
        return cls(
            index=index,
            spelling=SpellingCorrector(vocabulary=said.vocabulary, english=English.load()).correct,
            capitals=Capitals(known, said.phrases.stand, shipped_capitals()).read,
            follow_ups=PhraseCarryOver(),
            dates=Timeline(documents, said.phrases.count).read,
            names=names,
            split=lambda question: parts(question) or sides.split(question),
        )

    def __call__(self, question: str, history: Sequence[str], filters: Filters, hear: Hear | None = None) -> Query:
        """Make a question ready to search, given the earlier ones, oldest first.

        ``hear`` is called only where the question leaves something open; without it the earlier questions count alone.
        """
        typed = text = _on_one_line(question)
        notes: dict[str, None] = {}
        sought: tuple[str, ...] = ()
        for _ in range(MAX_PASSES):
            spelling = self.spelling(text)
            named = self.capitals(spelling.text)
            turns = self._turns(named.text, history, hear)
            timed = self.dates(named.text, _said(turns) or history)
            followed = self.follow_ups.read(timed.text, turns)
            notes |= dict.fromkeys(_changes(spelling) + _changes(named) + timed.reasons)
            sought += followed.sought
            if followed.text == text:
                break
            text = followed.text
        expansion = self.names(text)
        added = tuple(dict.fromkeys((*expansion.added, *sought)))
        asked = self._parts(text, filters)
        return Query(
            question=typed,
            text=text,
            filters=_narrowed(filters, timed.filters),
            added=added,
            names=tuple(name for name in expansion.mentions if name.others),
            boosts=timed.boosts,
            notes=(
                *notes,
                *([f"also searched for {', '.join(added)}"] if added else []),
                *([f"asked as {' and '.join(f'“{part.text}”' for part in asked)}"] if asked else []),
            ),
            defined=tuple(self._defining(expansion)),
            unknown_words=unknown_words(
                text, terms=terms, inverse_document_frequency=self.index.inverse_document_frequency
            ),
            parts=asked,
        )

    def _parts(self, text: str, filters: Filters) -> tuple[Query, ...]:
        """Return the questions in a question, each understood by those before it."""
        found = self.split(text)
        single = replace(self, split=unsplit)
        return tuple(single(part, found[:number], filters) for number, part in enumerate(found))

    def _turns(self, question: str, history: Sequence[str], hear: Hear | None) -> list[Turn]:
        """Return the earlier turns as they were meant to be spelt; none where the question needs none."""
        if not history or not self.follow_ups.may_depend(question):
            return []
        turns = hear() if hear else [Turn(question=earlier) for earlier in history]
        return [
            Turn(
                question=self.spelling(_on_one_line(turn.question)).text,
                quote=_on_one_line(turn.quote),
                titles=tuple(_on_one_line(title) for title in turn.titles),
            )
            for turn in turns
        ]

    def _defining(self, expansion: Expansion) -> list[Citation]:
        asked = expansion.definition
        if asked is None:
            return []
        found = [
            (self.index.document(place.document_id), _wanted_range(place, asked.wanted), place.sentence)
            for place in asked.places
        ]
        return [
            Citation(document=document, start=span.start, end=span.end, sentence_range=sentence)
            for document, span, sentence in found
            if document and sentence
        ]


def _said(turns: Sequence[Turn]) -> list[str]:
    """Return what the turns say, the best source for what was spoken of last."""
    return [text for turn in turns for text in (*turn.titles, turn.quote, turn.question) if text]


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def _wanted_range(place: Definition, wanted: Wanted) -> Range:
    return place.long_range if wanted is Wanted.LONG_FORM else place.short_range


def _narrowed(given: Filters, found: Filters) -> Filters:
    """Return the asker's own filters, with the dates that the question speaks of where the asker gave none."""
    return replace(given, after=given.after or found.after, before=given.before or found.before)


def _changes(spelling: Spelling) -> tuple[str, ...]:
    return tuple(f"“{change.corrected}” for “{change.typed}”" for change in spelling.changes)
