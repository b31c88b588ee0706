"""One frozen dataclass per page: everything that its template shows, in words; ``views`` makes them."""

from dataclasses import dataclass

from kiddqa.serve.marks import Group, Segment
from kiddqa.wording import Date


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """A publication that a document rests on."""

    title: str
    publisher: str | None
    date: Date | None
    url: str | None
    """An http or https address, or None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentLine:
    """A document's name and facts, as shown in lists and under quotations."""

    title: str
    address: str
    id: str
    date: Date | None
    publisher: str | None
    url: str | None
    """An http or https address, or None."""
    kind: str | None
    length: str
    sources: tuple[SourceLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """A quote inside its sentence, and where it stands; ``before + quote + after`` is the sentence."""

    before: str
    quote: str
    after: str
    document: DocumentLine
    page: int | None
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageLine:
    """A passage that was considered, with its scores in words."""

    title: str
    heading: str
    text: str
    address: str
    scores: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One question with its reply."""

    number: int
    question: str
    read_as: str | None
    """The question as it was understood, where that is not the question itself."""
    notes: tuple[str, ...]
    """What was done to the question, a phrase each."""
    as_typed_address: str | None
    """Asks the same without any of it; None where nothing was done."""
    address: str
    answered: bool
    quotations: tuple[Quotation, ...]
    """The answer, or without one the nearest quotations."""
    likelihood: str
    confidence: str
    threshold: str | None
    """The confidence that was asked for, where there is no answer."""
    passages: tuple[PassageLine, ...]
    passages_count: str
    duration: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    """The page before a question is asked."""

    title: str
    documents_count: str
    examples: tuple[tuple[str, str], ...]
    """Question and address."""
    max_question_chars: int
    index: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadPage:
    """A conversation: its turns, and the form that carries it on."""

    title: str
    turns: tuple[Turn, ...]
    history: tuple[str, ...]
    """The questions that the next one is asked after, oldest first."""
    next_number: int
    max_history: int
    max_question_chars: int
    index: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnFragment:
    """One turn alone, for the script to add to the thread."""

    turn: Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentsPage:
    """Every document of the index."""

    title: str
    documents_count: str
    documents: tuple[DocumentLine, ...]
    index: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentPage:
    """One document, with a slice of it marked."""

    title: str
    heading: tuple[Segment, ...]
    """The title, with its marks."""
    document: DocumentLine
    groups: tuple[Group, ...]
    note: str | None
    """Why nothing is marked, where something should have been."""
    marked: bool
    sha256: str
    index: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One operation of the API."""

    method: str
    path: str
    summary: str
    description: str
    example: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiPage:
    """Every operation of the API with an example to paste into a shell."""

    title: str
    endpoints: tuple[Endpoint, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorPage:
    """One plain sentence."""

    title: str
    heading: str
    sentence: str
