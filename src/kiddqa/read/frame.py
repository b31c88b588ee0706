"""A question and a passage in, the question without the when and where that the passage's whole document is about out.

``Which drills were announced at the 25th round in September 2024?`` is put to a passage of a report on the 25th round,
of September 2024, as ``Which drills were announced?``: its title and its first lines say when and where, the sentence
that answers does not say it again, and one that happens to name the year would draw the reading model to it.
"""

import re
from calendar import month_name
from dataclasses import dataclass
from functools import lru_cache

from kiddqa.read.answer_type import AnswerType, expected_type
from kiddqa.read.names import in_names_of
from kiddqa.records import BlockKind, Document, Passage, Query

_LEAD_CHARS = 250
"""Of the first paragraph, so many characters count as first lines."""
_OPENING_CHARS = 800
"""Within so many characters from the first paragraph on a report says who met where about what."""
_LEAST_WORDS = 3
"""Of a question that is still one, besides function words."""
_MONTHS = tuple(month_name[1:])
_MONTH = rf"(?:{'|'.join(_MONTHS)})"
_SEASONS = (("winter",), ("spring",), ("summer",), ("autumn", "fall"))
"""From December on, three months each."""
_SEASON = rf"(?:{'|'.join(name for names in _SEASONS for name in names)})"
_YEAR = r"(?:19|20)\d\d"
_EVENT = re.compile(
    "(?:article|communiqué|conference|consultation|dialogue|document|edition|event|gathering|meeting|report|round|"
    "session|statement|summit|talk)s?|minutes"
)
_MAY_BE_LEFT_OUT = re.compile(rf"\d|\b(?:{_EVENT.pattern})\b", re.IGNORECASE)
_FUNCTION_WORD = re.compile(
    "a|about|according|an|as|and|at|by|during|early|for|from|in|its|late|mid|of|on|or|per|since|the|their|themed|this|to|"
    "with"
)
_TIME = (
    rf",?\s*\b(?i:in|of|as of|during|since|from|for)\s+(?:the\s+)?(?:(?:early|late)\s+|mid-)?"
    rf"(?:(?:{_MONTH}|{_SEASON}(?:\s+of)?)\s+)?{_YEAR}\b(?![-/\d])"
)
_WHEN = re.compile(_TIME)
_WHERE_AND_WHEN = re.compile(rf",?\s*\b(?i:in|at)\s+[A-Z][\w.]*(?:,?\s+[A-Z][\w.]*)*{_TIME}")
_DATED = re.compile(rf"\b(?:{_MONTH}\s+)?{_YEAR}\s+(?=(?P<named>[A-Za-z]\w*))")
_PREPOSITION = r"(?i:in|at|on|during|per|from|according to)"
_PLACED = re.compile(rf",?\s*\b{_PREPOSITION}\s+(?:the\s+)?(?=(?P<clause>[^,;?]*))")
_PHRASE_END = re.compile(
    rf"(?=,?\s+\b(?:{_PREPOSITION}|about|between|by|for|of|to|with)\b)|\b(?:{_EVENT.pattern})\b|$", re.IGNORECASE
)
_WITH = re.compile(r"\s+with\s+[A-Z]")
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
    shorter = _without_occasions(_without(_WHERE_AND_WHEN, text, frame), frame)
    for phrase in (_WHEN, _DATED):
        shorter = _without(phrase, shorter, frame)
    shorter = _LEADING.sub("", shorter)
    return shorter[:1].upper() + shorter[1:] if shorter != text and len(_telling(shorter)) >= _LEAST_WORDS else text


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What a document says of itself as a whole, in words."""

    told: frozenset[str]
    """Of its title, of its first lines and of its date, months and seasons by name."""
    opening: frozenset[str]
    """The same and those of its first paragraphs, that say who met where about what."""

    def tells(self, phrase: str) -> bool:
        """Say whether a phrase tells a time or an occasion, and nothing that the document does not say of itself.

        ``2024`` in ``the 2024 Lima talks`` stands where Lima is no part of the frame.
        """
        words = _telling(phrase)
        telling = [word for word in words if not _EVENT.fullmatch(word)]
        numbered = any(word[0].isdigit() for word in telling)
        of_an_event = 0 < len(telling) < len(words)
        said = self.told if numbered else self.opening
        return (numbered or of_an_event) and all(_stands(word, said) for word in telling)


def frame_of(document: Document) -> Frame:
    """Return the frame of a document."""
    first = next((block for block in document.blocks if block.kind is BlockKind.PARAGRAPH), None)
    opening = document.text[first.start : first.start + _OPENING_CHARS] if first else ""
    lead = opening[: min(first.end - first.start, _LEAD_CHARS)] if first else ""
    return _frame(document.title, lead, opening, document.date or "")


@lru_cache(maxsize=4_096)
def _frame(title: str, lead: str, opening: str, date: str) -> Frame:
    year, month = date[:4], date[5:7]
    told = {*_words(f"{title} {lead}"), year}
    for number, name in enumerate(map(str.casefold, _MONTHS), start=1):
        if name in told or month == f"{number:02}":
            told |= {name, *_SEASONS[number % 12 // 3]}
    return Frame(told=frozenset(told), opening=frozenset([*told, *_words(opening)]))


def _without_occasions(text: str, frame: Frame) -> str:
    """Return a question without the phrases that tell an occasion of the frame: the shortest that do, and with whom."""
    pieces, position = list[str](), 0
    for found in _PLACED.finditer(text):
        if found.start() < position:
            continue
        ends = sorted({found.end() + end.end() for end in _PHRASE_END.finditer(found["clause"])})
        told = [end for end in ends if frame.tells(text[found.start() : end])]
        if told:
            further = [end for end in told[1:] if _WITH.match(text, told[0])]
            pieces.append(text[position : found.start()])
            position = further[0] if further else told[0]
    return "".join([*pieces, text[position:]])


def _without(phrase: re.Pattern[str], text: str, frame: Frame) -> str:
    """Return a question without the phrases of a kind that the frame tells, but for those of names that it lacks."""

    def kept(found: re.Match[str]) -> str:
        named = found.groupdict().get("named")
        apart = not named or named.islower() or named.casefold() in frame.told
        return "" if apart and frame.tells(found[0]) else found[0]

    return phrase.sub(kept, text)


def _stands(word: str, words: frozenset[str]) -> bool:
    return not words.isdisjoint((word, f"{word}s", word.removesuffix("s")))


def _telling(text: str) -> list[str]:
    return [word for word in _words(text) if not _FUNCTION_WORD.fullmatch(word)]


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
