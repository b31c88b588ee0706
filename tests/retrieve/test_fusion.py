import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiddqa.protocols import Scored
from kiddqa.retrieve.fusion import reciprocal_rank, weighted_min_max


@st.composite
def ranked(draw: st.DrawFn) -> Scored:
    scores = draw(st.dictionaries(st.integers(0, 30), st.floats(-1, 50, allow_subnormal=False), max_size=10))
    return sorted(scores.items(), key=lambda entry: (-entry[1], entry[0]))


def test_reciprocal_rank_adds_the_two_ranks() -> None:
    fused = dict(reciprocal_rank([(7, 0.9), (3, 0.5)], [(3, 12.0)]))
    assert fused[7] == pytest.approx(0.5)
    assert fused[3] == pytest.approx((61 / 62 + 1) / 2)


def test_a_passage_first_in_both_lists_gets_one() -> None:
    assert reciprocal_rank([(5, 0.1)], [(5, 2.0)]) == [(5, 1.0)]
    assert weighted_min_max(0.6)([(5, 0.1), (6, 0.0)], [(5, 2.0), (6, 1.0)])[0] == (5, 1.0)


def test_min_max_scales_each_list_before_weighing() -> None:
    fused = dict(weighted_min_max(0.6)([(1, 0.8), (2, 0.6), (3, 0.4)], [(3, 10.0), (2, 5.0), (4, 0.0)]))
    assert fused == pytest.approx({1: 0.6, 2: 0.6 * 0.5 + 0.4 * 0.5, 3: 0.4, 4: 0.0})


def test_a_list_of_equal_scores_counts_in_full() -> None:
    assert weighted_min_max(0.6)([(1, 0.3), (2, 0.3)], []) == [(1, 0.6), (2, 0.6)]


def test_equal_scores_come_in_corpus_order() -> None:
    assert [number for number, _ in reciprocal_rank([(9, 0.5)], [(4, 1.0)])] == [4, 9]


@given(ranked(), ranked())
def test_fused_scores_run_from_zero_to_one_and_lose_no_candidate(dense: Scored, lexical: Scored) -> None:
    for fuse in (reciprocal_rank, weighted_min_max(0.6)):
        fused = fuse(dense, lexical)
        assert {number for number, _ in fused} == {number for number, _ in [*dense, *lexical]}
        assert all(-1e-9 <= score <= 1 + 1e-9 for _, score in fused)
        assert fused == sorted(fused, key=lambda entry: (-entry[1], entry[0]))
