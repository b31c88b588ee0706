"""A question about each side in, the same question about either side out, as the documents call them.

    Who led each side at the 25th dialogue?
    Who led the U.S. side at the 25th dialogue?  Who led the ROK side at the 25th dialogue?

The two sides are what documents put before the word most often: ``the U.S. side`` and ``the ROK side``. Where they
speak of more than two, or of one, a question is left as it is.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

MIN_TIMES = 2
"""How often a side must be spoken of."""
MAX_THIRD = 0.5
"""How often a third may be, as a share of the second: with more there are not just two."""
MOST_NAMES = 12
"""Names that are compared with each other, the most frequent; two sides have few."""
MOST_CHARS = 2_000_000
"""Of the first documents that are looked at: anyone may ask about each of anything, and every word is looked for."""

_EACH = re.compile(
    r"\b(?P<all>each\s+(?:of\s+the\s+(?:two\s+)?)?|(?:both|either)\s+(?:of\s+)?(?:the\s+)?(?:two\s+)?|the\s+two\s+)"
    r"(?P<noun>[a-z]+)\b(?!['\u2019-])",
    re.IGNORECASE,
)
_WHO = re.compile(r"^\W*(?:who|whom|whose)\b|^\W*(?:name|list)\b", re.IGNORECASE)

SameThing = Callable[[str, str], bool]


class Sides:
    """Knows what the documents put before a word such as ``side`` or ``delegation``."""

    def __init__(self, texts: Callable[[], Iterable[str]], same_thing: SameThing) -> None:
        """Look at nothing yet.

        Args:
            texts: Gives what stands in the documents; begun anew for each word that is asked about.
            same_thing: True for two names of one thing.
        """
        self._texts, self._same_thing = texts, same_thing
        self._of = lru_cache(maxsize=64)(self._mined)

    def split(self, question: str) -> tuple[str, ...]:
        """Return the question about either side; none where it asks for no such thing, or there are not just two.

        What both sides did they may have done together, so only who it was is asked twice; what each did, always.
        """
        found = _EACH.search(question)
        if found is None or not (found["all"].lower().startswith("each") or _WHO.match(question)):
            return ()
        noun = _singular(found["noun"].lower())
        return tuple(
            f"{question[: found.start()]}the {side} {noun}{question[found.end() :]}" for side in self._of(noun)
        )

    def _mined(self, noun: str) -> tuple[str, ...]:
        """Return the two names that stand before a noun, the more frequent first; none if there are not just two."""
        before = re.compile(rf"(?<!\. )\b((?:(?!The\b)[A-Z][\w.]*[ -]){{1,3}}){re.escape(noun)}\b")
        named = Counter(found.strip(" -") for text in _first_of(self._texts()) for found in before.findall(text))
        return _two_of(self._joined(named.most_common(MOST_NAMES)))

    def _joined(self, named: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
        """Return the names, those of one thing counted together under the most frequent; most frequent first."""
        things: dict[str, int] = {}
        for name, count in named:
            known = next((other for other in things if self._same_thing(name, other)), name)
            things[known] = things.get(known, 0) + count
        return sorted(things.items(), key=lambda thing: (-thing[1], thing[0]))


def _first_of(texts: Iterable[str]) -> Iterator[str]:
    """Yield texts until there are 2,000,000 characters, the last one cut off."""
    left = MOST_CHARS
    for text in texts:
        yield text[:left]
        left -= len(text)
        if left <= 0:
            return


def _two_of(things: Sequence[tuple[str, int]]) -> tuple[str, ...]:
    match things:
        case [(first, _), (second, often), *others] if often >= MIN_TIMES:
            return () if any(count > MAX_THIRD * often for _, count in others) else (first, second)
    return ()


def _singular(noun: str) -> str:
    if noun.endswith("ies"):
        return f"{noun.removesuffix('ies')}y"
    return noun.removesuffix("s") if not noun.endswith("ss") else noun
