"""A query and a sentence of a hit in, a row of numbers out: what the ranker weighs.

The columns, in order, with their ranges; idf is the index's, terms are stemmed content words:

    fused               fused retrieval score, 0 to 1
    coverage_sentence   share of the question's idf found in the sentence, 0 to 1
    coverage_near       … in the sentence, its neighbours, title and headings, 0 to 1
    bigram_coverage     share of the question's neighbouring term pairs that neighbour in the sentence, 0 to 1
    names_near          share of the question's names and numbers in the sentence, neighbours, title, headings, 0 to 1
    numbers_near        share of the question's words with a digit in the same, 0 to 1
    type_<kind>         1 if the sentence holds a thing of the kind asked for, -1 if not, 0 if another is asked for
    absent_names        share of the question's names and numbers that stand nowhere in the index, 0 to 1
    absent_terms        share of the question's terms that stand nowhere in the hits, by idf, 0 to 1
    novelty             share of the sentence's terms that are not in the question, 0 to 1
    length              ln(1 + terms of the sentence) / 5, 0 to about 1
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log1p

import numpy as np
from numpy.typing import NDArray

from kiddqa.read.answer_type import AnswerType, expected_type, holds_type
from kiddqa.records import Hit, Passage, Query, Range

KINDS = tuple(kind for kind in AnswerType if kind is not AnswerType.OTHER)
COLUMNS = (
    "fused",
    "coverage_sentence",
    "coverage_near",
    "bigram_coverage",
    "names_near",
    "numbers_near",
    *(f"type_{kind.value}" for kind in KINDS),
    "absent_names",
    "absent_terms",
    "novelty",
    "length",
)

Matrix = NDArray[np.float64]
"""Shape (candidates, columns), float64."""

_NAME_OR_NUMBER = re.compile(r"(?<!^)\b[A-Z][\w’'-]*|\b\w*\d\w*|\b[A-Z]{2,}\b")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of a hit that may be quoted."""

    hit: Hit
    sentence: Range

    @property
    def text(self) -> str:
        """The sentence, verbatim."""
        return self.hit.passage.document.text[self.sentence.start : self.sentence.end]

    @property
    def in_context(self) -> str:
        """Title, headings and sentence on one line: what the scorer reads of this sentence."""
        passage = self.hit.passage
        return " ".join(". ".join([passage.document.title, *passage.heading, self.text]).split())


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureExtractor:
    """Computes the columns above; ``terms`` and ``idf`` are those of the index that is searched."""

    terms: Callable[[str], Sequence[str]]
    idf: Callable[[str], float]

    def candidates(self, hits: Sequence[Hit]) -> list[Candidate]:
        """Return each quotable sentence of the hits once, in the order of hits, then of text."""
        seen: set[tuple[str, Range]] = set()
        found: list[Candidate] = []
        for hit in hits:
            for sentence in hit.passage.sentences:
                place = (hit.passage.document.id, sentence)
                if place not in seen:
                    seen.add(place)
                    found.append(Candidate(hit, sentence))
        return found

    def rows(self, query: Query, candidates: Sequence[Candidate]) -> Matrix:
        """Return one row a candidate, columns as in ``COLUMNS``."""
        asked = _Asked(query, self.terms, self.idf)
        absent_terms = 1 - asked.coverage({term for text in _passage_texts(candidates) for term in self.terms(text)})
        rows = [self._row(asked, candidate, absent_terms) for candidate in candidates]
        return np.array(rows, dtype=np.float64).reshape(len(candidates), len(COLUMNS))

    def _row(self, asked: "_Asked", candidate: Candidate, absent_terms: float) -> tuple[float, ...]:
        hit, passage = candidate.hit, candidate.hit.passage
        own = self.terms(candidate.text)
        label = " ".join([passage.document.title, *passage.heading])
        near = set(self.terms(f"{label} {_neighbourhood(passage, candidate.sentence)}"))
        held = 1.0 if holds_type(candidate.text, asked.kind, asked.query.text) else -1.0
        return (
            hit.fused_score,
            asked.coverage(set(own)),
            asked.coverage(near),
            asked.bigram_coverage(own),
            asked.name_coverage(near),
            asked.number_coverage(near),
            *(held if kind is asked.kind else 0.0 for kind in KINDS),
            asked.absent_names,
            absent_terms,
            len(set(own) - asked.term_set) / (len(set(own)) or 1),
            log1p(len(own)) / 5,
        )


class _Asked:
    """A query's terms with their weights."""

    def __init__(self, query: Query, terms: Callable[[str], Sequence[str]], idf: Callable[[str], float]) -> None:
        self.query = query
        self.kind = expected_type(query.question)
        ordered = terms(query.text)
        self.term_set = set(ordered)
        self._bigrams = set(pairwise(ordered))
        self._weights = {
            term: idf(term) for term in ordered
        }  # in the question's order, so that sums are the same to the bit
        names = set(terms(" ".join(_NAME_OR_NUMBER.findall(query.text))))
        self._name_weights = {term: weight for term, weight in self._weights.items() if term in names}
        unknown = [term for term in self._name_weights if self._weights[term] >= idf("")]
        self.absent_names = len(unknown) / (len(self._name_weights) or 1)

    def coverage(self, found: set[str]) -> float:
        return _share(self._weights, found)

    def name_coverage(self, found: set[str]) -> float:
        return _share(self._name_weights, found)

    def number_coverage(self, found: set[str]) -> float:
        numbers = {term: 1.0 for term in self._weights if any(character.isdigit() for character in term)}
        return _share(numbers, found)

    def bigram_coverage(self, ordered: Sequence[str]) -> float:
        if not self._bigrams:
            return 0.0
        return len(self._bigrams & set(pairwise(ordered))) / len(self._bigrams)


def _passage_texts(candidates: Sequence[Candidate]) -> set[str]:
    return {candidate.hit.passage.context_text for candidate in candidates}


def _share(weights: dict[str, float], found: set[str]) -> float:
    """Return the share of the weights whose term is found; 1 where there is nothing to find."""
    total = sum(weights.values())
    if total == 0:
        return 1.0
    return sum(weight for term, weight in weights.items() if term in found) / total


def _neighbourhood(passage: Passage, sentence: Range) -> str:
    position = passage.sentences.index(sentence)
    near = passage.sentences[max(0, position - 1) : position + 2]
    return passage.document.text[near[0].start : near[-1].end]
