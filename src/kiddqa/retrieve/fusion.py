"""Two ranked lists of passages in, one out: fusing dense and lexical candidates.

Both ways are kept because ``benchmarks/fusion.py`` compares them; ``DECISIONS.md`` says which one serves and why.
"""

from collections.abc import Callable

from kiddqa.protocols import Scored

Fuse = Callable[[Scored, Scored], Scored]
"""(dense, lexical) → fused, best first, scores 0 to 1, equal scores in ascending passage number."""

RANK_CONSTANT = 60


def reciprocal_rank(dense: Scored, lexical: Scored) -> Scored:
    """Fuse by rank: the sum of ``1 / (60 + rank)`` over both lists, divided by its largest value, ``2 / 61``.

    Source: Cormack, Clarke and Buettcher, "Reciprocal Rank Fusion Outperforms Condorcet and Individual Rank
    Learning Methods", 2009, doi:10.1145/1571941.1572114.
    """
    fused: dict[int, float] = {}
    for candidates in (dense, lexical):
        for rank, (number, _) in enumerate(candidates, start=1):
            fused[number] = fused.get(number, 0.0) + (RANK_CONSTANT + 1) / (RANK_CONSTANT + rank) / 2
    return _best_first(fused)


def weighted_min_max(dense_weight: float) -> Fuse:
    """Return the fusion by score: each list scaled to 0 to 1, then averaged with ``dense_weight`` (0 to 1).

    The best of a list becomes 1 and its last 0; a passage missing from a list gets 0 from it. A list whose scores
    are all equal becomes all 1.

    Source: Fox and Shaw, "Combination of Multiple Searches", TREC-2, 1994 (CombSUM over normalised scores).
    """

    def fuse(dense: Scored, lexical: Scored) -> Scored:
        fused: dict[int, float] = {}
        for candidates, weight in ((dense, dense_weight), (lexical, 1 - dense_weight)):
            for number, score in _min_max(candidates):
                fused[number] = fused.get(number, 0.0) + weight * score
        return _best_first(fused)

    return fuse


def _min_max(candidates: Scored) -> Scored:
    if not candidates:
        return []
    highest, lowest = candidates[0][1], candidates[-1][1]
    if highest == lowest:
        return [(number, 1.0) for number, _ in candidates]
    return [(number, (score - lowest) / (highest - lowest)) for number, score in candidates]


def _best_first(fused: dict[int, float]) -> Scored:
    return sorted(fused.items(), key=lambda entry: (-entry[1], entry[0]))
