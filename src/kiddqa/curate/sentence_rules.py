"""Rules on single sentences: short enough to quote, clear without the one before, and quotable at all."""

import re
from collections.abc import Iterator

from kiddqa.curate.library import Entry, Excerpt, Finding, Library

MAX_WORDS = 45
"""Words of the longest sentence: a longer one holds more than one fact, and a quote of it more than an answer."""

_PRONOUNS = (
    "I you he she it we they this that these those my your his her its our their "
    "mine yours hers ours theirs myself yourself himself herself itself ourselves themselves"
)
_OPENING = re.compile(rf"[^\w]*(?P<word>{'|'.join(_PRONOUNS.split())})\b", re.IGNORECASE)
_AUXILIARIES = "are were is was be have had has do did does will would can could may might shall should must"
_PAST_FORMS = "met took led said held went came saw gave spoke made"
_BOTH_ALONE = re.compile(
    rf"""
    [^\w]*(?P<word>both)
    (?: \s*, | \s+ (?: (?:{"|".join([*_AUXILIARIES.split(), *_PAST_FORMS.split()])})\b
                     | of\s+(?:them|these|those|which|whom)\b
                     | \w+ed\s+(?:a|an|the|to|that|on|in|for|by|with|at|how|its|their|it|them)\b ))
    """,
    re.IGNORECASE | re.VERBOSE,
)
_EXCERPT_CHARS = 60


def sentences_are_short(library: Library) -> Iterator[Finding]:
    """No sentence has more than ``MAX_WORDS`` words; what holds no letter or digit is no word."""
    for entry, sentence in _sentences(library):
        words = sum(1 for word in sentence.text.split() if any(character.isalnum() for character in word))
        if words > MAX_WORDS:
            message = f"The sentence {opening_of(sentence)} has {words} words; expected at most {MAX_WORDS}."
            yield Finding(document=entry.id, line=sentence.line, rule="sentence-length", message=message)


def sentences_stand_alone(library: Library) -> Iterator[Finding]:
    """No sentence opens with a pronoun; ``Both delegations`` is none, ``Both agreed to`` is."""
    for entry, sentence in _sentences(library):
        found = _OPENING.match(sentence.text) or _BOTH_ALONE.match(sentence.text)
        if found:
            message = (
                f"The sentence {opening_of(sentence)} opens with {found['word']!r}; expected it to name its subject."
            )
            yield Finding(document=entry.id, line=sentence.line, rule="opening-pronoun", message=message)


def text_can_be_quoted(library: Library) -> Iterator[Finding]:
    """Nothing is taken for boilerplate, which is shown but never quoted."""
    for entry in library.entries:
        for excerpt in entry.boilerplate:
            message = (
                f"The text {opening_of(excerpt)} reads as boilerplate, which is never quoted; expected a sentence."
            )
            yield Finding(document=entry.id, line=excerpt.line, rule="quotable", message=message)


def opening_of(excerpt: Excerpt) -> str:
    """Return the first ``_EXCERPT_CHARS`` characters of an excerpt, on one line and in quotation marks."""
    line = " ".join(excerpt.text.split())
    return f"“{line}”" if len(line) <= _EXCERPT_CHARS else f"“{line[:_EXCERPT_CHARS].rstrip()}…”"


def _sentences(library: Library) -> Iterator[tuple[Entry, Excerpt]]:
    return ((entry, sentence) for entry in library.entries for sentence in entry.sentences)
