"""A question that asks two things in, both as questions of their own out.

    Who led it at the 11th and at the 13th round?   →   Who led it at the 11th round?  Who led it at the 13th round?
    Who led the talks in 2018, and who in 2024?     →   Who led the talks in 2018?     Who led the talks in 2024?
    Who led the talks and where were they held?     →   Who led the talks?             Where were they held?

The second may need the first to be understood ("they"). What compares two things, or asks for what lies between them,
is one question.
"""

import re

from kiddqa.retrieve.ordinals import ORDINAL

_PREPOSITION = r"(?:at|in|on|to|by|for|from|under|during|after|before|with)"
_ASKING = r"(?:who|whom|whose|what|when|where|which|why|how)"
_YEAR = r"(?:19|20)\d\d"
_ONE_QUESTION = re.compile(
    r"\b(?:between|both|same|common|differ\w*|compar\w*|first,|earlier|later|more|less|most|least|or)\b", re.IGNORECASE
)
_NUMBERED = re.compile(
    rf"(?P<lead>(?:\b{_PREPOSITION}\s+)?(?:\bthe\s+)?)(?P<one>\b{ORDINAL})(?P<noun>\s+[^\W\d_][\w-]*)?\s+and\s+"
    rf"(?:{_PREPOSITION}\s+)?(?:the\s+)?(?P<two>{ORDINAL})(?P<after>\s+(?!and\b)[^\W\d_][\w-]*)?",
    re.IGNORECASE,
)
_YEARS = re.compile(
    rf"(?P<lead>\b(?:in|of|for|during)\s+)(?P<one>{_YEAR})\s+and\s+(?:(?:in|of|for|during)\s+)?(?P<two>{_YEAR})\b",
    re.IGNORECASE,
)
_CLAUSES = re.compile(
    rf"^(?P<one>.+?)(?:,?\s+and|\s*[,;?])\s+(?P<two>(?:{_PREPOSITION}\s+)?{_ASKING}\b.*)$", re.IGNORECASE
)
_OPENS = re.compile(rf"^\W*(?:{_PREPOSITION}\s+)?{_ASKING}\b", re.IGNORECASE)
_ASKS = re.compile(rf"\b{_ASKING}\b", re.IGNORECASE)
_ONLY_PHRASE = re.compile(rf"^{_ASKING}\s+(?P<phrase>(?P<preposition>{_PREPOSITION})\s+[^?]+?)\W*$", re.IGNORECASE)


def parts(question: str) -> tuple[str, ...]:
    """Return the two questions that a question consists of, in its order; none where it is one question."""
    if _ONE_QUESTION.search(question):
        return ()
    return _by_number(question) or _by_year(question) or _by_clause(question)


def _by_number(question: str) -> tuple[str, ...]:
    found = _NUMBERED.search(question)
    if found is None or not (found["noun"] or found["after"]):
        return ()
    noun = found["after"] or found["noun"]
    return _each(question, found, f"{found['one']}{found['noun'] or noun}", f"{found['two']}{noun}")


def _by_year(question: str) -> tuple[str, ...]:
    found = _YEARS.search(question)
    return _each(question, found, found["one"], found["two"]) if found else ()


def _each(question: str, found: re.Match[str], *instead: str) -> tuple[str, ...]:
    return tuple(f"{question[: found.start()]}{found['lead']}{one}{question[found.end() :]}" for one in instead)


def _by_clause(question: str) -> tuple[str, ...]:
    """Split before a second question word, where the first clause has no other that it could go with."""
    found = _CLAUSES.match(question.strip())
    if found is None or not _OPENS.match(found["one"]) or len(_ASKS.findall(found["one"])) != 1:
        return ()
    first, second = f"{found['one'].rstrip(' ,;?')}?", found["two"]
    phrase = _ONLY_PHRASE.match(second)
    if phrase:
        return (first, completed) if (completed := _exchanged(first, phrase["preposition"], phrase["phrase"])) else ()
    return first, second[0].upper() + second[1:]


def _exchanged(question: str, preposition: str, phrase: str) -> str:
    """Return the question with its last phrase of that preposition exchanged; empty if it has none."""
    place = question.lower().rfind(f" {preposition.lower()} ")
    return f"{question[: place + 1]}{phrase}?" if place >= 0 else ""
