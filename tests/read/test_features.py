import math

import pytest

from fakes import document_of
from kiddqa.read.features import COLUMNS, FeatureExtractor
from kiddqa.records import Hit, Passage, Query, Range

DOCUMENT = document_of("a.txt", "Anka Lee led. They met in Seoul in 2024. Nothing else.", title="Talks")
SENTENCES = (Range(0, 13), Range(14, 40), Range(41, 54))
PASSAGE = Passage(document=DOCUMENT, start=0, end=54, heading=("Place",), sentences=SENTENCES)
KNOWN = {"anka": 1.0, "lee": 1.0, "led": 1.0, "seoul": 2.0, "2024": 3.0, "met": 1.0, "talks": 0.5, "place": 0.5}


def hit(*, rank: int = 1, dense: float | None = 0.5, bm25: float | None = 4.0) -> Hit:
    return Hit(passage=PASSAGE, rank=rank, fused_score=0.7, dense_score=dense, bm25_score=bm25)


def words(text: str) -> list[str]:
    return [
        word.strip(".?,").lower() for word in text.split() if word.strip(".?,").lower() not in {"in", "they", "the"}
    ]


EXTRACTOR = FeatureExtractor(terms=words, idf=lambda term: KNOWN.get(term, 9.0))


def columns(question: str, place: int) -> dict[str, float]:
    hits = [hit()]
    candidates = EXTRACTOR.candidates(hits)
    rows = EXTRACTOR.rows(Query(question=question, text=question), candidates)
    return dict(zip(COLUMNS, rows[place], strict=True))


def test_each_sentence_is_a_candidate_once_though_passages_overlap() -> None:
    later = Hit(
        passage=Passage(document=DOCUMENT, start=14, end=54, sentences=SENTENCES[1:]),
        rank=2,
        fused_score=0.3,
        dense_score=None,
        bm25_score=None,
    )
    found = EXTRACTOR.candidates([hit(), later])
    assert [(candidate.sentence, candidate.hit.rank) for candidate in found] == [(s, 1) for s in SENTENCES]
    assert found[1].text == "They met in Seoul in 2024."


def test_coverage_is_the_share_of_the_question_s_weight_that_is_found() -> None:
    found = columns("met Seoul Lee?", 1)
    assert found["coverage_sentence"] == pytest.approx((1 + 2) / 4)
    assert found["coverage_near"] == pytest.approx(1.0)


def test_neighbours_do_not_reach_past_one_sentence() -> None:
    assert columns("Anka", 2)["coverage_near"] == 0.0
    assert columns("Anka", 1)["coverage_near"] == 1.0


def test_titles_and_headings_count_as_near() -> None:
    assert columns("talks place", 2)["coverage_near"] == 1.0


def test_bigrams_count_in_their_order() -> None:
    assert columns("Anka Lee", 0)["bigram_coverage"] == 1.0
    assert columns("Lee Anka", 0)["bigram_coverage"] == 0.0


def test_the_kind_asked_for_is_one_if_held_and_minus_one_if_not() -> None:
    assert columns("When did they meet?", 1)["type_date"] == 1.0
    assert columns("When did they meet?", 0)["type_date"] == -1.0
    assert columns("When did they meet?", 0)["type_person"] == 0.0


def test_names_that_stand_nowhere_in_the_index_are_counted() -> None:
    extractor = FeatureExtractor(terms=words, idf=lambda term: KNOWN.get(term, 9.0))
    query = Query(question="Did AUKUS meet in Seoul?", text="Did AUKUS meet in Seoul?")
    rows = extractor.rows(query, extractor.candidates([hit()]))
    assert rows[0][COLUMNS.index("absent_names")] == pytest.approx(0.5)


def test_a_number_of_the_question_is_looked_for_on_its_own() -> None:
    assert columns("Lee in 2024 or 1999?", 1)["numbers_near"] == pytest.approx(0.5)
    assert columns("Lee?", 1)["numbers_near"] == 1.0


def test_a_sentence_is_scored_with_its_title_and_headings_on_one_line() -> None:
    assert EXTRACTOR.candidates([hit()])[0].in_context == "Talks. Place. Anka Lee led."


def test_terms_that_stand_in_no_hit_are_weighed() -> None:
    assert columns("Lee 1999", 0)["absent_terms"] == pytest.approx(9 / 10)


def test_length_grows_with_the_logarithm_of_the_terms() -> None:
    assert columns("x", 0)["length"] == pytest.approx(math.log(4) / 5)


def test_no_candidates_give_no_rows() -> None:
    assert EXTRACTOR.rows(Query(question="x", text="x"), []).shape == (0, len(COLUMNS))
