"""Saved replies and an index in, a verdict on each quotation out: does it still stand in its document?"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from kiddqa.errors import QuestionError
from kiddqa.protocols import Index
from kiddqa.records import Document


class Verdict(StrEnum):
    """What became of a quotation."""

    STANDS = "stands"
    STANDS_IN_CHANGED_DOCUMENT = "stands, though the document has changed since"
    MOVED = "moved"
    GONE = "gone"
    NO_DOCUMENT = "no such document"
    MISQUOTED = "does not add up"


class Part(StrEnum):
    """Where in a reply a quotation stands; the values are the reply's own field names."""

    CITATIONS = "citations"
    OTHERS = "others"
    RUNNERS_UP = "runners_up"
    NEAREST = "nearest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One quotation of a saved reply with its verdict."""

    question: str
    part: Part = Part.CITATIONS
    document_id: str
    start: int
    end: int
    quote: str
    verdict: Verdict
    reason: str

    @property
    def stands(self) -> bool:
        """True if the document's text at the saved offsets is the quotation, to the character."""
        return self.verdict in {Verdict.STANDS, Verdict.STANDS_IN_CHANGED_DOCUMENT}


@dataclass(frozen=True, slots=True, kw_only=True)
class _SavedQuote:
    question: str
    part: Part
    document_id: str
    document_sha256: str
    start: int
    end: int
    quote: str
    sentence: str
    before: str
    """What stands in the sentence before the quote."""
    unquoted_answer: str
    """The reply's text where it is not made of the quotes; else empty."""


def verify_file(path: Path, index: Index) -> list[Checked]:
    """Check every quotation of a file that holds one reply, a list of replies or one reply a line.

    That is what answers, what other documents answer, the runners-up, and what came nearest where nothing answered. An
    answer whose text is not made of its quotes, joined by ``; ``, is misquoted in each of them.

    Raises:
        QuestionError: if the file is no such file.
    """
    return [_check(saved, index) for reply in _replies(path) for saved in _saved_quotes(path, reply)]


def _check(saved: _SavedQuote, index: Index) -> Checked:
    verdict, reason = _verdict(saved, index)
    return Checked(
        question=saved.question,
        part=saved.part,
        document_id=saved.document_id,
        start=saved.start,
        end=saved.end,
        quote=saved.quote,
        verdict=verdict,
        reason=reason,
    )


def _verdict(saved: _SavedQuote, index: Index) -> tuple[Verdict, str]:
    document = index.document(saved.document_id)
    if document is None:
        return Verdict.NO_DOCUMENT, f"the index holds no document {saved.document_id}"
    flaw = _flaw(saved) or _forged_sentence(saved, document)
    return (Verdict.MISQUOTED, flaw) if flaw else _place(saved, document)


def _flaw(saved: _SavedQuote) -> str | None:
    """Say what in the saved reply contradicts itself."""
    if not saved.sentence.startswith(saved.before + saved.quote):
        return "the saved quote does not stand in the saved sentence"
    if saved.unquoted_answer:
        return f"the saved answer {saved.unquoted_answer!r} is not made of its quotes"
    return None


def _forged_sentence(saved: _SavedQuote, document: Document) -> str | None:
    """Say if the sentence around a quote that stands is not the document's, though the document is unchanged."""
    begins = saved.start - len(saved.before)
    if _stands(saved, document) and _unchanged(saved, document):
        found = document.text[max(0, begins) : begins + len(saved.sentence)]
        if found != saved.sentence:
            return f"the document reads {found!r} around it"
    return None


def _place(saved: _SavedQuote, document: Document) -> tuple[Verdict, str]:
    """Compare the quote with the document's text at its offsets, then anywhere."""
    if _stands(saved, document):
        if _unchanged(saved, document):
            return Verdict.STANDS, "the text at these offsets is the quote, and the document is unchanged"
        return Verdict.STANDS_IN_CHANGED_DOCUMENT, "the text at these offsets is the quote; the document's hash differs"
    elsewhere = document.text.find(saved.quote)
    if elsewhere >= 0:
        return Verdict.MOVED, f"the quote now stands at {elsewhere} to {elsewhere + len(saved.quote)}"
    return Verdict.GONE, f"the document reads {document.text[saved.start : saved.end]!r} there"


def _stands(saved: _SavedQuote, document: Document) -> bool:
    return 0 <= saved.start < saved.end and document.text[saved.start : saved.end] == saved.quote


def _unchanged(saved: _SavedQuote, document: Document) -> bool:
    return sha256(document.text.encode()).hexdigest() == saved.document_sha256


def _replies(path: Path) -> list[object]:
    try:
        content = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionError(f"The reply file {path} could not be read ({error}).") from error
    try:
        whole = json.loads(content)
    except ValueError:
        return _replies_by_line(path, content)
    return whole if isinstance(whole, list) else [whole]


def _replies_by_line(path: Path, content: str) -> list[object]:
    try:
        return [json.loads(line) for line in content.splitlines() if line.strip()]
    except ValueError as error:
        raise QuestionError(
            f"{path} is not JSON ({error}); expected what kiddqa ask --json or POST /api/ask returned."
        ) from error


def _saved_quotes(path: Path, reply: object) -> Iterator[_SavedQuote]:
    if not isinstance(reply, dict) or reply.get("kind") not in {"answer", "no_answer", "error"}:
        raise QuestionError(f'{path} holds something that is no reply; expected "kind": "answer" or "no_answer".')
    try:
        quoted = "; ".join(str(citation["quote"]) for citation in reply.get(Part.CITATIONS, []))
        unquoted = "" if reply.get("answer", "") == quoted else str(reply.get("answer", ""))
        for part in Part:
            for citation in reply.get(part, []):
                yield _SavedQuote(
                    question=str(reply["question"]),
                    part=part,
                    document_id=str(citation["document_id"]),
                    document_sha256=str(citation["document_sha256"]),
                    start=int(citation["start"]),
                    end=int(citation["end"]),
                    quote=str(citation["quote"]),
                    sentence=str(citation["sentence"]),
                    before=str(citation["before"]),
                    unquoted_answer=unquoted if part is Part.CITATIONS else "",
                )
    except (KeyError, TypeError, ValueError) as error:
        raise QuestionError(
            f"{path} holds a citation that cannot be checked ({error!r} is missing or wrong)."
        ) from error
