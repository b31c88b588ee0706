"""A question in, what it leaves open out: pronouns, pointers such as "that meeting", "there", ellipsis, "else".

``gaps("Who led it?")`` is one gap, ``it``. A pronoun that the question itself explains is none: in "Did Cho bring his
deputy?" the name comes first. Only the question is looked at; what the conversation says is another module's work.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from kiddqa.retrieve.fragments import is_fragment, opens_like_a_reply
from kiddqa.retrieve.noun_phrases import NounPhrase, content_words, noun_phrases, words_of
from kiddqa.retrieve.word_lists import (
    AUXILIARIES,
    COMMANDS,
    FUNCTION_WORDS,
    MEDIA,
    OPENERS,
    PREPOSITIONS,
    PRONOUNS,
    QUESTION_WORDS,
)


class GapKind(StrEnum):
    """What is left open."""

    PERSON = "person"
    """``he``, ``her``."""
    THING = "thing"
    """``it``, ``its``."""
    GROUP = "group"
    """``they``, ``them``."""
    THAT = "that"
    """``this``, ``that``, ``those`` on their own: often what happened, not a thing."""
    ONE = "one"
    """``that one``, and ``that`` of ``the one before that``."""
    PLACE = "place"
    """``there``."""
    POINTER = "pointer"
    """``that meeting``, ``the same year``: the noun is said, which one is not."""
    OTHER = "other"
    """``else``, ``another``, ``after that``: more of something."""
    FRAGMENT = "fragment"
    """No sentence: ``Why?``, ``And the Korean side?``."""
    OPENING = "opening"
    """The question begins with ``And`` or ``But``."""
    NAMELESS = "nameless"
    """``the exercise`` in a question without a name: open if the conversation has one."""
    BARE = "bare"
    """``What happened in 1997?``: few words and no name."""


LOOSE = frozenset({GapKind.OTHER, GapKind.NAMELESS, GapKind.BARE, GapKind.OPENING, GapKind.FRAGMENT})
"""The kinds that no single word of the question stands for."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A slice of the question, ``question[start:end]``, that needs the conversation to be understood."""

    start: int
    end: int
    kind: GapKind
    text: str
    """The slice; empty for a gap that is no word of the question."""
    noun: str = ""
    """The noun that a pointer names, lower case: ``meeting``."""

    @property
    def is_owner(self) -> bool:
        """True for ``his``, ``its``, ``their``: what fills it takes an ``'s``."""
        return self.text.lower() in _OWNERS


_PRONOUNS = {
    GapKind.PERSON: ("he", "him", "his", "she", "her", "hers"),
    GapKind.THING: ("it", "its"),
    GapKind.GROUP: ("they", "them", "their", "theirs"),
}
_KIND_OF = {pronoun: kind for kind, pronouns in _PRONOUNS.items() for pronoun in pronouns}
_OWNERS = frozenset(("his", "its", "their"))
_PRONOUN = re.compile(rf"\b(?:{'|'.join(_KIND_OF)})\b(?!['’](?:re|ve|ll|d)\b)", re.IGNORECASE)
_EMPTY_IT = re.compile(
    r"\bit(?='?s?\b)(?= (?:(?:is|was|be|been) )?(?:takes?|took|possible|true|necessary|important that|rain\w*|time)\b)"
    r"|\b(?:is|was|does|did) it (?=(?:take|true|known|clear|said|possible|necessary|important (?:to|that)|mean to)\b)",
    re.IGNORECASE,
)
_DEMONSTRATIVE = r"(?:this|that|these|those)"
_ONE = re.compile(
    rf"\b(?:{_DEMONSTRATIVE}|the same) ones?\b"
    r"(?! (?:about|of|in|on|at|for|with|that|which|who|where|from|to|should|must)\b)",
    re.IGNORECASE,
)
_POINTER = re.compile(rf"\b(?:{_DEMONSTRATIVE}(?: same)?|the same|such an?|the said) (?=\w)", re.IGNORECASE)
_ALONE = re.compile(
    rf"\b{_DEMONSTRATIVE}(?=\s*(?:[?.!,;:]|$)|\s+(?:{'|'.join(sorted(AUXILIARIES | PREPOSITIONS | OPENERS))})\b)"
    rf"|(?<=\b(?:is|as) )(?:this|that)(?= an? )|(?<=\b(?:was|did|had|has) )(?:this|that)\b"
    rf"|(?<=\bdoes )(?:this|that)\b",
    re.IGNORECASE,
)
_ONE_BEFORE = re.compile(r"\bones? (?:right |just )?(?:before|after)\s+\Z", re.IGNORECASE)
_THERE = re.compile(
    r"(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )(?<!\bbeen )(?<!\bhas )(?<!\bhave )(?<!\bwill )(?<!\bcan )"
    r"\bthere\b(?! (?:is|are|was|were|any|be|been|has|have|a|an|no|more|other)\b)",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"\b(?:else|others?|another|besides|more|as well|too|also|again|then|still|at the time|next|later|afterwards?"
    r"|instead|eventually|(?:after|before|besides|since|because of|about|like|than) (?:this|that|these|those))\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"\b(?:when|while|after|before|because|since|if|that|which|who|and|but|as|until|whether|than)\b|[,;:.?!]"
)
_DEFINITION = re.compile(
    r"\s*(?:what|who) (?:is|are|was|were|does) (?!the\b)|\s*(?:define|explain|expand)\b", re.IGNORECASE
)
_EXPLAINED_AFTER = re.compile(r"\s+(?:of|that|which|who|between|for)\b", re.IGNORECASE)
_MAX_BARE_WORDS = 3
"""Words that are no function words."""


@lru_cache(maxsize=1024)
def gaps(question: str) -> tuple[Gap, ...]:
    """Return what the question leaves open, in order of its text; empty where it can be understood alone."""
    phrases = noun_phrases(question)
    named = any(phrase.is_named for phrase in phrases)
    found = list(
        _apart(
            [
                *_pronouns(question, phrases),
                *_words(question, _ONE, GapKind.ONE),
                *_words(question, _THERE, GapKind.PLACE),
                *_pointers(question, phrases, named=named),
                *_alone(question, phrases),
                *(() if named else _words(question, _OTHER, GapKind.OTHER)),
                *(() if named else _nameless(question, phrases)),
            ]
        )
    )
    if is_fragment(question):
        return (Gap(0, 0, GapKind.FRAGMENT, ""), *(gap for gap in found if gap.kind not in LOOSE))
    if not found and not named and _is_bare(question, phrases):
        found = [Gap(0, 0, GapKind.BARE, "")]
    if opens_like_a_reply(question):
        found.insert(0, Gap(0, 0, GapKind.OPENING, ""))
    return tuple(found)


def _is_bare(question: str, phrases: Sequence[NounPhrase]) -> bool:
    """Say whether the question has few words; keywords and "What is creationism?" name their own topic."""
    asks = not (QUESTION_WORDS | AUXILIARIES | COMMANDS).isdisjoint(words_of(question))
    defines = _DEFINITION.match(question) and phrases
    return asks and not defines and len(content_words(question)) <= _MAX_BARE_WORDS


def _pronouns(question: str, phrases: Sequence[NounPhrase]) -> Iterator[Gap]:
    empty = [found.span() for found in _EMPTY_IT.finditer(question)]
    for found in _PRONOUN.finditer(question):
        kind = _KIND_OF[found[0].lower()]
        if any(start <= found.start() < end for start, end in empty) and kind is GapKind.THING:
            continue
        if found[0].isupper() and len(found[0]) > 1:  # "IT" is a name
            continue
        if not _is_explained(question, found, phrases, owner=_is_owner(question, found)):
            yield Gap(found.start(), found.end(), kind, found[0])


def _is_explained(question: str, word: re.Match[str], phrases: Sequence[NounPhrase], *, owner: bool) -> bool:
    """Say whether something before the word may be what it means: a name, or for ``they`` any plural.

    A pronoun is never its own clause's subject or object; an owner, or a pronoun of a later clause, may be.

    Source: Chomsky, "Lectures on Government and Binding", 1981, principle B.
    """
    plural = _KIND_OF.get(word[0].lower()) is GapKind.GROUP
    earlier = [
        phrase
        for phrase in phrases
        if phrase.end <= word.start() and (phrase.is_named or (plural and phrase.head.endswith("s")))
    ]
    if not earlier:
        return False
    between = question[earlier[0].end : word.start()]
    return owner or _CLAUSE.search(between.lower()) is not None


def _is_owner(question: str, pronoun: re.Match[str]) -> bool:
    if pronoun[0].lower() != "her":
        return pronoun[0].lower() in _OWNERS
    after = words_of(question[pronoun.end() :])
    return bool(after) and after[0] not in FUNCTION_WORDS


def _words(question: str, pattern: re.Pattern[str], kind: GapKind) -> Iterator[Gap]:
    for found in pattern.finditer(question):
        yield Gap(found.start(), found.end(), kind, found[0])


def _alone(question: str, phrases: Sequence[NounPhrase]) -> Iterator[Gap]:
    for found in _ALONE.finditer(question):
        if not _joins(found, phrases) and not _is_explained(question, found, phrases, owner=False):
            kind = GapKind.ONE if _ONE_BEFORE.search(question, 0, found.start()) else GapKind.THAT
            yield Gap(found.start(), found.end(), kind, found[0])


def _pointers(question: str, phrases: Sequence[NounPhrase], *, named: bool) -> Iterator[Gap]:
    for found in _POINTER.finditer(question):
        noun = next((phrase for phrase in phrases if phrase.start == found.end()), None)
        if noun is None or _joins(found, phrases) or (noun.is_named and "that" in found[0].lower()):
            continue
        medium = noun.head in MEDIA and named
        compared = "same" in found[0].lower() and any(phrase.is_named for phrase in phrases if phrase.start > noun.end)
        if not medium and not compared:
            yield Gap(found.start(), noun.end, GapKind.POINTER, question[found.start() : noun.end], noun.head)


def _joins(found: re.Match[str], phrases: Sequence[NounPhrase]) -> bool:
    """Say whether ``that`` opens a clause about what stands before it: ``the areas that``, ``anything else that``."""
    if not found[0].lower().startswith("that"):
        return False
    before = words_of(found.string[: found.start()])
    last = before[-1] if before else ""
    return last in PRONOUNS | {"else"} or any(0 < found.start() - phrase.end <= len(") ") for phrase in phrases)


def _nameless(question: str, phrases: Sequence[NounPhrase]) -> Iterator[Gap]:
    for phrase in phrases:
        if phrase.before[-1:] == ("the",) and not _EXPLAINED_AFTER.match(question, phrase.end):
            yield Gap(phrase.start, phrase.end, GapKind.NAMELESS, phrase.text, phrase.head)


def _apart(found: Sequence[Gap]) -> Iterator[Gap]:
    """Yield the gaps in order of their start; of two that overlap, the one found first."""
    kept: list[Gap] = []
    for gap in found:
        if not any(other.start < gap.end and gap.start < other.end for other in kept):
            kept.append(gap)
    yield from sorted(kept, key=lambda gap: gap.start)
