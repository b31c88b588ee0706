from fakes import document_of
from kiddqa.records import Answer, Candidate, Citation, Exchange, Hit, NoAnswer, Passage, Range, Reply
from kiddqa.wire import document_to_json, exchange_to_json

TALKS = document_of("talks.txt", "Anka Lee led the U.S. delegation.", title="Talks", date="2024-09-23", publisher="DoD")
PASSAGE = Passage(document=TALKS, start=0, end=33, sentences=(Range(0, 33),))
HIT = Hit(passage=PASSAGE, rank=1, fused_score=0.7, dense_score=0.51234567, bm25_score=None)
CITATION = Citation(document=TALKS, start=0, end=8, sentence_range=Range(0, 33))


def wire(reply: Reply, **identity: str) -> dict[str, object]:
    exchange = Exchange(
        question="Who?",
        read_as="Who led?",
        notes=("“led” added",),
        reply=reply,
        index="gen-1@a",
        timings_ms={"total": 1.23456},
    )
    return exchange_to_json(exchange, **identity)


def test_an_answer_carries_all_that_is_needed_to_check_it_later() -> None:
    sent = wire(Answer(citations=(CITATION,), confidence=0.87654321, hits=(HIT,)))
    assert sent == {
        "kind": "answer",
        "question": "Who?",
        "read_as": "Who led?",
        "notes": ["“led” added"],
        "answer": "Anka Lee",
        "confidence": 0.8765,
        "citations": [
            {
                "document_id": "talks.txt",
                "title": "Talks",
                "date": "2024-09-23",
                "publisher": "DoD",
                "url": None,
                "page": None,
                "start": 0,
                "end": 8,
                "quote": "Anka Lee",
                "sentence": "Anka Lee led the U.S. delegation.",
                "before": "",
                "after": " led the U.S. delegation.",
                "document_sha256": TALKS.sha256,
                "sources": [],
            }
        ],
        "others": [],
        "passages": [
            {
                "document_id": "talks.txt",
                "title": "Talks",
                "date": "2024-09-23",
                "heading": [],
                "start": 0,
                "end": 33,
                "text": "Anka Lee led the U.S. delegation.",
                "scores": {"fused": 0.7, "dense": 0.512346, "bm25": None},
            }
        ],
        "index": "gen-1@a",
        "timings_ms": {"total": 1.235},
    }


def test_no_answer_names_the_nearest_quotes_and_the_threshold() -> None:
    sent = wire(
        NoAnswer(confidence=0.2, hits=(HIT,), nearest=(Candidate(citation=CITATION, confidence=0.2),), threshold=0.5)
    )
    assert (sent["kind"], sent["threshold"], "answer" in sent) == ("no_answer", 0.5, False)
    nearest = [(found["quote"], found["confidence"]) for found in sent["nearest"]]  # type: ignore[attr-defined]  # JSON
    assert nearest == [("Anka Lee", 0.2)]


def test_other_answers_are_citations_too() -> None:
    sent = wire(Answer(citations=(CITATION,), confidence=0.9, hits=(), others=(CITATION,)))
    assert sent["others"] == sent["citations"]


def test_no_answer_names_the_words_found_nowhere() -> None:
    assert wire(NoAnswer(confidence=0.0, hits=(), unknown_words=("Oz",)))["unknown_words"] == ["Oz"]


def test_the_id_of_a_question_comes_back_with_its_reply() -> None:
    assert wire(NoAnswer(confidence=0.2, hits=()), question_id="q7")["id"] == "q7"
    assert "id" not in wire(NoAnswer(confidence=0.2, hits=()))


def test_a_document_is_listed_without_its_text_and_shown_with_it() -> None:
    assert "text" not in document_to_json(TALKS, with_text=False)
    shown = document_to_json(TALKS, with_text=True)
    assert (shown["text"], shown["characters"]) == (TALKS.text, 33)
    assert shown["blocks"] == [{"start": 0, "end": 33, "kind": "paragraph", "level": 0}]
