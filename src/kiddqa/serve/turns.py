"""An exchange in; the card that shows it out."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby, takewhile

from kiddqa.records import Answer, BlockKind, Citation, Exchange, Hit, NoAnswer, Passage, Range
from kiddqa.serve.addresses import question_address, slice_address, slices_address
from kiddqa.serve.cards import Confidence, PassageLine, Quotation, QuotedLine, ScoreBar, Turn
from kiddqa.serve.citable import citables, place_of
from kiddqa.serve.lines import document_line
from kiddqa.serve.marks import Segment, cut, joined
from kiddqa.wording import count, likelihood, milliseconds, percent

_NEAREST_SHOWN = 3
_STAGES = {
    "understand": "understood",
    "hear": "earlier replies heard",
    "recall": "remembered",
    "retrieve": "retrieved",
    "read": "read",
}


def turn(exchange: Exchange, history: Sequence[str], *, as_typed: bool = False) -> Turn:
    """Return one question with its reply, asked after ``history``."""
    reply = exchange.reply
    answer, refusal = (reply, None) if isinstance(reply, Answer) else (None, reply)
    number = len(history) + 1
    anchor = f"#turn-{number}"
    quotations = _quotations(answer) if answer else _nearest(refusal) if refusal else ()
    sources = dict.fromkeys(source for quotation in quotations if answer for source in quotation.document.sources)
    return Turn(
        number=number,
        question=exchange.question,
        read_as=exchange.read_as if exchange.read_as != exchange.question else None,
        notes=exchange.notes,
        other_reading=_other_reading(exchange, history, anchor, as_typed=as_typed),
        address=question_address(exchange.question, history, as_typed=as_typed) + anchor,
        answered=answer is not None,
        quotations=quotations,
        numbered=answer is not None and len(answer.citations) > 1,
        others=tuple(_quotation([other], reply.hits) for other in answer.others) if answer else (),
        confidence=_confidence_of(reply),
        threshold=percent(refusal.threshold) if refusal else None,
        unknown_words=refusal.unknown_words if refusal else (),
        passages=_passage_lines(reply),
        passages_count=count(len(reply.hits), "passage"),
        duration=milliseconds(exchange.timings_ms["total"]),
        stages=_stages(exchange.timings_ms),
        sources=tuple(sources),
        sources_count=count(len(sources), "source"),
        citables=citables(answer.citations) if answer else (),
    )


def meaning(confidence: float) -> str:
    """Say what a confidence, 0 to 1, means: how many of a hundred answers like it are right."""
    right = round(100 * confidence)
    if right in {0, 100}:
        share = "almost none is right" if right == 0 else "almost all are right"
    else:
        share = f"about {right} {'is' if right == 1 else 'are'} right"
    return f"Of 100 answers given at this confidence, {share}."


def _stages(timings_ms: Mapping[str, float]) -> str:
    """Return how long each stage took, those left out that did not take place."""
    taken = [(done, timings_ms[stage]) for stage, done in _STAGES.items() if timings_ms.get(stage)]
    return ", ".join(f"{done} in {milliseconds(duration)}" for done, duration in taken).capitalize()


def _other_reading(
    exchange: Exchange, history: Sequence[str], anchor: str, *, as_typed: bool
) -> tuple[str, str] | None:
    if as_typed:
        return "Let it be mended", question_address(exchange.question, history) + anchor
    if exchange.notes:
        return "Ask as typed", question_address(exchange.question, history, as_typed=True) + anchor
    return None


def _confidence_of(reply: Answer | NoAnswer) -> Confidence | None:
    return _confidence(reply.confidence) if isinstance(reply, Answer) or reply.nearest else None


def _confidence(share: float) -> Confidence:
    return Confidence(share=share, percent=percent(share), words=likelihood(share), explanation=meaning(share))


def _quotations(answer: Answer) -> tuple[Quotation, ...]:
    """Return the quotations of an answer, neighbours from one document together."""
    runs = groupby(answer.citations, key=lambda citation: citation.document.id)
    return tuple(_quotation(list(run), answer.hits) for _, run in runs)


def _nearest(reply: NoAnswer) -> tuple[Quotation, ...]:
    return tuple(
        _quotation([candidate.citation], reply.hits, confidence=_confidence(candidate.confidence))
        for candidate in reply.nearest[:_NEAREST_SHOWN]
    )


def _quotation(
    citations: Sequence[Citation], hits: Iterable[Hit], *, confidence: Confidence | None = None
) -> Quotation:
    """Return what is quoted of one document."""
    first = citations[0]
    slices = [Range(citation.start, citation.end) for citation in citations]
    around = next((hit.passage for hit in hits if _holds(hit.passage, first)), None)
    return Quotation(
        lines=_quoted_lines(citations),
        document=document_line(first.document),
        page=first.page,
        address=slices_address(first.document, slices),
        passage=_paragraphs(around, slices) if around else (),
        place="; ".join(map(place_of, citations)),
        confidence=confidence,
    )


def _quoted_lines(citations: Sequence[Citation]) -> tuple[QuotedLine, ...]:
    """Return each sentence once, with all that is quoted from it marked."""
    sentences: dict[Range, list[Range]] = {}
    for citation in citations:
        sentences.setdefault(citation.sentence_range, []).append(Range(citation.start, citation.end))
    text = citations[0].document.text
    return tuple(QuotedLine(segments=cut(text, sentence, joined(quotes))) for sentence, quotes in sentences.items())


def _holds(passage: Passage, citation: Citation) -> bool:
    inside = passage.start <= citation.start and citation.end <= passage.end
    return inside and passage.document.id == citation.document.id


def _paragraphs(passage: Passage, slices: Sequence[Range]) -> tuple[tuple[Segment, ...], ...]:
    """Return the blocks of a passage, headings left out, with the slices marked."""
    blocks, marks = passage.document.blocks, joined(slices)
    first = bisect_right(blocks, passage.start, key=lambda block: block.end)
    inside = takewhile(lambda block: block.start < passage.end, blocks[first:])
    runs = [
        Range(max(block.start, passage.start), min(block.end, passage.end))
        for block in inside
        if block.kind is not BlockKind.HEADING
    ]
    return tuple(cut(passage.document.text, run, marks) for run in runs or [Range(passage.start, passage.end)])


def _passage_lines(reply: Answer | NoAnswer) -> tuple[PassageLine, ...]:
    """Return the passages considered, with all that the reply quotes marked in them."""
    most_words = max((hit.bm25_score or 0.0 for hit in reply.hits), default=0.0)
    if isinstance(reply, Answer):
        quoted = [*reply.citations, *reply.others]
    else:
        quoted = [candidate.citation for candidate in reply.nearest[:_NEAREST_SHOWN]]
    return tuple(_passage_line(hit, quoted, most_words) for hit in reply.hits)


def _passage_line(hit: Hit, quoted: Sequence[Citation], most_words: float) -> PassageLine:
    """Return a passage; the bar of its BM25 score is drawn against ``most_words``, the highest in the list."""
    passage = hit.passage
    slices = [Range(c.start, c.end) for c in quoted if c.document.id == passage.document.id]
    scores = (
        ("score", hit.fused_score, hit.fused_score),
        ("meaning", hit.dense_score, hit.dense_score),
        ("words", hit.bm25_score, (hit.bm25_score or 0.0) / (most_words or 1.0)),
    )
    return PassageLine(
        title=passage.document.title,
        heading=" › ".join(passage.heading),  # noqa: RUF001  (the usual sign between headings)
        paragraphs=_paragraphs(passage, slices),
        address=slice_address(passage.document, passage.start, passage.end),
        scores=tuple(
            ScoreBar(name=name, value=f"{score:.2f}", share=round(min(1.0, max(0.0, share or 0.0)), 3))
            for name, score, share in scores
            if score is not None
        ),
    )
