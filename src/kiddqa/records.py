"""The nouns of kiddqa, as frozen records; every offset counts Unicode code points of a document's text.

A **document** has a text. A **passage** is a slice of it, a **sentence** a slice of a passage. A **hit** is a
passage with its scores for one query. A **citation** is the slice that is quoted. A **reply** is an answer,
made of citations, or no answer, with the passages that came nearest.

The promise of the product is a type here: ``Citation.quote`` is computed from the document's text and
stored nowhere, so an answer that is not a quotation cannot be built.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class Range(NamedTuple):
    """A half-open slice ``[start, end)`` of a document's text, in code points."""

    start: int
    end: int


class BlockKind(StrEnum):
    """What a run of a document's text is, for cutting passages and for showing the document."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE_ROW = "table_row"
    BOILERPLATE = "boilerplate"
    """Navigation, share bars, copyright lines, cut-off teasers: shown, never searched or quoted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One heading, paragraph, list item, table row or line of boilerplate: ``document.text[start:end]``."""

    start: int
    end: int
    kind: BlockKind
    level: int = 0
    """Headings: 1 (top) to 6. List items: nesting depth from 1. Otherwise 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A publication that a document rests on."""

    title: str
    publisher: str | None = None
    date: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One file of the corpus as plain text with its structure.

    ``blocks`` are in order, do not overlap, and cover every character of ``text`` that is not white space.
    """

    id: str
    """The file's path below the corpus folder, with ``/`` between parts: stable and unique."""
    title: str
    text: str
    """NFC-normalised, with ``\\n`` line ends; never changed after loading."""
    sha256: str
    """Hex SHA-256 of ``text`` in UTF-8."""
    format: str
    """``text``, ``markdown``, ``html``, ``pdf`` or ``docx``."""
    blocks: tuple[Block, ...]
    page_starts: tuple[int, ...] = ()
    """Where each page begins in ``text``, ascending, first page first; empty where there are no pages."""
    date: str | None = None
    """ISO 8601: ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``."""
    publisher: str | None = None
    url: str | None = None
    language: str | None = None
    kind: str | None = None
    sources: tuple[Source, ...] = ()
    aliases: tuple[str, ...] = ()
    """Other names of what the document is about."""

    def page_at(self, offset: int) -> int | None:
        """Return the number of the page (from 1) on which ``offset`` stands, or None without pages."""
        if not self.page_starts:
            return None
        return max(1, sum(1 for start in self.page_starts if start <= offset))


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A run of whole sentences of one document, the unit of retrieval: ``document.text[start:end]``."""

    document: Document
    start: int
    end: int
    heading: tuple[str, ...] = ()
    """The headings above it, outermost first; the document's title is not among them."""
    sentences: tuple[Range, ...] = ()
    """The sentences that may be quoted, in order, within ``[start, end)``; headings are left out."""
    boilerplate: bool = False
    """True for a run of boilerplate, which is cut out but neither indexed nor quoted."""

    @property
    def text(self) -> str:
        """The passage, verbatim."""
        return self.document.text[self.start : self.end]

    @property
    def context_text(self) -> str:
        """Title, headings and body on one line: what is embedded and indexed for this passage."""
        body = " ".join(self.document.text[s.start : s.end] for s in self.sentences) or self.text
        return " ".join(". ".join([self.document.title, *self.heading, body]).split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which documents a question is asked of; an empty filter admits every document."""

    documents: tuple[str, ...] = ()
    """Document ids."""
    publisher: str | None = None
    """Compared without regard to case."""
    after: str | None = None
    """ISO date, inclusive: documents dated on or after it. Undated documents are left out."""
    before: str | None = None
    """ISO date, inclusive: documents dated on or before it. Undated documents are left out."""

    @property
    def admits_all(self) -> bool:
        """True where no document is filtered out."""
        return self == Filters()


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedName:
    """A known name in a question, ``question[start:end]``, and what the same thing is called elsewhere."""

    name: str
    """As typed."""
    start: int
    end: int
    others: tuple[str, ...] = ()
    """Up to 3, best first, those spelt like it before the rest; each can be found in the documents. None where it names
    several things or a people."""
    loose: bool = False
    """A capital that stands for its government, or an adjective."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A question made ready to search."""

    question: str
    """As typed, trimmed."""
    text: str
    """What is read: the question as it was understood, with what it takes from the history."""
    filters: Filters = field(default_factory=Filters)
    added: tuple[str, ...] = ()
    """Other names of what the question names, searched for as well."""
    names: tuple[AskedName, ...] = ()
    """Names in ``text`` that have others, in order."""
    boosts: Mapping[str, float] = field(default_factory=dict)
    """By document id, how well its date suits the question, 0 to 1; documents that are not named have 0."""
    notes: tuple[str, ...] = ()
    """What was done to the question as typed, a phrase each."""
    defined: tuple["Citation", ...] = ()
    """Where the documents spell out the name that the question asks about, the best to quote first."""
    unknown_words: tuple[str, ...] = ()
    """Its words that stand nowhere in the documents."""
    parts: tuple["Query", ...] = ()
    """The questions that it consists of, where it asks two things; they have no parts themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage with its scores for one query; in every score higher is better."""

    passage: Passage
    rank: int
    """From 1, best first."""
    fused_score: float
    """0 to 1; the order of hits."""
    dense_score: float | None
    """Cosine of query and passage vectors, -1 to 1; None if the passage was not among the dense candidates."""
    bm25_score: float | None
    """BM25, 0 upwards; None if the passage was not among the lexical candidates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A reader's raw result: a slice of a hit's document, and the sentence it stands in."""

    hit: Hit
    start: int
    end: int
    sentence: Range
    score: float
    """The reader's own scale, higher is better; comparable across passages of one query."""

    @property
    def quote(self) -> str:
        """The slice, verbatim."""
        return self.hit.passage.document.text[self.start : self.end]

    @property
    def sentence_text(self) -> str:
        """The sentence it stands in, verbatim."""
        return self.hit.passage.document.text[self.sentence.start : self.sentence.end]

    @property
    def citation(self) -> "Citation":
        """The slice, as it is quoted."""
        return Citation(
            document=self.hit.passage.document, start=self.start, end=self.end, sentence_range=self.sentence
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """The slice of a document that is quoted, and the sentence around it.

    Raises:
        ValueError: if the slice is empty, outside the text or outside its sentence.
    """

    document: Document
    start: int
    end: int
    sentence_range: Range

    def __post_init__(self) -> None:
        """Refuse a slice that is not inside its sentence, or a sentence that is not inside the text."""
        outer = self.sentence_range
        if not 0 <= outer.start <= self.start < self.end <= outer.end <= len(self.document.text):
            raise ValueError(
                f"no citation [{self.start}, {self.end}) in sentence {tuple(outer)} of {self.document.id}, "
                f"which has {len(self.document.text)} characters"
            )

    @property
    def quote(self) -> str:
        """The quotation: ``document.text[start:end]``."""
        return self.document.text[self.start : self.end]

    @property
    def sentence(self) -> str:
        """The sentence the quote stands in, verbatim; ``before + quote + after``."""
        return self.document.text[self.sentence_range.start : self.sentence_range.end]

    @property
    def before(self) -> str:
        """The part of the sentence before the quote."""
        return self.document.text[self.sentence_range.start : self.start]

    @property
    def after(self) -> str:
        """The part of the sentence after the quote."""
        return self.document.text[self.end : self.sentence_range.end]

    @property
    def page(self) -> int | None:
        """The page (from 1) on which the quote begins, or None without pages."""
        return self.document.page_at(self.start)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A quotation that was weighed.

    Raises:
        ValueError: if the confidence is not a probability.
    """

    citation: Citation
    confidence: float
    """Probability, 0 to 1, that it is right, as it would be given had it come first."""

    def __post_init__(self) -> None:
        """Refuse a confidence outside 0 to 1."""
        _require_probability(self.confidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One or several quotations that answer a question.

    Raises:
        ValueError: if there is no citation or the confidence is not a probability.
    """

    citations: tuple[Citation, ...]
    confidence: float
    """Calibrated probability, 0 to 1, that the quotation answers the question."""
    hits: tuple[Hit, ...]
    others: tuple[Citation, ...] = ()
    """What documents of other dates answer, where it differs: one quotation each, newest first."""
    runners_up: tuple[Candidate, ...] = ()
    """The next best quotations, best first."""

    def __post_init__(self) -> None:
        """Refuse an answer without a quotation."""
        if not self.citations:
            raise ValueError("an answer needs at least one citation")
        _require_probability(self.confidence)

    @property
    def text(self) -> str:
        """The quotations, in order, joined by ``; `` where there are several."""
        return "; ".join(citation.quote for citation in self.citations)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoAnswer:
    """The documents do not answer the question, as far as can be told.

    Raises:
        ValueError: if the confidence is not a probability.
    """

    confidence: float
    """Calibrated probability, 0 to 1, that the best rejected quotation would have been right."""
    hits: tuple[Hit, ...]
    nearest: tuple[Candidate, ...] = ()
    """The best rejected quotations, best first."""
    threshold: float = 0.0
    """The confidence below which no answer is given."""
    unknown_words: tuple[str, ...] = ()
    """The words of the question that stand nowhere in the documents."""

    def __post_init__(self) -> None:
        """Refuse a confidence outside 0 to 1."""
        _require_probability(self.confidence)


Reply = Answer | NoAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One question with its reply, as asked of one generation of an index."""

    question: str
    read_as: str
    """The question as it was understood."""
    notes: tuple[str, ...] = ()
    """What was done to it, a phrase each."""
    reply: Reply
    index: str
    """``<generation>@<first 16 hex digits of the manifest's SHA-256>``."""
    timings_ms: Mapping[str, float]
    """Milliseconds per stage; ``total`` is always there."""


def _require_probability(confidence: float) -> None:
    if not 0.0 <= confidence <= 1.0:
        raise ValueError(f"confidence must be between 0 and 1, found {confidence}")
