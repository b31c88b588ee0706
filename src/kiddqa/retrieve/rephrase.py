"""A question, what it leaves open and what fills it in, a question that stands alone out.

Three ways, each readable: a word gives way to what it means ("Who led it?" becomes "Who led the 25th KIDD?"), a
fragment is completed from the question before it ("And the Korean side?" becomes "Who led the Korean side at the 25th
KIDD?"), and what has no place in the sentence follows it in brackets: "What was agreed? (25th KIDD; cost sharing)".
"""

from collections.abc import Sequence

from kiddqa.retrieve.antecedents import names_date
from kiddqa.retrieve.conversation import Mention, Place, key, keys_of
from kiddqa.retrieve.gaps import Gap, GapKind
from kiddqa.retrieve.noun_phrases import ORDINAL, YEAR, NounPhrase, PhraseKind, noun_phrases, words_of
from kiddqa.retrieve.word_lists import AUXILIARIES, CONJUNCTIONS, DATE_NOUNS, FUNCTION_WORDS, PREPOSITIONS

_ADVERBS = frozenset(("when", "where", "why", "how"))


def can_fill(gap: Gap, mention: Mention) -> bool:
    """Say whether the mention may take the place of the gap's words."""
    if gap.kind in {GapKind.POINTER, GapKind.NAMELESS}:
        same_noun = mention.place is not Place.HEADING and key(mention.text.split()[-1]) == key(gap.noun)
        says_more = keys_of(gap.text) < mention.keys
        return names_date(gap, mention) or (same_noun and says_more)
    if gap.kind is GapKind.PERSON:
        return mention.kind is PhraseKind.NAME and mention.may_be_person
    numbered = mention.kind is PhraseKind.NUMBER and mention.is_named and " " in mention.text  # "25th round"
    if gap.kind is GapKind.PLACE:
        return numbered or (mention.kind is PhraseKind.NAME and not mention.looks_like_person)
    is_thing = numbered or mention.kind is not PhraseKind.NUMBER
    return gap.kind in {GapKind.THING, GapKind.GROUP, GapKind.ONE} and is_thing


def fill(question: str, gap: Gap, mention: Mention) -> str:
    """Put a mention in the place of a gap."""
    words = _words_for(gap, mention, question)
    if gap.start == 0:
        words = words[:1].upper() + words[1:]
    return f"{question[: gap.start]}{words}{question[gap.end :]}"


def append(question: str, carried: Sequence[str]) -> str:
    """Put what is carried in brackets behind the question; nothing carried leaves it as it is."""
    within = "; ".join(" ".join(text.replace("(", "").replace(")", "").split()) for text in carried)
    return f"{question.rstrip()} ({within})" if carried else question


def complete(fragment: str, earlier: str) -> str:
    """Complete a fragment from an earlier question that stands alone.

    A noun phrase takes the place of one of its kind, a question word that of another; else the earlier question
    follows in brackets.
    """
    return (
        _with_phrase_of(fragment, earlier) or _with_question_word_of(fragment, earlier) or append(fragment, [earlier])
    )


def _words_for(gap: Gap, mention: Mention, question: str) -> str:
    before = words_of(question[: gap.start])
    if gap.noun in DATE_NOUNS:
        year = YEAR.search(mention.text)
        words = year[0] if gap.noun == "year" and year else mention.text
        return words if before and before[-1] in PREPOSITIONS else f"in {words}"
    if gap.kind is GapKind.NAMELESS:
        return mention.text
    named = _with_article(mention)
    if gap.kind is GapKind.PLACE:
        return named if before and before[-1] in PREPOSITIONS else f"{mention.preposition or 'at'} {named}"
    owner = gap.is_owner or (gap.text.lower() == "her" and _owns_what_follows(question[gap.end :]))
    return f"{named}'s" if owner else named


def _with_article(mention: Mention) -> str:
    needed = mention.article or mention.kind is PhraseKind.NOUN or ORDINAL.match(mention.text)
    return f"the {mention.text}" if needed and not mention.text.lower().startswith("the ") else mention.text


def _owns_what_follows(after: str) -> bool:
    words = words_of(after)
    return bool(words) and words[0] not in FUNCTION_WORDS


def _with_phrase_of(fragment: str, earlier: str) -> str | None:
    phrases = noun_phrases(fragment)
    if len(phrases) != 1:
        return None
    place = _counterpart(phrases[0], noun_phrases(earlier))
    if place is None:
        return None
    words = phrases[0].text
    ordinal, earlier_ordinal = ORDINAL.fullmatch(words), ORDINAL.match(place.text)
    if ordinal and earlier_ordinal:  # "the 24th", of what was called "25th KIDD"
        words = f"{words}{place.text[earlier_ordinal.end() :]}"
    return f"{earlier[: place.start]}{words}{earlier[place.end :]}"


def _counterpart(phrase: NounPhrase, others: Sequence[NounPhrase]) -> NounPhrase | None:
    """Return what the phrase contrasts with: the same noun, a year for a year, an ordinal, or the only name."""
    for alike in (
        lambda other: other.head == phrase.head and other.text.lower() != phrase.text.lower(),
        lambda other: bool(YEAR.fullmatch(phrase.text) and YEAR.fullmatch(other.text)),
        lambda other: bool(ORDINAL.fullmatch(phrase.text) and ORDINAL.match(other.text)),
    ):
        found = [other for other in others if alike(other)]
        if found:
            return found[-1]
    names = [other for other in others if other.kind is PhraseKind.NAME]
    alone = len(names) == 1 and phrase.kind is PhraseKind.NAME
    return names[0] if alone and _form(names[0]) == _form(phrase) else None


def _form(name: NounPhrase) -> tuple[bool, bool]:
    """Say whether a name has a number, and whether it follows ``the``: only names alike in both change places."""
    return any(char.isdigit() for char in name.text), name.before[-1:] == ("the",)


def _with_question_word_of(fragment: str, earlier: str) -> str | None:
    asked = [word for word in words_of(fragment) if word not in CONJUNCTIONS]
    rest = earlier.lstrip()
    first, *others = [*words_of(rest), ""]
    if len(asked) != 1 or asked[0] not in _ADVERBS or not rest.lower().startswith(first):
        return None
    if first in AUXILIARIES:
        return f"{asked[0].capitalize()} {rest[:1].lower()}{rest[1:]}"
    if first in _ADVERBS and others[0] in AUXILIARIES:
        return f"{asked[0].capitalize()}{rest[len(first) :]}"
    return None
