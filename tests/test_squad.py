import json
import lzma
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiddqa.errors import QuestionError
from kiddqa.records import BlockKind, Passage, Range
from kiddqa.squad import SquadArticle, SquadQuestion, exact_match, normalise_answer, read_articles, token_f1

DATA = {
    "data": [
        {
            "title": "River_Amper",
            "paragraphs": [
                {
                    "context": "It is long.",
                    "qas": [
                        {"id": "1", "question": "How is it? ", "answers": [{"text": "long", "answer_start": 6}]},
                        {"id": "2", "question": "Doubtful?", "answers": [], "align_conf": 0.5},
                    ],
                },
                {
                    "context": "Amper is Amper.",
                    "qas": [
                        {
                            "id": "3",
                            "question": "What is Amper?",
                            "answers": [{"text": "Amper", "answer_start": 9, "all_starts": [0, 9]}],
                        },
                        {"id": "4", "question": "Why?", "answers": [], "is_impossible": True, "align_conf": 0.9},
                    ],
                },
            ],
        }
    ]
}


def article_in(folder: Path) -> SquadArticle:
    path = folder / "data.json.xz"
    path.write_bytes(lzma.compress(json.dumps(DATA).encode()))
    [article] = read_articles(path)
    return article


def read(folder: Path) -> tuple[str, dict[str, tuple[Range, ...]]]:
    article = article_in(folder)
    return article.document.text, {question.id: question.gold for question in article.questions}


def asked(*gold: Range) -> SquadQuestion:
    return SquadQuestion(id="1", article="a", text="?", paragraph=Range(0, 30), gold=gold, gold_texts=())


def test_a_heading_is_a_block_of_its_own_and_no_part_of_its_paragraph(tmp_path: Path) -> None:
    asked = {"id": "1", "question": "How?", "answers": [{"text": "long", "answer_start": 6}]}
    paragraphs = [
        {"context": "First.", "qas": []},
        {"heading": "Length", "context": "It is long.", "qas": [asked]},
    ]
    path = tmp_path / "data.json"
    path.write_text(json.dumps({"data": [{"title": "Amper", "paragraphs": paragraphs}]}))
    [article] = read_articles(path)
    text, [question] = article.document.text, article.questions
    assert [(block.kind, text[block.start : block.end]) for block in article.document.blocks] == [
        (BlockKind.PARAGRAPH, "First."),
        (BlockKind.HEADING, "Length"),
        (BlockKind.PARAGRAPH, "It is long."),
    ]
    assert (text[slice(*question.gold[0])], text[slice(*question.paragraph)]) == ("long", "It is long.")


def test_an_article_is_one_document_with_a_paragraph_a_block(tmp_path: Path) -> None:
    text, _ = read(tmp_path)
    assert text == "It is long.\n\nAmper is Amper."


def test_an_article_s_title_has_spaces_and_its_blocks_are_its_paragraphs(tmp_path: Path) -> None:
    document = article_in(tmp_path).document
    assert (document.id, document.title) == ("data.json.xz/River Amper", "River Amper")
    assert [(document.text[block.start : block.end], block.kind) for block in document.blocks] == [
        ("It is long.", BlockKind.PARAGRAPH),
        ("Amper is Amper.", BlockKind.PARAGRAPH),
    ]


def test_a_question_knows_its_paragraph_and_is_trimmed(tmp_path: Path) -> None:
    article = article_in(tmp_path)
    assert [(question.text, question.paragraph) for question in article.questions] == [
        ("How is it?", Range(0, 11)),
        ("What is Amper?", Range(13, 28)),
        ("Why?", Range(13, 28)),
    ]


def test_the_answers_are_kept_as_the_file_gives_them_each_once(tmp_path: Path) -> None:
    path = tmp_path / "data.json"
    answers = [{"text": text, "answer_start": 6} for text in ("long", "long.", "long")]
    paragraph = {"context": "It is long.", "qas": [{"id": "1", "question": "How?", "answers": answers}]}
    path.write_text(json.dumps({"data": [{"title": "A", "paragraphs": [paragraph]}]}), encoding="utf-8")
    [article] = read_articles(path)
    assert article.questions[0].gold_texts == ("long", "long.")
    assert article.questions[0].gold == (Range(6, 10), Range(6, 11))


def test_a_gold_slice_is_where_the_answer_stands_in_the_document(tmp_path: Path) -> None:
    text, gold = read(tmp_path)
    assert [text[start:end] for start, end in gold["1"]] == ["long"]


def test_every_place_of_an_answer_counts(tmp_path: Path) -> None:
    _, gold = read(tmp_path)
    assert gold["3"] == (Range(13, 18), Range(22, 27))


def test_doubtful_questions_are_left_out_and_unanswerable_ones_have_no_gold(tmp_path: Path) -> None:
    _, gold = read(tmp_path)
    assert (gold["4"], "2" in gold) == ((), False)


def test_a_quote_is_right_if_it_shares_text_with_a_gold_slice_of_its_article() -> None:
    question = asked(Range(5, 9), Range(20, 24))
    assert question.is_answered_by("a", 8, 12)
    assert question.is_answered_by("a", 0, 6)
    assert question.is_answered_by("a", 21, 22)
    assert not question.is_answered_by("a", 9, 20)
    assert not question.is_answered_by("b", 5, 9)


def test_a_passage_holds_the_answer_only_if_it_holds_a_whole_gold_slice(tmp_path: Path) -> None:
    document = article_in(tmp_path).document
    question = SquadQuestion(
        id="3", article=document.id, text="?", paragraph=Range(13, 28), gold=(Range(13, 18),), gold_texts=("Amper",)
    )
    assert question.is_held_by(Passage(document=document, start=13, end=18))
    assert not question.is_held_by(Passage(document=document, start=14, end=28))


def test_a_file_in_another_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "data.json"
    path.write_text('{"rows": []}', encoding="utf-8")
    with pytest.raises(QuestionError, match="SQuAD"):
        read_articles(path)


def test_a_missing_or_damaged_file_is_refused_by_its_name(tmp_path: Path) -> None:
    damaged = tmp_path / "data.json.xz"
    damaged.write_bytes(b"no archive")
    for path in (damaged, tmp_path / "none.json"):
        with pytest.raises(QuestionError, match=path.name):
            read_articles(path)


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("The U.S. Army", "us army"),
        ("an  apple\na day", "apple day"),
        ("Anna's theatre", "annas theatre"),
        ("1,000-year", "1000year"),
        ("“the” end", "“ ” end"),
        ("the", ""),
    ],
)
def test_answers_are_normalised_as_squad_does_to_the_letter(text: str, normal: str) -> None:
    assert normalise_answer(text) == normal


def test_exact_match_forgives_articles_case_and_marks() -> None:
    assert exact_match("The Amper!", "amper") == 1.0
    assert exact_match("Amper river", "Amper") == 0.0


def test_f1_is_the_harmonic_mean_of_precision_and_recall_over_tokens() -> None:
    precision, recall = 2 / 4, 2 / 3
    assert token_f1("the long river Amper here", "river Amper valley") == pytest.approx(
        2 * precision * recall / (precision + recall)
    )
    assert token_f1("Amper", "Danube") == 0.0


def test_a_token_counts_as_often_as_both_have_it() -> None:
    assert token_f1("ding ding ding", "ding ding") == pytest.approx(2 * 2 / 5)


def test_two_answers_without_a_token_agree_and_one_without_does_not() -> None:
    assert (token_f1("the", "a."), token_f1("", "Amper"), token_f1("Amper", "the")) == (1.0, 0.0, 0.0)


@given(st.text(max_size=40), st.text(max_size=40))
@settings(max_examples=60, deadline=None)
def test_f1_is_the_same_both_ways_and_full_exactly_where_the_tokens_agree(quote: str, gold: str) -> None:
    assert token_f1(quote, gold) == token_f1(gold, quote)
    assert token_f1(quote, quote) == exact_match(quote, quote) == 1.0
    assert exact_match(quote, gold) <= token_f1(quote, gold) <= 1.0
