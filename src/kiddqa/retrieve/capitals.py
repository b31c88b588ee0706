"""A question in, the same with capitals by their own names out: ``the U.S. capital`` is Washington, D.C.

The reading model does not know that, and a search finds what stands in the documents. ``capitals.txt`` beside this
module has the capitals, the alias groups have the names and adjectives of the countries.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from kiddqa.retrieve.alias_file import AliasGroup, shipped_groups
from kiddqa.retrieve.spelling import Spelling, SpellingChange

_FILE = "capitals.txt"
_NO_MONEY = r"(?!\s+(?:accounts?|controls?|gains?|goods|markets?|(?:in|out)?flows?)\b)"


class Capitals:
    """Knows the capitals of countries by every name that a country has."""

    def __init__(
        self, groups: Iterable[AliasGroup], stands: Callable[[str], bool], cities: Mapping[str, Sequence[str]]
    ) -> None:
        """Join names and capitals.

        Args:
            groups: Names of countries, also looser ones, among others.
            stands: True for a name that can be found in the corpus.
            cities: By a name of a country those of its capital, best first; ``shipped_capitals`` gives them.
        """
        self._city: dict[str, str] = {}
        for group in groups:
            city = next((city for name in group.names for city in cities.get(name, ()) if stands(city)), None)
            if city:
                self._city |= dict.fromkeys((_key(name) for name in (*group.names, *group.loose)), city)
        names = "|".join(r"\.?".join(map(re.escape, name)) for name in sorted(self._city, key=len, reverse=True))
        self._called = re.compile(
            rf"\bthe\s+(?:(?P<country>{names})\.?(?:['\u2019]s?)?\s+capital|capital\s+of\s+(?:the\s+)?(?P<of>{names})\.?)"
            rf"(?![\w-]){_NO_MONEY}",
            re.IGNORECASE,
        )

    def read(self, question: str) -> Spelling:
        """Return a question with each capital that it calls by its country under its own name, where that stands."""
        if not self._city:
            return Spelling(text=question)
        changes = []

        def named(found: re.Match[str]) -> str:
            city = self._city[_key(found["country"] or found["of"])]
            changes.append(SpellingChange(typed=found[0], corrected=city))
            return city

        return Spelling(text=self._called.sub(named, question), changes=tuple(changes))


def shipped_capitals() -> dict[str, tuple[str, ...]]:
    """Return by the name of a country its capital, by the name to look for first and by others.

    Raises:
        CorpusError: if the installed file was altered and no longer keeps to the format.
    """
    return {group.names[0]: group.names[1:] for group in shipped_groups(_FILE)}


def _key(name: str) -> str:
    return name.replace(".", "").casefold()
