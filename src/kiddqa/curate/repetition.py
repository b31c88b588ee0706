"""Rules on repetition: no sentence stands twice, and no document is nearly another."""

import re
from collections.abc import Iterator
from itertools import combinations

from kiddqa.curate.library import Entry, Excerpt, Finding, Library
from kiddqa.curate.sentence_rules import opening_of

SHINGLE_WORDS = 5
"""Words of a shingle: long enough that two documents share few by chance, short enough to survive small edits."""
MAX_LIKENESS = 0.3
"""Highest Jaccard similarity, 0 to 1, of the shingle sets of two documents.

Of two documents of one length, 0.3 means that 46 % of the shingles of each stand in the other (2J / (1 + J)): nearly
half. Pages on different subjects that share names and turns of phrase stay at half of it: 0.15 in the bundled corpus.
"""

_WORD = re.compile(r"\w+")
Shingles = frozenset[tuple[str, ...]]


def sentences_stand_once(library: Library) -> Iterator[Finding]:
    """No sentence stands in two places; case, punctuation and white space make no difference."""
    first_with: dict[tuple[str, ...], tuple[Entry, Excerpt]] = {}
    for entry in library.entries:
        for sentence in entry.sentences:
            first_entry, first = first_with.setdefault(_words(sentence.text), (entry, sentence))
            if first is not sentence:
                yield Finding(
                    document=entry.id,
                    line=sentence.line,
                    rule="repeated-sentence",
                    message=f"The sentence {opening_of(sentence)} stands in {first_entry.id}, line {first.line}, too; "
                    "expected each sentence once.",
                )


def documents_differ(library: Library) -> Iterator[Finding]:
    """No two documents are more alike than ``MAX_LIKENESS``."""
    shingled = [(entry, shingles(" ".join(s.text for s in entry.sentences))) for entry in library.entries]
    for (first, one), (second, other) in combinations(shingled, 2):
        likeness = jaccard(one, other)
        if likeness > MAX_LIKENESS:
            message = (
                f"The text is nearly that of {first.id}: of all runs of {SHINGLE_WORDS} words, "
                f"{likeness:.0%} stand in both; expected at most {MAX_LIKENESS:.0%}."
            )
            yield Finding(
                document=second.id, line=second.front_matter.body_line, rule="near-duplicate", message=message
            )


def shingles(text: str) -> Shingles:
    """Return every run of ``SHINGLE_WORDS`` words of ``text`` without case or punctuation; none if it has fewer words.

    Source: Broder, "On the resemblance and containment of documents", 1997, doi:10.1109/SEQUEN.1997.666900.
    """
    words = _words(text)
    return frozenset(words[start : start + SHINGLE_WORDS] for start in range(len(words) - SHINGLE_WORDS + 1))


def jaccard(one: Shingles, other: Shingles) -> float:
    """Return what two sets share as a part of what they hold together, 0 to 1; 0 for two empty sets."""
    together = len(one | other)
    return len(one & other) / together if together else 0.0


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.casefold()))
