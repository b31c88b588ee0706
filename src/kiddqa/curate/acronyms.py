"""The rule on acronyms: each is spelled out where a document first uses it in a sentence.

An **acronym** is a word with two or more capitals and more capitals than small letters: SCM, C4I, SA2015WG, RDP-A,
R&D, U.N.; a plural or possessive ending is not part of it. It is **spelled out** by its long form beside it, the one
or the other in parentheses: ``Security Consultative Meeting (SCM)`` or ``SCM (Security Consultative Meeting)``.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kiddqa.curate.library import Entry, Excerpt, Finding, Library

NEEDS_NO_LONG_FORM: Mapping[str, str] = {
    "U.S.": "an everyday abbreviation of the name of a party to every meeting",
    "D.C.": "part of the name of the city of Washington",
    "COVID-19": "the name of the disease; hardly a reader knows its long form",
    "Korea Times US": "the name of a newspaper",
    "NK News": "the name of a news outlet",
    "View US Global": "the name of a news outlet",
}
"""What is written without a long form, to the letter, each with the reason."""

_WORD = re.compile(
    rf"""
    (?<![A-Za-z0-9])
    (?: (?P<exempt> (?:{"|".join(re.escape(name) for name in NEEDS_NO_LONG_FORM)}) (?![A-Za-z0-9]) )
      | (?P<word>
            (?:[A-Z]\.){{2,}}                            # U.N.
          | (?:[A-Z]\d*-)?                             # the F of F-CFC
            [A-Za-z0-9]+ (?:&[A-Za-z0-9]+)?            # SCM, C4I, R&D
            (?:-[A-Z]\d*(?![A-Za-z0-9]|\.[A-Z]))?      # the A of RDP-A, but not the U of ROK-U.S.
        )
    )
    """,
    re.VERBOSE,
)
_PLURAL = re.compile(r"(?<=[A-Z0-9])s$")
_ROMAN_NUMERAL = re.compile(r"X{0,3}(?:IX|IV|V?I{0,3})")
_PARENTHESIS_BELOW = re.compile(r"\W{0,3}\((?P<inside>[^()]*)\)")
_MIN_CAPITALS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Acronym:
    """One use of an acronym: ``text[start:end]``."""

    name: str
    """Without dots and without a plural ending."""
    start: int
    end: int


def acronyms_are_spelled_out(library: Library) -> Iterator[Finding]:
    """Each acronym is spelled out at its first use in a sentence; headings and table cells are no first use.

    An acronym that stands in headings and tables only has to be spelled out somewhere in the document.
    """
    for entry in library.entries:
        yield from _entry_findings(entry)


def find_acronyms(text: str) -> Iterator[Acronym]:
    """Yield every use of an acronym in ``text``, in order."""
    for found in _WORD.finditer(text):
        name = _PLURAL.sub("", (found["word"] or "").replace(".", ""))
        if _is_acronym(name):
            yield Acronym(name=name, start=found.start(), end=found.end())


def is_spelled_out(text: str, acronym: Acronym) -> bool:
    """True if the long form stands before the parenthesis around the acronym, or in one right after it."""
    opening = text.rfind("(", 0, acronym.start)
    if opening > text.rfind(")", 0, acronym.start):
        return spells(_last_words(text[:opening], _most_words(acronym.name)), acronym.name)
    below = _PARENTHESIS_BELOW.match(text, acronym.end)
    return below is not None and spells(below["inside"], acronym.name)


def spells(long_form: str, acronym: str) -> bool:
    """True if the acronym's letters stand in the long form in order, the first of them at the start of a word.

    ``spells("operational control", "OPCON")`` is true: **op**erational **con**trol. Digits are passed over.

    Source: Schwartz and Hearst, "A simple algorithm for identifying abbreviation definitions in biomedical text",
    2003, doi:10.1142/9789812776303_0042.
    """
    letters = [letter for letter in acronym.casefold() if letter.isalpha()]
    text = long_form.casefold()
    starts = (word.start() for word in re.finditer(r"[^\W\d_]+", text) if word.group()[0] == letters[0])
    return any(_in_order(letters, text[start:]) for start in starts)


def _in_order(letters: list[str], text: str) -> bool:
    rest = iter(text)
    return all(letter in rest for letter in letters)


def _most_words(acronym: str) -> int:
    """Return the length in words of the longest long form that is looked for, as Schwartz and Hearst bound it."""
    return min(len(acronym) + 5, 2 * len(acronym))


def _last_words(text: str, count: int) -> str:
    return " ".join(text.split()[-count:])


def _is_acronym(name: str) -> bool:
    capitals = sum(letter.isupper() for letter in name)
    small = sum(letter.islower() for letter in name)
    if capitals < _MIN_CAPITALS or small >= capitals:
        return False
    return _ROMAN_NUMERAL.fullmatch(name) is None


def _entry_findings(entry: Entry) -> Iterator[Finding]:
    known: set[str] = set()
    for sentence in entry.sentences:
        for acronym in find_acronyms(sentence.text):
            if acronym.name not in known and not is_spelled_out(sentence.text, acronym):
                yield _finding(entry, sentence, acronym, "at its first use in a sentence")
            known.add(acronym.name)
    asides = sorted((*entry.headings, *entry.rows), key=lambda aside: aside.line)
    uses = [(aside, acronym) for aside in asides for acronym in find_acronyms(aside.text)]
    known |= {acronym.name for aside, acronym in uses if is_spelled_out(aside.text, acronym)}
    for aside, acronym in uses:
        if acronym.name not in known:
            yield _finding(entry, aside, acronym, "somewhere in the document")
            known.add(acronym.name)


def _finding(entry: Entry, excerpt: Excerpt, acronym: Acronym, where: str) -> Finding:
    return Finding(
        document=entry.id,
        line=excerpt.line + excerpt.text.count("\n", 0, acronym.start),
        rule="acronym",
        message=f"{acronym.name} is not spelled out {where}; expected Long Form ({acronym.name}).",
    )
