import pytest

from fakes import LetterEmbedder, MemoryIndex, document_of
from kiddqa.records import Filters, Query
from kiddqa.retrieve.fusion import reciprocal_rank
from kiddqa.retrieve.retriever import BOOST, HybridRetriever

SEOUL = document_of("a.txt", "Talks met in Seoul.", "Nothing else happened.", title="A", date="2014-04-15")
BUSAN = document_of("b.txt", "Talks met in Busan.", title="B", date="2024-09-23")


def retriever() -> HybridRetriever:
    embedder = LetterEmbedder()
    index = MemoryIndex([BUSAN, SEOUL], embedder)
    return HybridRetriever(index=index, embedder=embedder, fuse=reciprocal_rank, candidates=2)


def query(text: str, **filters: str) -> Query:
    return Query(question=text, text=text, filters=Filters(**filters))  # type: ignore[arg-type]  # dates only


def test_the_passage_first_in_both_searches_is_the_first_hit() -> None:
    hits = retriever().retrieve(query("Talks met in Busan."), limit=3)
    assert (hits[0].passage.text, hits[0].rank, hits[0].fused_score) == ("Talks met in Busan.", 1, 1.0)


def test_ranks_count_up_and_scores_never_rise() -> None:
    hits = retriever().retrieve(query("met in"), limit=10)
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert [hit.fused_score for hit in hits] == sorted((hit.fused_score for hit in hits), reverse=True)


def test_a_score_is_none_where_a_search_did_not_find_the_passage() -> None:
    hits = {hit.passage.text: hit for hit in retriever().retrieve(query("busan."), limit=3)}
    assert hits["Talks met in Busan."].bm25_score is not None
    assert all(hit.bm25_score is None for text, hit in hits.items() if "Busan" not in text)


def test_only_documents_that_the_filters_admit_are_found() -> None:
    hits = retriever().retrieve(query("Talks met", after="2020"), limit=10)
    assert {hit.passage.document.id for hit in hits} == {"b.txt"}


def test_filters_that_admit_nothing_find_nothing() -> None:
    assert retriever().retrieve(query("Talks met", before="1999"), limit=10) == []


def test_a_document_of_the_right_date_moves_up_and_no_score_passes_one() -> None:
    plain = Query(question="q", text="Talks met in Seoul.")
    boosted = Query(question="q", text="Talks met in Seoul.", boosts={"b.txt": 1.0})
    assert [hit.passage.document.id for hit in retriever().retrieve(plain, 2)] == ["a.txt", "b.txt"]
    before = {hit.passage.text: hit.fused_score for hit in retriever().retrieve(plain, 3)}
    after = {hit.passage.text: hit.fused_score for hit in retriever().retrieve(boosted, 3)}
    assert after["Talks met in Busan."] == pytest.approx(min(1.0, before["Talks met in Busan."] + BOOST))
    assert after["Talks met in Seoul."] == before["Talks met in Seoul."]


def test_added_names_are_searched_for_by_their_words() -> None:
    added = Query(question="q", text="Talks", added=("busan.",))
    scores = {hit.passage.text: hit.bm25_score for hit in retriever().retrieve(added, 3)}
    assert scores["Talks met in Busan."] is not None


def test_no_more_hits_than_asked_for() -> None:
    assert len(retriever().retrieve(query("Talks met in"), limit=1)) == 1
