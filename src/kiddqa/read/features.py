"""A query with its hits and some of their spans in, a row of numbers for each span out: what the ranker weighs.

The columns, in order, with their ranges; idf is the index's, terms are stemmed content words:

    span                the reading model's score of the span, about -20 to 20
    span_in_passage     the same, less the best score in its passage, about -20 to 0
    match               how well the sentence matches the question by ``matching``, about -5 to 25
    fused               fused retrieval score, 0 to 1
    coverage_sentence   share of the question's idf found in the sentence, 0 to 1
    coverage_near       … in the sentence, its neighbours, title and headings, 0 to 1
    bigram_coverage     share of the question's neighbouring term pairs that neighbour in the sentence, 0 to 1
    names_near          share of the question's names and numbers in the sentence, neighbours, title, headings, 0 to 1
    numbers_near        share of the question's words with a digit in the same, 0 to 1
    type_<kind>         1 if the quote holds a thing of the kind asked for, -1 if not, 0 if another is asked for
    absent_names        share of the question's names and numbers that stand nowhere in the index, 0 to 1
    absent_terms        share of the question's terms that stand nowhere in the hits, by idf, 0 to 1
    novelty             share of the quote's terms that are not in the question, 0 to 1
    length              ln(1 + terms of the sentence) / 5, 0 to about 1
    quote_length        ln(1 + terms of the quote) / 5, 0 to about 1
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf, log1p

import numpy as np

from kiddqa.read.answer_type import AnswerType, expected_type, holds_type
from kiddqa.read.frame import put_to
from kiddqa.read.matching import Matcher, in_context
from kiddqa.read.regression import Matrix
from kiddqa.records import Hit, Passage, Query, Range, Span

KINDS = tuple(kind for kind in AnswerType if kind is not AnswerType.OTHER)
COLUMNS = (
    "span",
    "span_in_passage",
    "match",
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
    "quote_length",
)

_NAME_OR_NUMBER = re.compile(r"(?<!^)\b[A-Z][\w’'-]*|\b\w*\d\w*|\b[A-Z]{2,}\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureExtractor:
    """Computes the columns above; ``terms`` and ``idf`` are those of the index that is searched."""

    terms: Callable[[str], Sequence[str]]
    idf: Callable[[str], float]
    match: Matcher

    def of(self, query: Query, hits: Sequence[Hit]) -> "SpanFeatures":
        """Return what gives the rows of any spans of these hits; the question is weighed once a wording."""
        return SpanFeatures(query, hits, self)


class SpanFeatures:
    """The columns of spans that are offered for one question."""

    def __init__(self, query: Query, hits: Sequence[Hit], extractor: FeatureExtractor) -> None:
        self._query, self._extractor, self._terms = query, extractor, extractor.terms
        self._present = {term for hit in hits for term in self._terms(hit.passage.context_text)}
        self._wordings: dict[int, str] = {}
        self._weighed: dict[str, _Asked] = {}

    def rows(self, spans: Sequence[Span]) -> Matrix:
        """Return one row a span, columns as in ``COLUMNS``."""
        best: dict[int, float] = {}
        for span in spans:
            best[span.hit.rank] = max(span.score, best.get(span.hit.rank, -inf))
        matches = self._extractor.match(
            [self.wording(span.hit) for span in spans],
            [in_context(span.hit.passage, span.sentence) for span in spans],
        )
        rows = [self._row(span, best[span.hit.rank], float(match)) for span, match in zip(spans, matches, strict=True)]
        return np.array(rows, dtype=np.float64).reshape(len(spans), len(COLUMNS))

    def wording(self, hit: Hit) -> str:
        """Return the question as it is put to the passage of a hit."""
        if hit.rank not in self._wordings:
            self._wordings[hit.rank] = put_to(hit.passage, self._query)
        return self._wordings[hit.rank]

    def _asked(self, hit: Hit) -> "_Asked":
        """Return the wording for a hit, weighed."""
        text = self.wording(hit)
        if text not in self._weighed:
            self._weighed[text] = _Asked(text, self._query.question, self._present, self._extractor)
        return self._weighed[text]

    def _row(self, span: Span, best_in_passage: float, match: float) -> tuple[float, ...]:
        hit, passage = span.hit, span.hit.passage
        asked = self._asked(hit)
        own, quoted = self._terms(span.sentence_text), self._terms(span.quote)
        label = " ".join([passage.document.title, *passage.heading])
        near = set(self._terms(f"{label} {_neighbourhood(passage, span.sentence)}"))
        held = 1.0 if holds_type(span.quote, span.sentence_text, asked.kind, asked.text) else -1.0
        return (
            span.score,
            span.score - best_in_passage,
            match,
            hit.fused_score,
            asked.coverage(set(own)),
            asked.coverage(near),
            asked.bigram_coverage(own),
            asked.name_coverage(near),
            asked.number_coverage(near),
            *(held if kind is asked.kind else 0.0 for kind in KINDS),
            asked.absent_names,
            asked.absent_terms,
            len(set(quoted) - asked.term_set) / (len(set(quoted)) or 1),
            log1p(len(own)) / 5,
            log1p(len(quoted)) / 5,
        )


class _Asked:
    """A question's terms with their weights."""

    def __init__(self, text: str, question: str, present: set[str], extractor: FeatureExtractor) -> None:
        terms, idf = extractor.terms, extractor.idf
        self.text = text
        self.kind = expected_type(question)
        ordered = terms(text)
        self.term_set = set(ordered)
        self._bigrams = set(pairwise(ordered))
        self._weights = {
            term: idf(term) for term in ordered
        }  # in the question's order, so that sums are the same to the bit
        names = set(terms(" ".join(_NAME_OR_NUMBER.findall(text))))
        self._name_weights = {term: weight for term, weight in self._weights.items() if term in names}
        unknown = [term for term in self._name_weights if self._weights[term] >= idf("")]
        self.absent_names = len(unknown) / (len(self._name_weights) or 1)
        self.absent_terms = 1 - self.coverage(present)

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
