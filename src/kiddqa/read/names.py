"""A question and a passage in, the question as the passage would name things out.

``Which transfers between Pyongyang and Moscow …?`` is put to a passage that speaks of North Korea and Russia as ``Which
transfers between North Korea and Russia …?``: the reading model was trained on questions that name things as the
passage does, and takes another name for another thing.
"""

import re
from functools import lru_cache

from kiddqa.records import AskedName, Passage, Query

_AS_A_PLACE = "".join(rf"(?<!\b{word} )" for word in ("in", "at", "to", "from", "near"))


def in_names_of(passage: Passage, query: Query) -> str:
    """Return the text of a query with each name that the passage does not use exchanged for one that it does.

    ``North Korean`` is left where the passage says ``North Korea``, and ``drone`` where it says ``drones``: so much the
    model knows.
    """
    if not query.names:
        return query.text
    text, pieces, end = passage.context_text, list[str](), 0
    for name in query.names:
        pieces += [query.text[end : name.start], _name_in(text, name)]
        end = name.end
    return "".join([*pieces, query.text[end:]])


def _name_in(text: str, asked: AskedName) -> str:
    if _pattern(asked.name, not_as_place=asked.loose).search(text):
        return asked.name
    used = next((other for other in asked.others if _pattern(other).search(text)), asked.name)
    known = f"{asked.name}s".casefold().startswith(used.casefold())
    return asked.name if known else used


@lru_cache(maxsize=4_096)
def _pattern(name: str, *, not_as_place: bool = False) -> re.Pattern[str]:
    """Return what finds a name as whole words, in any case but that of a short form."""
    before = _AS_A_PLACE if not_as_place else ""
    return re.compile(rf"{before}(?<!\w){re.escape(name)}(?!\w)", 0 if name.isupper() else re.IGNORECASE)
