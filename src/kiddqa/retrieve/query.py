"""A question as typed, and the questions before it, in; a Query ready to search out.

    as typed             wo led it?          (after: When was KIDD 25?)
    spelling             who led it?
    follow-ups           who led KIDD 25?
    ordinals and dates   who led 25th KIDD?  documents of a period, or the latest of a kind, come first
    other names          … also searched for Korea-U.S. Integrated Defense Dialogue

Each step says what it did, and leaves a question that needs nothing as it was, to the byte.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from kiddqa.index.lexical import terms
from kiddqa.protocols import Index
from kiddqa.records import Citation, Filters, Query, Range
from kiddqa.retrieve.acronyms import Acronyms, Definition
from kiddqa.retrieve.alias_file import AliasGroup, general_aliases
from kiddqa.retrieve.aliases import Aliases, Expansion
from kiddqa.retrieve.conversation import Turn
from kiddqa.retrieve.definitions import Wanted
from kiddqa.retrieve.english import English
from kiddqa.retrieve.followup import PhraseCarryOver
from kiddqa.retrieve.phrases import Phrases
from kiddqa.retrieve.spelling import Spelling, SpellingCorrector
from kiddqa.retrieve.unknown import unknown_words
from kiddqa.retrieve.vocabulary import Vocabulary
from kiddqa.retrieve.when import Timed, Timeline


class Understand(Protocol):
    """Makes a question ready to search."""

    def __call__(self, question: str, history: Sequence[str], filters: Filters) -> Query:
        """Return the query of a question, given the earlier ones, oldest first."""
        ...


def query_as_typed(question: str, history: Sequence[str], filters: Filters) -> Query:
    """Make a query of a question as it stands; with a history, the question before it is searched for too."""
    trimmed = " ".join(question.split())
    earlier = " ".join(history[-1].split()) if history else ""
    return Query(question=trimmed, text=f"{earlier} {trimmed}".strip(), filters=filters)


class Understanding:
    """Understands questions by what stands in the documents of an index; built once, safe between threads."""

    def __init__(self, index: Index, groups: Sequence[AliasGroup]) -> None:
        """Note the names, dates and short forms of the documents.

        Args:
            index: What is asked.
            groups: The user's own names for one thing; those of the documents' front matter and the general ones
                come after them.
        """
        documents = index.documents()
        phrases = Phrases(documents)
        acronyms = Acronyms.mine(index.passage(number) for number in range(len(index)))
        own = [AliasGroup(names=document.aliases) for document in documents if document.aliases]
        self._index = index
        self._carry_over = PhraseCarryOver()
        self._spelling = SpellingCorrector(vocabulary=Vocabulary.of(documents), english=English.load())
        self._dated = [document for document in documents if document.date]
        self._aliases = Aliases(acronyms, [*groups, *own, *general_aliases()], stands=phrases.stand)
        self._timeline = Timeline(documents, phrases.count)

    def understand(self, question: str, history: Sequence[str], filters: Filters) -> Query:
        """Make a question ready to search, given the earlier ones, oldest first."""
        typed = " ".join(question.split())
        spelling = self._spelling.correct(typed)
        followed = self._carry_over.read(spelling.text, [Turn(question=earlier) for earlier in history])
        timed = self._timeline.read(followed.text, history)
        expansion = self._aliases.expand(timed.text)
        return Query(
            question=typed,
            text=timed.text,
            filters=_narrowed(filters, timed.filters),
            added=expansion.added,
            boosts={document.id: weight for document in self._dated if (weight := timed.boost(document)) > 0},
            notes=_notes(spelling, timed, expansion),
            defined=tuple(self._defining(expansion)),
            unknown_words=unknown_words(
                timed.text, terms=terms, inverse_document_frequency=self._index.inverse_document_frequency
            ),
        )

    def _defining(self, expansion: Expansion) -> list[Citation]:
        asked = expansion.definition
        if asked is None:
            return []
        found = [
            (self._index.document(place.document_id), _wanted_range(place, asked.wanted), place.sentence)
            for place in asked.places
        ]
        return [
            Citation(document=document, start=span.start, end=span.end, sentence_range=sentence)
            for document, span, sentence in found
            if document and sentence
        ]


def _wanted_range(place: Definition, wanted: Wanted) -> Range:
    return place.long_range if wanted is Wanted.LONG_FORM else place.short_range


def _narrowed(given: Filters, found: Filters) -> Filters:
    """Return the asker's own filters, with the dates that the question speaks of where the asker gave none."""
    return replace(given, after=given.after or found.after, before=given.before or found.before)


def _notes(spelling: Spelling, timed: Timed, expansion: Expansion) -> tuple[str, ...]:
    mended = [f"“{change.corrected}” for “{change.typed}”" for change in spelling.changes]
    return (*mended, *timed.reasons, *([expansion.reason] if expansion.reason else []))
