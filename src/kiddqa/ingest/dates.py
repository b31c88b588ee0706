"""A date as a file writes it in; ISO 8601, as precise as it was written, out."""

import re
from datetime import date, datetime

_PARTIAL = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2]))?", re.ASCII)
_PDF = re.compile(r"(?:D:)?(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)", re.ASCII)


def iso_date(value: str) -> str | None:
    """Return ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD`` as written, the day of an ISO time, else None."""
    if _PARTIAL.fullmatch(value):
        return value
    try:
        return datetime.fromisoformat(value).date().isoformat()
    except ValueError:
        return None


def pdf_date(value: str) -> str | None:
    """Return the day of a PDF time such as ``D:20240924090000+09'00'``, or None.

    Source: ISO 32000-1:2008, section 7.9.4.
    """
    found = _PDF.match(value)
    if not found:
        return None
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"])).isoformat()
    except ValueError:
        return None
