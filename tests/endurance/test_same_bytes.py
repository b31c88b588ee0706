"""The same documents, models and question give the same reply to the byte, timings aside."""

import json
import os
import random
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from endurance.conftest import PATIENCE_SECONDS, indexed
from kiddqa.engine import Engine
from kiddqa.settings import Settings
from kiddqa.wire import exchange_to_json
from kiddqa.wiring import load_engine

pytestmark = pytest.mark.slow

ASKERS = 16
Replies = dict[str, str]
"""By question, the JSON of the reply."""


def written(reply: dict[str, Any], *left_out: str) -> str:
    return json.dumps({name: reply[name] for name in reply if name not in {"id", "timings_ms", *left_out}})


def reply_of(engine: Engine, question: str, *left_out: str) -> str:
    return written(exchange_to_json(engine.ask(question)), *left_out)


def replies_of(engine: Engine, questions: list[str], *left_out: str) -> Replies:
    anew = replace(engine, replies_remembered=0)
    return {question: reply_of(anew, question, *left_out) for question in questions}


@pytest.fixture(scope="module")
def expected(engine: Engine, questions: list[str]) -> Replies:
    """What one thread after the other is told."""
    return replies_of(engine, questions)


def test_of_several_dozen_questions_some_are_answered_and_some_are_not(expected: Replies) -> None:
    kinds = Counter(json.loads(reply)["kind"] for reply in expected.values())
    assert kinds.total() >= 36
    assert min(kinds["answer"], kinds["no_answer"]) >= 5


def test_a_remembered_reply_is_the_one_given_anew(engine: Engine, expected: Replies) -> None:
    assert [{question: reply_of(engine, question) for question in expected} for _ in range(2)] == [expected] * 2


@pytest.mark.parametrize("threads", [1, 2, 4])
def test_replies_are_the_same_by_any_number_of_threads(small: Settings, expected: Replies, threads: int) -> None:
    engine = load_engine(small.model_copy(update={"threads": threads}))
    assert replies_of(engine, list(expected)) == expected


def test_replies_are_the_same_to_sixteen_who_ask_at_once(engine: Engine, expected: Replies) -> None:
    asked = list(expected) * 3
    random.Random(7).shuffle(asked)
    anew = replace(engine, replies_remembered=0)
    with ThreadPoolExecutor(ASKERS) as askers:
        replies = list(askers.map(lambda question: reply_of(anew, question), asked))
    assert [question for question, reply in zip(asked, replies, strict=True) if reply != expected[question]] == []


def test_replies_are_the_same_after_a_restart(small: Settings, expected: Replies, tmp_path: Path) -> None:
    batch = tmp_path / "batch.jsonl"
    lines = [json.dumps({"id": str(number), "question": question}) for number, question in enumerate(expected)]
    batch.write_text("\n".join(lines), encoding="utf-8")
    command = [sys.executable, "-m", "kiddqa", "ask", "--json", "--batch", str(batch)]
    environment = os.environ | {"KIDDQA_READING_SECONDS": str(PATIENCE_SECONDS), "KIDDQA_THREADS": "3"}
    ran = subprocess.run(  # noqa: S603  (our own words)
        [*command, "--embeddings", str(small.embeddings)], env=environment, capture_output=True, text=True, check=True
    )
    assert [written(json.loads(line)) for line in ran.stdout.splitlines()] == list(expected.values())


def test_indexed_anew_elsewhere_nothing_but_the_name_of_the_index_can_differ(
    corpus: Path, expected: Replies, tmp_path: Path
) -> None:
    other = load_engine(indexed(corpus, tmp_path / "elsewhere"))
    without_name = {question: written(json.loads(reply), "index") for question, reply in expected.items()}
    assert replies_of(other, list(expected), "index") == without_name
