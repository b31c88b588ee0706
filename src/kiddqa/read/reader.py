"""Query and hits in, an answer or no answer out: the span that most likely answers is quoted, in its sentence.

The model reads the question with each hit and gives the best span of every sentence. Three logistic regressions,
fitted by ``kiddqa.train.ranker`` and read from ``ranker.json``, do the rest:

    ranker       columns of ``features`` of each span     → the order of the spans
    confidence   a span's columns, and how it stands out  → the probability that it is right
    alone        a span's columns, but for retrieval's    → whether its passage alone would do to quote it

A question for what a short form stands for needs no model where the documents define it: the definition is quoted.
One that asks for several things gets several quotations, where they stand together (``several``); what documents of
other dates answer is named beside it (``others``).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from kiddqa.read.another import is_of_another
from kiddqa.read.features import FeatureExtractor, SpanFeatures
from kiddqa.read.matching import unmatched
from kiddqa.read.others import of_other_dates
from kiddqa.read.passages import HITS_IN_A_ROUND, PassageReader
from kiddqa.read.ranking import RankerWeights, Ranking, Together, shortlist
from kiddqa.read.several import put_together, quoted_together, wanted_quotations
from kiddqa.records import Answer, Candidate, Citation, Hit, NoAnswer, Query, Reply, Span

RUNNERS_UP = 4
SETTLED = 0.75
"""Confidence from which no further hits are read: of 1,444 questions on articles that nothing was fitted on, 596 of
them in other words, nine were quoted otherwise after all ten."""
HOPELESS = {4: 0.02, 6: 0.04, 8: 0.08}
"""Hits read, and the confidence below which no further are, if it is no answer either: of the same questions one was
given up that all ten hits would have answered."""
DEFINITION_PRECISION = 0.96
"""Share of the short and long forms found side by side that belong together.

Source: Schwartz and Hearst, "A Simple Algorithm for Identifying Abbreviation Definitions in Biomedical Text", 2003,
doi:10.1142/9789812776303_0042.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpanReader:
    """Quotes the span that the ranker puts first, or nothing when too little speaks for it."""

    passages: PassageReader
    features: FeatureExtractor
    weights: RankerWeights
    limit: int = 10
    """Hits that are read, from the first."""
    ends_early: bool = True
    """False to read them all whatever the first ones hold, as a measurement of that must."""

    def read(self, query: Query, hits: Sequence[Hit], *, min_confidence: float | None = None) -> Reply:
        """Return an Answer at or above ``min_confidence`` (None: the fitted threshold), else NoAnswer."""
        threshold = self.weights.threshold if min_confidence is None else min_confidence
        if query.defined and threshold <= DEFINITION_PRECISION:
            return _definition(query.defined, hits)
        ranking = self._read(query, hits[: self.limit], threshold)
        if ranking is None:
            return NoAnswer(confidence=0.0, hits=tuple(hits), threshold=threshold, unknown_words=query.unknown_words)
        ranked = [(ranking.span(rank), self._confidence(ranking, rank)) for rank in range(len(ranking.spans))]
        best, confidence = ranked[0]
        candidates = tuple(  # none that the ranker puts behind another is shown with more confidence than that
            Candidate(citation=span.citation, confidence=min(belief, confidence))
            for span, belief in ranked[: 1 + RUNNERS_UP]
        )
        if confidence < threshold:
            return NoAnswer(
                confidence=confidence,
                hits=tuple(hits),
                nearest=candidates,
                threshold=threshold,
                unknown_words=query.unknown_words,
            )
        return Answer(
            citations=tuple(span.citation for span in self._quoted(query, best)),
            confidence=confidence,
            hits=tuple(hits),
            others=of_other_dates(best, [span for span, belief in ranked[1:] if belief >= threshold]),
            runners_up=candidates[1:],
        )

    def _read(self, query: Query, hits: Sequence[Hit], threshold: float) -> Ranking | None:
        """Read hits until no other can be expected to win; return their spans in order, None where there are none."""
        ranking, features = None, self.features.of(query, hits)
        together = quoted_together(query.text)
        for number, spans in enumerate(self.passages.rounds(query, hits), start=1):
            ranking = self._ranked(features, shortlist(spans), together) if spans else None
            read = number * HITS_IN_A_ROUND
            if ranking and self.ends_early and read < len(hits):
                confidence = self._confidence(ranking)
                hopeless = confidence < min(threshold, HOPELESS.get(read, 0.0))
                if hopeless or _is_settled(query, ranking, confidence, hits[read:]):
                    break
        return ranking

    def _ranked(self, features: SpanFeatures, spans: Sequence[Span], together: Together) -> Ranking:
        rows = features.rows(spans)
        behind = [is_of_another(features.wording(span.hit), span.sentence_text) for span in spans]
        return Ranking(
            spans=spans,
            rows=rows,
            scores=self.weights.ranker.log_odds(rows),
            together=together,
            behind=np.array(behind, np.bool_),
        )

    def _confidence(self, ranking: Ranking, rank: int = 0) -> float:
        """Return the probability, 0 to 1, that the span of a rank is right."""
        return self.weights.confidence.probability(ranking.confidence_row(rank))

    def _quoted(self, query: Query, best: Span) -> list[Span]:
        count = wanted_quotations(query.text)
        if count == 1:
            return [best]
        near = self.passages.spans_of(query, best.hit, per_sentence=count)
        alone = replace(self.features, match=unmatched).of(query, [best.hit])  # `alone` has no column for it
        odds = self.weights.log_odds_alone(alone.rows(near))
        return put_together(best, [span for span, odd in zip(near, odds, strict=True) if odd >= 0], count=count)


def _is_settled(query: Query, ranking: Ranking, confidence: float, unread: Sequence[Hit]) -> bool:
    """Say whether the best span will stay the best, and the unread hits hold no other answer worth naming.

    A span that a number of the question is nowhere near may be about the wrong one of a series. Documents of other
    dates may answer otherwise, unless the question names the one it means by a number.
    """
    if confidence < SETTLED or ranking.column("numbers_near", 0) < 1:
        return False
    date = ranking.span(0).hit.passage.document.date
    others = date is not None and any(hit.passage.document.date not in {None, date} for hit in unread)
    return not others or any(character.isdigit() for character in query.text)


def _definition(places: Sequence[Citation], hits: Sequence[Hit]) -> Answer:
    others = [place for place in places[1:] if place.quote.casefold() != places[0].quote.casefold()]
    return Answer(
        citations=(places[0],),
        confidence=DEFINITION_PRECISION,
        hits=tuple(hits),
        runners_up=tuple(Candidate(citation=place, confidence=DEFINITION_PRECISION) for place in others[:RUNNERS_UP]),
    )
