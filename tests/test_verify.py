import json
from pathlib import Path

import pytest

from fakes import LetterEmbedder, MemoryIndex, document_of
from kiddqa.errors import QuestionError
from kiddqa.records import Answer, Citation, Document, Exchange, NoAnswer, Range, Reply
from kiddqa.verify import Verdict, verify_file
from kiddqa.wire import Json, exchange_to_json

TALKS = document_of("talks.txt", "Anka Lee led the U.S. delegation.", "They met in Seoul.")


def index_of(*documents: Document) -> MemoryIndex:
    return MemoryIndex(documents, LetterEmbedder())


def saved(reply: Reply | None = None) -> Json:
    citation = Citation(document=TALKS, start=0, end=8, sentence_range=Range(0, 33))
    reply = reply or Answer(citations=(citation,), confidence=0.9, hits=())
    return exchange_to_json(
        Exchange(question="Who?", read_as="Who?", reply=reply, index="gen-000001@0", timings_ms={"total": 1.0})
    )


def verdicts(folder: Path, content: object, *documents: Document) -> list[Verdict]:
    path = folder / "reply.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return [entry.verdict for entry in verify_file(path, index_of(*documents))]


def test_a_quote_stands_where_it_stood(tmp_path: Path) -> None:
    assert verdicts(tmp_path, saved(), TALKS) == [Verdict.STANDS]


def test_a_quote_still_stands_if_the_document_changed_after_it(tmp_path: Path) -> None:
    longer = document_of("talks.txt", *TALKS.text.split("\n"), "More was said.")
    assert verdicts(tmp_path, saved(), longer) == [Verdict.STANDS_IN_CHANGED_DOCUMENT]


def test_a_quote_that_stands_elsewhere_has_moved(tmp_path: Path) -> None:
    assert verdicts(tmp_path, saved(), document_of("talks.txt", "In Seoul Anka Lee led.")) == [Verdict.MOVED]


def test_a_quote_that_stands_nowhere_is_gone(tmp_path: Path) -> None:
    assert verdicts(tmp_path, saved(), document_of("talks.txt", "Ely Ratner led it.")) == [Verdict.GONE]


def test_a_document_that_is_gone_is_named(tmp_path: Path) -> None:
    assert verdicts(tmp_path, saved(), document_of("other.txt", "Anka Lee led.")) == [Verdict.NO_DOCUMENT]


@pytest.mark.parametrize("field", ["start", "end"])
def test_an_offset_off_by_one_does_not_stand(tmp_path: Path, field: str) -> None:
    reply = saved()
    reply["citations"][0][field] += 1  # type: ignore[index]  # JSON
    assert verdicts(tmp_path, reply, TALKS) == [Verdict.MOVED]


def test_an_answer_that_was_changed_by_hand_does_not_add_up(tmp_path: Path) -> None:
    assert verdicts(tmp_path, {**saved(), "answer": "Ely Ratner"}, TALKS) == [Verdict.MISQUOTED]


def test_a_list_and_a_file_of_lines_are_read_alike(tmp_path: Path) -> None:
    lines = f"{json.dumps(saved())}\n\n{json.dumps(saved())}\n"
    assert verdicts(tmp_path, [saved(), saved()], TALKS) == verdicts(tmp_path, lines, TALKS) == [Verdict.STANDS] * 2


def test_a_reply_without_an_answer_has_nothing_to_check(tmp_path: Path) -> None:
    assert verdicts(tmp_path, saved(NoAnswer(confidence=0.1, hits=())), TALKS) == []


def test_a_question_of_a_batch_that_could_not_be_asked_has_nothing_to_check(tmp_path: Path) -> None:
    lines = f'{{"kind": "error", "id": "1", "error": "The question is empty."}}\n{json.dumps(saved())}\n'
    assert verdicts(tmp_path, lines, TALKS) == [Verdict.STANDS]


@pytest.mark.parametrize("content", ["nonsense", '{"kind": "note"}', '{"kind": "answer", "citations": [{}]}', "[1]"])
def test_a_file_that_holds_no_reply_is_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(QuestionError):
        verdicts(tmp_path, content, TALKS)
