"""One frozen dataclass per page: everything that its template shows, in words; ``views`` and ``reading`` make them.

The pages of ``library`` and ``how`` stand beside what makes them.
"""

from dataclasses import dataclass

from kiddqa.serve.cards import Turn
from kiddqa.serve.lines import DocumentLine
from kiddqa.serve.marks import Group, Segment


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationPage:
    """A conversation: its turns, and the form that carries it on; before the first question, examples."""

    title: str
    turns: tuple[Turn, ...]
    history: tuple[str, ...]
    """The questions that the next one is asked after, oldest first."""
    next_number: int
    max_history: int
    max_question_chars: int
    documents_count: str
    examples: tuple[tuple[str, str], ...]
    """Question and address; none once a question is asked."""
    markdown_address: str
    json_address: str
    index: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnCard:
    """One turn alone, for the script to add to the conversation."""

    turn: Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """The document before or after another in corpus order."""

    title: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentPage:
    """One document, with slices of it marked."""

    title: str
    heading: tuple[Segment, ...]
    """The title, with its marks."""
    document: DocumentLine
    length: str
    groups: tuple[Group, ...]
    plain: bool
    """True where the text is shown as it stands, without its structure."""
    note: str | None
    """Why nothing is marked, where something should have been."""
    marks: int
    """How many places are marked."""
    earlier: Neighbour | None
    later: Neighbour | None
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
