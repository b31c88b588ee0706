from fakes import document_of
from kiddqa.read.others import MOST, of_other_dates
from kiddqa.records import Hit, Passage, Range, Span


def span_of(quote: str, date: str | None, name: str = "a.txt") -> Span:
    document = document_of(name, quote) if date is None else document_of(name, quote, date=date)
    everything = Range(0, len(quote))
    passage = Passage(document=document, start=0, end=len(quote), sentences=(everything,))
    hit = Hit(passage=passage, rank=1, fused_score=1.0, dense_score=None, bm25_score=None)
    return Span(hit=hit, start=0, end=len(quote), sentence=everything, score=1.0)


def quotes(best: Span, *likely: Span) -> list[str]:
    return [citation.quote for citation in of_other_dates(best, likely)]


LEE = span_of("Anka Lee", "2024-09-23")


def test_the_newest_stands_first() -> None:
    assert quotes(LEE, span_of("Ray", "2014"), span_of("Noh", "2025-09"), span_of("Dalton", "2021-09-27")) == [
        "Noh",
        "Dalton",
        "Ray",
    ]


def test_each_answer_is_quoted_once_whatever_its_case_stops_or_surroundings() -> None:
    assert quotes(LEE, span_of("ANKA-LEE", "2020"), span_of("Mr. Anka Lee", "2019"), span_of("Lee", "2018")) == []
    assert quotes(LEE, span_of("Ray", "2014"), span_of("Bob Ray", "2015")) == ["Ray"]


def test_a_document_of_the_same_date_answers_the_same_question() -> None:
    assert quotes(LEE, span_of("Cho", "2024-09-23")) == []


def test_documents_without_a_date_are_not_set_against_each_other() -> None:
    assert quotes(LEE, span_of("Ray", None)) == []
    assert quotes(span_of("Anka Lee", None), span_of("Ray", "2014")) == []


def test_answers_of_one_date_keep_their_order() -> None:
    assert quotes(LEE, span_of("Ray", "2014"), span_of("Poe", "2014", "b.txt")) == ["Ray", "Poe"]


def test_the_likeliest_eight_are_kept() -> None:
    likely = [span_of(letter * 3, f"20{number:02}") for number, letter in enumerate("abcdefghij")]
    assert quotes(LEE, *likely) == [letter * 3 for letter in "hgfedcba"]
    assert len(quotes(LEE, *likely)) == MOST
