"""What a question leaves open and a mention in, the probability that the question means it out.

The columns, in order, each 0 or 1 unless a range is given:

    title, heading, question, quote   where it was mentioned last
    last_turn                         in the turn before the question
    recency                           1 / (1 + turns since), 0 to 1
    opened                            the conversation began with it
    turns                             ln(turns that mention it), 0 upwards
    name, quoted, number              what kind of phrase it is (none of them: a common noun)
    named                             it is or holds a name or an ordinal
    words                             ln(its content words + 1), 0 upwards
    known                             share of its content words that the question has, 0 to 1
    is_answer                         a short quote begins with it, and the question has a pronoun or points that fits
    asked_for                         the question has "it", and the last turn asked which it is, without a known reply
    person_fits, person_misfits       the question has "he" or "she", and it looks like a person, or not
    thing_fits, thing_misfits         the question has "it", and it does not look like a person, or does
    noun_fits                         the question points at a noun ("that meeting") that it contains
    date_fits                         the question points at a date ("that year") and it holds one
    <gap>_<place>                     the question has such a gap, and it was mentioned there
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kiddqa.retrieve.conversation import Mention, Place, key
from kiddqa.retrieve.gaps import LOOSE, Gap, GapKind
from kiddqa.retrieve.noun_phrases import YEAR, PhraseKind
from kiddqa.retrieve.word_lists import DATE_NOUNS

_GROUPS: dict[str, frozenset[GapKind]] = {
    "person": frozenset({GapKind.PERSON}),
    "thing": frozenset({GapKind.THING}),
    "group": frozenset({GapKind.GROUP}),
    "pointer": frozenset({GapKind.POINTER, GapKind.THAT, GapKind.ONE, GapKind.PLACE}),
    "loose": LOOSE,
}
_OF_PERSONS = frozenset({GapKind.PERSON, GapKind.GROUP, GapKind.POINTER, GapKind.ONE})
_OF_THINGS = frozenset(GapKind) - LOOSE - {GapKind.PERSON}
_CROSSED = tuple((group, place) for group in _GROUPS for place in (*Place, "last_quote", "last_question"))
COLUMNS = (
    "title",
    "heading",
    "question",
    "quote",
    "last_turn",
    "recency",
    "opened",
    "turns",
    "name",
    "quoted",
    "number",
    "named",
    "words",
    "known",
    "is_answer",
    "asked_for",
    "person_fits",
    "person_misfits",
    "thing_fits",
    "thing_misfits",
    "noun_fits",
    "date_fits",
    *(f"{group}_{place}" for group, place in _CROSSED),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """A logistic regression over the columns."""

    intercept: float
    columns: Mapping[str, float]
    """Weights by name; a column that is not named has the weight 0."""
    carried_from: float
    """The probability, 0 to 1, from which a mention is added to the question."""

    def probability(self, row: Sequence[float]) -> float:
        """Return the probability, 0 to 1, for one row of ``COLUMNS``."""
        score = self.intercept + sum(self.columns.get(name, 0.0) * row[n] for n, name in enumerate(COLUMNS) if row[n])
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


RULES = Weights(
    intercept=-3.0,
    columns={
        "title": 1.5,
        "heading": -0.5,
        "question": 1.0,
        "quote": -0.5,
        "last_turn": 0.5,
        "opened": 0.5,
        "name": 0.3,
        "named": 1.5,
        "number": 0.5,
        "known": -1.0,
        "is_answer": 3.0,
        "asked_for": 3.0,
        "person_fits": 1.5,
        "person_misfits": -0.5,
        "thing_fits": 0.5,
        "thing_misfits": -1.5,
        "noun_fits": 2.0,
        "date_fits": 3.0,
        "person_title": 1.0,
        "thing_last_question": 0.7,
        "pointer_last_question": 0.5,
        "pointer_last_quote": 0.5,
        "loose_last_question": 0.5,
        "loose_title": 1.0,
    },
    carried_from=0.6,
)
"""Weights set by hand: names before nouns, titles before all, the latest turn, pronouns that fit."""


def load_weights(path: Path) -> Weights:
    """Read what ``kiddqa.train.followup`` wrote."""
    read = json.loads(path.read_text(encoding="utf-8"))
    return Weights(intercept=read["intercept"], columns=read["columns"], carried_from=read["carried_from"])


def row_of(open_gaps: Sequence[Gap], asked: frozenset[str], mention: Mention, turns: int) -> tuple[float, ...]:
    """Return the columns of one mention.

    Args:
        open_gaps: What the question leaves open.
        asked: The question's folded content words.
        mention: What may be meant.
        turns: How many turns the conversation has.
    """
    kinds = {gap.kind for gap in open_gaps}
    last = mention.turn == turns - 1
    person = mention.looks_like_person
    groups = [bool(kinds & members) for members in _GROUPS.values()]
    places = [mention.place is place for place in Place]
    crossed = [*places, last and mention.place is Place.QUOTE, last and mention.place is Place.QUESTION]
    return (
        *(float(place) for place in places),
        float(last),
        1 / (turns - mention.turn),
        float(mention.first_turn == 0),
        math.log(mention.turns),
        float(mention.kind is PhraseKind.NAME),
        float(mention.kind is PhraseKind.QUOTED),
        float(mention.kind is PhraseKind.NUMBER),
        float(mention.is_named),
        math.log(len(mention.keys) + 1),
        len(mention.keys & asked) / (len(mention.keys) or 1),
        float(mention.is_answer and bool(kinds & (_OF_PERSONS if person else _OF_THINGS))),
        float(mention.is_asked_for and last and not groups[0]),
        float(groups[0] and person),
        float(groups[0] and not person),
        float(groups[1] and not person),
        float(groups[1] and person),
        float(any(names_noun(gap, mention) for gap in open_gaps)),
        float(any(names_date(gap, mention) for gap in open_gaps)),
        *(float(group and place) for group in groups for place in crossed),
    )


def names_noun(gap: Gap, mention: Mention) -> bool:
    """Say whether the mention holds the noun that the gap points at: ``that exercise`` and ``joint exercise``."""
    return bool(gap.noun) and gap.noun not in DATE_NOUNS and key(gap.noun) in mention.keys


def names_date(gap: Gap, mention: Mention) -> bool:
    """Say whether the gap points at a date and the mention holds one."""
    return gap.noun in DATE_NOUNS and YEAR.search(mention.text) is not None
