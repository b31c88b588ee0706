"""A question in; whether it asks what a short form stands for, or how a long one is abbreviated, out.

What does SEWS stand for?                            SEWS, long form wanted
How is the Shared Early Warning System abbreviated?  Shared Early Warning System, short form wanted
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from kiddqa.retrieve.acronyms import Acronyms, Definition, is_short_form


class Wanted(StrEnum):
    """Which of the two forms a question asks for."""

    LONG_FORM = "long form"
    SHORT_FORM = "short form"


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionQuestion:
    """A question that asks for one form of a name by the other."""

    name: str
    """The form that the question gives, as typed, without article and quotation marks."""
    wanted: Wanted
    places: tuple[Definition, ...]
    """Where the corpus defines it, the best to quote first; empty where it does not."""


_NAME = r"(?P<name>[^?!;:]{1,80}?)"
_CALLED = r"(?:the )?(?:(?:letters|initials|acronym|abbreviation|short form|term)s? )?"
_END = r"(?: here| (?:exactly|actually))?\s*[?.!]*$"
_SHORT = r"(?:abbreviations?|acronyms?|initials|short forms?|short names?|letters)"
_LONG = r"(?:full|long|expanded|complete|unabbreviated) (?:form|name|version|spelling)"

_LONG_WANTED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\bwhat (?:do|does|did) {_CALLED}{_NAME} (?:stand for|mean|refer to|abbreviate){_END}",
        rf"\bwhat (?:is|are|was|were) {_CALLED}{_NAME} (?:short|(?:an?|the) (?:abbreviation|acronym)) (?:for|of){_END}",
        rf"\b(?:{_LONG}|meaning|expansion) of {_CALLED}{_NAME}{_END}",
        rf"^\W*{_CALLED}{_NAME} (?:stands? for|means?|is (?:short|the (?:abbreviation|acronym)) (?:of|for)) what{_END}",
        rf"^\W*(?:please )?(?:expand|spell out|write out|unabbreviate) {_CALLED}{_NAME}(?: for me| please)?{_END}",
        rf"^\W*{_NAME} {_LONG}{_END}",
        rf"\b(?:letters|initials|acronym|abbreviation) {_NAME}(?: (?:stands? for|means?))?{_END}",
    )
)
_SHORT_WANTED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\bhow (?:is|are|was|do you|does one|would you) {_NAME} (?:be )?(?:abbreviated?|shortened?){_END}",
        rf"\b{_SHORT}(?: (?:is|are|was|were) (?:in use|used|given|adopted))? (?:of|for) {_NAME}{_END}",
        rf"\babbreviate {_NAME}{_END}",
    )
)
_AROUND = " \t\"'\u201c\u201d\u2018\u2019`,."
_NUMBER = re.compile(r"[ -]\d+$")
_ARTICLE = re.compile(r"(?:the|a|an) (?=\S)", re.IGNORECASE)


def definition_question(question: str, acronyms: Acronyms) -> DefinitionQuestion | None:
    """Return what is asked for if a question asks for a long or a short form, else None.

    A long form is asked for only by a name that the corpus defines or that has two capitals: ``What does the minister
    mean?`` asks for none. A name that is not defined is looked up without its number: UFS 24 as UFS.
    """
    for wanted, patterns in ((Wanted.LONG_FORM, _LONG_WANTED), (Wanted.SHORT_FORM, _SHORT_WANTED)):
        for pattern in patterns:
            found = pattern.search(question)
            if not found:
                continue
            name = _ARTICLE.sub("", found["name"].strip(_AROUND), count=1)
            spellings = (name, name.removesuffix("s"), _NUMBER.sub("", name))
            places = next((places for spelling in spellings if (places := acronyms.defining(spelling))), ())
            if places or (wanted is Wanted.LONG_FORM and is_short_form(name)):
                return DefinitionQuestion(name=name, wanted=wanted, places=places)
    return None
