"""An English word in, how common it is out; the lists are data of two libraries whose code is never run.

``English.load().probability("the")`` is about 0.023: one running word in 44.

symspellpy has 82,765 words and pairs of words counted on the web, in British spelling; pyspellchecker has 160,572
words counted in subtitles, in American spelling too. Together they know "neighbourhood", "neighborhood" and "blog".
"""

import gzip
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from itertools import islice
from pathlib import Path

from kiddqa.errors import ModelError

WEB_LIBRARY, WEB_WORDS = "symspellpy", "frequency_dictionary_en_82_765.txt"
WEB_PAIRS = "frequency_bigramdictionary_en_243_342.txt"
SUBTITLE_LIBRARY, SUBTITLE_WORDS = "spellchecker", "resources/en.json.gz"
RUNNING_WORDS = 1_024_908_267_229
"""Words of the web text that the first list was counted in.

Source: Brants and Franz, "Web 1T 5-gram Version 1", Linguistic Data Consortium, 2006, doi:10.35111/cqpa-a498.
"""
COMMON_WORDS = 30_000
"""The most frequent words, among which two typing errors are looked for: a rarer one is seldom what was meant."""
QUESTION_WORDS = ("who", "whom", "whose", "what", "which", "when", "where", "why", "how")


@dataclass(frozen=True, kw_only=True)
class English:
    """How often words occur in English, and what follows question words; every word is in lower case.

    Two files are read only when the first word in doubt needs them: most questions have none.
    """

    counts: Mapping[str, str]
    """A count in decimal digits for each word, most frequent first. Few are looked up: only those become numbers."""
    pairs_file: Path
    """Lines of ``word word count``, in any order."""
    subtitles_file: Path
    """Gzipped JSON: a count for each word."""

    @classmethod
    def load(cls) -> "English":
        """Read the lists of the installed libraries.

        Raises:
            ModelError: if a library or one of its files is missing.
        """
        fields = _data_file(WEB_LIBRARY, WEB_WORDS).read_text(encoding="utf-8-sig").split()
        return cls(
            counts=dict(zip(fields[::2], fields[1::2], strict=True)),
            pairs_file=_data_file(WEB_LIBRARY, WEB_PAIRS),
            subtitles_file=_data_file(SUBTITLE_LIBRARY, SUBTITLE_WORDS),
        )

    def __contains__(self, word: str) -> bool:
        """Say whether the word is in either list."""
        return word in self.counts or word in self._subtitles

    def probability(self, word: str) -> float:
        """Return the share of running words that are this one, 0 to 1; 0 for an unknown word."""
        if word in self.counts:
            return int(self.counts[word]) / RUNNING_WORDS
        return self._subtitles.get(word, 0) / self._subtitle_words

    def following_probability(self, question_word: str, following: str) -> float:
        """Return the share of occurrences of a question word that ``following`` comes after, 0 to 1."""
        together = self._after_question_words.get((question_word, following), 0)
        return min(1.0, together / int(self.counts.get(question_word, 0) or 1))

    def common_words(self, first_letter: str, length_chars: int) -> list[str]:
        """Return the common words that begin with this letter and have this length, the most frequent first."""
        return self._common.get((first_letter, length_chars), [])

    @cached_property
    def _common(self) -> dict[tuple[str, int], list[str]]:
        groups: dict[tuple[str, int], list[str]] = {}
        for word in islice(self.counts, COMMON_WORDS):
            groups.setdefault((word[0], len(word)), []).append(word)
        return groups

    @cached_property
    def _after_question_words(self) -> dict[tuple[str, str], int]:
        """Read the few thousand pairs that are ever asked for out of a quarter of a million."""
        pair = re.compile(rf"\n({'|'.join(QUESTION_WORDS)}) (\S+) (\d+)".encode())
        found = pair.findall(b"\n" + self.pairs_file.read_bytes())
        return {(first.decode(), second.decode()): int(count) for first, second, count in found}

    @cached_property
    def _subtitles(self) -> dict[str, int]:
        counts: dict[str, int] = json.loads(gzip.decompress(self.subtitles_file.read_bytes()))
        return counts

    @cached_property
    def _subtitle_words(self) -> int:
        return max(1, sum(self._subtitles.values()))


def _data_file(library: str, name: str) -> Path:
    """Find a file of a library without importing it: its code costs time and is not needed."""
    spec = find_spec(library)
    path = Path(spec.origin).parent / name if spec and spec.origin else None
    if path is None or not path.is_file():
        raise ModelError(
            f"The English word list {name} of the library {library} is missing; "
            "type: python -m pip install --force-reinstall symspellpy pyspellchecker"
        )
    return path
