"""What the card of one question with its reply shows, in words, as frozen records; ``turns`` makes them."""

from dataclasses import dataclass

from kiddqa.serve.citable import Citable
from kiddqa.serve.lines import DocumentLine, SourceLine
from kiddqa.serve.marks import Segment


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedLine:
    """A sentence with the words that are quoted from it marked; its segments, joined, are the sentence."""

    segments: tuple[Segment, ...]

    @property
    def whole(self) -> bool:
        """True where the quote is the whole sentence, so that nothing needs to be set off."""
        return len(self.segments) == 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Confidence:
    """How sure a quotation is."""

    share: float
    """0 to 1."""
    percent: str
    words: str
    explanation: str
    """What the number means, in one sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """What is quoted from one document, and where it stands."""

    lines: tuple[QuotedLine, ...]
    document: DocumentLine
    page: int | None
    address: str
    """The document with the quoted words marked."""
    passage: tuple[tuple[Segment, ...], ...]
    """The passage around the first line, by paragraphs, the quoted words marked; empty if it was not considered."""
    place: str
    """File, characters and hash: what is needed to check the quotation on paper."""
    confidence: Confidence | None = None
    """Of a rejected quotation; an answer has one for all its quotations."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreBar:
    """One score of a passage."""

    name: str
    value: str
    share: float
    """How far the bar reaches, 0 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageLine:
    """A passage that was considered, with its scores."""

    title: str
    """Of its document."""
    heading: str
    paragraphs: tuple[tuple[Segment, ...], ...]
    """Its text without headings, with the words that the reply quotes marked."""
    address: str
    scores: tuple[ScoreBar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One question with its reply."""

    number: int
    question: str
    read_as: str | None
    """The question as it was understood, where that is not the question itself."""
    notes: tuple[str, ...]
    """What was done to the question, a phrase each."""
    other_reading: tuple[str, str] | None
    """Words and address of the same question asked as typed, or the other way round; None where they are the same."""
    address: str
    answered: bool
    quotations: tuple[Quotation, ...]
    """The answer, or without one the nearest quotations."""
    numbered: bool
    """True where the answer has several quotations, which are then numbered."""
    others: tuple[Quotation, ...]
    """What documents of other dates answer, newest first."""
    confidence: Confidence | None
    """None where there is no quotation that it could be of."""
    threshold: str | None
    """The confidence that was asked for, where there is no answer."""
    unknown_words: tuple[str, ...]
    passages: tuple[PassageLine, ...]
    passages_count: str
    duration: str
    stages: str
    """How long each stage took."""
    sources: tuple[SourceLine, ...]
    """What the documents of the answer rest on."""
    sources_count: str
    citables: tuple[Citable, ...]
    """The answer with its citation, in each form to paste elsewhere; none without an answer."""
