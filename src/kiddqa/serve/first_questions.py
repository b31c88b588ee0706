"""An index in; a few questions out that its documents certainly answer, for whoever does not know what to ask.

The documents themselves say what the short forms in them stand for, so they are asked for that. Where they spell
none out there are no examples: better none than some that lead nowhere.
"""

from collections import Counter
from functools import lru_cache

from kiddqa.protocols import Index
from kiddqa.retrieve.acronyms import Acronyms

MOST_EXAMPLES = 4
PASSAGES_LOOKED_AT = 2_000
"""The first of the corpus; looking takes well under a second."""


@lru_cache(maxsize=1)
def first_questions(index: Index) -> tuple[str, ...]:
    """Return up to four questions, about the short form that most documents spell out first; ties by its letters."""
    passages = (index.passage(number) for number in range(min(len(index), PASSAGES_LOOKED_AT)))
    quotable = {
        (place.short_form, place.document_id)
        for place in Acronyms.mine(passages).definitions
        if place.sentence is not None
    }
    spelt_out = Counter(short_form for short_form, _ in quotable)
    best = sorted(spelt_out, key=lambda short_form: (-spelt_out[short_form], short_form))[:MOST_EXAMPLES]
    return tuple(f"What does {short_form} stand for?" for short_form in best)
