"""The JSON form of an exchange: the same from the command line and the API.

An answer is ``{"kind": "answer", "id"?, "question", "read_as", "notes", "answer", "confidence", "citations",
"others", "passages", "index", "timings_ms"}``; no answer is ``{"kind": "no_answer", …}`` with ``threshold``,
``nearest`` and ``unknown_words`` in place of ``answer``, ``citations`` and ``others``. Offsets count Unicode code
points of the document's text.
"""

from kiddqa.records import Answer, Citation, Document, Exchange, Hit, Source

Json = dict[str, object]


def exchange_to_json(exchange: Exchange, *, question_id: str | None = None) -> Json:
    """Return the JSON object of an exchange; ``id`` is there only if ``question_id`` is given."""
    reply = exchange.reply
    identity: Json = {} if question_id is None else {"id": question_id}
    asked: Json = {"question": exchange.question, "read_as": exchange.read_as, "notes": list(exchange.notes)}
    tail: Json = {
        "passages": [hit_to_json(hit) for hit in reply.hits],
        "index": exchange.index,
        "timings_ms": {stage: round(milliseconds, 3) for stage, milliseconds in exchange.timings_ms.items()},
    }
    if isinstance(reply, Answer):
        citations = [citation_to_json(citation) for citation in reply.citations]
        found: Json = {
            "answer": reply.text,
            "confidence": round(reply.confidence, 4),
            "citations": citations,
            "others": [citation_to_json(citation) for citation in reply.others],
        }
        return {"kind": "answer", **identity, **asked, **found, **tail}
    nearest = [
        {**citation_to_json(candidate.citation), "confidence": round(candidate.confidence, 4)}
        for candidate in reply.nearest
    ]
    missing: Json = {
        "confidence": round(reply.confidence, 4),
        "threshold": round(reply.threshold, 4),
        "nearest": nearest,
        "unknown_words": list(reply.unknown_words),
    }
    return {"kind": "no_answer", **identity, **asked, **missing, **tail}


def citation_to_json(citation: Citation) -> Json:
    """Return the JSON object of a citation, with all that is needed to check it later."""
    document = citation.document
    return {
        "document_id": document.id,
        "title": document.title,
        "date": document.date,
        "publisher": document.publisher,
        "url": document.url,
        "page": citation.page,
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
        "sentence": citation.sentence,
        "before": citation.before,
        "after": citation.after,
        "document_sha256": document.sha256,
        "sources": [source_to_json(source) for source in document.sources],
    }


def hit_to_json(hit: Hit) -> Json:
    """Return the JSON object of a passage with its scores."""
    passage = hit.passage
    return {
        "document_id": passage.document.id,
        "title": passage.document.title,
        "date": passage.document.date,
        "heading": list(passage.heading),
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
        "scores": {
            "fused": _rounded(hit.fused_score),
            "dense": _rounded(hit.dense_score),
            "bm25": _rounded(hit.bm25_score),
        },
    }


def document_to_json(document: Document, *, with_text: bool) -> Json:
    """Return the JSON object of a document; ``with_text`` adds its text and its blocks."""
    summary: Json = {
        "id": document.id,
        "title": document.title,
        "date": document.date,
        "publisher": document.publisher,
        "url": document.url,
        "language": document.language,
        "kind": document.kind,
        "format": document.format,
        "characters": len(document.text),
        "sha256": document.sha256,
        "sources": [source_to_json(source) for source in document.sources],
    }
    if not with_text:
        return summary
    blocks = [{"start": b.start, "end": b.end, "kind": b.kind.value, "level": b.level} for b in document.blocks]
    return {**summary, "text": document.text, "page_starts": list(document.page_starts), "blocks": blocks}


def source_to_json(source: Source) -> Json:
    """Return the JSON object of a source."""
    return {"title": source.title, "publisher": source.publisher, "date": source.date, "url": source.url}


def _rounded(score: float | None) -> float | None:
    return None if score is None else round(score, 6)
