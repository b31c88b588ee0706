"""A question and the turns before it in, a question that stands alone out, with what was carried over from where.

    history   Who led the U.S. side at the 25th KIDD?
    question  Where was it held?
    text      Where was the 25th KIDD held?

A question that stands alone comes out as it went in, to the byte. ``benchmarks/followups.py`` compares the ways.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from kiddqa.retrieve.antecedents import RULES, Weights, row_of
from kiddqa.retrieve.conversation import Mention, Place, Turn, keys_of, mentions
from kiddqa.retrieve.gaps import LOOSE, Gap, GapKind, gaps
from kiddqa.retrieve.noun_phrases import NounPhrase, PhraseKind, content_words, contrasts, noun_phrases
from kiddqa.retrieve.rephrase import append, can_fill, complete, fill

_MAX_APPENDED = 3
_MAX_OPEN_WORDS = 3
"""A question of so few content words that has no name is about what the conversation is about."""
_MAX_FRAGMENTS = 6
"""How many fragments in a row are completed, each from the one before it."""
_OPEN_ONLY_IN_CONTEXT = frozenset({GapKind.NAMELESS, GapKind.OTHER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """Something taken over from an earlier turn."""

    text: str
    turn: int
    """The number of the turn, from 0, oldest first."""
    place: Place
    """Where in the turn it stood last."""
    instead_of: str = ""
    """The word it replaced: ``it``; empty where it was added."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """A question as it is to be searched and read."""

    question: str
    """As it came."""
    text: str
    """With what was carried over; the question itself, to the byte, where nothing was."""
    stands_alone: bool
    """True where the question needs no conversation; where it does and nothing fits, ``text`` is the question."""
    carried: tuple[Carried, ...] = ()
    sought: tuple[str, ...] = ()
    """Titles to be searched for beside the text: what the conversation was found under, though nobody said it."""


class CarryOver(Protocol):
    """A way to make a question of a conversation stand alone."""

    def may_depend(self, question: str) -> bool:
        """Say whether any history could change the question: if none, none has to be looked up."""
        ...

    def read(self, question: str, history: Sequence[Turn]) -> FollowUp:
        """Return the question as it is to be searched, given the earlier turns, oldest first."""
        ...


class NoHistory:
    """Takes every question as it comes."""

    def may_depend(self, question: str) -> bool:
        """Return False."""
        del question
        return False

    def read(self, question: str, history: Sequence[Turn]) -> FollowUp:
        """Return the question as it came."""
        del history
        return FollowUp(question=question, text=question, stands_alone=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class PhraseCarryOver:
    """Carries noun phrases into the gaps of a question, the likeliest first."""

    weights: Weights = RULES
    filled_from: float = 0.2
    """The probability, 0 to 1, from which a mention may take the place of a pronoun."""

    def may_depend(self, question: str) -> bool:
        """Say whether the question leaves anything open."""
        return bool(gaps(question))

    def read(self, question: str, history: Sequence[Turn]) -> FollowUp:
        """Return the question with its gaps filled, or as it came where it has none or nothing fits.

        Reading the result again with the same history changes nothing.
        """
        followed = self._read(question, history, fragments=_MAX_FRAGMENTS)
        again = self._read(followed.text, history, fragments=_MAX_FRAGMENTS)
        if followed.text in {question, again.text}:
            return followed
        # what is no sentence may have new gaps once it is filled; what stands in brackets is not read again
        is_fragment = gaps(question)[0].kind is GapKind.FRAGMENT
        carried = followed.carried[-1:] if is_fragment else followed.carried
        return replace(followed, text=append(question, [piece.text for piece in carried]), carried=carried)

    def _read(self, question: str, history: Sequence[Turn], *, fragments: int) -> FollowUp:
        open_gaps = gaps(question)
        if not open_gaps or not history:
            return FollowUp(question=question, text=question, stands_alone=not open_gaps)
        found = mentions(history)
        if not _depends(question, open_gaps, found) or _is_carried(question, found):
            return FollowUp(question=question, text=question, stands_alone=True)
        fragment = open_gaps[0].kind is GapKind.FRAGMENT
        earlier = self._earlier(history, fragments) if fragment or question.endswith(")") else ""
        if question.endswith(append("", [earlier])):
            return FollowUp(question=question, text=question, stands_alone=True)
        likely = self._likely(question, open_gaps, found, len(history))
        firm = any(gap.kind not in LOOSE for gap in open_gaps)
        titles = [m.text for chance, m in likely if firm and m.is_title and chance >= self.weights.carried_from]
        if any(mention.is_named and not mention.is_title for mention in found):
            likely = [(chance, mention) for chance, mention in likely if not mention.is_title]
        text, filled = self._fill(question, likely)
        if fragment:
            return _completed(
                question, text, filled, Carried(text=earlier, turn=len(history) - 1, place=Place.QUESTION)
            )
        added = self._added(text, likely, filled)
        whole = append(text, [mention.text for mention in added])
        return FollowUp(
            question=question,
            text=whole,
            stands_alone=False,
            carried=(*filled, *(_carried(mention) for mention in added)),
            sought=tuple(title for title in titles[:1] if not keys_of(title) <= keys_of(whole)),
        )

    def _earlier(self, history: Sequence[Turn], fragments: int) -> str:
        """Return the last question, itself read in its history."""
        last = history[-1].question
        return self._read(last, history[:-1], fragments=fragments - 1).text if fragments else last

    def _likely(
        self, question: str, open_gaps: Sequence[Gap], found: Sequence[Mention], turns: int
    ) -> list[tuple[float, Mention]]:
        """Return what the question does not say itself with its probability, the likeliest first."""
        asked, phrases = keys_of(question), noun_phrases(question)
        opening = any(gap.kind is GapKind.OPENING for gap in open_gaps)
        rated = [
            (self.weights.probability(row_of(open_gaps, asked, mention, turns)), mention)
            for mention in found
            if not mention.keys <= asked
            and not any(contrasts(mention.text, phrase.text) for phrase in phrases)
            and not (opening and mention.turn == turns - 1 and any(_takes_turns(mention, phrase) for phrase in phrases))
        ]
        return sorted(rated, key=lambda rating: -rating[0])

    def _fill(self, question: str, likely: Sequence[tuple[float, Mention]]) -> tuple[str, tuple[Carried, ...]]:
        """Put the likeliest mention of its kind in the place of each gap; what then is explained stays as it is."""
        text, filled, left = question, list[Carried](), [m for chance, m in likely if chance >= self.filled_from]
        while fitting := next(((gap, m) for gap in gaps(text) for m in left if can_fill(gap, m)), None):
            gap, mention = fitting
            text = fill(text, gap, mention)
            filled.append(_carried(mention, gap.text))
            left.remove(mention)
        return text, tuple(filled)

    def _added(self, text: str, likely: Sequence[tuple[float, Mention]], filled: Sequence[Carried]) -> list[Mention]:
        """Return what is added in brackets: what is likely, and where that says too little, the likeliest anyhow.

        That is one mention where a gap stays open, and as many as there is room for where no name was carried.
        """
        used = {carried.text for carried in filled}
        named = any(mention.is_named for _, mention in likely if mention.text in used)
        open_still = not filled or any(gap.kind not in LOOSE for gap in gaps(text))
        said = keys_of(text)
        added: list[Mention] = []
        for chance, mention in likely:
            needed = (open_still and not added) or not (named or any(other.is_named for other in added))
            wanted = mention.text not in used and (chance >= self.weights.carried_from or needed)
            if wanted and len(added) < _MAX_APPENDED and not _is_said(mention, said):
                added.append(mention)
                said |= mention.keys
        return added


def _completed(question: str, text: str, filled: tuple[Carried, ...], earlier: Carried) -> FollowUp:
    """Complete a fragment from the question before it."""
    if not earlier.text.strip():
        return FollowUp(question=question, text=text, stands_alone=False, carried=filled)
    whole = append(text, [earlier.text]) if filled else complete(text, earlier.text)
    return FollowUp(question=question, text=whole, stands_alone=False, carried=(*filled, earlier))


def _is_carried(question: str, found: Sequence[Mention]) -> bool:
    """Say whether the question ends in mentions in brackets: it has been read before."""
    inside = question[question.rfind(" (") + 2 : -1] if question.endswith(")") else ""
    known = {mention.text for mention in found}
    return bool(inside) and all(part in known for part in inside.split("; "))


def _depends(question: str, open_gaps: Sequence[Gap], found: Sequence[Mention]) -> bool:
    """Say whether the gaps are this conversation's: "the exercise" is, if an exercise was mentioned.

    A question that only opens with "And" is not, if it names again what was named before.
    """
    if all(gap.kind is GapKind.OPENING for gap in open_gaps):
        asked = keys_of(question)
        return not any(mention.is_named and mention.keys <= asked for mention in found)
    if any(gap.kind not in _OPEN_ONLY_IN_CONTEXT for gap in open_gaps):
        return True
    if len(content_words(question)) <= _MAX_OPEN_WORDS:
        return True
    heard = frozenset[str]().union(*(mention.keys for mention in found))
    return any(bool(keys_of(gap.text) & heard) for gap in open_gaps)


def _is_said(mention: Mention, said: frozenset[str]) -> bool:
    """Say whether the words are there already, or its number is: the 25th meeting goes by more than one name."""
    numbers = {word for word in mention.keys if word[0].isdigit()}
    return mention.keys <= said or not numbers.isdisjoint(said)


def _takes_turns(mention: Mention, phrase: NounPhrase) -> bool:
    """Say whether ``And … in Seoul?`` puts a name in the place of one of its form: ``Washington``."""
    both_names = mention.kind is PhraseKind.NAME and phrase.kind is PhraseKind.NAME
    return both_names and mention.place is Place.QUESTION and _form(mention.text) == _form(phrase.text)


def _form(name: str) -> tuple[bool, bool]:
    """Say whether a name has a digit, and whether it is all capitals."""
    return any(char.isdigit() for char in name), name.isupper()


def _carried(mention: Mention, instead_of: str = "") -> Carried:
    return Carried(text=mention.text, turn=mention.turn, place=mention.place, instead_of=instead_of)
