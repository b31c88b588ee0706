"""A reference corpus of four documents in which there is nothing to mend, and ways to spoil it."""

from pathlib import Path

from kiddqa.curate.check import check_corpus
from kiddqa.curate.library import Finding

FIRST = "meetings/01-2012-04.md"
SECOND = "meetings/02-2012-09.md"
TERM = "terms/nll.md"
OVERVIEW = "overview.md"

_TERM = """\
---
title: Northern Limit Line (NLL)
date: 1953-08
kind: term
publisher: kiddqa reference corpus
language: en
aliases: [NLL, sea border]
see_also: [overview.md]
sources:
  - publisher: Ministry of National Defense
    title: White Paper
    date: 2018
    url: https://example.org/paper
reviewed: 2026-11-22
---

# Northern Limit Line (NLL)

## What it is

The Northern Limit Line (NLL) is a sea border. South Korea holds the NLL.
North Korea disputes the line.
"""

_MEETING = """\
---
title: {title}
date: {date}
kind: meeting
number: {number}
place: {place}
publisher: kiddqa reference corpus
language: en
aliases: []
see_also: [overview.md, terms/nll.md]
sources: [{{publisher: Yonhap, title: News report}}]
reviewed: 2026-11-22
---

# {title}

{sentence}
"""

_OVERVIEW = """\
---
title: All meetings
kind: overview
publisher: kiddqa reference corpus
language: en
aliases: []
see_also: [meetings/01-2012-04.md, meetings/02-2012-09.md]
sources: [{publisher: Yonhap, title: Chronicle}]
reviewed: 2026-11-22
---

# All meetings

Two meetings were held in 2012.

| No. | Dates | Place | Head |
|---|---|---|---|
| 1 | 26 and 27 April 2012 | Washington | Lim Kwan-bin |
| 2 | 12 September 2012 | Seoul | David Helvey |
"""

GOOD = {
    FIRST: _MEETING.format(
        title="First meeting",
        date="2012-04-26",
        number=1,
        place="Washington",
        sentence="The first meeting opened at the Pentagon on 26 April 2012.",
    ),
    SECOND: _MEETING.format(
        title="Second meeting",
        date="2012-09-12",
        number=2,
        place="Seoul",
        sentence="In September 2012 Seoul was the host of the second round.",
    ),
    TERM: _TERM,
    OVERVIEW: _OVERVIEW,
}


def write(folder: Path, files: dict[str, str]) -> Path:
    """Write files below ``folder`` and return it."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def spoilt(folder: Path, document_id: str, old: str, new: str) -> Path:
    """Write the good library with ``old``, which stands once in a document, replaced by ``new``."""
    assert GOOD[document_id].count(old) == 1
    return write(folder, GOOD | {document_id: GOOD[document_id].replace(old, new)})


def findings(folder: Path) -> tuple[Finding, ...]:
    """Return all that is to be mended in ``folder``."""
    return check_corpus(folder).findings


def marks(folder: Path) -> list[str]:
    """Return ``id:line rule`` of all that is to be mended in ``folder``."""
    return [f"{finding.document}:{finding.line} {finding.rule}" for finding in findings(folder)]


def said(folder: Path) -> str:
    """Return the message of the only finding in ``folder``."""
    (finding,) = findings(folder)
    return finding.message
