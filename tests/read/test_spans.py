import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from fakes import document_of
from kiddqa.read.encoding import Window
from kiddqa.read.spans import MAX_SPAN_TOKENS, best_spans, snap
from kiddqa.records import Hit, Passage, Range, Span

TEXT = "Anka Lee led. They met in Seoul. Nothing else."
SENTENCES = (Range(0, 13), Range(14, 32), Range(33, 46))


def hit_of(text: str, sentences: tuple[Range, ...]) -> Hit:
    passage = Passage(document=document_of("a.txt", text), start=0, end=len(text), sentences=sentences)
    return Hit(passage=passage, rank=1, fused_score=1.0, dense_score=None, bm25_score=None)


HIT = hit_of(TEXT, SENTENCES)


def tokens_of(text: str) -> list[Range]:
    return [Range(*found.span()) for found in re.finditer(r"\w+|[^\w\s]", text)]


def window_of(slices: list[Range]) -> Window:
    """Return a window of three tokens, "[CLS] ? [SEP]", and those of the passage, "[SEP]" at the end."""
    length = len(slices) + 4
    return Window(ids=[0] * length, type_ids=[0] * length, first=3, slices=slices)


def logits_of(window: Window, text: str, starts: dict[str, float], ends: dict[str, float]) -> NDArray[np.float32]:
    """Return the logits given to words, 0 for any other token."""
    found = np.zeros((len(window.ids), 2), dtype=np.float32)
    for place, (start, end) in enumerate(window.slices, start=window.first):
        found[place] = starts.get(text[start:end], 0), ends.get(text[start:end], 0)
    return found


def read(starts: dict[str, float], ends: dict[str, float], *, not_here: tuple[float, float] = (0, 0)) -> list[Span]:
    window = window_of(tokens_of(TEXT))
    logits = logits_of(window, TEXT, starts, ends)
    logits[0] = not_here
    return best_spans(HIT, [window], [logits])


def snapped(text: str, part: str, sentence: Range | None = None) -> str:
    start = text.index(part)
    found = snap(text, Range(start, start + len(part)), sentence or Range(0, len(text)))
    return text[found.start : found.end]


def test_a_span_scores_start_and_end_less_both_logits_of_not_here() -> None:
    spans = read({"Anka": 5}, {"Lee": 4}, not_here=(1.5, 0.5))
    assert (spans[0].quote, spans[0].score) == ("Anka Lee", 5 + 4 - 2)


def test_each_sentence_has_its_best_span_in_the_order_of_the_text() -> None:
    spans = read({"Seoul": 9, "Anka": 1, "else": 2}, {"Seoul": 9, "Lee": 1, "else": 2})
    assert [(span.quote, span.sentence_text) for span in spans] == [
        ("Anka Lee", "Anka Lee led."),
        ("Seoul", "They met in Seoul."),
        ("else", "Nothing else."),
    ]


def test_the_logits_before_the_passage_and_after_it_are_no_part_of_an_answer() -> None:
    window = window_of(tokens_of(TEXT))
    logits = logits_of(window, TEXT, {"Anka": 1}, {"Lee": 1})
    logits[1:3] = logits[-1] = 50
    assert best_spans(HIT, [window], [logits])[0].score == 2


def test_a_span_never_ends_before_it_begins() -> None:
    assert read({"Lee": 5}, {"Anka": 4, "led": 1})[0].quote == "Lee led"


def test_a_span_never_reaches_into_the_next_sentence() -> None:
    assert read({"led": 5}, {"Seoul": 9})[0].quote == "led"


def test_a_span_has_at_most_40_tokens() -> None:
    text = " ".join(["first", *["and"] * (MAX_SPAN_TOKENS - 2), "last", "beyond"])
    hit, window = hit_of(text, (Range(0, len(text)),)), window_of(tokens_of(text))
    [span] = best_spans(hit, [window], [logits_of(window, text, {"first": 5}, {"last": 1, "beyond": 4})])
    assert (span.quote.split()[-1], span.score) == ("last", 6)


def test_of_equal_spans_the_first_and_shortest_is_taken() -> None:
    assert read({}, {})[0].quote == "Anka"


def test_where_windows_overlap_a_sentence_keeps_its_better_span() -> None:
    tokens = tokens_of(TEXT)
    first, second = window_of(tokens[:8]), window_of(tokens[4:])
    logits = [
        logits_of(first, TEXT, {"met": 3}, {"met": 3}),
        logits_of(second, TEXT, {"Seoul": 4}, {"Seoul": 4}),
    ]
    spans = best_spans(HIT, [first, second], logits)
    assert [(span.quote, span.score) for span in spans] == [("Anka", 0), ("Seoul", 8), ("Nothing", 0)]
    assert best_spans(HIT, [second, first], logits[::-1]) == spans


def test_windows_compare_by_how_sure_each_is_that_it_answers() -> None:
    tokens = tokens_of(TEXT)
    windows = [window_of(tokens), window_of(tokens)]
    logits = [
        logits_of(windows[0], TEXT, {"Anka": 9}, {"Anka": 9}),
        logits_of(windows[1], TEXT, {"Lee": 1}, {"Lee": 1}),
    ]
    logits[0][0] = 10
    assert (best_spans(HIT, windows, logits)[0].quote, best_spans(HIT, windows, logits)[0].score) == ("Lee", 2)


def test_a_sentence_outside_the_window_has_no_span() -> None:
    window = window_of(tokens_of(TEXT)[:4])
    spans = best_spans(HIT, [window], [logits_of(window, TEXT, {}, {})])
    assert [span.sentence for span in spans] == [SENTENCES[0]]


def test_a_passage_without_windows_has_no_spans() -> None:
    assert best_spans(HIT, [], []) == []


@given(
    st.text(alphabet="ab1 .,()[]“”-é한", min_size=1, max_size=60),
    st.sets(st.integers(min_value=1, max_value=59), max_size=4),
    st.integers(min_value=0, max_value=2**32 - 1),
)
@settings(max_examples=60, deadline=None)
def test_every_span_lies_inside_its_sentence_and_its_quote_is_the_slice(text: str, cuts: set[int], seed: int) -> None:
    edges = [0, *sorted(cut for cut in cuts if cut < len(text)), len(text)]
    sentences = tuple(Range(start, end) for start, end in pairwise(edges))
    hit, window = hit_of(text, sentences), window_of(tokens_of(text))
    logits = np.random.default_rng(seed).normal(size=(len(window.ids), 2)).astype(np.float32)
    spans = best_spans(hit, [window], [logits])
    assert len({span.sentence for span in spans}) == len(spans)
    for span in spans:
        assert span.sentence in sentences
        assert span.sentence.start <= span.start < span.end <= span.sentence.end
        assert span.quote == text[span.start : span.end] != ""


@given(st.integers(min_value=1, max_value=60), st.integers(min_value=0, max_value=2**32 - 1))
@settings(max_examples=40, deadline=None)
def test_the_best_span_is_the_best_of_all_that_are_allowed(words: int, seed: int) -> None:
    text = " ".join(["word"] * words)
    hit, window = hit_of(text, (Range(0, len(text)),)), window_of(tokens_of(text))
    logits = np.random.default_rng(seed).normal(size=(len(window.ids), 2)).astype(np.float32)
    body = logits[3:-1].astype(np.float64)
    allowed = ((begin, stop) for begin in range(words) for stop in range(begin, min(words, begin + MAX_SPAN_TOKENS)))
    highest = max(body[begin, 0] + body[stop, 1] for begin, stop in allowed)
    [span] = best_spans(hit, [window], [logits])
    assert span.score == pytest.approx(highest - logits[0].sum())


@pytest.mark.parametrize(
    ("text", "part", "whole"),
    [
        ("the delegation led", "deleg", "delegation"),
        ("the delegation led", "gation", "delegation"),
        ("some 28,500 troops", "28", "28,500"),
        ("some 28,500 troops", "500", "28,500"),
        ("rose by 3.5 percent", "5", "3.5"),
        ("in 2024, they met", "2024", "2024"),
        ("한미동맹 회의", "미동", "한미동맹"),
    ],
)
def test_a_quote_cuts_no_word_and_no_number(text: str, part: str, whole: str) -> None:
    assert snapped(text, part) == whole


@pytest.mark.parametrize(
    ("text", "part", "whole"),
    [
        ("Korea Air and Missile Defense) met", "Missile Defense)", "Missile Defense"),
        ("Dialogue (KIDD) met", "(KIDD", "(KIDD)"),
        ("Dialogue (KIDD) met", "Dialogue (KIDD", "Dialogue (KIDD)"),
        ("Dialogue (KIDD) met", "KIDD) met", "(KIDD) met"),
        ("Dialogue (KIDD met", "Dialogue (KIDD", "Dialogue"),
        ("said “yes, sir” then", "“yes", "“yes, sir”"),
        ("see [1] and {x} too", "[1", "[1]"),
    ],
)
def test_a_quote_cuts_no_pair_of_brackets_or_quotation_marks(text: str, part: str, whole: str) -> None:
    assert snapped(text, part) == whole


@pytest.mark.parametrize(
    ("text", "part", "whole"),
    [
        ("the (first) and (second) plan", "first) and (second)", "(first) and (second)"),
        ("the (first) and (second) plan", "first) and (second", "(first) and (second)"),
    ],
)
def test_a_whole_pair_in_a_quote_does_not_hide_another_that_is_cut(text: str, part: str, whole: str) -> None:
    assert snapped(text, part) == whole


def test_the_partner_of_a_bracket_is_looked_for_nearby_only() -> None:
    assert snapped(f"Dialogue (KIDD {'x ' * 40}) met", "Dialogue (KIDD") == "Dialogue"


def test_the_partner_of_a_bracket_is_not_looked_for_in_another_sentence() -> None:
    assert snapped("Talks (first. Second) met", "Talks (first", Range(0, 13)) == "Talks"


@pytest.mark.parametrize(
    ("part", "tidy"),
    [(", in Seoul", "in Seoul"), ("Seoul,", "Seoul"), ("Seoul, ", "Seoul"), (" in Seoul", "in Seoul")],
)
def test_space_and_marks_that_dangle_are_left_out(part: str, tidy: str) -> None:
    assert snapped("met, in Seoul, again", part) == tidy


def test_what_is_nothing_but_marks_stays_as_it_is() -> None:
    assert snapped("well, -, then", "-,") == "-,"


@given(st.text(alphabet="abZ09 .,()[]{}“”-–\n한é", min_size=1, max_size=40), st.data())
@settings(max_examples=60, deadline=None)
def test_snapping_keeps_to_the_sentence_and_cuts_no_word(text: str, data: st.DataObject) -> None:
    edges = [0, *[found.start() for found in re.finditer(r"(?<!\S)\S", text)], len(text)]
    low, high = sorted(data.draw(st.tuples(st.sampled_from(edges), st.sampled_from(edges))))
    sentence = Range(low, high) if low < high else Range(0, len(text))
    start = data.draw(st.integers(sentence.start, sentence.end - 1))
    end = data.draw(st.integers(start + 1, sentence.end))
    found = snap(text, Range(start, end), sentence)
    assert sentence.start <= found.start < found.end <= sentence.end
    for place in found:
        inside = sentence.start < place < sentence.end
        assert not (inside and re.match(r"\w{2}", text[place - 1 : place + 1]))
        assert not (inside and re.match(r"\d[.,]\d", text[place - 1 : place + 2]))


def test_marks_that_cross_each_other_cut_nothing() -> None:
    assert snap("“(”1", Range(0, 4), Range(0, 4)) == Range(0, 4)


@given(st.text(alphabet="ab1 .,()“”-", min_size=1, max_size=40), st.data())
@settings(max_examples=60, deadline=None)
def test_the_words_of_a_span_outlive_snapping(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    found = snap(text, Range(start, end), Range(0, len(text)))
    lost = text[start : max(start, found.start)] + text[min(end, found.end) : end]
    assert not re.search(r"\w", lost) or re.search(r"[(“]", lost)
