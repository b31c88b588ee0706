import pytest

from fakes import document_of
from kiddqa.retrieve.phrases import Phrases

PHRASES = Phrases([document_of("a.txt", "The U.S.-led 25th KIDD met.", "A 25th KIDD is a KIDD.", title="Ada Ice")])


@pytest.mark.parametrize(
    ("name", "times"),
    [
        ("25th kidd", 1),
        ("KIDD", 1),
        ("U.S.", 1),
        ("US-led", 1),
        ("Ada Ice", 1),
        ("5th KIDD", 0),
        ("KIDD 25", 0),
        ("?", 0),
    ],
)
def test_a_name_counts_once_for_a_document_where_its_words_stand_side_by_side(name: str, times: int) -> None:
    assert PHRASES.count(name) == times


def test_a_phrase_does_not_run_from_one_document_into_the_next() -> None:
    assert not Phrases([document_of("a.txt", "x Ada"), document_of("b.txt", "Ice", title="Ice")]).stand("Ada Ice")
