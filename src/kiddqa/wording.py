"""Numbers and dates in; the words that the page and the command line show for them out."""

import re
from dataclasses import dataclass

_ISO_DATE = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_LIKELIHOODS = ((0.9, "very likely right"), (0.7, "likely right"), (0.5, "more likely right than wrong"))
_NARROWEST_SHARE, _WIDEST_SHARE = 0.01, 0.99


@dataclass(frozen=True, slots=True, kw_only=True)
class Date:
    """A date as it is shown."""

    words: str
    machine: str | None
    """For ``<time datetime>``; None where the date is not ISO 8601."""


def date_in_words(date: str | None) -> Date | None:
    """Return ``24 September 2024``, ``September 2024`` or ``2024``; anything else as it is, None for no date."""
    if not date:
        return None
    parts = _ISO_DATE.fullmatch(date)
    if parts is None:
        return Date(words=date, machine=None)
    year, month, day = parts.groups()
    words = [str(int(day))] if day else []
    words += [_MONTHS[int(month) - 1]] if month else []
    return Date(words=" ".join([*words, year]), machine=date)


def likelihood(confidence: float) -> str:
    """Return a confidence, 0 to 1, in words: ``very likely right`` from 0.9, ``uncertain`` below 0.5."""
    return next((words for least, words in _LIKELIHOODS if confidence >= least), "uncertain")


def percent(share: float) -> str:
    """Return a share, 0 to 1, in whole percent; what is not certain is never shown as 0 % or 100 %.

    The space before the unit, here and in ``milliseconds``, is one at which no line breaks.
    """
    if 0 < share < _NARROWEST_SHARE:
        return "under 1\u00a0%"
    if _WIDEST_SHARE < share < 1:
        return "over 99\u00a0%"
    return f"{100 * share:.0f}\u00a0%"


def count(number: int, noun: str, plural: str | None = None) -> str:
    """Return ``1 document`` or ``2,000 documents``."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def milliseconds(duration: float) -> str:
    """Return a duration given in milliseconds: ``23 ms``, or ``1.4 s`` from a second on."""
    return f"{duration / 1000:.1f}\u00a0s" if duration >= 1000 else f"{max(1, round(duration))}\u00a0ms"  # noqa: PLR2004
