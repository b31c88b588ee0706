"""Documents in, their words out: how often each occurs, beside which others, and which of them are names."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.distance import OSA

from kiddqa.records import Document

WORD = re.compile(r"(?<![\w@])[^\W\d_]+(?:['\u2019][^\W\d_]+)*(?![\w@])")
"""A run of letters that touches no digit; a hyphen parts two words, an apostrophe does not."""

UNSEEN = 5
"""How many more times a word counts as seen when its neighbours are judged."""


def plain(text: str) -> str:
    """Return a text without accents and with straight apostrophes: ``plain("Chloé’s")`` is ``"Chloe's"``."""
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text.replace("\u2019", "'"))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def nearest(typed: str, words: Iterable[str], *, limit: int) -> dict[str, int]:
    """Return the words within ``limit`` typing errors, each with its number of errors.

    An error is a letter lost, added or exchanged for another, or two neighbours swapped.

    Source: Damerau, "A Technique for Computer Detection and Correction of Spelling Errors", 1964,
    doi:10.1145/363958.363994, in the variant that edits no part twice (optimal string alignment).
    """
    found = process.extract_iter(typed, words, scorer=OSA.distance, score_cutoff=limit, processor=None)
    return {word: int(distance) for word, distance, _ in found}


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """The words of a corpus, each in its ``base`` form."""

    counts: Mapping[str, int]
    pairs: Mapping[tuple[str, str], int]
    """How often the second word follows the first, within a document; numbers between them do not count."""
    names: frozenset[str]
    """Words that are capitalised more often than not: names, and acronyms among them."""

    @classmethod
    def of(cls, documents: Iterable[Document]) -> "Vocabulary":
        """Count the words of titles and texts."""
        spellings: Counter[str] = Counter()
        pairs: Counter[tuple[str, str]] = Counter()
        for document in documents:
            words = words_of(document)
            spellings.update(words)
            pairs.update(pairwise([word.lower() for word in words]))
        counts, names = counts_and_names(spellings)
        return cls(counts=counts, pairs=pairs, names=names)

    @cached_property
    def running_words(self) -> int:
        """How many words the documents have, repetitions counted."""
        return sum(self.counts.values())

    def __contains__(self, word: str) -> bool:
        """Say whether the word occurs."""
        return word in self.counts

    def probability(self, word: str) -> float:
        """Return the share of running words that are this one, 0 to 1."""
        return self.counts.get(word, 0) / max(1, self.running_words)

    def pair_probability(self, left: str, right: str) -> float:
        """Return the share of occurrences of ``left`` that ``right`` follows, 0 to 1, too low for a rare ``left``.

        A word that occurs once, before "of", says little: it counts as if seen ``UNSEEN`` times more, elsewhere.
        """
        return self.pairs.get((left, right), 0) / (UNSEEN + self.counts.get(left, 0))

    def words_like(self, typed: str, *, limit: int) -> dict[str, int]:
        """Return the words within ``limit`` typing errors of ``typed``, each with its number of errors."""
        lengths = range(len(typed) - limit, len(typed) + limit + 1)
        return {
            word: errors
            for length in lengths
            for word, errors in nearest(typed, self._by_length.get(length, ()), limit=limit).items()
        }

    @cached_property
    def _by_length(self) -> dict[int, list[str]]:
        groups: dict[int, list[str]] = {}
        for word in self.counts:
            groups.setdefault(len(word), []).append(word)
        return groups


def words_of(document: Document) -> list[str]:
    """Return the words of title and text, in order, as they are written but for accents and possessive endings."""
    return [without_ending(word) for word in WORD.findall(plain(f"{document.title}\n{document.text}"))]


def counts_and_names(spellings: Mapping[str, int]) -> tuple[Mapping[str, int], frozenset[str]]:
    """Return how often each word occurs, given how often each way of writing it does, and which words are names."""
    counts: Counter[str] = Counter()
    capitalised: Counter[str] = Counter()
    for word, count in spellings.items():
        counts[word.lower()] += count
        capitalised[word.lower()] += count * word[0].isupper()
    return counts, frozenset(word for word, count in capitalised.items() if 2 * count > counts[word])


def without_ending(word: str) -> str:
    """Return a word without its possessive ending: ``without_ending("Seoul's")`` is ``"Seoul"``."""
    return word[:-2] if word.endswith(("'s", "'S")) else word
