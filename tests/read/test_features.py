import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes import document_of
from kiddqa.read.features import COLUMNS, FeatureExtractor
from kiddqa.read.regression import Vector
from kiddqa.records import AskedName, Hit, Passage, Query, Range, Span

DOCUMENT = document_of("a.txt", "Anka Lee led. They met in Seoul in 2024. Nothing else.", title="Talks")
SENTENCES = (Range(0, 13), Range(14, 40), Range(41, 54))
PASSAGE = Passage(document=DOCUMENT, start=0, end=54, heading=("Place",), sentences=SENTENCES)
HIT = Hit(passage=PASSAGE, rank=1, fused_score=0.7, dense_score=0.5, bm25_score=4.0)
KNOWN = {"anka": 1.0, "lee": 1.0, "led": 1.0, "seoul": 2.0, "2024": 3.0, "met": 1.0, "talks": 0.5, "place": 0.5}


def words(text: str) -> list[str]:
    return [
        word.strip(".?,").lower() for word in text.split() if word.strip(".?,").lower() not in {"in", "they", "the"}
    ]


def letters_less(questions: Sequence[str], sentences: Sequence[str]) -> Vector:
    """Match by how much shorter the question is than the sentence."""
    return np.array([float(len(sentence) - len(asked)) for asked, sentence in zip(questions, sentences, strict=True)])


EXTRACTOR = FeatureExtractor(terms=words, idf=lambda term: KNOWN.get(term, 9.0), match=letters_less)


def span(quote: str, score: float = 0.0, hit: Hit = HIT) -> Span:
    start = DOCUMENT.text.index(quote)
    [sentence] = [found for found in SENTENCES if found.start <= start < found.end]
    return Span(hit=hit, start=start, end=start + len(quote), sentence=sentence, score=score)


SPANS = [span("Anka Lee", 4.0), span("Seoul", 1.0), span("Nothing", -2.0)]


def columns(question: str, place: int, spans: list[Span] = SPANS) -> dict[str, float]:
    rows = EXTRACTOR.of(Query(question=question, text=question), [HIT]).rows(spans)
    assert rows.dtype == np.float64
    return dict(zip(COLUMNS, rows[place].tolist(), strict=True))


def test_names_count_as_the_passage_has_them() -> None:
    asked = "Where did Lee meet Keijo?"
    name = AskedName(name="Keijo", start=19, end=24, others=("Seoul",))
    plain = EXTRACTOR.of(Query(question=asked, text=asked), [HIT]).rows(SPANS)
    named = EXTRACTOR.of(Query(question=asked, text=asked, names=(name,)), [HIT]).rows(SPANS)
    wished = EXTRACTOR.of(Query(question=asked, text="Where did Lee meet Seoul?"), [HIT]).rows(SPANS)
    assert named.tolist() == wished.tolist()
    assert plain[1, COLUMNS.index("names_near")] < named[1, COLUMNS.index("names_near")] == 1


def test_a_span_s_own_score_and_the_passage_s_fused_score_are_taken_as_they_are() -> None:
    found = columns("Who?", 1)
    assert (found["span"], found["fused"]) == (1.0, 0.7)


def test_a_match_is_taken_as_it_is() -> None:
    assert columns("Who?", 1)["match"] == len("Talks. Place. They met in Seoul in 2024.") - len("Who?")


def test_a_question_as_it_is_put_is_matched_with_the_sentence_after_title_and_heading() -> None:
    seen: list[tuple[str, str]] = []

    def watch(questions: Sequence[str], sentences: Sequence[str]) -> Vector:
        seen.extend(zip(questions, sentences, strict=True))
        return np.zeros(len(questions))

    asked = "Where did Lee meet Keijo?"
    name = AskedName(name="Keijo", start=19, end=24, others=("Seoul",))
    replace(EXTRACTOR, match=watch).of(Query(question=asked, text=asked, names=(name,)), [HIT]).rows([span("2024")])
    assert seen == [("Where did Lee meet Seoul?", "Talks. Place. They met in Seoul in 2024.")]


def test_a_span_is_weighed_against_the_best_of_its_passage() -> None:
    assert [columns("Who?", place)["span_in_passage"] for place in range(3)] == [0.0, -3.0, -6.0]


def test_a_better_span_of_another_passage_does_not_count_against_it() -> None:
    other = Hit(passage=PASSAGE, rank=2, fused_score=0.1, dense_score=None, bm25_score=None)
    assert columns("Who?", 0, [span("Seoul", 1.0), span("Anka Lee", 9.0, other)])["span_in_passage"] == 0.0


def test_terms_of_a_passage_none_of_whose_spans_is_weighed_are_not_absent() -> None:
    assert columns("met", 0, [span("Anka Lee")])["absent_terms"] == 0.0


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


def test_a_question_of_one_word_has_no_bigrams_to_cover() -> None:
    assert columns("Anka", 0)["bigram_coverage"] == 0.0


def test_names_are_looked_for_near_by() -> None:
    assert columns("Did Lee meet Cho?", 0)["names_near"] == pytest.approx(1 / (1 + 9))


def test_a_number_of_the_question_is_looked_for_on_its_own() -> None:
    assert columns("Lee in 2024 or 1999?", 1)["numbers_near"] == pytest.approx(0.5)
    assert columns("Lee?", 1)["numbers_near"] == 1.0


def test_the_kind_asked_for_is_one_if_the_quote_holds_it_and_minus_one_if_not() -> None:
    spans = [span("in 2024"), span("Seoul")]
    assert columns("When did they meet?", 0, spans)["type_date"] == 1.0
    assert columns("When did they meet?", 1, spans)["type_date"] == -1.0
    assert columns("When did they meet?", 1, spans)["type_person"] == 0.0


def test_what_is_asked_of_no_kind_leaves_every_kind_at_nothing() -> None:
    found = columns("Tell me of the talks", 0)
    assert {value for name, value in found.items() if name.startswith("type_")} == {0.0}


def test_the_kind_is_that_of_the_question_as_typed_and_the_words_those_of_it_as_read() -> None:
    query = Query(question="And when?", text="Where did they meet in Seoul")
    row = dict(zip(COLUMNS, EXTRACTOR.of(query, [HIT]).rows([span("2024")])[0].tolist(), strict=True))
    assert (row["type_date"], row["type_place"]) == (1.0, 0.0)
    assert row["coverage_sentence"] == pytest.approx(2 / (9 + 9 + 9 + 2))


def test_names_that_stand_nowhere_in_the_index_are_counted() -> None:
    assert columns("Did AUKUS meet in Seoul?", 0)["absent_names"] == pytest.approx(0.5)


def test_terms_that_stand_in_no_hit_are_weighed() -> None:
    assert columns("Lee 1999", 0)["absent_terms"] == pytest.approx(9 / 10)


def test_novelty_is_the_share_of_the_quote_s_terms_that_the_question_lacks() -> None:
    assert columns("Who is Lee?", 0)["novelty"] == pytest.approx(1 / 2)
    assert columns("Anka Lee", 0)["novelty"] == 0.0


def test_lengths_grow_with_the_logarithm_of_the_terms() -> None:
    found = columns("x", 0)
    assert found["length"] == pytest.approx(math.log(1 + 3) / 5)
    assert found["quote_length"] == pytest.approx(math.log(1 + 2) / 5)


def test_a_quote_without_a_single_term_has_a_row_all_the_same() -> None:
    found = columns("Where?", 0, [span("They")])
    assert (found["novelty"], found["quote_length"]) == (0.0, 0.0)


def test_no_spans_give_no_rows() -> None:
    assert EXTRACTOR.of(Query(question="x", text="x"), [HIT]).rows([]).shape == (0, len(COLUMNS))


@given(st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_any_question_gives_columns_within_their_ranges(question: str) -> None:
    for place in range(len(SPANS)):
        row = columns(question, place)
        shares = ("coverage", "names", "numbers", "absent", "novelty", "bigram")
        assert all(0 <= value <= 1 for name, value in row.items() if name.startswith(shares))
        assert all(value in {-1.0, 0.0, 1.0} for name, value in row.items() if name.startswith("type_"))
        assert row["span_in_passage"] <= 0
