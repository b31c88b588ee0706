from kiddqa.serve.cards import QuotedLine
from kiddqa.serve.marks import Segment


def test_a_sentence_that_is_quoted_as_a_whole_needs_no_mark() -> None:
    assert QuotedLine(segments=(Segment(text="All of it.", mark=1),)).whole


def test_a_sentence_that_is_quoted_in_part_is_not_whole() -> None:
    assert not QuotedLine(segments=(Segment(text="All", mark=1), Segment(text=" of it."))).whole
