"""What kind of thing a question asks for, and whether a quotation is a thing of that kind.

Both are decided by surface patterns of English. Source of the scheme: Li and Roth, "Learning Question
Classifiers", 2002, doi:10.3115/1072228.1072378, its six coarse classes cut to what patterns can tell apart.
"""

import re
from enum import StrEnum


class AnswerType(StrEnum):
    """The kind of thing a question asks for."""

    PERSON = "person"
    DATE = "date"
    PLACE = "place"
    NUMBER = "number"
    DEFINITION = "definition"
    REASON = "reason"
    OTHER = "other"


_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)"
)
_TITLE = (
    r"(?:Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Col|Maj|Brig|Adm|Sen|Sir|Capt|President|Minister|Secretary|Ambassador|General|Admiral"
    r"|King|Queen|Prince|Princess|Pope|Emperor|Senator|Professor|Chief of Staff|Staff)"
)
_NAME = r"[A-Z][\w’'-]*\w"
_NO_PERSON = (
    r"(?:Agreement|Alliance|Army|Assembly|Association|Battle|Church|City|College|Committee|Company|Conference|Council"
    r"|Command|Corporation|County|Declaration|Defense|Department|Dialogue|Empire|Exercise|Forces?|Framework|Government"
    r"|Group|House|Initiative|Institute|Island|Islands|Kingdom|Korea|Lake|League|Line|Meeting|Ministry|Mountains?"
    r"|Museum|Nations|Navy|North|Ocean|Organization|Park|Party|Peninsula|Plan|Republic|River|Road|School|Sea|Security"
    r"|Shield|South|States|Street|System|Treaty|Union|University|Vision|War|East|West|World|New|The|United|National)"
)
_NUMBER_WORD = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    r"|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion"
    r"|once|twice|half|dozen)"
)
_PERSON_NOUN = (
    r"(?:person|people|man|woman|official|officer|leader|minister|president|general|admiral|secretary|aide|adviser|advisor"
    r"|delegate|representative|spokes(?:man|woman|person)|head|chief|commander|ambassador|diplomat|author|founder"
    r"|singer|actor|actress|king|queen|emperor|scientist|politician|player|director|writer|poet|philosopher)"
)

_QUESTIONS: tuple[tuple[AnswerType, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (
            AnswerType.DEFINITION,
            r"\bstands? for\b|\babbreviat|\bacronym\b|\bexpand\b|\bshort for\b|\bdefin(?:e|ition)\b|\bmeaning of\b",
        ),
        (AnswerType.PERSON, rf"\bwho(?:m|se)?\b|\b(?:which|what) (?:[\w'’.]+ ){{0,3}}{_PERSON_NOUN}s?\b"),
        (
            AnswerType.DATE,
            r"\bwhen\b|\b(?:what|which) (?:\w+ )?(?:years?|dates?|days?|months?|centur(?:y|ies)|decades?|times?)\b",
        ),
        (
            AnswerType.PLACE,
            (
                r"\bwhere\b|\b(?:what|which) (?:\w+ )?(?:place|city|country|state|town|location|venue|capital|region"
                r"|continent|province|building)s?\b"
            ),
        ),
        (
            AnswerType.NUMBER,
            (
                r"\bhow (?:many|much|old|long|far|tall|large|big|high|often)\b"
                r"|\bwhat (?:\w+ )?(?:number|percentage|percent|proportion|amount|size|share)\b"
            ),
        ),
        (AnswerType.REASON, r"\bwhy\b|\bfor what reason\b|\bwhat (?:caused|led to)\b|\bpurpose of\b"),
    )
)

_EVIDENCE: dict[AnswerType, re.Pattern[str]] = {
    AnswerType.PERSON: re.compile(
        rf"\b{_TITLE}\.? (?:[A-Z][\w.’'-]* ){{0,2}}{_NAME}"
        rf"|(?<![Tt]he )(?<!-)\b(?!{_NO_PERSON}\b){_NAME}(?: (?:de|van|von|al|bin|[A-Z]\.))* (?!{_NO_PERSON}\b){_NAME}"
        rf"(?! {_NO_PERSON}\b)"
    ),
    AnswerType.DATE: re.compile(
        rf"\b(?:1\d{{3}}|20\d{{2}})s?\b|\b{_MONTH}\b\.?(?: \d{{1,2}})?"
        r"|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\b\d+(?:st|nd|rd|th) century\b"
    ),
    AnswerType.PLACE: re.compile(rf"\b{_NAME}"),
    AnswerType.NUMBER: re.compile(rf"\b\d[\d,.]*\b|%|\b{_NUMBER_WORD}\b", re.IGNORECASE),
    AnswerType.DEFINITION: re.compile(
        r"\(\w[\w.&-]*\)|\b(?:is|are|was|were) (?:an?|the)\b|\bmeans\b|\brefers? to\b|\bshort for\b"
        r"|\bstands? for\b|\bknown as\b"
    ),
    AnswerType.REASON: re.compile(
        r"\bbecause\b|\bdue to\b|\bsince\b|\bin order to\b|\bso that\b|\bas a result\b|\btherefore\b|\bowing to\b"
        r"|\bcaused\b|\bafter\b|\bto \w+",
        re.IGNORECASE,
    ),
}

_TOLD_BY_SENTENCE = frozenset({AnswerType.DEFINITION, AnswerType.REASON})


def expected_type(question: str) -> AnswerType:
    """Return the kind of thing the question asks for; the first pattern that matches decides."""
    for kind, pattern in _QUESTIONS:
        if pattern.search(question):
            return kind
    return AnswerType.OTHER


def holds_type(quote: str, sentence: str, kind: AnswerType, question: str) -> bool:
    """Say whether the quote, in its sentence, holds a thing of that kind that the question does not already name.

    Definitions and reasons are told by the words around them. Always True for ``AnswerType.OTHER``, which no pattern
    can tell.
    """
    if kind is AnswerType.OTHER:
        return True
    asked = question.casefold()
    text = sentence if kind in _TOLD_BY_SENTENCE else quote
    return any(match.group().casefold() not in asked for match in _EVIDENCE[kind].finditer(text))
