"""The exchanges of a conversation in; a Markdown file of it out, every quotation with its sentence and its place."""

from collections.abc import Sequence

from kiddqa.records import Answer, Exchange, NoAnswer
from kiddqa.serve.citable import markdown_citation, markdown_text
from kiddqa.wording import likelihood, percent


def transcript(exchanges: Sequence[Exchange]) -> str:
    """Return a conversation of at least one exchange, oldest first, as Markdown."""
    index = markdown_text(exchanges[-1].index)
    parts = ["# Questions and answers", f"Quoted word for word from the documents; index {index}."]
    for number, exchange in enumerate(exchanges, start=1):
        parts += [f"## {number}\\. {markdown_text(exchange.question)}", *_reading(exchange), *_reply(exchange)]
    return "\n\n".join(parts) + "\n"


def _reading(exchange: Exchange) -> list[str]:
    return [f"Read as: {markdown_text(exchange.read_as)}"] if exchange.read_as != exchange.question else []


def _reply(exchange: Exchange) -> list[str]:
    reply = exchange.reply
    return _answer(reply) if isinstance(reply, Answer) else _no_answer(reply)


def _answer(answer: Answer) -> list[str]:
    lines = [markdown_citation(citation) for citation in answer.citations]
    lines.append(f"Confidence {percent(answer.confidence)}: {likelihood(answer.confidence)}.")
    if answer.others:
        lines.append("### Other answers in the documents")
    return [*lines, *(markdown_citation(citation) for citation in answer.others)]


def _no_answer(reply: NoAnswer) -> list[str]:
    lines = ["The documents do not say."]
    if reply.unknown_words:
        lines.append(f"Nowhere in the documents: {markdown_text(', '.join(reply.unknown_words))}.")
    if reply.nearest:
        lines.append(f"The nearest they come; an answer needs a confidence of {percent(reply.threshold)}:")
    for candidate in reply.nearest:
        lines += [markdown_citation(candidate.citation), f"Confidence {percent(candidate.confidence)}."]
    return lines
