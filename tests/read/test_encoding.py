import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer, models

from fakes import document_of
from kiddqa.errors import ModelError
from kiddqa.read.encoding import (
    MAX_HEADING_TOKENS,
    MAX_QUESTION_TOKENS,
    MAX_TITLE_TOKENS,
    WINDOW_OVERLAP_TOKENS,
    WINDOW_TOKENS,
    Window,
    WindowEncoder,
    normalise_question,
    window_starts,
)
from kiddqa.read.model import load_window_encoder, tokenizer_file
from kiddqa.records import Passage, Range

ENCODER = load_window_encoder()
PIECES = Tokenizer.from_file(str(tokenizer_file()))
TALKS = document_of("talks.txt", "- Anka Lee led. They met.", title="The Talks")
PASSAGE = Passage(document=TALKS, start=0, end=25, heading=("Day 1", "Seoul"), sentences=(Range(2, 15), Range(16, 25)))


def pieces(window: Window) -> list[str]:
    return [str(PIECES.id_to_token(number)) for number in window.ids]


def passage_of(text: str, title: str = "") -> Passage:
    document = document_of("a.txt", text, title=title)
    return Passage(document=document, start=0, end=len(text), sentences=(Range(0, len(text)),))


def test_a_window_holds_question_title_with_headings_and_passage_in_this_order() -> None:
    [window] = ENCODER.windows("Who led?", PASSAGE)
    assert pieces(window) == [
        *("[CLS]", "who", "led", "[SEP]"),
        *("the", "talks", ".", "day", "1", ".", "seoul", "[SEP]"),
        *("an", "##ka", "lee", "led", ".", "they", "met", ".", "[SEP]"),
    ]


def test_the_question_is_of_one_type_and_all_that_follows_of_the_other() -> None:
    [window] = ENCODER.windows("Who led?", PASSAGE)
    assert list(window.type_ids) == [0] * 4 + [1] * 17


def test_each_token_of_the_passage_knows_its_slice_of_the_document() -> None:
    [window] = ENCODER.windows("Who led?", PASSAGE)
    assert pieces(window)[window.first] == "an"
    assert [TALKS.text[start:end] for start, end in window.slices] == [
        "An",
        "ka",
        "Lee",
        "led",
        ".",
        "They",
        "met",
        ".",
    ]


def test_what_stands_before_the_first_sentence_is_not_read() -> None:
    [window] = ENCODER.windows("Who led?", PASSAGE)
    assert "-" not in pieces(window)


def test_slices_count_code_points_though_letters_are_longer_in_bytes() -> None:
    passage = passage_of("😀 한미 회의 in Seoul")
    [window] = ENCODER.windows("Where?", passage)
    assert passage.text[slice(*window.slices[-1])] == "Seoul"


def test_a_passage_without_sentences_is_not_read() -> None:
    assert list(ENCODER.windows("Who?", Passage(document=TALKS, start=0, end=25))) == []


def test_a_document_without_title_and_headings_keeps_its_separators() -> None:
    [window] = ENCODER.windows("Who?", passage_of("Lee"))
    assert pieces(window) == ["[CLS]", "who", "[SEP]", "[SEP]", "lee", "[SEP]"]


def test_long_questions_and_titles_lose_their_end_and_headings_their_beginning() -> None:
    assert ENCODER.question_ids("who " * 60) == ENCODER.question_ids("who " * MAX_QUESTION_TOKENS)
    title, headings = "a " * 30, ["b " * 30, "seoul"]
    label = [PIECES.id_to_token(number) for number in ENCODER.label_ids(title, headings)]
    assert label[:MAX_TITLE_TOKENS] == ["a"] * 20
    assert label[MAX_TITLE_TOKENS:] == ["b"] * (MAX_HEADING_TOKENS - 2) + [".", "seoul"]


def test_a_long_passage_is_read_in_windows_that_share_64_tokens() -> None:
    first, second = ENCODER.windows("Who?", passage_of("x " * 300))
    assert [len(first.slices), len(second.slices)] == [WINDOW_TOKENS, 300 - (WINDOW_TOKENS - WINDOW_OVERLAP_TOKENS)]
    assert list(first.slices[-WINDOW_OVERLAP_TOKENS:]) == list(second.slices[:WINDOW_OVERLAP_TOKENS])


def test_a_passage_that_fits_is_read_in_one_window() -> None:
    assert [list(window_starts(tokens)) for tokens in (0, 1, 224, 225)] == [[], [0], [0], [0, 160]]


@given(st.integers(min_value=0, max_value=3_000))
@settings(max_examples=60, deadline=None)
def test_windows_reach_the_last_token_and_leave_no_gap(tokens: int) -> None:
    starts = list(window_starts(tokens))
    read = {place for start in starts for place in range(start, min(tokens, start + WINDOW_TOKENS))}
    assert read == set(range(tokens))
    assert all(start < tokens for start in starts)


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60), st.integers(min_value=1, max_value=12))
@settings(max_examples=40, deadline=None)
def test_every_token_of_any_passage_is_read_and_no_window_is_too_long(
    question: str, title: str, text: str, times: int
) -> None:
    passage = passage_of(text * times, title)
    _, tokens = ENCODER.passage_tokens(passage)
    windows = list(ENCODER.windows(question, passage))
    assert {token for window in windows for token in window.slices} == set(tokens)
    for window in windows:
        assert len(window.slices) <= WINDOW_TOKENS
        assert len(window.ids) == len(window.type_ids) == window.first + len(window.slices) + 1
        assert len(window.ids) <= MAX_QUESTION_TOKENS + MAX_TITLE_TOKENS + MAX_HEADING_TOKENS + WINDOW_TOKENS + 4


def test_a_tokenizer_of_another_family_is_refused() -> None:
    with pytest.raises(ModelError, match=r"no \[SEP\]; expected one of the BERT family"):
        WindowEncoder(Tokenizer(models.WordPiece({"[UNK]": 0, "[CLS]": 1}, unk_token="[UNK]")))  # noqa: S106


def test_the_spacing_and_marks_of_a_source_do_not_show() -> None:
    assert normalise_question("What  does the “U.S.” do ?") == 'what does the "u.s." do'
    assert normalise_question("Why did n't it 's pact ( 1953 ) , hold ?") == "why didn't it's pact (1953), hold"
    assert normalise_question("Why can not Korea’s $ 5 – 6 be paid?") == "why cannot korea's $5 - 6 be paid"


@given(st.lists(st.sampled_from([*"a ?.,;:!%)](['’“$5İΣ", " 's", " n't", "can", "not", " ", "\n"]), max_size=30))
@settings(max_examples=60, deadline=None)
def test_normalising_a_question_twice_changes_nothing_more(parts: list[str]) -> None:
    once = normalise_question("".join(parts))
    assert normalise_question(once) == once
