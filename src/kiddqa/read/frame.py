"""A question and a passage in, the question without the when and where that the passage's whole document is about out.

``Which drills were announced at the 25th round in September 2024?`` is put to a passage of a report on the 25th round,
of September 2024, as ``Which drills were announced?``: its title and its first lines say when and where, the sentence
that answers does not say it again, and one that happens to name the year would draw the reading model to it.
"""

import re
from calendar import month_name
from functools import lru_cache

from kiddqa.read.answer_type import AnswerType, expected_type
from kiddqa.read.names import in_names_of
from kiddqa.records import BlockKind, Document, Passage, Query

_LEAD_CHARS = 250
"""Of the first paragraph, so many characters count as first lines."""
_LEAST_WORDS = 3
"""Of a question that is still one, besides function words."""
_MONTHS = tuple(month_name[1:])
_MONTH = rf"(?:{'|'.join(_MONTHS)})"
_YEAR = r"(?:19|20)\d\d"
_EVENT = re.compile(
    "(?:article|communiqué|conference|consultation|dialogue|document|edition|event|gathering|meeting|report|round|"
    "session|statement|summit|talk)s?|minutes"
)
_MAY_BE_LEFT_OUT = re.compile(rf"\d|\b(?:{_EVENT.pattern})\b", re.IGNORECASE)
_FUNCTION_WORD = re.compile(
    "a|according|an|as|and|at|by|during|early|for|from|in|its|late|mid|of|on|or|per|since|the|their|this|to|with"
)
_TIME = (
    rf",?\s*\b(?i:in|of|as of|during|since|from|for)\s+(?:(?:early|late)\s+|mid-)?(?:{_MONTH}\s+)?{_YEAR}\b(?![-/\d])"
)
_WHEN = re.compile(_TIME)
_WHERE_AND_WHEN = re.compile(rf",?\s*\b(?i:in|at)\s+[A-Z][\w.]*(?:,?\s+[A-Z][\w.]*)*{_TIME}")
_DATED = re.compile(rf"\b(?:{_MONTH}\s+)?{_YEAR}\s+(?=(?P<named>[A-Za-z]\w*))")
_PREPOSITION = r"(?i:in|at|on|during|per|from|according to)"
_PLACED = re.compile(
    rf",?\s*\b{_PREPOSITION}\s+(?:the\s+)?[^,;?]*?(?=,?\s+\b(?:{_PREPOSITION}|of|by|to|with|for)\b|[,;?]|$)"
)
_LEADING = re.compile(r"^[\s,]+")


def put_to(passage: Passage, query: Query) -> str:
    """Return the text of a query as it is put to a passage: in its names, without the frame of its document."""
    return without_frame(in_names_of(passage, query), passage)


def without_frame(text: str, passage: Passage) -> str:
    """Return a question without the phrases of time and event that hold for all of the passage's document.

    Left as it is: a question for a date, one that names two years, and one of which hardly anything would be left.
    """
    if not _MAY_BE_LEFT_OUT.search(text):
        return text
    if expected_type(text) is AnswerType.DATE or len(set(re.findall(_YEAR, text))) > 1:
        return text
    frame = frame_of(passage.document)
    shorter = text
    for phrase in (_WHERE_AND_WHEN, _PLACED, _WHEN, _DATED):
        shorter = phrase.sub(lambda found: "" if _is_told(found, frame) else found[0], shorter)
    shorter = _LEADING.sub("", shorter)
    return shorter[:1].upper() + shorter[1:] if shorter != text and len(_telling(shorter)) >= _LEAST_WORDS else text


def frame_of(document: Document) -> frozenset[str]:
    """Return the words of a document's title, of its first lines and of its date, months by name."""
    lead = next((block for block in document.blocks if block.kind is BlockKind.PARAGRAPH), None)
    text = document.text[lead.start : min(lead.end, lead.start + _LEAD_CHARS)] if lead else ""
    return _frame(document.title, text, document.date or "")


@lru_cache(maxsize=4_096)
def _frame(title: str, lead: str, date: str) -> frozenset[str]:
    year, month = date[:4], date[5:7]
    named = [name.casefold() for number, name in enumerate(_MONTHS, start=1) if month == f"{number:02}"]
    return frozenset([*_words(f"{title} {lead}"), year, *named])


def _is_told(phrase: re.Match[str], frame: frozenset[str]) -> bool:
    """Say whether a phrase tells a time or an occasion, by a number or by name, and nothing that the frame lacks.

    ``2024`` in ``the 2024 Lima talks`` stands where Lima is no part of the frame.
    """
    words = _telling(phrase[0])
    telling = [word for word in words if not _EVENT.fullmatch(word)]
    names = {name.casefold() for name in re.findall(r"\b[A-Z]\w+", phrase[0])}
    one_of_many = any(word[0].isdigit() for word in telling) or (
        len(telling) < len(words) and not names.isdisjoint(telling)
    )
    named = phrase.groupdict().get("named")
    apart = not named or named.islower() or named.casefold() in frame
    return apart and one_of_many and all(word in frame for word in telling)


def _telling(text: str) -> list[str]:
    return [word for word in _words(text) if not _FUNCTION_WORD.fullmatch(word)]


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
