"""A question and a sentence in; whether the sentence is about another one of a series than the question out.

``Who led at the 27th dialogue?`` is not answered by ``Ada Ice led at the 26th dialogue.``: an embedder takes the two
for nearly the same, and a small reading model may, too.
"""

import re
from collections import defaultdict

_BESIDE = re.compile(
    r"\b(?:after|another|before|besides|between|compared?|earlier|except|follow(?:ed|ing|s)?|later|next|other"
    r"|preced(?:ed|ing)|previous|since|than|until)\b",
    re.IGNORECASE,
)
"""A question with one of these may be about the number that it names and another one."""
_NUMBERED = re.compile(r"\b(\d+)(?:st|nd|rd|th)\b[\s-]+(\w+)", re.IGNORECASE)


def is_of_another(question: str, sentence: str) -> bool:
    """Say whether a sentence numbers what the question numbers, ``the 27th dialogue``, and never as the question does.

    Args:
        question: As it is put to the sentence's passage.
        sentence: Of that passage.
    """
    asked = _numbers(question)
    if not asked or _BESIDE.search(question):
        return False
    told = _numbers(sentence)
    return any(noun in told and told[noun].isdisjoint(numbers) for noun, numbers in asked.items())


def _numbers(text: str) -> dict[str, set[str]]:
    """Return by noun the ordinal numbers that stand before it."""
    found: dict[str, set[str]] = defaultdict(set)
    for number, noun in _NUMBERED.findall(text):
        found[noun.casefold()].add(number)
    return found
