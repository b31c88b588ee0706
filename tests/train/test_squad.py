import json
import lzma
from pathlib import Path

import pytest

from kiddqa.errors import QuestionError
from kiddqa.records import Range
from kiddqa.train.squad import read_articles

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


def read(folder: Path) -> tuple[str, dict[str, tuple[Range, ...]]]:
    path = folder / "data.json.xz"
    path.write_bytes(lzma.compress(json.dumps(DATA).encode()))
    [article] = read_articles(path)
    return article.document.text, {question.id: question.gold for question in article.questions}


def test_an_article_is_one_document_with_a_paragraph_a_block(tmp_path: Path) -> None:
    text, _ = read(tmp_path)
    assert text == "It is long.\n\nAmper is Amper."


def test_a_gold_slice_is_where_the_answer_stands_in_the_document(tmp_path: Path) -> None:
    text, gold = read(tmp_path)
    assert [text[start:end] for start, end in gold["1"]] == ["long"]


def test_every_place_of_an_answer_counts(tmp_path: Path) -> None:
    _, gold = read(tmp_path)
    assert gold["3"] == (Range(13, 18), Range(22, 27))


def test_doubtful_questions_are_left_out_and_unanswerable_ones_have_no_gold(tmp_path: Path) -> None:
    _, gold = read(tmp_path)
    assert (gold["4"], "2" in gold) == ((), False)


def test_a_file_in_another_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "data.json"
    path.write_text('{"rows": []}', encoding="utf-8")
    with pytest.raises(QuestionError, match="SQuAD"):
        read_articles(path)
