"""Documents and exchanges in; the pages that show them out."""

from collections.abc import Sequence

from kiddqa.engine import Engine
from kiddqa.records import Answer, Citation, Document, Exchange, Hit, NoAnswer, Range, Source
from kiddqa.serve.addresses import HASH_DIGITS, document_address, question_address, slice_address, web_address
from kiddqa.serve.marks import mark_document
from kiddqa.serve.pages import (
    DocumentLine,
    DocumentPage,
    DocumentsPage,
    HomePage,
    PassageLine,
    Quotation,
    SourceLine,
    ThreadPage,
    Turn,
)
from kiddqa.wording import count, date_in_words, likelihood, milliseconds, percent

_SITE = "kiddqa"
_NEAREST_SHOWN = 3


def home_page(engine: Engine, examples: Sequence[str]) -> HomePage:
    """Return the page before a question is asked."""
    return HomePage(
        title=f"{_SITE}: ask the documents",
        documents_count=count(len(engine.index.documents()), "document"),
        examples=tuple((example, question_address(example)) for example in examples),
        max_question_chars=engine.max_question_chars,
        index=engine.index.name,
    )


def thread_page(engine: Engine, exchanges: Sequence[Exchange]) -> ThreadPage:
    """Return the page of a conversation of at least one exchange, oldest first."""
    questions = [exchange.question for exchange in exchanges]
    turns = [turn(exchange, questions[:number]) for number, exchange in enumerate(exchanges)]
    return ThreadPage(
        title=f"{questions[-1]} · {_SITE}",
        turns=tuple(turns),
        history=tuple(latest(questions, engine.max_history)),
        next_number=len(turns) + 1,
        max_history=engine.max_history,
        max_question_chars=engine.max_question_chars,
        index=engine.index.name,
    )


def latest(questions: Sequence[str], limit: int) -> Sequence[str]:
    """Return the last ``limit`` questions, oldest first; none for a limit of 0."""
    return questions[max(0, len(questions) - limit) :]


def turn(exchange: Exchange, history: Sequence[str]) -> Turn:
    """Return one question with its reply, asked after ``history``."""
    reply = exchange.reply
    answered = isinstance(reply, Answer)
    rejected = [candidate.citation for candidate in reply.nearest] if isinstance(reply, NoAnswer) else []
    citations = reply.citations if isinstance(reply, Answer) else rejected[:_NEAREST_SHOWN]
    number = len(history) + 1
    return Turn(
        number=number,
        question=exchange.question,
        read_as=exchange.read_as if exchange.read_as != exchange.question else None,
        notes=exchange.notes,
        as_typed_address=_as_typed_address(exchange, history, number),
        address=f"{question_address(exchange.question, history)}#turn-{number}",
        answered=answered,
        quotations=tuple(_quotation(citation) for citation in citations),
        likelihood=likelihood(reply.confidence),
        confidence=percent(reply.confidence),
        threshold=None if isinstance(reply, Answer) else percent(reply.threshold),
        passages=tuple(_passage_line(hit) for hit in reply.hits),
        passages_count=count(len(reply.hits), "passage"),
        duration=milliseconds(exchange.timings_ms["total"]),
    )


def _as_typed_address(exchange: Exchange, history: Sequence[str], number: int) -> str | None:
    if not exchange.notes:
        return None
    return f"{question_address(exchange.question, history, as_typed=True)}#turn-{number}"


def documents_page(engine: Engine) -> DocumentsPage:
    """Return the page of every document, in corpus order."""
    documents = engine.index.documents()
    return DocumentsPage(
        title=f"Documents · {_SITE}",
        documents_count=count(len(documents), "document"),
        documents=tuple(_document_line(document) for document in documents),
        index=engine.index.name,
    )


def document_page(
    engine: Engine, document: Document, *, start: str | None, end: str | None, sha256: str | None
) -> DocumentPage:
    """Return the page of a document; ``start``, ``end`` and ``sha256`` are as they stood in the address.

    Where they do not fit the document nothing is marked, and a note says why: no mark is better than a wrong one.
    """
    marked, note = _asked_range(document, start, end, sha256)
    shown = mark_document(document, marked)
    if marked and not shown.marked_text.strip():
        note = "The address asks for a slice that holds no words, so nothing is marked."
    return DocumentPage(
        title=f"{document.title} · {_SITE}",
        heading=shown.title,
        document=_document_line(document),
        groups=shown.groups,
        note=note,
        marked=marked is not None and note is None,
        sha256=document.sha256,
        index=engine.index.name,
    )


def _asked_range(
    document: Document, start: str | None, end: str | None, sha256: str | None
) -> tuple[Range | None, str | None]:
    if start is None and end is None:
        return None, None
    if sha256 is not None and not document.sha256.startswith(sha256[:HASH_DIGITS]):
        return None, "The document has changed since this link was made, so nothing is marked. Ask the question again."
    if not (_is_offset(start) and _is_offset(end)):
        return None, "The address does not name the slice to mark by two whole numbers, so nothing is marked."
    asked = Range(int(start or 0), int(end or 0))
    length = len(document.text)
    if not asked.start < asked.end <= length:
        return None, (
            f"The address asks for characters {asked.start:,} to {asked.end:,} of a document that has {length:,}, "
            "so nothing is marked."
        )
    return asked, None


def _is_offset(text: str | None) -> bool:
    """Return whether ``text`` is a whole number of a size that an offset can have."""
    return text is not None and text.isascii() and text.isdigit() and len(text) <= len("1000000000000")


def _document_line(document: Document) -> DocumentLine:
    return DocumentLine(
        title=document.title,
        address=document_address(document.id),
        id=document.id,
        date=date_in_words(document.date),
        publisher=document.publisher,
        url=web_address(document.url),
        kind=document.kind,
        length=count(len(document.text.split()), "word"),
        sources=tuple(_source_line(source) for source in document.sources),
    )


def _source_line(source: Source) -> SourceLine:
    return SourceLine(
        title=source.title,
        publisher=source.publisher,
        date=date_in_words(source.date),
        url=web_address(source.url),
    )


def _quotation(citation: Citation) -> Quotation:
    return Quotation(
        before=citation.before,
        quote=citation.quote,
        after=citation.after,
        document=_document_line(citation.document),
        page=citation.page,
        address=slice_address(citation.document, citation.start, citation.end),
    )


def _passage_line(hit: Hit) -> PassageLine:
    passage = hit.passage
    scores = [("score", hit.fused_score), ("meaning", hit.dense_score), ("words", hit.bm25_score)]
    return PassageLine(
        title=passage.document.title,
        heading=" › ".join(passage.heading),  # noqa: RUF001  (the usual sign between headings)
        text=passage.text,
        address=slice_address(passage.document, passage.start, passage.end),
        scores=" · ".join(f"{name} {score:.2f}" for name, score in scores if score is not None),
    )
