import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fakes import document_of
from kiddqa.records import Answer, Citation, Filters, NoAnswer, Passage, Range

TEXTS = st.text(min_size=1, max_size=60)


@given(TEXTS, st.data())
def test_a_quote_is_the_slice_and_its_sentence_is_before_quote_and_after(text: str, data: st.DataObject) -> None:
    assume("\n" not in text)
    document = document_of("a.txt", text)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), min_size=4, max_size=4)))
    assume(cuts[1] < cuts[2])
    citation = Citation(document=document, start=cuts[1], end=cuts[2], sentence_range=Range(cuts[0], cuts[3]))
    assert citation.quote == document.text[cuts[1] : cuts[2]]
    assert citation.before + citation.quote + citation.after == citation.sentence == text[cuts[0] : cuts[3]]


@pytest.mark.parametrize(
    ("start", "end", "sentence"), [(3, 3, (0, 5)), (4, 2, (0, 5)), (0, 6, (0, 6)), (0, 3, (1, 5)), (-2, 3, (-2, 5))]
)
def test_a_citation_outside_its_sentence_or_text_cannot_be_built(
    start: int, end: int, sentence: tuple[int, int]
) -> None:
    with pytest.raises(ValueError, match="no citation"):
        Citation(document=document_of("a.txt", "Seoul"), start=start, end=end, sentence_range=Range(*sentence))


def test_an_answer_cannot_be_built_without_a_quotation() -> None:
    with pytest.raises(ValueError, match="at least one citation"):
        Answer(citations=(), confidence=0.5, hits=())


@pytest.mark.parametrize("confidence", [-0.1, 1.1, float("nan")])
def test_a_confidence_is_a_probability(confidence: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        NoAnswer(confidence=confidence, hits=())


def test_several_quotations_are_joined_in_order() -> None:
    document = document_of("a.txt", "Seoul and Busan")
    citations = tuple(
        Citation(document=document, start=start, end=end, sentence_range=Range(0, 15))
        for start, end in ((0, 5), (10, 15))
    )
    assert Answer(citations=citations, confidence=1.0, hits=()).text == "Seoul; Busan"


def test_an_offset_s_page_is_the_last_one_that_begins_at_or_before_it() -> None:
    document = document_of("a.pdf", "one two six", page_starts=(0, 4, 8))  # type: ignore[arg-type]  # not a text
    assert [document.page_at(offset) for offset in (0, 3, 4, 10)] == [1, 1, 2, 3]
    assert document_of("a.txt", "one").page_at(0) is None


def test_a_passage_is_embedded_with_its_title_and_headings() -> None:
    document = document_of("a.txt", "They met\nin Seoul.", title="Talks")
    passage = Passage(document=document, start=0, end=18, heading=("Place",), sentences=(Range(0, 18),))
    assert passage.context_text == "Talks. Place. They met in Seoul."


def test_filters_without_conditions_admit_all() -> None:
    assert Filters().admits_all
    assert not Filters(after="2020").admits_all
