import hashlib
import json
import re
from collections.abc import Callable
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import NotRequired, TypedDict

import pytest

from kiddqa.evaluate import normalise
from kiddqa.ingest.chunk import chunk
from kiddqa.ingest.folder import load_folder
from kiddqa.questions import Half, read_questions
from kiddqa.resources import corpus_folder

FILE = Path(__file__).parent / "kidd.jsonl"
README = Path(__file__).parent / "README.md"
ANSWERABLE_KINDS = (
    "exact",
    "paraphrase",
    "two-documents",
    "temporal",
    "list",
    "acronym",
    "spelling",
    "followup",
)
UNANSWERABLE_KINDS = ("unanswerable", "adversarial")
ALIKE = 0.8
"""Share of words, 0 to 1, from which two questions count as one."""


class Entry(TypedDict):
    id: str
    kind: str
    question: str
    answers: list[str]
    history: NotRequired[list[str]]
    documents: list[str]
    also: NotRequired[list[str]]
    half: str
    note: NotRequired[str]


def half_of(document_id: str) -> Half:
    """Return the half a document's questions belong to: settled by its id, so that nobody can choose it."""
    digest = hashlib.sha256(document_id.encode()).hexdigest()
    return Half.DEVELOPMENT if int(digest[:8], 16) % 2 == 0 else Half.FINAL


@cache
def entries() -> list[Entry]:
    return [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]


@cache
def sentences() -> dict[str, list[str]]:
    """Return what may be quoted of each document: its sentences and table rows, normalised, between two spaces."""
    loaded = load_folder(corpus_folder(), max_file_bytes=1_000_000)
    return {
        document.id: [
            f" {normalise(document.text[sentence.start : sentence.end])} "
            for passage in chunk(document, passage_words=130, overlap_words=0)
            for sentence in passage.sentences
        ]
        for document in loaded.documents
    }


@cache
def holders(answer: str) -> set[str]:
    """Return the ids of the documents in which an answer stands, in whole words."""
    sought = f" {normalise(answer)} "
    return {document for document, quotable in sentences().items() if any(sought in text for text in quotable)}


def named(entry: Entry) -> set[str]:
    return {*entry["documents"], *entry.get("also", [])}


def words(entry: Entry) -> set[str]:
    return set(re.findall(r"\w+", " ".join([*entry.get("history", []), entry["question"]]).casefold()))


def failing(right: Callable[[Entry], bool], *, answerable: bool = False) -> list[str]:
    """Return the ids of the questions (of the answerable ones only) that are not right."""
    return [entry["id"] for entry in entries() if (entry["answers"] or not answerable) and not right(entry)]


def test_there_are_at_least_200_questions_and_50_without_an_answer() -> None:
    assert len(entries()) >= 200
    assert sum(not entry["answers"] for entry in entries()) >= 50


def test_the_questions_stand_in_the_order_of_their_ids_and_no_id_twice() -> None:
    ids = [entry["id"] for entry in entries()]
    assert ids == sorted(set(ids))


@pytest.mark.parametrize("half", Half)
def test_every_kind_of_question_is_in_each_half(half: Half) -> None:
    kinds = {entry["kind"] for entry in entries() if entry["half"] == half}
    assert kinds == {*ANSWERABLE_KINDS, *UNANSWERABLE_KINDS}


@pytest.mark.parametrize("half", Half)
def test_each_half_holds_40_to_60_percent_of_the_questions(half: Half) -> None:
    share = sum(entry["half"] == half for entry in entries()) / len(entries())
    assert 0.4 <= share <= 0.6


def test_no_two_questions_are_alike() -> None:
    pairs = combinations([(entry["id"], words(entry)) for entry in entries()], 2)
    alike = [(one, other) for (one, a), (other, b) in pairs if len(a & b) >= ALIKE * len(a | b)]
    assert alike == []


def test_the_product_reads_every_question_of_the_file() -> None:
    asked = read_questions(FILE)
    assert [(q.id, q.kind, q.answers, q.half) for q in asked] == [
        (entry["id"], entry["kind"], tuple(entry["answers"]), entry["half"]) for entry in entries()
    ]


def test_the_table_of_the_readme_counts_the_questions() -> None:
    rows = re.findall(r"^\| ([\w-]+) \| (\d+) \| (\d+) \|", README.read_text(encoding="utf-8"), flags=re.MULTILINE)
    counted = {kind: (int(development), int(final)) for kind, development, final in rows}
    kinds = (*ANSWERABLE_KINDS, *UNANSWERABLE_KINDS)
    groups = {kind: [entry["half"] for entry in entries() if entry["kind"] == kind] for kind in kinds}
    groups["all"] = [entry["half"] for entry in entries()]
    assert counted == {kind: (group.count("development"), group.count("final")) for kind, group in groups.items()}


def test_a_question_has_the_fields_of_the_format() -> None:
    assert failing(lambda entry: Entry.__required_keys__ <= set(entry) <= set(Entry.__annotations__)) == []


def test_a_question_has_no_answer_exactly_where_its_kind_says_so() -> None:
    assert failing(lambda entry: bool(entry["answers"]) == (entry["kind"] not in UNANSWERABLE_KINDS)) == []


def test_a_follow_up_and_nothing_else_has_earlier_questions() -> None:
    assert failing(lambda entry: bool(entry.get("history")) == (entry["kind"] == "followup")) == []


def test_every_document_a_question_names_exists() -> None:
    assert failing(lambda entry: bool(entry["documents"]) and named(entry) <= set(sentences())) == []


def test_no_document_is_named_twice() -> None:
    assert failing(lambda entry: len(named(entry)) == len(entry["documents"]) + len(entry.get("also", []))) == []


def test_the_documents_of_a_question_settle_its_half() -> None:
    assert failing(lambda entry: {half_of(document) for document in entry["documents"]} == {entry["half"]}) == []


def test_a_document_of_the_same_half_is_no_also() -> None:
    assert failing(lambda entry: entry["half"] not in {half_of(document) for document in entry.get("also", [])}) == []


def test_each_gold_answer_stands_in_a_document_its_question_names() -> None:
    assert failing(lambda entry: all(holders(answer) & named(entry) for answer in entry["answers"])) == []


def test_each_document_of_an_answerable_question_holds_a_gold_answer() -> None:
    assert failing(lambda entry: named(entry) <= set().union(*map(holders, entry["answers"])), answerable=True) == []


def test_no_gold_answer_stands_in_a_document_its_question_does_not_name() -> None:
    assert failing(lambda entry: set().union(*map(holders, entry["answers"])) <= named(entry)) == []


def test_an_answer_is_sought_in_whole_words() -> None:
    assert holders("Monitoring Team") == {"bodies/msmt.md"}
    assert holders("Monitoring Tea") == set()
