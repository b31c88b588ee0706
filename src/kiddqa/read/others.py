"""The span to quote and other likely ones in, what documents of other dates answer out: "Other answers".

    Who leads the Korean delegation?
    2024   “Cho Chang-rae”
    2014   “Yoo Jeh-seung”

One quotation for each distinct answer, newest first; answers are never blended.
"""

from collections.abc import Sequence

from kiddqa.records import Citation, Document, Span

MOST = 8


def of_other_dates(best: Span, likely: Sequence[Span]) -> tuple[Citation, ...]:
    """Return one quotation for each distinct answer of documents that have another date than the best one's.

    Args:
        best: What is quoted; without a date there is nothing to set the others against.
        likely: Spans that would be quoted if they came first, best first.

    Returns:
        Up to 8, newest document first; for one date, in the order they came in.
    """
    date = best.hit.passage.document.date
    if date is None:
        return ()
    kept: list[Span] = []
    for span in likely:
        document = _document(span)
        if document.date and document.date != date and not any(_same(span.quote, one.quote) for one in (best, *kept)):
            kept.append(span)
    newest_first = sorted(kept[:MOST], key=lambda span: _document(span).date or "", reverse=True)
    return tuple(span.citation for span in newest_first)


def _document(span: Span) -> Document:
    return span.hit.passage.document


def _same(quote: str, other: str) -> bool:
    """Say whether one of two quotations holds the other, by letters and digits."""
    plain, other_plain = ("".join(filter(str.isalnum, text.casefold())) for text in (quote, other))
    return plain in other_plain or other_plain in plain
