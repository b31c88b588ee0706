"""A question in, whether it is no whole sentence out: "Why?", "And the Korean side?", "What about 2019?"."""

import re

from kiddqa.retrieve.noun_phrases import noun_phrases, words_of
from kiddqa.retrieve.word_lists import ARTICLES, AUXILIARIES, CONJUNCTIONS, FUNCTION_WORDS, PREPOSITIONS, PRONOUNS

_REPLY = re.compile(r"\s*(?:and|but|so|or|also|then)\b,?\s", re.IGNORECASE)
_WHAT_ABOUT = re.compile(r"\s*(?:(?:and|but|or|so|ok|okay)\b,?\s+)?(?:(?:what|how) about|what of)\s", re.IGNORECASE)
_ASKS_FOR_A_NOUN = frozenset(("which", "what", "whose", "how", "any"))
_ONES = frozenset(("one", "ones"))
_MAX_FRAGMENT_WORDS = 7


def is_fragment(question: str) -> bool:
    """Say whether the question has no verb of its own, and so takes the one of the question before it."""
    if _WHAT_ABOUT.match(question):
        return True
    words = [word for word in words_of(question) if word not in CONJUNCTIONS]
    if not words or len(words) > _MAX_FRAGMENT_WORDS:
        return False
    if all(word in FUNCTION_WORDS for word in words):
        return bool(_ONES & {*words}) or (PRONOUNS | ARTICLES).isdisjoint(words)
    if any(word in AUXILIARIES | PRONOUNS for word in words):
        return False
    if not _has_only_nouns(question):
        return False
    return opens_like_a_reply(question) or (not _ASKS_FOR_A_NOUN.isdisjoint(words[:2]) and not _has_own_name(question))


def opens_like_a_reply(question: str) -> bool:
    """Say whether the question begins with ``And``, ``But``, ``So``, ``Or``, ``Also`` or ``Then``."""
    return _REPLY.match(question) is not None


def _has_only_nouns(question: str) -> bool:
    """Say whether every word of the question is a function word or in a noun phrase."""
    phrases = noun_phrases(question)
    outside = "".join(char for place, char in enumerate(question) if not any(p.start <= place < p.end for p in phrases))
    return all(word in FUNCTION_WORDS for word in words_of(outside))


def _has_own_name(question: str) -> bool:
    """Say whether a name stands without a preposition: ``What threatens Seoul?``, not ``How many in Seoul?``."""
    named = [phrase for phrase in noun_phrases(question) if phrase.is_named]
    return any(PREPOSITIONS.isdisjoint(phrase.before) for phrase in named)
