"""Passages in, pairs of long and short form with where they stand out; and which pair a question asks about.

``The Shared Early Warning System (SEWS)`` and ``SEWS (Shared Early Warning System)`` define SEWS, and so does the
manner of newspapers, ``the Shared Early Warning System, or SEWS,``.

The algorithm is Schwartz and Hearst's with three changes, each for text that is not biomedical: where every letter
can stand at the start of a word it must (so that C4I keeps all its words), a digit need not stand in the long form
(UFS 24, SA2015WG) or repeats the letter before it (C4I is CCCCI), and a short form has two capitals at least.

Source: Schwartz and Hearst, "A simple algorithm for identifying abbreviation definitions in biomedical text", 2003,
doi:10.1142/9789812776303_0042.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kiddqa.records import BlockKind, Document, Passage, Range

MAX_SHORT_FORM_CHARS = 10
MAX_SHORT_FORM_WORDS = 2
_MIN_CAPITALS = 2
_MIN_SHARED_WORDS = 0.5

_PARENTHESIS = re.compile(r"\(([^()\n]{2,200})\)")
_NEWSPAPER = re.compile(r", or ([A-Z][\w&/-]{1,9})(?=[,.;:)]|$)")
_SHORT_FORM = re.compile(r"[^\W_][\w&./-]*(?: [\w&./-]+)?")
_LAST_WORD = re.compile(r"[^\W_][\w&./-]*(?=[\"'\u201d\u2019]?\s*$)")
_PIECE = re.compile(r"(?<![^\s,;(])(?!or\b)[^\s,;]+(?: (?!or\b)[^\s,;]+)*")
_REPEATED = re.compile(r"([^\W\d_])([2-5])(?!\d)")
_WORD = re.compile(r"\S+")
_TRAILING = " \t\n\"'\u201d\u2019,"


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """One place where a long and a short form stand side by side.

    ``document.text[long_range.start:long_range.end] == long_form``, and so for the short form.
    """

    document_id: str
    long_form: str
    long_range: Range
    short_form: str
    short_range: Range
    sentence: Range | None
    """The sentence that can be quoted for it; None in a heading, which is not quoted."""


def is_short_form(text: str) -> bool:
    """True for one or two words of 2 to 10 characters with two capitals or more and no more small letters than that."""
    if len(text) > MAX_SHORT_FORM_CHARS or not _SHORT_FORM.fullmatch(text):
        return False
    capitals = sum(letter.isupper() for letter in text)
    return capitals >= max(_MIN_CAPITALS, sum(letter.islower() for letter in text))


def long_form_start(short_form: str, text: str) -> int | None:
    """Return where the shortest long form begins that ends where ``text`` ends, or None.

    ``long_form_start("OPCON", "transfer of operational control")`` is 12.
    """
    lowered = "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)
    repeated = _REPEATED.sub(lambda found: found[1] * int(found[2]), short_form)
    for spelling in dict.fromkeys((repeated, short_form)):
        letters = [letter for letter in spelling.lower() if letter.isalpha()]
        for initials_only in (True, False):
            start = _match_backwards(letters, lowered, initials_only=initials_only)
            if start is not None:
                return start
    return None


def find_definitions(text: str) -> Iterator[tuple[Range, Range]]:
    """Yield the ranges of long and short form of every definition in one sentence or heading, in order."""
    for found in _PARENTHESIS.finditer(text):
        shorts = [piece for piece in _PIECE.finditer(text, *found.span(1)) if is_short_form(piece[0])]
        if shorts:
            for short in shorts:
                yield from _long_before(text, found.start(), short[0], short.start())
        else:
            yield from _short_before(text, found)
    for found in _NEWSPAPER.finditer(text):
        if is_short_form(found[1]):
            yield from _long_before(text, found.start(), found[1], found.start(1))


class Acronyms:
    """The definitions of a corpus, found by short and by long form."""

    def __init__(self, definitions: Iterable[Definition]) -> None:
        """Take definitions, the best to quote first."""
        self.definitions = tuple(definitions)
        self._places: dict[str, list[Definition]] = defaultdict(list)
        for definition in self.definitions:
            for form in {folded(definition.short_form), folded(definition.long_form)}:
                self._places[form].append(definition)

    @classmethod
    def mine(cls, passages: Iterable[Passage]) -> "Acronyms":
        """Find every definition in the sentences of the passages and in the headings of their documents.

        Those that can be quoted come first; among them those in a document whose title holds the short form; then
        as the passages come. A sentence that stands in two passages counts once.
        """
        seen: set[str] = set()
        found: dict[tuple[str, Range, Range], tuple[bool, bool, Definition]] = {}
        for passage in passages:
            document = passage.document
            spans: list[tuple[Range, bool]] = [(sentence, True) for sentence in passage.sentences]
            if document.id not in seen:
                seen.add(document.id)
                spans += [(heading, False) for heading in _headings(document)]
            for span, quotable in spans:
                for definition in _define(document, span, quotable=quotable):
                    key = (document.id, definition.long_range, definition.short_range)
                    found.setdefault(key, (not quotable, definition.short_form not in document.title, definition))
        ordered = sorted(found.values(), key=lambda entry: entry[:2])
        return cls(definition for *_, definition in ordered)

    def defining(self, name: str) -> tuple[Definition, ...]:
        """Return where a short or long form is defined, the best to quote first; case and hyphens do not count."""
        return tuple(self._places.get(folded(name), ()))

    def groups(self) -> tuple[tuple[str, ...], ...]:
        """Return each short form with its long forms, most frequent first; one with several meanings comes repeatedly.

        Two long forms mean the same if one has all words of the other, or half of all their words are in both.
        """
        forms: dict[str, Counter[str]] = defaultdict(Counter)
        for definition in self.definitions:
            without_aside = " ".join(_PARENTHESIS.sub(" ", definition.long_form).split())
            forms[definition.short_form][without_aside] += 1
        return tuple((short, *longs) for short, counted in forms.items() for longs in _meanings(counted))


def folded(name: str) -> str:
    """Return a name for comparing: small letters, no full stops, one space for hyphens and white space, no article."""
    plain = " ".join(re.sub(r"[-\u2010\u2011\u2013]", " ", name.replace(".", "")).casefold().split())
    return plain.removeprefix("the ")


def _match_backwards(letters: list[str], lowered: str, *, initials_only: bool) -> int | None:
    position = len(lowered)
    for number in range(len(letters) - 1, -1, -1):
        position = lowered.rfind(letters[number], 0, position)
        while position > 0 and (initials_only or number == 0) and lowered[position - 1].isalnum():
            position = lowered.rfind(letters[number], 0, position)
        if position < 0:
            return None
    return position if letters else None


def _long_before(text: str, end: int, short_form: str, start: int) -> Iterator[tuple[Range, Range]]:
    """Yield the long form that ends before ``end``, with the short form, which begins at ``start``."""
    aside_blanked = _PARENTHESIS.sub(lambda aside: " " * len(aside[0]), text[:end])
    before = aside_blanked.rstrip(_TRAILING)
    words = list(_WORD.finditer(before))[-_max_words(short_form) :]
    if not words:
        return
    window = words[0].start()
    long_start = long_form_start(short_form, before[window:])
    if long_start is not None and _may_mean(text[window + long_start : len(before)], short_form):
        yield Range(window + long_start, len(before)), Range(start, start + len(short_form))


def _short_before(text: str, parenthesis: re.Match[str]) -> Iterator[tuple[Range, Range]]:
    """Yield the short form before the parenthesis, with the long form that fills it."""
    word = _LAST_WORD.search(text, 0, parenthesis.start())
    inside = parenthesis[1]
    if not word or not is_short_form(word[0]) or len(inside.split()) > _max_words(word[0]):
        return
    article = len(inside) - len(inside.lower().removeprefix("the "))
    if long_form_start(word[0], inside[article:]) == 0 and _may_mean(inside[article:], word[0]):
        yield Range(parenthesis.start(1) + article, parenthesis.end(1)), Range(word.start(), word.end())


def _may_mean(long_form: str, short_form: str) -> bool:
    """True if the long form is the longer one and does not hold the short form or a part of it, as CFC is of F-CFC."""
    parts = {part for part in (short_form, *re.split(r"[ /-]", short_form)) if is_short_form(part)}
    return len(long_form) > len(short_form) and parts.isdisjoint(re.split(r"[^\w&./-]+", long_form))


def _max_words(short_form: str) -> int:
    return min(len(short_form) + 5, 2 * len(short_form))


def _headings(document: Document) -> Iterator[Range]:
    return (Range(block.start, block.end) for block in document.blocks if block.kind is BlockKind.HEADING)


def _define(document: Document, span: Range, *, quotable: bool) -> Iterator[Definition]:
    text = document.text[span.start : span.end]
    for long_range, short_range in find_definitions(text):
        yield Definition(
            document_id=document.id,
            long_form=text[long_range.start : long_range.end],
            long_range=Range(span.start + long_range.start, span.start + long_range.end),
            short_form=text[short_range.start : short_range.end],
            short_range=Range(span.start + short_range.start, span.start + short_range.end),
            sentence=span if quotable else None,
        )


def _meanings(counted: Counter[str]) -> list[tuple[str, ...]]:
    meanings: list[list[str]] = []
    for long_form, _ in counted.most_common():
        alike = next((meaning for meaning in meanings if _alike(meaning[0], long_form)), None)
        if alike is None:
            meanings.append([long_form])
        elif folded(long_form) not in map(folded, alike):
            alike.append(long_form)
    return [tuple(meaning) for meaning in meanings]


def _alike(one: str, other: str) -> bool:
    words, others = set(folded(one).split()), set(folded(other).split())
    return words <= others or others <= words or len(words & others) >= _MIN_SHARED_WORDS * len(words | others)
