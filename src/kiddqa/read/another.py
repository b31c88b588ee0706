"""A query and a span in; whether the span's sentence is about another one of a series than the question out.

``Who led at the 27th dialogue?`` is not answered by ``Ada Ice led at the 26th dialogue.``: an embedder takes the two
for nearly the same, and a small reading model may, too.
"""

import re
from collections import defaultdict

from kiddqa.read.frame import put_to
from kiddqa.records import Query, Span

_BESIDE = re.compile(
    r"\b(?:after|another|before|besides|between|compared?|earlier|except|follow(?:ed|ing|s)?|later|next|other"
    r"|preced(?:ed|ing)|previous|since|than|until)\b",
    re.IGNORECASE,
)
"""A question with one of these may be about the number that it names and another one."""
_NUMBERED = re.compile(r"\b(\d+)(?:st|nd|rd|th)\b[\s-]+(\w+)", re.IGNORECASE)


def is_of_another(query: Query, span: Span) -> bool:
    """Say whether a sentence numbers what the question numbers, ``the 27th dialogue``, and never as the question does.

    The question counts as it is put to the span's passage.
    """
    question = put_to(span.hit.passage, query)
    if _BESIDE.search(question):
        return False
    told = _numbers(span.sentence_text)
    return any(noun in told and told[noun].isdisjoint(asked) for noun, asked in _numbers(question).items())


def _numbers(text: str) -> dict[str, set[str]]:
    """Return by noun the ordinal numbers that stand before it."""
    found: dict[str, set[str]] = defaultdict(set)
    for number, noun in _NUMBERED.findall(text):
        found[noun.casefold()].add(number)
    return found
