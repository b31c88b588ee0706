"""The examples of the API's description, made by the code that makes real replies: a quote is a slice here too."""

from hashlib import sha256
from typing import cast

from pydantic.config import JsonDict

from kiddqa.records import (
    Answer,
    Block,
    BlockKind,
    Candidate,
    Citation,
    Document,
    Exchange,
    Hit,
    NoAnswer,
    Passage,
    Range,
    Reply,
)
from kiddqa.wire import exchange_to_json

_TEXT = "The river Amper is 105 kilometres long. It flows into the Isar near Moosburg."
_FIRST, _SECOND = Range(0, 39), Range(40, len(_TEXT))
_DOCUMENT = Document(
    id="rivers/amper.md",
    title="The Amper",
    text=_TEXT,
    sha256=sha256(_TEXT.encode()).hexdigest(),
    format="markdown",
    blocks=(Block(start=0, end=len(_TEXT), kind=BlockKind.PARAGRAPH),),
    date="2024-09-24",
    publisher="The Water Board",
    url="https://example.org/amper",
)
_HIT = Hit(
    passage=Passage(document=_DOCUMENT, start=0, end=len(_TEXT), sentences=(_FIRST, _SECOND)),
    rank=1,
    fused_score=0.91,
    dense_score=0.64,
    bm25_score=2.1,
)
_QUOTE = Citation(document=_DOCUMENT, start=19, end=33, sentence_range=_FIRST)


def _example(question: str, reply: Reply) -> JsonDict:
    timings = {"understand": 0.1, "retrieve": 4.2, "read": 9.7, "total": 14.0}
    exchange = Exchange(
        question=question, read_as=question, reply=reply, index="gen-000001@0123456789abcdef", timings_ms=timings
    )
    return cast("JsonDict", exchange_to_json(exchange))


ASK: JsonDict = {
    "question": "How long is the Amper?",
    "history": ["Which rivers flow into the Isar?"],
    "filters": {"publisher": "The Water Board", "after": "2024-01"},
    "limit": 5,
    "min_confidence": 0.5,
}
ANSWER = _example("How long is the Amper?", Answer(citations=(_QUOTE,), confidence=0.93, hits=(_HIT,)))
NO_ANSWER = _example(
    "How deep is the Amper?",
    NoAnswer(
        confidence=0.08,
        threshold=0.5,
        hits=(_HIT,),
        nearest=(Candidate(citation=_QUOTE, confidence=0.08),),
        unknown_words=("deep",),
    ),
)
ERROR: JsonDict = {"error": "The field limit was 99; expected less than or equal to 50."}
