"""Documents in; in how many of them a name stands word for word, out."""

import re
from collections.abc import Iterable

from kiddqa.records import Document

_BETWEEN_WORDS = re.compile(r"[\W_]+")
_MAX_REMEMBERED = 10_000
_STOPS = re.compile(r"(?<=\b[^\W\d_])\.(?=[^\W\d_]\b|\W|$)")


class Phrases:
    """The words of each document and its title, in a string to look a name up in.

    It takes as much memory as the texts; each name is looked up once.
    """

    def __init__(self, documents: Iterable[Document]) -> None:
        """Fold the texts: case, hyphens, punctuation and the full stops of short forms do not count."""
        self._texts = [spaced(f"{document.title}\n{document.text}") for document in documents]
        self._counts: dict[str, int] = {}

    def count(self, name: str) -> int:
        """Return in how many documents the words of ``name`` stand side by side, in order; 0 without words."""
        words = spaced(name)
        if words not in self._counts:
            if len(self._counts) >= _MAX_REMEMBERED:
                self._counts.clear()
            self._counts[words] = 0 if words.isspace() else sum(words in text for text in self._texts)
        return self._counts[words]

    def stand(self, name: str) -> bool:
        """True if the name stands in a document."""
        return self.count(name) > 0


def spaced(text: str) -> str:
    """Return the words in small letters with one space before, between and after them."""
    return f" {_BETWEEN_WORDS.sub(' ', _STOPS.sub('', text).casefold()).strip()} "
