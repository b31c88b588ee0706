"""A question as typed, and the questions before it, in; a Query ready to search out."""

from collections.abc import Sequence

from kiddqa.records import Filters, Query


def understand(question: str, history: Sequence[str], filters: Filters) -> Query:
    """Make a question ready to search; with a history, the question before it is searched for too."""
    trimmed = " ".join(question.split())
    earlier = " ".join(history[-1].split()) if history else ""
    return Query(question=trimmed, text=f"{earlier} {trimmed}".strip(), filters=filters)
