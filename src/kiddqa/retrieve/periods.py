"""A question in; the stretches of time that it names, as ISO dates, out.

``between April 2014 and 2016`` is 2014-04-01 to 2016-12-31, ``since 2020`` is 2020-01-01 onwards, ``before 2019`` ends
on 2018-12-31. What only a reader of today could date ("last year", "in April", "since the pandemic") is left alone.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_YEAR = r"(?:1[5-9]|20)\d\d"
_YEAR_END = r"(?![\w%]|[.,]\d|-\d)"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_PART = (
    r"(?:(?:first|second|1st|2nd) half|(?:first|second|third|fourth|last|1st|2nd|3rd|4th) quarter"
    r"|early|mid|middle|late|beginning|start|end|spring|summer|autumn|fall)(?: of)?"
)
_DATE = re.compile(
    rf"(?<![\w.,/-])(?:(?P<iso>{_YEAR}-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)(?![\w-])"
    rf"|(?:(?P<day>{_DAY})\s+(?:of\s+)?)?(?P<month>{_MONTH})\s*(?:(?P<day2>{_DAY})(?:-\d\d?)?,?\s+)?"
    rf",?\s*(?:of\s+)?(?P<month_year>{_YEAR}){_YEAR_END}"
    rf"|(?P<since>{_YEAR})\s?[-\u2013]\s?(?P<until>{_YEAR}){_YEAR_END}"
    rf"|(?:(?P<part>{_PART})[ -])?(?P<year>{_YEAR}){_YEAR_END}"
    r"|(?P<decade>(?:1[5-9]|20)\d0)s\b)",
    re.IGNORECASE,
)
_JOINT = re.compile(r"\s*(?:-|\u2013|\band\b|\bto\b|\buntil\b|\btill\b|\bthrough\b)\s*", re.IGNORECASE)
_FROM = re.compile(r"\b(?P<word>between|from)\s+$", re.IGNORECASE)
_LEADING = re.compile(
    r"\b(?P<word>in|during|of|on|at|within|throughout|around|before|prior to|(?:not? )?earlier than|until|till|up to|by"
    r"|after|following|(?:not? )?later than|since|from|as of|starting|for)\s+(?P<article>the\s+)?(?:year\s+|date\s+)?$",
    re.IGNORECASE,
)
_ENDS_BEFORE = frozenset({"before", "prior to", "earlier than"})
_ENDS_WITH = frozenset({"until", "till", "up to", "by", "no later than", "not later than"})
_BEGINS_AFTER = frozenset({"after", "following", "later than"})
_BEGINS_WITH = frozenset({"since", "as of", "starting", "no earlier than", "not earlier than"})
_ONWARDS = re.compile(r"\s+(?:on(?! \w+ \d)|onwards?|and later|forward)\b", re.IGNORECASE)
_NOUN_BELOW = re.compile(
    r"\s+(?!(?:and|or|but|when|where|who|which|that|was|were|is|are|did|to|in|at|on|by|for|of)\b)[a-z]"
)
_NAME_ABOVE, _NAME_BELOW = re.compile(r"[A-Z]\w+ $"), re.compile(r" [A-Z]")
_SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11)}
_THIRDS = {"early": (1, 4), "beginning": (1, 4), "start": (1, 4), "mid": (5, 8), "middle": (5, 8), "late": (9, 12)} | {
    "end": (9, 12)
}
_COUNTED = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": 4}


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A stretch of time, both ends included: ``question[start:end]`` names it."""

    first: str | None
    """ISO day, ``YYYY-MM-DD``; None: without beginning."""
    last: str | None
    """ISO day; None: without end."""
    start: int
    end: int
    word: str = ""
    """The word before it that sets its ends, in small letters: ``in``, ``before``, ``between``; empty without one."""

    @property
    def is_bounded(self) -> bool:
        """True if it has both a beginning and an end."""
        return self.first is not None and self.last is not None

    def __str__(self) -> str:
        """Say it for "Read as", in whole years or months where it can: ``2014 to 2016``, ``2018 or earlier``."""
        ends = [day for day in (self.first, self.last) if day]
        if self.first != self.last:
            ends = _shortened(self.first, self.last)
        span = " to ".join(dict.fromkeys(ends))
        return span if self.is_bounded else f"{span} or {'later' if self.first else 'earlier'}"

    def widened(self, days: int) -> "Period":
        """Return the period with so many days more at each end that it has."""
        first, last = self.first and _shifted(self.first, -days), self.last and _shifted(self.last, days)
        return replace(self, first=first, last=last)

    def meets(self, iso_date: str) -> bool:
        """True if a date, ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``, lies in the period or has a day in it."""
        begins, ends = f"{iso_date}-01-01"[:10], f"{iso_date}-12-31"[:10]
        return (self.first is None or ends >= self.first) and (self.last is None or begins <= self.last)


def find_periods(question: str) -> tuple[Period, ...]:
    """Return the periods that a question names, in order; two dates joined by and, to or a dash may be one."""
    return tuple(_periods(question))


def _periods(question: str) -> Iterator[Period]:
    dates = [(found, days) for found in _DATE.finditer(question) if (days := _days(found))]
    position = 0
    while position < len(dates):
        found, (first, last) = dates[position]
        position += 1
        opening = _FROM.search(question, 0, found.start())
        if position < len(dates):
            following, (_, until) = dates[position]
            joint = _JOINT.fullmatch(question, found.end(), following.start())
            if joint and (opening or joint[0].strip().lower() != "and") and first <= until:
                position += 1
                start = opening.start() if opening else found.start()
                yield Period(first=first, last=until, start=start, end=following.end(), word="between")
                continue
        if _is_in_a_name(question, found):
            continue
        word, start = _leading(question, found)
        ends = _ends(word, first, last)
        yield Period(first=ends[0], last=ends[1], start=start, end=found.end(), word=word)


def _leading(question: str, found: re.Match[str]) -> tuple[str, int]:
    """Return the word that sets the ends of a date, and where it or else the date begins.

    In ``before the autumn 2021 round`` that word goes with the round, which lies in the autumn.
    """
    leading = _LEADING.search(question, 0, found.start())
    if _ONWARDS.match(question, found.end()):
        return "since", leading.start() if leading else found.start()
    if not leading or (leading["article"] and _NOUN_BELOW.match(question, found.end())):
        return "", found.start()
    return " ".join(leading["word"].lower().split()), leading.start()


def _is_in_a_name(question: str, found: re.Match[str]) -> bool:
    """True for the bare year in a name such as ``Alliance 2015 Working Group``."""
    named = _NAME_ABOVE.search(question, 0, found.start()) and _NAME_BELOW.match(question, found.end())
    return found["year"] is not None and found["part"] is None and bool(named)


def _shortened(first: str | None, last: str | None) -> list[str]:
    """Leave out days, or days and months, where each end that there is begins or ends a month or a year."""
    for length, beginning, is_ending in ((4, "-01-01", _ends_year), (7, "-01", _ends_month)):
        if (first is None or first.endswith(beginning)) and (last is None or is_ending(last)):
            return [day[:length] for day in (first, last) if day]
    return [day for day in (first, last) if day]


def _ends_year(day: str) -> bool:
    return day.endswith("-12-31")


def _ends_month(day: str) -> bool:
    return int(day[8:]) == monthrange(int(day[:4]), int(day[5:7]))[1]


def _ends(word: str, first: str, last: str) -> tuple[str | None, str | None]:
    if word in _ENDS_BEFORE:
        return None, _shifted(first, -1)
    if word in _ENDS_WITH:
        return None, last
    if word in _BEGINS_AFTER:
        return _shifted(last, 1), None
    if word in _BEGINS_WITH:
        return first, None
    return first, last


def _shifted(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def _days(found: re.Match[str]) -> tuple[str, str] | None:
    """Return the first and last day that a date names, or None for one that no calendar has (31 June 2020)."""
    if found["iso"]:
        year, month, day = [*map(int, found["iso"].split("-")), 0][:3]
        return _within(year, month, month, day)
    if found["month"]:
        month = next(number for number, name in enumerate(_MONTHS, 1) if name.startswith(found["month"][:3].lower()))
        day_of_month = re.sub(r"\D", "", found["day"] or found["day2"] or "0")
        return _within(int(found["month_year"]), month, month, int(day_of_month))
    if found["decade"]:
        return f"{found['decade']}-01-01", f"{found['decade'][:3]}9-12-31"
    if found["since"]:
        return f"{found['since']}-01-01", f"{found['until']}-12-31"
    return _within(int(found["year"]), *_months(found["part"] or ""), 0)


def _months(part: str) -> tuple[int, int]:
    words = part.lower().split()
    for word in words:
        if word in _SEASONS or word in _THIRDS:
            return (_SEASONS | _THIRDS)[word]
    length = 6 if "half" in words else 3
    counted = next((_COUNTED[word] for word in words if word in _COUNTED), None)
    return (1, 12) if counted is None else (length * (counted - 1) + 1, length * counted)


def _within(year: int, first_month: int, last_month: int, day: int) -> tuple[str, str] | None:
    last_day = monthrange(year, last_month)[1]
    if day > last_day:
        return None
    return f"{year}-{first_month:02}-{day or 1:02}", f"{year}-{last_month:02}-{day or last_day:02}"
