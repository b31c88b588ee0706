"""A reply in; the quotation with its source, or that there is none, out."""

from rich.text import Text

from kiddqa.console.screen import folded, screen, show_line, show_paragraph
from kiddqa.records import Answer, Citation, Exchange, NoAnswer
from kiddqa.wording import date_in_words, likelihood, milliseconds, percent

_NEAREST = 3
_ADDRESSES = 2
_INDENT = Text("  ")


def show(exchange: Exchange, *, heading: str | None = None) -> None:
    """Print a reply, under a heading where it is one of many."""
    if heading:
        show_paragraph(Text(folded(heading), style="bold"), mark=Text())
    if exchange.read_as != exchange.question:
        show_paragraph(Text(f"Read as: {folded(exchange.read_as)}", style="dim"), mark=_INDENT)
    if exchange.notes:
        show_paragraph(Text(folded("; ".join(exchange.notes)), style="dim"), mark=_INDENT)
    if isinstance(exchange.reply, Answer):
        _show_answer(exchange.reply, exchange.timings_ms["total"])
    else:
        _show_no_answer(exchange.reply)
    screen().print()


def _show_answer(answer: Answer, duration_ms: float) -> None:
    for citation in answer.citations:
        _show_citation(citation)
    chances = f"{percent(answer.confidence)}, {likelihood(answer.confidence)}"
    show_paragraph(Text(f"Confidence {chances}; {milliseconds(duration_ms)}", style="dim"), mark=_INDENT)
    if answer.others:
        show_paragraph(Text("Other answers in the documents, newest first:"), mark=_INDENT)
    for citation in answer.others:
        _show_citation(citation)


def _show_citation(citation: Citation) -> None:
    document = citation.document
    quotation = Text.assemble(folded(citation.before), (folded(citation.quote), "bold"), folded(citation.after), "”")
    show_paragraph(quotation, mark=Text("  “"))
    date = date_in_words(document.date)
    page = f"page {citation.page}" if citation.page else None
    facts = [fact for fact in (document.title, document.publisher, date and date.words, page) if fact]
    show_paragraph(Text(folded(", ".join(facts))), mark=Text("  — "))
    addresses = [document.url] if document.url else [source.url for source in document.sources if source.url]
    for url in addresses[:_ADDRESSES]:
        show_line(f"    {folded(url)}")
    if len(addresses) > _ADDRESSES:
        show_line(f"    and {len(addresses) - _ADDRESSES} more sources", style="dim")
    show_line(f"    {folded(document.id)}, characters {citation.start} to {citation.end}", style="dim")


def _show_no_answer(reply: NoAnswer) -> None:
    show_paragraph(Text("The documents do not say.", style="bold"), mark=_INDENT)
    found = f"The best quotation has a confidence of {percent(reply.confidence)}"
    show_paragraph(Text(f"{found}; an answer needs {percent(reply.threshold)}.", style="dim"), mark=_INDENT)
    if reply.unknown_words:
        show_paragraph(Text(folded(f"Nowhere in the documents: {', '.join(reply.unknown_words)}")), mark=_INDENT)
    if reply.nearest:
        show_paragraph(Text("Nearest:"), mark=_INDENT)
    for candidate in reply.nearest[:_NEAREST]:
        citation = candidate.citation
        facts = f" [{folded(citation.document.id)}, {percent(candidate.confidence)}]"
        sentence = Text.assemble(folded(citation.sentence), (facts, "dim"))
        show_paragraph(sentence, mark=Text("  · "))
