"""A question and a passage in, the token windows that the reader's model reads out.

One window::

    [CLS] question [SEP] title. headings [SEP] a piece of the passage [SEP]
    type 0 ············· type 1 ···········································

Training and serving share this module, so that a model reads in service what it read in training.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from tokenizers import Tokenizer

from kiddqa.errors import ModelError
from kiddqa.records import Passage, Range

MAX_QUESTION_TOKENS = 48
MAX_TITLE_TOKENS = 20
MAX_HEADING_TOKENS = 12
WINDOW_TOKENS = 224
"""Most word pieces of the passage in one window; a longer passage is read in several."""
WINDOW_OVERLAP_TOKENS = 64

_SPACE_BEFORE_MARK = re.compile(r"\s+(?=[?.,;:!%)\]])|(?<=[(\[$])\s+")
_SPLIT_CONTRACTION = re.compile(r"\s+(n't|'s|'re|'ve|'ll|'d|'m)\b")
_QUOTES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The tokens of one reading, and which slice of the document each token of the passage covers."""

    ids: Sequence[int]
    type_ids: Sequence[int]
    first: int
    """Place in ``ids`` of the first token of the passage."""
    slices: Sequence[Range]
    """One range a token of the passage, in code points of the document's text."""


class WindowEncoder:
    """Cuts questions and passages into windows; safe to share between threads."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        """Take a word-piece tokenizer of the BERT family.

        Raises:
            ModelError: if it is another.
        """
        self._tokenizer = tokenizer
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._start = _special_id(tokenizer, "[CLS]")
        self._separator = _special_id(tokenizer, "[SEP]")

    @classmethod
    def from_file(cls, path: Path) -> Self:
        """Load the tokenizer of a model."""
        return cls(Tokenizer.from_file(str(path)))

    def question_ids(self, question: str) -> list[int]:
        """Return the word pieces of a question, at most 48."""
        return self._ids(normalise_question(question))[:MAX_QUESTION_TOKENS]

    def label_ids(self, title: str, headings: Sequence[str] = ()) -> list[int]:
        """Return the word pieces of a title, at most its first 20, and of its headings, at most the last 12."""
        return self._ids(title)[:MAX_TITLE_TOKENS] + self._ids(". ".join(["", *headings]))[-MAX_HEADING_TOKENS:]

    def passage_tokens(self, passage: Passage) -> tuple[list[int], list[Range]]:
        """Return the word pieces of a passage, with the slice of the document's text that each covers."""
        shift, beyond = body(passage)
        encoding = self._tokenizer.encode(passage.document.text[shift:beyond], add_special_tokens=False)
        return encoding.ids, [Range(shift + start, shift + end) for start, end in encoding.offsets]

    def windows(self, question: str, passage: Passage) -> Iterator[Window]:
        """Yield the windows of a question with a passage, first to last; none for a passage without tokens."""
        asked, named = self.question_ids(question), self.label_ids(passage.document.title, passage.heading)
        ids, slices = self.passage_tokens(passage)
        for start in window_starts(len(ids)):
            beyond = start + WINDOW_TOKENS
            yield self.window(asked, named, ids[start:beyond], slices[start:beyond])

    def window(self, asked: Sequence[int], named: Sequence[int], ids: Sequence[int], slices: Sequence[Range]) -> Window:
        """Join the three parts of one window."""
        separator = (self._separator,)
        head = [self._start, *asked, *separator]
        label = [*named, *separator]
        return Window(
            ids=[*head, *label, *ids, *separator],
            type_ids=[0] * len(head) + [1] * (len(label) + len(ids) + 1),
            first=len(head) + len(label),
            slices=slices,
        )

    def _ids(self, text: str) -> list[int]:
        return list(self._tokenizer.encode(text, add_special_tokens=False).ids)


def _special_id(tokenizer: Tokenizer, token: str) -> int:
    found: int | None = tokenizer.token_to_id(token)
    if found is None:
        raise ModelError(f"The tokenizer has no {token}; expected one of the BERT family.")
    return found


def window_starts(tokens: int) -> range:
    """Return where the windows of a passage of so many tokens begin."""
    step = WINDOW_TOKENS - WINDOW_OVERLAP_TOKENS
    return range(0, max(tokens - WINDOW_OVERLAP_TOKENS, min(tokens, 1)), step)


def normalise_question(question: str) -> str:
    """Return a question as the model reads it: plain quotation marks and spacing, no question mark at the end.

    The questions of training come from sources that space their marks differently; read alike, they do not tell
    their source.
    """
    plain = " ".join(question.translate(_QUOTES).lower().split())
    plain = _SPACE_BEFORE_MARK.sub("", _SPLIT_CONTRACTION.sub(r"\1", plain))
    return plain.replace("can not", "cannot").rstrip("?. ")


def body(passage: Passage) -> Range:
    """Return the slice of a passage's document that is read: its sentences and what stands between them."""
    if not passage.sentences:
        return Range(passage.end, passage.end)
    return Range(passage.sentences[0].start, passage.sentences[-1].end)
