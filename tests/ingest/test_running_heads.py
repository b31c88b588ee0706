from kiddqa.ingest.running_heads import find_running_heads


def test_lines_that_recur_at_the_edges_of_pages_are_running_heads() -> None:
    pages = [["Review", "a", "b", "c", "p. 1"], ["Review", "d", "e", "f", "p. 2"], ["Review", "g", "h", "i", "p. 3"]]
    assert find_running_heads(pages) == {0, 4, 5, 9, 10, 14}


def test_a_line_that_recurs_in_the_middle_of_pages_is_text() -> None:
    pages = [["a", "b", "same", "c", "d"], ["e", "f", "same", "g", "h"]]
    assert find_running_heads(pages) == frozenset()


def test_a_line_on_less_than_half_of_the_pages_is_text() -> None:
    pages = [["same", "a"], ["same", "b"], ["c"], ["d"], ["e"]]
    assert find_running_heads(pages) == frozenset()


def test_a_single_page_has_no_running_heads() -> None:
    assert find_running_heads([["Review", "text", "1"]]) == frozenset()


def test_empty_pages_do_no_harm() -> None:
    assert find_running_heads([[""], ["Review", "a"], ["Review", "b"]]) == {1, 3}
