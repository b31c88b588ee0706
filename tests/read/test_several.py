import pytest

from fakes import document_of
from kiddqa.read.several import put_together, wanted_quotations
from kiddqa.records import Hit, Passage, Range, Span

TALKS = document_of("talks.txt", "Cho led here and Lee led there. Miller spoke. Nothing else. Park left.")
SENTENCES = (Range(0, 31), Range(32, 45), Range(46, 59), Range(60, 70))
HIT = Hit(
    passage=Passage(document=TALKS, start=0, end=70, sentences=SENTENCES),
    rank=1,
    fused_score=1.0,
    dense_score=None,
    bm25_score=None,
)


def span_of(quote: str, score: float) -> Span:
    start = TALKS.text.index(quote)
    sentence = next(sentence for sentence in SENTENCES if sentence.start <= start < sentence.end)
    return Span(hit=HIT, start=start, end=start + len(quote), sentence=sentence, score=score)


def quotes(*near: Span, count: int = 6, best: str = "Cho") -> list[str]:
    return [span.quote for span in put_together(span_of(best, 5.0), near, count=count)]


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("Who led the talks?", 1),
        ("When were the talks of 2024 held?", 1),
        ("Which three areas were named?", 3),
        ("Who led both delegations?", 2),
        ("Name 4 acts.", 4),
        ("Name the guests.", 6),
        ("List the guests.", 6),
        ("Who led each side?", 6),
        ("Which were the sub-bodies?", 6),
        ("What happened on 4 November?", 1),
        ("", 1),
    ],
)
def test_how_many_things_a_question_asks_for(question: str, count: int) -> None:
    assert wanted_quotations(question) == count


def test_spans_of_one_sentence_are_quoted_in_its_order() -> None:
    assert quotes(span_of("Cho", 3.0), best="Lee") == ["Cho", "Lee"]


def test_two_sentences_beside_it_count_and_the_one_beyond_does_not() -> None:
    assert quotes(span_of("Park", 9.0), span_of("Nothing", 1.0), span_of("Miller", 1.0)) == ["Cho", "Miller", "Nothing"]


def test_the_likeliest_are_taken_when_more_are_found_than_asked_for() -> None:
    assert quotes(span_of("Miller", 1.0), span_of("Lee", 2.0), count=2) == ["Cho", "Lee"]


def test_what_overlaps_or_says_the_same_again_is_not_quoted_twice() -> None:
    assert quotes(span_of("Cho led", 4.0), span_of("ho", 4.0), span_of("led there", 3.0), span_of("led", 2.0)) == [
        "Cho",
        "led there",
    ]
