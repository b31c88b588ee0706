"""A word that exists, and where it stands, in; what was rather meant, if it is odd there, out.

    Hat threats were named?        hardly a question's first word: What
    What dos SEWS stand for?       hardly what follows What: does
    Who led the minsters' talks?   rarer by far than a word of the documents: ministers

A slip of the fingers often makes another word. Only words that the documents lack are doubted, and only one slip away.
"""

from dataclasses import dataclass

from kiddqa.retrieve.english import QUESTION_WORDS, English
from kiddqa.retrieve.slips import USUAL_SLIP, slip_cost
from kiddqa.retrieve.vocabulary import Vocabulary, nearest
from kiddqa.retrieve.word_lists import AUXILIARIES, FUNCTION_WORDS

RARE_OPENING = 3e-5
"""Share of English below which one of a question's first two words may be a question word or an auxiliary with a slip:
"wen", "hoe"."""
RARE_WORD = 1e-7
"""Share of English below which any other word may be one of the documents with a slip: "minsters"."""
RARE_WORD_CHARS = 5
"""The least length of such a word."""
LIKELIER = 3.0
"""Natural logarithm of how many times likelier the word of the documents must be, its slip counted, than that the rare
word was meant."""


@dataclass(frozen=True, kw_only=True)
class WordPlace:
    """A word to be judged, in lower case without accents and possessive ending, with what stands around it."""

    word: str
    left: str
    """The word before it, ``""`` for none."""
    right: str
    """The word after it, ``""`` for none."""
    capitalised: bool
    """Within a sentence: the first word's capital says nothing."""
    second: bool = False
    """The word before it is the first."""
    right_capitalised: bool = False
    """The word after it is."""

    @property
    def opens(self) -> bool:
        """True for the first word."""
        return not self.left


@dataclass(frozen=True, kw_only=True)
class OddWords:
    """Knows which words of English are odd where."""

    vocabulary: Vocabulary
    english: English

    def near(self, place: WordPlace) -> dict[str, int]:
        """Return what may have been meant by an existing word, with the number of errors; nothing where it fits."""
        share = self.english.probability(place.word)
        if share >= RARE_OPENING or place.word in self.vocabulary or place.word in FUNCTION_WORDS:
            return {}
        if place.opens:
            return {word: 1 for word in nearest(place.word, QUESTION_WORDS, limit=1) if self._opens(word, place)}
        if place.second and place.left in QUESTION_WORDS:
            meant = nearest(place.word, AUXILIARIES, limit=1)
            likely = {word: 1 for word in meant if slip_cost(place.word, word, errors=1) <= USUAL_SLIP}
            if likely:
                return likely
        is_rare = place.word in self.english and share < RARE_WORD and len(place.word) >= RARE_WORD_CHARS
        return self.vocabulary.words_like(place.word, limit=1) if is_rare and not place.capitalised else {}

    def is_meant(self, place: WordPlace, meant: str, *, likelier: float) -> bool:
        """Say whether one of these words was meant, given how much likelier it is (a natural logarithm)."""
        return meant in QUESTION_WORDS or (place.second and meant in AUXILIARIES) or likelier > LIKELIER

    def _opens(self, question_word: str, place: WordPlace) -> bool:
        """Say whether what follows can follow this question word: in English, or as a noun of the documents can."""
        if self.english.following_probability(question_word, place.right) > 0:
            return True
        is_noun = place.right in self.vocabulary and not place.right_capitalised
        return is_noun and question_word in _BEFORE_NOUNS


_BEFORE_NOUNS = frozenset({"what", "which", "whose"})
