"""A question in; what it says about time and about places in a series out.

    the twenty-fifth KIDD      the 25th KIDD, as the documents write it
    in 2023                    documents dated in 2023 are preferred
    articles from before 2019  only documents dated before 2019
    the latest meeting         the newest of the documents that are meetings or have the word in their title
    the one before that        the 24th KIDD, after a question about the 25th

A date in a question is seldom the date of the document that answers it: what was planned for 2020 was planned
earlier. Dates therefore prefer documents and leave none out, unless the question speaks of the documents themselves.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kiddqa.records import Document, Filters
from kiddqa.retrieve.ordinals import ORDINAL, Respelling, forms, ordinal_number, respell
from kiddqa.retrieve.periods import Period, find_periods

BOUNDED_WEIGHT = 1.0
"""Of a document dated in a period with two ends, 0 to 1."""
OPEN_WEIGHT = 0.5
"""Of a document dated in a period with one end: half a corpus may be."""
PLANNED_SHARE = 0.5
"""Of these weights is left where the question asks about plans or is about a date ("for 2020")."""
RANK_SHARE = 0.5
"""Of the weight of the newest document has the one after it, and so on."""
DAYS_AROUND = 7
"""A document dated so many days before or after a single day counts as of that day: reports follow, talks last."""
_RANKED = 3
_MIN_SERIES = 2

_PLANNED = re.compile(
    r"\b(?:plan\w*|schedul\w*|expect\w*|due|propos\w*|target\w*|postpon\w*|set for|intend\w*|forecast\w*|predict\w*"
    r"|agreed to|hold the next|upcoming)\b",
    re.IGNORECASE,
)
_ABOUT = frozenset({"for", "by"})
_OF_DOCUMENTS = re.compile(
    r"\b(?:documents?|articles?|files?|sources|texts)\s+(?:(?:that|which) (?:was|were|are|is) )?"
    r"(?:(?:published|issued|dated|written|released|printed)\s+)?(?:from\s+)?$",
    re.IGNORECASE,
)
_END_OF_NOUN = (
    r"(?:of|in|at|on|to|for|after|before|since|under|was|were|is|are|did|do|does|has|had|have|held|and|or|that|which"
    r"|who|when|where|with|by|from|than|took|take|met|meet|so|as|between|during|until|about)\b"
)
_SUPERLATIVE = re.compile(
    rf"\b(?:(?P<newest>latest|most recent|newest|last|final)|(?P<nth>first|earliest|oldest|inaugural|{ORDINAL}))"
    rf"\s+(?P<noun>(?!{_END_OF_NOUN})[^\W_][\w.&'-]*(?:\s(?!{_END_OF_NOUN})[^\W_][\w.&'-]*){{0,4}})"
    r"(?P<relative>\s+(?:after|since|before|under|following|to|that)\b)?",
    re.IGNORECASE,
)
_NO_THING = re.compile(
    r"(?:time|year|month|week|day|night|decade|century|few|half|quarter|name|\d+|two|three|four)s?\b", re.IGNORECASE
)
_EVENTS = frozenset(["round", "meeting", "session", "edition", "talk", "conference", "gathering", "one", "instalment"])
_WRITINGS = frozenset(["document", "text", "article", "report", "release", "statement", "file", "source"])
_STEP = re.compile(
    r"\bthe (?:(?P<back>(?:previous|preceding) one|one (?:right |just |immediately )?before(?: (?:that|it|this)"
    r"(?: one)?)?)"
    r"|(?P<on>one (?:right |just |immediately )?after(?: (?:that|it|this)(?: one)?)?|(?:next|following) one))"
    r"(?=\s*[?.!,;]|$)",
    re.IGNORECASE,
)
_IN_SERIES = re.compile(
    rf"\b(?P<ordinal>{ORDINAL})\s+(?P<noun>[^\W\d_][\w&-]*(?: (?-i:[A-Z])[\w&-]*){{0,4}})", re.IGNORECASE
)
_WORD = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]\.?|[^\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """A question with what it says about time."""

    question: str
    """As it was, to the letter."""
    text: str
    """The question with its ordinals as the documents write them and steps in a series taken."""
    periods: tuple[Period, ...] = ()
    """As the question names them, but for a single day, which is taken with the week before and after it."""
    filters: Filters = field(default_factory=Filters)
    """Set only where the question speaks of documents of a date, and at least one has it."""
    preferred: Mapping[str, float] = field(default_factory=dict)
    """Weights, 0 to 1, of single documents by id: the newest of their kind, for instance."""
    boosts: Mapping[str, float] = field(default_factory=dict)
    """How well a document's date suits the question, by id, up to 1; one that is not named suits no better than any."""
    reasons: tuple[str, ...] = ()
    """What was done, a phrase each, for "Read as"; none for a question that says nothing about time."""


class Timeline:
    """Knows the dates and titles of the documents, to read what a question says about time."""

    def __init__(self, documents: Iterable[Document], count: Callable[[str], int]) -> None:
        """Note the dated documents.

        Args:
            documents: All of them.
            count: In how many documents the words of a phrase stand side by side, as ``Phrases.count`` says.
        """
        self._count = count
        dated = sorted(
            (document.date, document.id, document.kind or "", document.title) for document in documents if document.date
        )
        self._dated = [(date, document_id, kind) for date, document_id, kind, _ in dated]
        self._with_word: dict[str, set[int]] = defaultdict(set)
        for number, (_, _, kind, title) in enumerate(dated):
            for word in _words(f"{title} {kind}"):
                self._with_word[word].add(number)

    def read(self, question: str, history: Sequence[str] = ()) -> Timed:
        """Read one question, given the earlier ones, oldest first; no text is refused."""
        text, respelled = respell(question, self._count)
        text, step = self._step(text, history)
        named = find_periods(text)
        filters = self._filters(text, named)
        periods = tuple(period.widened(DAYS_AROUND) if period.first == period.last else period for period in named)
        preferred, ranked = self._rank(text, periods)
        reasons = [f"“{change.after}” for “{change.before}”" for change in (*respelled, *step)]
        if not filters.admits_all:
            reasons.append(f"only documents dated {named[0]}")
        elif periods and not ranked:
            reasons.append(f"documents dated {' or '.join(map(str, named))} first")
        return Timed(
            question=question,
            text=text,
            periods=periods,
            filters=filters,
            preferred=preferred,
            boosts=self._boosts(text, periods, preferred),
            reasons=(*reasons, *ranked),
        )

    def _step(self, text: str, history: Sequence[str]) -> tuple[str, tuple[Respelling, ...]]:
        """Put the neighbour in its series for "the one before that"; only if the documents have that neighbour."""
        found = _STEP.search(text)
        anchor = next((last for asked in reversed(history) if (last := _last_in_series(asked))), None)
        if not found or not anchor or _IN_SERIES.search(text):
            return text, ()
        number, noun = anchor
        usual = max(forms(number - 1 if found["back"] else number + 1, noun), key=self._count)
        if self._count(usual) == 0:
            return text, ()
        after = f"the {usual}"
        change = Respelling(start=found.start(), end=found.end(), before=found[0], after=after)
        return text[: found.start()] + after + text[found.end() :], (change,)

    def _filters(self, text: str, periods: Sequence[Period]) -> Filters:
        for period in periods[:1]:
            of_documents = _OF_DOCUMENTS.search(text, 0, period.start)
            if of_documents and any(period.meets(date) for date, *_ in self._dated):
                return Filters(after=period.first, before=period.last)
        return Filters()

    def _boosts(self, text: str, periods: Sequence[Period], preferred: Mapping[str, float]) -> dict[str, float]:
        boosts = dict(preferred)
        for period in periods:
            weight = _weight(period, text)
            met = [document_id for date, document_id, _ in self._dated if period.meets(date)]
            boosts |= {document_id: max(weight, boosts.get(document_id, 0.0)) for document_id in met}
        return boosts

    def _rank(self, text: str, periods: Sequence[Period]) -> tuple[dict[str, float], tuple[str, ...]]:
        """Weigh the newest, oldest or n-th documents of the kind that the question names, and say so."""
        for found in _SUPERLATIVE.finditer(text):
            place = _place(found, text, periods)
            if place is None:
                continue
            noun, series = self._series(found["noun"], periods)
            if place == 1 or len(series) >= abs(place):
                return self._weights(series, place, noun)
        return {}, ()

    def _weights(self, series: Sequence[int], place: int, noun: str) -> tuple[dict[str, float], tuple[str, ...]]:
        if len(series) < _MIN_SERIES:
            return {}, ()
        if place > 1:
            return {self._dated[series[place - 1]][1]: 1.0}, (f"number {place} by date among documents on {noun}",)
        ordered = series if place == 1 else series[::-1]
        weights = {self._dated[number][1]: RANK_SHARE**rank for rank, number in enumerate(ordered[:_RANKED])}
        return weights, (f"{'oldest' if place == 1 else 'newest'} first among documents on {noun}",)

    def _series(self, phrase: str, periods: Sequence[Period]) -> tuple[str, list[int]]:
        """Return the words of a phrase that titles or kinds share, and the documents that have most of them.

        The documents are those of the commonest kind among them that suit the periods, oldest first.
        """
        words = _words(phrase)
        known = [word for word in words if len(self._with_word.get(word, ())) >= _MIN_SERIES]
        head = words[-1] if words else ""
        if not known and head in _WRITINGS:
            numbers = set(range(len(self._dated)))
        elif known and (head in known or head in _EVENTS or head in _WRITINGS):
            having = Counter(number for word in set(known) for number in self._with_word[word])
            most = max(having.values())
            numbers = {number for number, shared in having.items() if shared == most}
        else:
            return "", []
        kinds = Counter(self._dated[number][2] for number in sorted(numbers))
        usual_kind = kinds.most_common(1)[0][0] if kinds else ""
        dated = ((number, self._dated[number]) for number in sorted(numbers))
        series = [
            number
            for number, (date, _, kind) in dated
            if kind == usual_kind and all(period.meets(date) for period in periods)
        ]
        return " ".join(known or [head]), series


def _place(found: re.Match[str], text: str, periods: Sequence[Period]) -> int | None:
    """Return -1 for the newest, 1 for the oldest, n for the n-th within a period, None for what is none of these."""
    if _NO_THING.match(found["noun"]) or (found["relative"] and not periods):
        return None
    if found["newest"]:
        return -1
    nth = found["nth"]
    if nth[0].isupper() and found.start() > 0:  # a name: First Lady, Second World War
        return None
    place = ordinal_number(nth) or 1
    if place == 1:
        return None if nth[0].isdigit() or re.search(r"\bat $", text[: found.start()], re.IGNORECASE) else 1
    bounded = any(period.is_bounded for period in periods)
    return place if bounded and not nth[0].isdigit() else None


def _weight(period: Period, text: str) -> float:
    weight = BOUNDED_WEIGHT if period.is_bounded else OPEN_WEIGHT
    about = period.word in _ABOUT or _PLANNED.search(text)
    return weight * PLANNED_SHARE if about else weight


def _last_in_series(question: str) -> tuple[int, str] | None:
    found = list(_IN_SERIES.finditer(question))
    number = ordinal_number(found[-1]["ordinal"]) if found else None
    return None if number is None else (number, found[-1]["noun"])


def _words(text: str) -> list[str]:
    words = (word.replace(".", "").casefold() for word in _WORD.findall(text))
    return [word.removesuffix("s") if not word.endswith("ss") else word for word in words]
