"""A question as typed in, the question as it was meant to be spelt out, with every change named.

``"wich thretas did ulchi fredom sheild 24 pose?"`` becomes ``"which threats did ulchi freedom shield 24 pose?"``.

A word is in doubt when it stands neither in the documents nor in a list of English words, or is odd where it stands
(``odd_words``). What was meant is the word with the highest product of three probabilities: that it is used at all,
that it is used beside its neighbours, and that the fingers slipped from it to what was typed. If even that product is
low, the word is left as typed.

Source: Kernighan, Church and Gale, "A Spelling Correction Program Based on a Noisy Channel Model", 1990,
doi:10.3115/997939.997975.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log

from kiddqa.retrieve.english import QUESTION_WORDS, English
from kiddqa.retrieve.odd_words import OddWords, WordPlace
from kiddqa.retrieve.slips import FIRST_LETTER, NEIGHBOURING_KEY, one_slip_away, slip_cost
from kiddqa.retrieve.vocabulary import WORD, Vocabulary, nearest, plain, without_ending

CORPUS_WEIGHT = 0.6
"""Of a word's share of the documents; the rest is of its share of English."""
PAIR_WEIGHT = 0.5
"""Of how often a word follows its neighbour; the rest is of how often it is used at all."""
LEAST_PROBABILITY = 1e-12
"""Of any word, so that a logarithm can be taken of every product."""
LEAST_SCORE = -23.5
"""Natural logarithm of the product below which a word of six letters or more is left as typed."""
LEAST_SCORES = {3: -14.0, 4: -19.5, 5: -22.0}
"""The same by the number of letters of a shorter word, which has more words near it by chance."""
CAPITAL_SCORE = 3.0
"""What a capitalised word needs on top to become a name of the corpus, and twice that to become another word."""
COMMON_NAME = 1e-5
"""Share of English from which a capitalised word may be one that the documents lack, if only its letters are mixed up
or one is doubled: "Feburary", "Moscoow"."""
LONG_NAME_CHARS = 7
"""From this length a name with another first letter ("Eashington") is hardly another name."""
SHORT_CHARS = 2
"""Words of so few letters are left alone unless they are near a question word."""
ONE_ERROR_CHARS = 4
"""Words of up to so many letters may have one error, longer ones two."""
PART_CHARS = 3
"""The least length of the parts of two words typed as one."""
FOREIGN_WORDS, FOREIGN_SHARE = 4, 0.6
"""A text with so many unknown words, and a larger share of them, is in another language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpellingChange:
    """One word that is read otherwise than typed; ``corrected`` has a space where two words were typed as one."""

    typed: str
    corrected: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """A text as corrected; without changes it is the text as typed, to the byte."""

    text: str
    changes: tuple[SpellingChange, ...] = ()
    """In the order of the text."""


@dataclass(frozen=True, kw_only=True)
class SpellingCorrector:
    """Corrects typing errors in questions to one corpus in English; questions to any other corpus stay as typed.

    Left alone: words of the documents, English words that are not odd where they stand, numbers, words with a digit or
    with capitals inside, letters beyond a to z, names that are not near a name of the documents, and whole texts in
    another language.
    """

    vocabulary: Vocabulary
    english: English

    def correct(self, text: str) -> Spelling:
        """Correct each word of a text that is in doubt and near a word that fits; correcting twice changes no more."""
        typed = WORD.findall(text)
        if not self._corpus_is_english or self._is_foreign(typed):
            return Spelling(text=text)
        corrected = self._settled(typed)
        remaining = iter(corrected)
        changes = [
            SpellingChange(typed=before, corrected=after)
            for before, after in zip(typed, corrected, strict=True)
            if before != after
        ]
        return Spelling(text=WORD.sub(lambda _: next(remaining), text), changes=tuple(changes))

    def knows(self, word: str) -> bool:
        """Say whether a lower-case word, or what it is the plural of, stands in the documents or the English lists."""
        if word in self.vocabulary or word in self.english:
            return True
        singular = word[:-1]
        is_plural = word.endswith("s") and len(word) > ONE_ERROR_CHARS and not singular.endswith(("s", "x", "z", "h"))
        return is_plural and (singular in self.vocabulary or singular in self.english)

    def _settled(self, typed: Sequence[str]) -> list[str]:
        """Correct until nothing changes: a corrected word is evidence for its neighbours."""
        words = list(typed)
        doubtful = [number for number in range(len(words)) if self._is_doubtful(words, number)]
        near: dict[str, dict[str, int]] = {}
        while doubtful:
            changed = []
            for number in doubtful:
                place = _place(words, number)
                if place.word not in near:
                    near[place.word] = self._near(place.word)
                meant = self._meant(place, self._odd.near(place) if self.knows(place.word) else near[place.word])
                if meant:
                    words[number] = _written_like(words[number], meant)
                    changed.append(number)
            doubtful = [number for number in range(len(words)) if self._is_doubtful(words, number)] if changed else []
        return words

    def _is_doubtful(self, words: Sequence[str], number: int) -> bool:
        word, base = words[number], _base(words[number])
        if " " in base or not word.replace("\u2019", "'").isascii() or not word[1:].islower():
            return False
        return not self.knows(base) or bool(self._odd.near(_place(words, number)))

    def _is_foreign(self, words: Sequence[str]) -> bool:
        unknown = sum(not self.knows(_base(word)) for word in words)
        return unknown >= FOREIGN_WORDS and unknown > FOREIGN_SHARE * len(words)

    @cached_property
    def _odd(self) -> OddWords:
        return OddWords(vocabulary=self.vocabulary, english=self.english)

    @cached_property
    def _corpus_is_english(self) -> bool:
        """Say whether half of the running words of the documents are English: else no list tells right from wrong."""
        english = sum(count for word, count in self.vocabulary.counts.items() if word in self.english.counts)
        return 2 * english >= self.vocabulary.running_words

    def _near(self, word: str) -> dict[str, int]:
        """Return the words that may have been meant, each with its number of errors."""
        if len(word) <= SHORT_CHARS:
            return nearest(word, QUESTION_WORDS, limit=1)
        limit = 1 if len(word) <= ONE_ERROR_CHARS else 2
        found = self.vocabulary.words_like(word, limit=limit)
        found |= dict.fromkeys((other for other in one_slip_away(word) if other in self.english), 1)
        if not found and limit > 1:
            for length in range(len(word) - limit, len(word) + limit + 1):
                found |= nearest(word, self.english.common_words(word[0], length), limit=limit)
        return {other: errors for other, errors in found.items() if len(other) > SHORT_CHARS}

    def _meant(self, place: WordPlace, near: dict[str, int]) -> str | None:
        """Return the likeliest word, or None where the word is best left as typed."""
        scores = {other: self._score(place, other, errors) for other, errors in near.items()}
        fitting = [other for other, score in scores.items() if self._is_acceptable(place, other, near[other], score)]
        if fitting:
            return max(fitting, key=lambda other: (scores[other], other))
        return None if place.capitalised or self.knows(place.word) else self._parted(place.word)

    def _is_acceptable(self, place: WordPlace, meant: str, errors: int, score: float) -> bool:
        if self.knows(place.word):
            return self._odd.is_meant(place, meant, likelier=score - self._score(place, place.word, 0))
        if len(place.word) <= SHORT_CHARS:
            return True
        least = LEAST_SCORES.get(len(place.word), LEAST_SCORE)
        if not place.capitalised:
            return score > least
        if meant not in self.vocabulary.names and len(place.word) <= ONE_ERROR_CHARS:
            return False
        is_word = meant in self.vocabulary and meant not in self.vocabulary.names
        needed = 2 * CAPITAL_SCORE if is_word else CAPITAL_SCORE
        return score > least + needed and self._may_be_name(place, meant, errors)

    def _may_be_name(self, place: WordPlace, meant: str, errors: int) -> bool:
        """Say whether a capitalised word may be this one, rather than a name that the documents do not have."""
        if meant not in self.vocabulary:
            same_letters = errors == 1 and set(place.word) == set(meant)
            return same_letters and self.english.probability(meant) >= COMMON_NAME
        pairs = self.vocabulary.pairs
        beside_its_neighbours = (place.left, meant) in pairs or (meant, place.right) in pairs
        allowed = NEIGHBOURING_KEY + FIRST_LETTER * (len(place.word) >= LONG_NAME_CHARS)
        return beside_its_neighbours or slip_cost(place.word, meant, errors=errors) <= allowed

    def _parted(self, word: str) -> str | None:
        """Return the two words that were typed as one, if the documents have them side by side."""
        parts = [(word[:cut], word[cut:]) for cut in range(PART_CHARS, len(word) - PART_CHARS + 1)]
        count, left, right = max(((self.vocabulary.pairs.get(pair, 0), *pair) for pair in parts), default=(0, "", ""))
        return f"{left} {right}" if count else None

    def _score(self, place: WordPlace, meant: str, errors: int) -> float:
        """Return the natural logarithm of the product of the three probabilities, up to a constant."""
        if place.opens:
            used = PAIR_WEIGHT * self._question_words.get(meant, 0.0) + (1 - PAIR_WEIGHT) * self._probability(meant)
        else:
            used = self._probability_after(place.left, meant)
        if place.right and self.knows(place.right):
            used *= self._probability_after(meant, place.right) / self._probability(place.right)
        return log(used) - slip_cost(place.word, meant, errors=errors)

    def _probability(self, word: str) -> float:
        mixed = CORPUS_WEIGHT * self.vocabulary.probability(word)
        return mixed + (1 - CORPUS_WEIGHT) * self.english.probability(word) + LEAST_PROBABILITY

    @cached_property
    def _question_words(self) -> dict[str, float]:
        """How likely each question word is to open a question that one of them opens; they sum to 1."""
        shares = {word: self.english.probability(word) for word in QUESTION_WORDS}
        return {word: share / (sum(shares.values()) or 1.0) for word, share in shares.items()}

    def _probability_after(self, left: str, word: str) -> float:
        pair = self.vocabulary.pair_probability(left, word)
        if left in QUESTION_WORDS:  # documents ask few questions
            following = self.english.following_probability(left, word)
            pair = CORPUS_WEIGHT * pair + (1 - CORPUS_WEIGHT) * following
        return PAIR_WEIGHT * pair + (1 - PAIR_WEIGHT) * self._probability(word)


def _place(words: Sequence[str], number: int) -> WordPlace:
    left = _base(words[number - 1]).split()[-1] if number else ""
    right = _base(words[number + 1]).split()[0] if number + 1 < len(words) else ""
    capitalised = number > 0 and words[number][0].isupper()
    return WordPlace(
        word=_base(words[number]),
        left=left,
        right=right,
        capitalised=capitalised,
        second=number == 1,
        right_capitalised=words[number + 1 : number + 2] != [] and words[number + 1][0].isupper(),
    )


def _base(word: str) -> str:
    """Return a word in lower case, without accents and possessive ending: ``_base("Seoul’s")`` is ``"seoul"``."""
    return without_ending(plain(word)).lower()


def _written_like(typed: str, meant: str) -> str:
    """Return ``meant`` with the capital and the possessive ending of ``typed``."""
    ending = typed[len(without_ending(plain(typed))) :]
    return (meant[0].upper() + meant[1:] if typed[0].isupper() else meant) + ending
