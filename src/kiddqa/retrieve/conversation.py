"""The earlier turns of a conversation in, the things mentioned in them out.

A **turn** is an earlier question with, where known, the reply's quote and the titles above it. A **mention** is a noun
phrase of a turn: of the question, of the quote, or a title. What is mentioned again is one mention, dated to its last
turn; ``Kidd`` after ``Jason Kidd`` is ``Jason Kidd``.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from kiddqa.retrieve.noun_phrases import NounPhrase, PhraseKind, noun_phrases, words_of
from kiddqa.retrieve.word_lists import EMPTY_NOUNS, FUNCTION_WORDS, NAME_PARTICLES, NO_PERSON, PERSON_TITLES

TURNS_HEARD = 6
"""The last turns that are searched for mentions; the first turn always is."""
_MAX_ANSWER_WORDS = 8
"""A quote of more words is a statement, not the name of something: what it mentions is seldom what is asked next."""
_MAX_MENTION_WORDS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """An earlier question, and what was replied to it where that is known."""

    question: str
    quote: str = ""
    """The reply's quotation; empty where there was no answer or it is not known."""
    titles: tuple[str, ...] = ()
    """The title of the document quoted, and of the section where there is one."""


class Place(StrEnum):
    """Where something was mentioned."""

    TITLE = "title"
    HEADING = "heading"
    QUESTION = "question"
    QUOTE = "quote"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Something that was mentioned, with the latest words for it."""

    text: str
    kind: PhraseKind
    place: Place
    """Where it was mentioned last."""
    turn: int
    """The number of its last turn, from 0, oldest first."""
    first_turn: int
    """The number of its first turn that was heard."""
    turns: int = 1
    """In how many turns it was mentioned."""
    article: str = ""
    """``the`` if it was mentioned with it."""
    preposition: str = ""
    """The preposition it was mentioned with: ``in`` of ``in Seoul``."""
    is_named: bool = False
    """True for a name, and for a noun with a name or number in it: ``April talks``."""
    is_asked_for: bool = False
    """True for ``exercise`` after "Which exercise …?" as long as no reply is known."""
    is_answer: bool = False
    """True for a name that a short quote begins with, where the turn asked who, what or which."""
    keys: frozenset[str] = frozenset()
    """Its words as ``key`` folds them."""

    @property
    def is_title(self) -> bool:
        """True for what nobody said: it stands above what was quoted."""
        return self.place in {Place.TITLE, Place.HEADING}

    @property
    def may_be_person(self) -> bool:
        """True for a name without numbers, not in capitals, that has no word of organisations, places or events."""
        words = self.text.split()
        return not (any(char.isdigit() for char in self.text) or self.text.isupper() or not NO_PERSON.isdisjoint(words))

    @property
    def looks_like_person(self) -> bool:
        """True for two to four capitalised words, none of which is a word of organisations, places or events."""
        words = [word for word in self.text.replace(".", "").split() if word not in NAME_PARTICLES]
        return (
            self.kind is PhraseKind.NAME
            and self.may_be_person
            and all(_PERSON_WORD.match(word) for word in words)
            and (2 <= len(words) <= 4 or words[0] in PERSON_TITLES)  # noqa: PLR2004  (given names, initials, surname)
        )


_PERSON_WORD = re.compile(r"[^\W\d_]\Z|[A-ZÀ-Þ][^\W\d_]*[a-zß-ÿ’'-][\w’'-]*\Z")
_TITLE_PARTS = re.compile(r"\s*[:;,()\[\]|/]\s*|\s+[-–—]\s+")
_ASKS_WHICH = frozenset(("who", "whom", "what", "which", "name"))
_EMPTY_TEXT = re.compile(r"[();]|\A[\d.,-]{1,3}\Z")
"""What cannot be carried in brackets, and numbers that are no year."""
_NOT_KNOWN = re.compile(r"i don't know\.?\Z|cannotanswer\Z", re.IGNORECASE)


def mentions(history: Sequence[Turn]) -> list[Mention]:
    """Return what the turns mention, latest turn first, in a turn in order of the text: question, quote, titles."""
    first_heard = max(0, len(history) - TURNS_HEARD)
    heard = [turn for turn in range(len(history) - 1, -1, -1) if turn >= first_heard or turn == 0]
    merged: dict[str, Mention] = {}
    for mention in (found for turn in heard for found in _of_turn(history[turn], turn)):
        known = merged.get(mention.text.casefold())
        if known is None:
            merged[mention.text.casefold()] = mention
        elif known.turn != mention.turn:
            said = mention if known.is_title else known
            merged[mention.text.casefold()] = replace(
                said, turn=known.turn, turns=known.turns + 1, first_turn=mention.turn
            )
    return _in_full(list(merged.values()))


def key(word: str) -> str:
    """Fold a word for comparison: lower case, no accents, no plural ``s``."""
    lower = word.lower().replace("’", "'").removesuffix("'s")
    if not lower.isascii():
        lower = "".join(char for char in unicodedata.normalize("NFKD", lower) if not unicodedata.combining(char))
    return lower[:-1] if lower.endswith("s") and not lower.endswith("ss") and len(lower) > len("gas") else lower


def keys_of(text: str) -> frozenset[str]:
    """Return the folded words of a text that are no function words."""
    return frozenset(key(word) for word in words_of(text) if word not in FUNCTION_WORDS)


def is_known(quote: str) -> bool:
    """Say whether a reply's quote says anything."""
    return bool(quote.strip()) and not _NOT_KNOWN.match(quote.strip())


def _of_turn(turn: Turn, number: int) -> Iterator[Mention]:
    quote = turn.quote if is_known(turn.quote) and len(words_of(turn.quote)) <= _MAX_ANSWER_WORDS else ""
    names_its_answer = not _ASKS_WHICH.isdisjoint(words_of(turn.question))
    for mention in _in_text(turn.question, Place.QUESTION, number):
        yield replace(mention, is_asked_for=mention.is_asked_for and not quote)
    for place, mention in enumerate(_in_text(quote, Place.QUOTE, number)):
        yield replace(mention, is_answer=names_its_answer and place == 0 and mention.is_named)
    yield from _in_titles(turn.titles, number)


def _in_text(text: str, place: Place, turn: int) -> Iterator[Mention]:
    for phrase in noun_phrases(text):
        short_enough = len(phrase.text.split()) <= _MAX_MENTION_WORDS
        if phrase.head not in EMPTY_NOUNS and short_enough and not _EMPTY_TEXT.search(phrase.text):
            yield _mention(phrase, place, turn)


def _mention(phrase: NounPhrase, place: Place, turn: int) -> Mention:
    before = phrase.before
    article = "the" if before[-1:] == ("the",) else ""
    preposition = before[-2:-1] if article else before[-1:]
    asked_for = phrase.kind is PhraseKind.NOUN and before[-1:] in {("which",), ("what",)}
    return Mention(
        text=phrase.text,
        kind=phrase.kind,
        place=place,
        turn=turn,
        first_turn=turn,
        article=article,
        preposition=preposition[0] if preposition and preposition[0] in {"in", "at", "on", "during"} else "",
        is_named=phrase.is_named,
        is_asked_for=place is Place.QUESTION and asked_for,
        keys=keys_of(phrase.text),
    )


def _in_titles(titles: Iterable[str], turn: int) -> Iterator[Mention]:
    place = Place.TITLE
    for title in titles:
        for part in _TITLE_PARTS.split(title):
            words = part.split()
            if words and keys_of(part) and len(words) <= _MAX_MENTION_WORDS:
                kind, keys = _kind_of_title(part, place), keys_of(part)
                named = kind is PhraseKind.NAME
                yield Mention(text=part, kind=kind, place=place, turn=turn, first_turn=turn, is_named=named, keys=keys)
            place = Place.HEADING


def _kind_of_title(part: str, place: Place) -> PhraseKind:
    words = part.split()
    if words[0][0].isdigit() and not any(char.isupper() for char in part):
        return PhraseKind.NUMBER
    named = place is Place.TITLE or (len(words) > 1 and words[-1][0].isupper())
    return PhraseKind.NAME if named else PhraseKind.NOUN


def _in_full(found: Sequence[Mention]) -> list[Mention]:
    """Return the mentions without those that are the end of a longer name; the longer one takes over their turn."""
    full: dict[str, Mention] = {mention.text: mention for mention in found}
    for short in found:
        longer = _longer_name(short, found)
        if longer is not None:
            full.pop(short.text, None)
            known = full.get(longer.text, longer)
            nearer = max(known.turn, short.turn)
            full[longer.text] = replace(
                known,
                turn=nearer,
                place=short.place if short.turn > known.turn else known.place,
                first_turn=min(known.first_turn, short.first_turn),
                turns=max(known.turns, short.turns),
                is_answer=known.is_answer or short.is_answer,
            )
    return list(full.values())


def _longer_name(short: Mention, found: Sequence[Mention]) -> Mention | None:
    if short.kind is not PhraseKind.NAME or " " in short.text:
        return None
    return next(
        (mention for mention in found if mention.looks_like_person and mention.text.endswith(f" {short.text}")), None
    )
