"""WordNet's files in, the words that can stand for a word out, inflected as it is.

The files (``data.noun``, ``index.noun`` and so on) are those of Princeton's WordNet, described in its manual under
``wndb`` and ``cntlist``; Debian has them in ``wordnet-base``. The words around are not looked at: a word that can be of
several kinds is taken for those that it mostly is.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lemminflect import getAllInflections, getAllLemmas, getInflection

KINDS = {"NOUN": "noun", "VERB": "verb", "ADJ": "adj"}
"""Of words, as lemminflect calls them: how WordNet's files call them."""
NUMBERS = {"1": "NOUN", "2": "VERB", "3": "ADJ", "5": "ADJ"}
"""Of kinds in the keys of senses; 5 are adjectives beside another one."""
MOSTLY = 0.5
"""A word is of a kind if it was counted so often as that, beside 1 for its commonest kind."""
SENSES = 3
"""Of a word, the commonest so many are taken: WordNet lists them in that order."""
_BROADER, _SIMILAR = "@", "&"
_WRITTEN_IN = "latin-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Synset:
    """Words of one meaning, and where those of near meanings stand."""

    words: tuple[str, ...]
    broader: tuple[str, ...]
    similar: tuple[str, ...]


class WordNet:
    """Nouns, verbs and adjectives of English with those that mean the same or nearly."""

    def __init__(self, folder: Path) -> None:
        """Read the files.

        Raises:
            SystemExit: if the folder lacks one of them.
        """
        self._senses: dict[str, dict[str, list[str]]] = {}
        self._synsets: dict[str, dict[str, Synset]] = {}
        for kind, name in KINDS.items():
            self._senses[kind] = dict(_senses(_lines(folder / f"index.{name}")))
            self._synsets[kind] = dict(_synsets(_lines(folder / f"data.{name}")))
        self._counts = Counter[tuple[str, str]]()
        for key, _, count in _lines(folder / "cntlist.rev"):
            lemma, _, sense = key.partition("%")
            if kind := NUMBERS.get(sense[0], ""):
                self._counts[lemma, kind] += int(count)

    def near(self, word: str) -> list[str]:
        """Return what can stand for a word in lower case in some sense, inflected as the word is, in order."""
        lemmas = [(lemma, kind) for kind, found in getAllLemmas(word).items() if kind in KINDS for lemma in found]
        most = max((self._counts[each] for each in lemmas), default=0)
        return sorted(
            {
                form
                for lemma, kind in lemmas
                if self._counts[lemma, kind] >= MOSTLY * most
                for tag, forms in getAllInflections(lemma, kind).items()
                if forms[0] == word
                for other in self._beside(lemma, kind)
                for form in getInflection(other, tag)[:1]
            }
            - {word}
        )

    def _beside(self, lemma: str, kind: str) -> Iterator[str]:
        synsets = self._synsets[kind]
        for rank, place in enumerate(self._senses[kind].get(lemma, [])[:SENSES]):
            synset = synsets[place]
            places = [place, *synset.similar, *(synset.broader if rank == 0 else ())]
            yield from (
                word
                for each in places
                for word in synsets[each].words
                if word != lemma and word.isalpha() and word.islower()
            )


def _lines(path: Path) -> Iterator[list[str]]:
    """Yield the fields of the lines that are no comment."""
    try:
        text = path.read_text(encoding=_WRITTEN_IN)
    except OSError as error:
        raise SystemExit(
            f"{path} cannot be read ({error.strerror}); --wordnet wants the folder of WordNet's files, on Debian "
            "/usr/share/wordnet of the package wordnet-base."
        ) from error
    return (line.split(" | ")[0].split() for line in text.splitlines() if not line.startswith(" "))


def _senses(lines: Iterator[list[str]]) -> Iterator[tuple[str, list[str]]]:
    for fields in lines:
        yield fields[0], fields[-int(fields[2]) :]


def _synsets(lines: Iterator[list[str]]) -> Iterator[tuple[str, Synset]]:
    for fields in lines:
        beyond = 4 + 2 * int(fields[3], 16)
        pointers = fields[beyond + 1 : beyond + 1 + 4 * int(fields[beyond])]
        places = list(zip(pointers[0::4], pointers[1::4], strict=True))
        yield (
            fields[0],
            Synset(
                words=tuple(word.split("(")[0] for word in fields[4:beyond:2]),
                broader=tuple(place for sign, place in places if sign == _BROADER),
                similar=tuple(place for sign, place in places if sign == _SIMILAR),
            ),
        )
