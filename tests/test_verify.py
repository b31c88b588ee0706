import json
from pathlib import Path

import pytest

from fakes import LetterEmbedder, MemoryIndex, document_of
from kiddqa.errors import QuestionError
from kiddqa.records import Answer, Candidate, Citation, Document, Exchange, NoAnswer, Range, Reply
from kiddqa.verify import Part, Verdict, verify_file
from kiddqa.wire import Json, citation_to_json, exchange_to_json

TALKS = document_of("talks.txt", "Anka Lee led the U.S. delegation.", "They met in Seoul.")


ANKA = Citation(document=TALKS, start=0, end=8, sentence_range=Range(0, 33))
SEOUL = Citation(document=TALKS, start=46, end=51, sentence_range=Range(34, 52))


def index_of(*documents: Document) -> MemoryIndex:
    return MemoryIndex(documents, LetterEmbedder())


def saved(reply: Reply | None = None) -> Json:
    reply = reply or Answer(citations=(ANKA,), confidence=0.9, hits=())
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


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("sentence", "Anka Lee never led the U.S. delegation."),
        ("sentence", "Ely Ratner led the U.S. delegation."),
        ("before", "Not "),
    ],
)
def test_a_sentence_that_was_changed_by_hand_does_not_add_up(tmp_path: Path, field: str, value: str) -> None:
    reply = saved()
    reply["citations"][0][field] = value  # type: ignore[index]  # JSON
    assert verdicts(tmp_path, reply, TALKS) == [Verdict.MISQUOTED]


def test_a_quote_stands_though_its_sentence_was_edited_in_the_document_since(tmp_path: Path) -> None:
    edited = document_of("talks.txt", "Anka Lee led the whole U.S. delegation.")
    assert verdicts(tmp_path, saved(), edited) == [Verdict.STANDS_IN_CHANGED_DOCUMENT]


def test_every_quotation_of_an_answer_is_checked_and_says_which_it_is(tmp_path: Path) -> None:
    answer = Answer(citations=(ANKA,), confidence=0.9, hits=(), others=(SEOUL,))
    reply = saved(answer) | {"runners_up": [citation_to_json(SEOUL)]}
    path = tmp_path / "reply.json"
    path.write_text(json.dumps(reply), encoding="utf-8")
    checked = [(entry.part, entry.quote, entry.verdict) for entry in verify_file(path, index_of(TALKS))]
    assert checked == [
        (Part.CITATIONS, "Anka Lee", Verdict.STANDS),
        (Part.OTHERS, "Seoul", Verdict.STANDS),
        (Part.RUNNERS_UP, "Seoul", Verdict.STANDS),
    ]


def test_what_came_nearest_is_checked_where_nothing_answered(tmp_path: Path) -> None:
    reply = saved(NoAnswer(confidence=0.1, hits=(), nearest=(Candidate(citation=SEOUL, confidence=0.1),)))
    assert verdicts(tmp_path, reply, TALKS) == [Verdict.STANDS]
    reply["nearest"][0]["quote"] = "Busan"  # type: ignore[index]  # JSON
    assert verdicts(tmp_path, reply, TALKS) == [Verdict.MISQUOTED]


def test_an_answer_that_was_changed_by_hand_says_nothing_against_the_other_quotations(tmp_path: Path) -> None:
    reply = saved(Answer(citations=(ANKA,), confidence=0.9, hits=(), others=(SEOUL,))) | {"answer": "Ely Ratner"}
    assert verdicts(tmp_path, reply, TALKS) == [Verdict.MISQUOTED, Verdict.STANDS]


def test_no_quotation_of_a_reply_is_left_unchecked(tmp_path: Path) -> None:
    candidate = Candidate(citation=SEOUL, confidence=0.1)
    for reply in (
        saved(Answer(citations=(ANKA,), confidence=0.9, hits=(), others=(SEOUL,), runners_up=(candidate,))),
        saved(NoAnswer(confidence=0.1, hits=(), nearest=(candidate, candidate))),
    ):
        assert len(verdicts(tmp_path, reply, TALKS)) == json.dumps(reply).count('"quote": ')


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
