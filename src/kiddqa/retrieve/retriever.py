"""A query in, hits out: dense and lexical candidates of one index, fused."""

from dataclasses import dataclass

from kiddqa.protocols import Embedder, Index, Scored
from kiddqa.records import Hit, Query
from kiddqa.retrieve.fusion import Fuse

BOOST = 0.3
"""What a document of just the right date gains in fused score."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HybridRetriever:
    """Takes ``candidates`` passages from each of dense and BM25 search and fuses the two lists."""

    index: Index
    embedder: Embedder
    fuse: Fuse
    candidates: int = 50

    def retrieve(self, query: Query, limit: int) -> list[Hit]:
        """Return up to ``limit`` hits, best first, ranks from 1; equal scores in corpus order.

        An empty list means that the filters admit no passage.
        """
        among = self.index.passage_numbers(query.filters)
        wanted = max(self.candidates, limit)
        dense = self.index.search_dense(self.embedder.embed([query.text]), wanted, among)
        lexical = self.index.search_bm25(query.text, wanted, among, also=" ".join(query.added))
        dense_scores, bm25_scores = dict(dense), dict(lexical)
        return [
            Hit(
                passage=self.index.passage(number),
                rank=rank,
                fused_score=fused_score,
                dense_score=dense_scores.get(number),
                bm25_score=bm25_scores.get(number),
            )
            for rank, (number, fused_score) in enumerate(self._boosted(query, self.fuse(dense, lexical))[:limit], 1)
        ]

    def _boosted(self, query: Query, fused: Scored) -> Scored:
        """Move the passages of documents whose date suits the question up."""
        if not query.boosts:
            return fused
        boosted = [
            (number, min(1.0, score + BOOST * query.boosts.get(self.index.passage(number).document.id, 0.0)), score)
            for number, score in fused
        ]
        return [(number, raised) for number, raised, _ in sorted(boosted, key=lambda entry: (-entry[1], -entry[2]))]
