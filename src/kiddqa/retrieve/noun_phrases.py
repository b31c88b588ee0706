"""A text in, its noun phrases out, by capitals, digits, quotation marks and the function words around them.

``noun_phrases("Who led the U.S. side at the 25th KIDD?")`` finds ``U.S. side`` (after ``the``) and ``25th KIDD``
(after ``at the``). There is no model of the language: a phrase is a run of words that are no function words, and
what stands before it (an article, a preposition, an auxiliary) tells a noun from a verb.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from kiddqa.retrieve.word_lists import (
    ARTICLES,
    AUXILIARIES,
    COMMANDS,
    ENDS_LIKE_A_PAST,
    FREQUENT_VERBS,
    FUNCTION_WORDS,
    MONTHS,
    NAME_PARTICLES,
    NOUN_FOLLOWS,
    PRONOUNS,
    QUESTION_WORDS,
    ROLES,
    SUBJECT_FOLLOWS,
)

YEAR = re.compile(r"\b(?:1\d{3}|20\d{2})\b")
ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)\b", re.IGNORECASE)

_CAPITALISED_IN_NAMES = FUNCTION_WORDS - PRONOUNS - ARTICLES - QUESTION_WORDS - AUXILIARIES | {"may", "will"}

_TOKEN = re.compile(
    r"(?<![^\W_]['’])(?:(?:[^\W\d_]\.){2,}(?:-[^\W_]+)*"
    r"|[^\W_]+(?:[-.&/][^\W_]+\.?(?=\w|\b|[-.]))*(?:['’](?!s\b)[^\W_]+)*)"
)
"""A word with what is inside it: ``U.S.``, ``Korea-U.S.``, ``Suk-joo``, ``O'Brien``; an owner's ``'s`` is no part."""
_QUOTED = re.compile(r"[\"“]((?=[A-Z0-9])[^\"“”]{1,80}?)[,.;:?!]?[\"”]")
_ABBREVIATED = re.compile(r"(?:Mr|Mrs|Ms|Dr|Lt|Gen|Col|Maj|Brig|Adm|Sen|Gov|Rep|Capt|Prof|St|Jr|Sr|[A-Z])\Z")
_OWNED = re.compile(r"['’]s?\s+\Z")
_RUN = re.compile(r"(?:[N9w]|(?<=[N9])(?:ot?|j{1,2})(?=N))+")
"""Over the letters that ``_shape`` gives: words, and the small words inside names."""
_NAME = re.compile(r"[N9]*N[N9]*(?:(?:ot?|j{1,2})[N9]*N[N9]*)*")


class PhraseKind(StrEnum):
    """What a noun phrase is, as far as its letters tell."""

    NAME = "name"
    """Capitalised, with the numbers beside it: ``25th KIDD``."""
    QUOTED = "quoted"
    """In quotation marks and capitalised like a title."""
    NUMBER = "number"
    """It begins with a digit and has no capital, or is a date: ``30 years``, ``2019``, ``March 2018``."""
    NOUN = "noun"
    """Anything else: ``joint exercise``, ``U.S. side``."""


@dataclass(frozen=True, slots=True)
class NounPhrase:
    """A run of words without its article: ``text[start:end]`` of the text it was found in."""

    start: int
    end: int
    text: str
    kind: PhraseKind
    before: tuple[str, ...] = ()
    """The function words right before it, lower case, nearest last: ``("at", "the")``; ``'s`` after an owner."""

    @property
    def head(self) -> str:
        """Its last word, lower case: ``side`` of ``U.S. side``."""
        words = words_of(self.text)
        return words[-1] if words else ""

    @property
    def is_named(self) -> bool:
        """True where it says which one is meant: ``April talks`` do, ``Korean side`` and ``2019`` do not."""
        if self.kind is PhraseKind.NUMBER:
            return ORDINAL.match(self.text) is not None
        if self.kind is PhraseKind.NOUN:
            return self.head not in ROLES and any(char.isupper() or char.isdigit() for char in self.text)
        return True


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    word: str
    letter: str
    """What kind of word it is, see ``_letter``."""


def words_of(text: str) -> list[str]:
    """Return the words of a text, lower case, in order; ``'s`` goes."""
    return [found[0].lower().replace("’", "'") for found in _TOKEN.finditer(text)]


def content_words(text: str) -> list[str]:
    """Return the words that are no function words, lower case, in order."""
    return [word for word in words_of(text) if word not in FUNCTION_WORDS]


@lru_cache(maxsize=1024)
def noun_phrases(text: str) -> tuple[NounPhrase, ...]:
    """Return the noun phrases of a text in order; titles in quotation marks whole, none inside another."""
    quoted = [
        NounPhrase(found.start(1), found.end(1), found[1], PhraseKind.QUOTED)
        for found in _QUOTED.finditer(text)
        if _is_like_a_title(found[1])
    ]
    bare = [phrase for phrase in _bare(text) if not any(q.start < phrase.end and phrase.start < q.end for q in quoted)]
    return tuple(sorted([*quoted, *bare], key=lambda phrase: phrase.start))


def contrasts(text: str, other: str) -> bool:
    """Say whether two phrases name different things of one kind: two years, two ordinals, the sides of one meeting."""
    years, other_years = set(YEAR.findall(text)), set(YEAR.findall(other))
    if years and other_years:
        return years.isdisjoint(other_years)
    ordinal, other_ordinal = ORDINAL.match(text), ORDINAL.match(other)
    if ordinal and other_ordinal and ordinal[0].lower() != other_ordinal[0].lower():
        rest, other_rest = text[ordinal.end() :].lower(), other[other_ordinal.end() :].lower()
        return not rest or not other_rest or rest == other_rest
    head, other_head = words_of(text)[-1:], words_of(other)[-1:]
    return head == other_head and head != [] and head[0] in ROLES and text.lower() != other.lower()


def _is_like_a_title(quoted: str) -> bool:
    words = [word for word in quoted.split() if word.lower() not in FUNCTION_WORDS]
    return bool(words) and all(word[0].isupper() or not word[0].isalpha() for word in words)


def _bare(text: str) -> Iterator[NounPhrase]:
    tokens = _tokens(text)
    shape = "".join(token.letter for token in tokens)
    for run in _RUN.finditer(shape):
        before = _words_before(tokens, run.start())
        for first, last, kind in _cut(tokens[run.start() : run.end()], run[0], before):
            start, end = tokens[run.start() + first].start, tokens[run.start() + last - 1].end
            yield NounPhrase(start, end, text[start:end], kind, before if first == 0 else ())


def _tokens(text: str) -> list[_Token]:
    """Return the words, with an empty one of letter ``'`` or ``|`` where an owner or a clause ends."""
    tokens: list[_Token] = []
    end = 0
    for found in _TOKEN.finditer(text):
        gap = text[end : found.start()]
        opens = not tokens
        if tokens and _OWNED.match(gap):
            tokens.append(_Token(end, end, "'s", "'"))
        elif tokens and gap.strip() and not (gap.strip() == "." and _ABBREVIATED.match(tokens[-1].word)):
            tokens.append(_Token(end, end, "", "|"))
            opens = True
        tokens.append(_Token(found.start(), found.end(), found[0], _letter(found[0], opens=opens)))
        end = found.end()
    return tokens


def _letter(word: str, *, opens: bool) -> str:
    """Return N for a capitalised word, 9 for a number, w for another word; o, t, j, f for function words."""
    lower = word.lower().replace("’", "'")
    capital = word[0].isupper()
    if lower in FUNCTION_WORDS:
        in_name = capital and ((lower in _CAPITALISED_IN_NAMES and not opens) or (word.isupper() and len(word) > 1))
        return "N" if in_name else {"of": "o", "the": "t"}.get(lower, "f")
    if opens and lower in COMMANDS:
        return "f"
    if word in NAME_PARTICLES:
        return "j"
    return "N" if capital else "9" if word[0].isdigit() else "w"


def _words_before(tokens: Sequence[_Token], place: int) -> tuple[str, ...]:
    first = place
    while first > 0 and tokens[first - 1].letter in "otjf'":
        first -= 1
    return tuple(token.word.lower().replace("’", "'") for token in tokens[first:place])


def _cut(run: Sequence[_Token], shape: str, before: tuple[str, ...]) -> Iterator[tuple[int, int, PhraseKind]]:
    """Yield the phrases of a run of words as [first, last) with their kind."""
    noun_follows = _noun_follows(before) and run[0].word not in FREQUENT_VERBS
    names = list(_NAME.finditer(shape))
    last = _without_verbs(run, shape, before)
    if not names:
        if shape[0] == "9":
            dated_noun = noun_follows and last > 1 and YEAR.fullmatch(run[0].word) is not None
            yield 0, max(last, 1), PhraseKind.NOUN if dated_noun else PhraseKind.NUMBER
        elif noun_follows and last:
            yield 0, last, PhraseKind.NOUN
    elif noun_follows and len(names) == 1 and last > names[0].end():
        yield 0, last, PhraseKind.NOUN
    else:
        if noun_follows and names[0].start():
            yield 0, names[0].start(), PhraseKind.NOUN
        for name in names:
            dated = all(token.letter == "9" or token.word in MONTHS for token in run[name.start() : name.end()])
            yield name.start(), name.end(), PhraseKind.NUMBER if dated else PhraseKind.NAME


def _noun_follows(before: tuple[str, ...]) -> bool:
    """Say whether a noun follows: after ``the`` or ``in``; the topic of ``what is``; the subject of ``did``."""
    if not before:
        return False
    asks_what = before[-2:-1] in {("what",), ("who",)} and before[-1] in {"is", "are", "was", "were"}
    return before[-1] in NOUN_FOLLOWS or before[-1] in SUBJECT_FOLLOWS or asks_what


def _without_verbs(run: Sequence[_Token], shape: str, before: tuple[str, ...]) -> int:
    """Return the length of the run without the verbs at its end; 0 where nothing else is there."""
    length = len(run)
    while length and shape[length - 1] == "w" and _is_like_a_verb(run[length - 1].word):
        length -= 1
    subject = any(word in SUBJECT_FOLLOWS for word in before)
    if subject and length == len(run) and length > 1 and shape[length - 1] == "w":
        length -= 1  # "did the exercise simulate": what follows the subject is the verb
    return length


def _is_like_a_verb(word: str) -> bool:
    lower = word.lower()
    return lower in FREQUENT_VERBS or (
        lower.endswith("ed") and len(lower) > len("red") and lower not in ENDS_LIKE_A_PAST
    )
