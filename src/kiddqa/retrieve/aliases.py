"""A question in; the other names of the things it names, to be searched for as well, out.

``Who led the ROK delegation?`` is also searched for ``South Korea``. The question itself stays as it was.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest

from kiddqa.records import AskedName
from kiddqa.retrieve.acronyms import Acronyms
from kiddqa.retrieve.alias_file import AliasGroup
from kiddqa.retrieve.definitions import DefinitionQuestion, definition_question

MAX_ADDED_NAMES = 6
MAX_EXACT_CAPITALS = 5
"""A short form of up to so many capitals is known by its case alone: "us" is not US and "who" is not WHO."""
MAX_ADDED_NAMES_OF_A_THING = 3
_MAX_GROUPS_OF_A_NAME = 8
"""A name in more groups than this, ``overview`` for instance, names no one thing and joins no two groups."""
_MIN_SHOUTED_WORDS = 4
_SEPARATOR = "; "

_TOKEN = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_](?!\w)\.?|[^\W_]+(?:['\u2019][^\W_]+)*")
_GAP = re.compile(r"[ \t\n]?[-\u2010\u2011\u2013/&,.]?[ \t\n]?")
_PLURAL = re.compile(r"[A-Z]{2,}s")
_PLACE_BEFORE = re.compile(r"\b(?:in|at|to|from|near|around|outside|via|through|visit(?:ed|ing)?)\s+$", re.IGNORECASE)
_PLACE_AFTER = re.compile(
    r"\s+(?:[A-Z]|(?:round|talks?|meetings?|sessions?|summit|conference|dialogue|edition|office|airport)\b)"
)
_NAME_BEFORE = re.compile(r"(?<=[a-z] )[A-Z]\w+ $")
_ONE_OF_MANY_BEFORE = re.compile(r"\b(?:an?|another|any|each|every|one|same|what|which)\s+$", re.IGNORECASE)

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expansion:
    """A question with the other names of what it names."""

    question: str
    """As it was, to the letter."""
    mentions: tuple[AskedName, ...] = ()
    """The known names in it, in order, also those for which nothing is added."""
    added: tuple[str, ...] = ()
    """Up to 6 names to be searched for as well, best first; each can be found in the corpus."""
    definition: DefinitionQuestion | None = None
    """Set where the question asks what a name stands for or how it is abbreviated."""

    @property
    def text(self) -> str:
        """What is searched for: the question, then the added names; the question itself where there are none."""
        return _SEPARATOR.join((self.question, *self.added))

    @property
    def reason(self) -> str | None:
        """What was done, for "Read as": ``also searched for ROK, Republic of Korea``; None if nothing was."""
        return f"also searched for {', '.join(self.added)}" if self.added else None


@dataclass(frozen=True, slots=True)
class _Name:
    things: tuple[int, ...]
    exact: frozenset[str] | None
    """The spellings that count; None: any case does."""
    loose: bool


class Aliases:
    """Knows the things of a corpus by all their names.

    Groups that share a name are one thing, unless the name is a short form with several meanings: that one is
    recognised for each of them, added for none and joins nothing.
    """

    def __init__(self, acronyms: Acronyms, groups: Iterable[AliasGroup], stands: Callable[[str], bool]) -> None:
        """Join the groups into things.

        Args:
            acronyms: What the documents define; each pair is a group that comes after the given ones.
            groups: Best first: the user's own, then those of the documents' front matter, then the general ones.
            stands: True for a name that can be found in the corpus, such as one whose every word stands in it.
        """
        mined = acronyms.groups()
        meanings = Counter(short_form for short_form, *_ in mined)
        everything = [*groups, *(AliasGroup(names=names) for names in mined)]
        self._acronyms = acronyms
        self._stands = stands
        self._groups = everything
        self._homonyms = {_key(short_form) for short_form, count in meanings.items() if count > 1}
        self._members = _join(everything, self._homonyms)
        self._names, self._longest = _known_names(everything, self._members)
        self._to_add: dict[int, tuple[str, ...]] = {}

    def expand(self, question: str) -> Expansion:
        """Find the names in a question and the others that belong to them; no text is refused.

        The longest name wins. ``expand(expand(question).text)`` adds nothing more.
        """
        found = [] if _is_shouted(question) else list(self._find(question))
        things = list(dict.fromkeys(thing for _, name in found for thing in name.things))
        in_turns = zip_longest(*(self._names_to_add(thing) for thing in things))
        best = [name for turn in in_turns for name in turn if name][:MAX_ADDED_NAMES]
        asked = set(_words(question))
        return Expansion(
            question=question,
            mentions=tuple(replace(mention, others=self._others(question, mention, name)) for mention, name in found),
            added=tuple(name for name in best if not asked.issuperset(_key(name))),
            definition=definition_question(question, self._acronyms),
        )

    def _others(self, question: str, mention: AskedName, name: _Name) -> tuple[str, ...]:
        if len(name.things) > 1 or (name.loose and self._is_of_people(question, mention)):
            return ()
        others = (other for other in self._names_to_add(name.things[0]) if other != mention.name)
        return tuple(sorted(others, key=lambda other: _key(other) != _key(mention.name)))

    def _is_of_people(self, question: str, mention: AskedName) -> bool:
        """Say whether a name asks for people, not for their country: "Americans", or "American" after "which"."""
        *before, last = _key(mention.name)
        several = last.endswith("s") and (*before, last[:-1]) in self._names
        return several or _ONE_OF_MANY_BEFORE.search(question, 0, mention.start) is not None

    def _find(self, question: str) -> Iterator[tuple[AskedName, _Name]]:
        tokens = list(_TOKEN.finditer(question))
        position = 0
        while position < len(tokens):
            for length in range(min(self._longest.get(_fold(tokens[position][0]), 0), len(tokens) - position), 0, -1):
                run = tokens[position : position + length]
                name = self._names.get(tuple(_fold(token[0]) for token in run))
                if name and _is_one_name(question, run) and _is_meant(question, run, name):
                    start, end = run[0].start(), _without_possessive(run[-1])
                    yield AskedName(name=question[start:end], start=start, end=end, loose=name.loose), name
                    position += length
                    break
            else:
                position += 1

    def _names_to_add(self, thing: int) -> tuple[str, ...]:
        """Return the names of a thing that can be found in the corpus, each with a word that those before it lack."""
        if thing not in self._to_add:
            kept: list[str] = []
            words: set[str] = set()
            names = (name for number in self._members[thing] for name in self._groups[number].names)
            for name in names:
                key = _key(name)
                known = self._names.get(key)
                if known is None or len(known.things) > 1 or key in self._homonyms or words.issuperset(key):
                    continue
                if _is_one_name(name, list(_TOKEN.finditer(name))) and self._stands(name):
                    kept.append(name)
                    words.update(key)
                if len(kept) == MAX_ADDED_NAMES_OF_A_THING:
                    break
            self._to_add[thing] = tuple(kept)
        return self._to_add[thing]


def _join(groups: Sequence[AliasGroup], homonyms: set[Key]) -> dict[int, list[int]]:
    """Return the numbers of the groups of each thing, by the number of its first group, in order."""
    groups_of: dict[Key, list[int]] = defaultdict(list)
    for number, group in enumerate(groups):
        for key in {_key(name) for name in group.names}:
            groups_of[key].append(number)
    leader = list(range(len(groups)))

    def leader_of(number: int) -> int:
        while leader[number] != number:
            number = leader[number]
        return number

    for key, numbers in groups_of.items():
        if key not in homonyms and len(numbers) <= _MAX_GROUPS_OF_A_NAME:
            leaders = sorted({leader_of(number) for number in numbers})
            for number in leaders[1:]:
                leader[number] = leaders[0]
    members: dict[int, list[int]] = defaultdict(list)
    for number in range(len(groups)):
        members[leader_of(number)].append(number)
    return members


def _known_names(
    groups: Sequence[AliasGroup], members: dict[int, list[int]]
) -> tuple[dict[Key, _Name], dict[str, int]]:
    """Return every name, and for each first word the length in words of the longest name that begins with it."""
    things: dict[Key, dict[int, None]] = defaultdict(dict)
    spellings: dict[Key, set[str]] = defaultdict(set)
    strict: set[Key] = set()
    for thing, numbers in members.items():
        for number in numbers:
            group = groups[number]
            strict.update(map(_key, group.names))
            for name in (*group.names, *group.loose):
                things[_key(name)][thing] = None
                spellings[_key(name)].add(name.replace(".", ""))
    names: dict[Key, _Name] = {}
    longest: dict[str, int] = {}
    for key, of in things.items():
        if not key or len(of) > _MAX_GROUPS_OF_A_NAME:
            continue
        exact = frozenset(spellings[key]) if all(map(_is_known_by_case, spellings[key])) else None
        names[key] = _Name(things=tuple(of), exact=exact, loose=key not in strict)
        longest[key[0]] = max(longest.get(key[0], 0), len(key))
    return names, longest


def _is_known_by_case(spelling: str) -> bool:
    return spelling.isupper() and spelling.isalpha() and len(spelling) <= MAX_EXACT_CAPITALS


def _is_one_name(question: str, run: Sequence[re.Match[str]]) -> bool:
    pairs = pairwise(run)
    return all(_GAP.fullmatch(question, one.end(), other.start()) for one, other in pairs)


def _is_meant(question: str, run: Sequence[re.Match[str]], name: _Name) -> bool:
    if name.exact is not None:
        typed = run[0][0]
        dotted = "." in typed
        plain = re.sub(r"['\u2019]s$", "", typed.replace(".", ""))
        return dotted or plain in name.exact or plain.removesuffix("s") in name.exact
    if not name.loose:
        return True
    if _PLACE_BEFORE.search(question, 0, run[0].start()) or _NAME_BEFORE.search(question, 0, run[0].start()):
        return False
    return _PLACE_AFTER.match(question, run[-1].end()) is None


def _is_shouted(question: str) -> bool:
    """True for a question in capitals only, whose case tells nothing about its short forms."""
    return question.isupper() and len(question.split()) >= _MIN_SHOUTED_WORDS


def _without_possessive(token: re.Match[str]) -> int:
    return token.end() - 2 if re.search(r"['\u2019]s$", token[0]) else token.end()


def _key(name: str) -> Key:
    return tuple(_words(name))


def _words(text: str) -> Iterator[str]:
    return (_fold(token[0]) for token in _TOKEN.finditer(text))


def _fold(token: str) -> str:
    plain = token.replace(".", "").replace("\u2019", "'").removesuffix("'s")
    return (plain[:-1] if _PLURAL.fullmatch(plain) else plain).casefold()
