"""The JSON of the API as pydantic models: what may be asked, and exactly what ``wire`` answers.

Unknown fields are refused in both directions: in a request they are a mistake of the sender, in a response (checked
by the tests, not at run time) they would be a mistake of ours.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from kiddqa.records import Filters
from kiddqa.serve import examples
from kiddqa.serve.texts import PartialDate, PlainText, QuestionText

MAX_LIMIT = 50


def _whole(number: object) -> object:
    """Return 8 for 8.0: in JSON they are the same number."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


Limit = Annotated[Annotated[int, Field(ge=1, le=MAX_LIMIT)] | None, BeforeValidator(_whole)]
Offset = Annotated[int, Field(ge=0, description="In Unicode code points of the document's text.")]
Probability = Annotated[float, Field(ge=0, le=1)]


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FilterFields(_Request):
    """Which documents are asked; what is left out filters nothing."""

    documents: Annotated[list[PlainText], Field(description="Document ids.")] = []
    publisher: Annotated[PlainText | None, Field(description="Compared without regard to case.")] = None
    after: Annotated[PartialDate | None, Field(description="Inclusive; undated documents are left out.")] = None
    before: Annotated[PartialDate | None, Field(description="Inclusive; undated documents are left out.")] = None

    def to_filters(self) -> Filters:
        """Return the record that the engine takes."""
        return Filters(documents=tuple(self.documents), publisher=self.publisher, after=self.after, before=self.before)


class AskRequest(_Request):
    """A question, and what it is asked after and among."""

    model_config = ConfigDict(strict=True, json_schema_extra={"examples": [examples.ASK]})

    question: Annotated[QuestionText, Field(description="One question in plain words.")]
    history: Annotated[list[PlainText], Field(description="Earlier questions, oldest first.")] = []
    filters: FilterFields = FilterFields()
    limit: Annotated[Limit, Field(description="Passages read and returned.")] = None
    min_confidence: Annotated[
        float | None,
        Field(ge=0, le=1, allow_inf_nan=False, description="Below it no answer is given; unset: the reader's own."),
    ] = None
    as_typed: Annotated[bool, Field(description="Read the question as it stands: nothing is mended or added.")] = False


class SearchRequest(_Request):
    """The query string of a search."""

    q: Annotated[QuestionText, Field(description="Words to search for.")]
    limit: Annotated[
        Limit,
        Field(description="Passages returned; unset: as many as shown."),
        WithJsonSchema({"type": "integer", "minimum": 1, "maximum": MAX_LIMIT}),
    ] = None


class _Response(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SourceFields(_Response):
    """A publication that a document rests on."""

    title: str
    publisher: str | None
    date: str | None
    url: str | None


class CitationFields(_Response):
    """A quotation: ``quote`` is the slice [start, end) of the document, ``before + quote + after`` its sentence."""

    document_id: str
    title: str
    date: str | None
    publisher: str | None
    url: str | None
    page: int | None
    start: Offset
    end: Offset
    quote: str
    sentence: str
    before: str
    after: str
    document_sha256: str
    sources: list[SourceFields]


class ScoreFields(_Response):
    """Scores of a passage; in each, higher is better."""

    fused: Annotated[float, Field(description="0 to 1; sets the order.")]
    dense: Annotated[float | None, Field(description="Cosine, -1 to 1; null: not among the dense candidates.")]
    bm25: Annotated[float | None, Field(description="From 0 upwards; null: not among the lexical candidates.")]


class PassageFields(_Response):
    """A passage that was considered."""

    document_id: str
    title: str
    date: str | None
    heading: list[str]
    start: Offset
    end: Offset
    text: str
    scores: ScoreFields


class CandidateFields(CitationFields):
    """A quotation that was rejected."""

    confidence: Annotated[Probability, Field(description="As it would be given had the quotation come first.")]


class AnswerFields(_Response):
    """One or several quotations that answer the question."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.ANSWER]})

    kind: Literal["answer"]
    id: Annotated[str | None, Field(description="Only in replies to a file of questions.")] = None
    question: str
    read_as: Annotated[str, Field(description="The question as it was understood.")]
    notes: Annotated[list[str], Field(description="What was done to the question as typed, a phrase each.")]
    answer: str
    confidence: Probability
    citations: Annotated[list[CitationFields], Field(min_length=1)]
    others: Annotated[
        list[CitationFields],
        Field(description="What documents of other dates answer, where it differs: one quotation each, newest first."),
    ]
    passages: list[PassageFields]
    index: str
    timings_ms: dict[str, float]


class NoAnswerFields(_Response):
    """The documents do not say, as far as can be told."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.NO_ANSWER]})

    kind: Literal["no_answer"]
    id: Annotated[str | None, Field(description="Only in replies to a file of questions.")] = None
    question: str
    read_as: Annotated[str, Field(description="The question as it was understood.")]
    notes: Annotated[list[str], Field(description="What was done to the question as typed, a phrase each.")]
    confidence: Probability
    threshold: Probability
    nearest: Annotated[list[CandidateFields], Field(description="The best rejected quotations, best first.")]
    unknown_words: Annotated[list[str], Field(description="Words of the question that stand nowhere in the documents.")]
    passages: list[PassageFields]
    index: str
    timings_ms: dict[str, float]


ReplyFields = Annotated[AnswerFields | NoAnswerFields, Field(discriminator="kind")]


class SearchFields(_Response):
    """Passages nearest to some words, best first."""

    query: str
    passages: list[PassageFields]
    index: str


class DocumentFields(_Response):
    """The facts of a document."""

    id: str
    title: str
    date: str | None
    publisher: str | None
    url: str | None
    language: str | None
    kind: str | None
    format: str
    characters: int
    sha256: str
    sources: list[SourceFields]


class BlockFields(_Response):
    """A heading, paragraph, list item, table row or boilerplate line."""

    start: Offset
    end: Offset
    kind: Literal["heading", "paragraph", "list_item", "table_row", "boilerplate"]
    level: int


class FullDocumentFields(DocumentFields):
    """A document with its text."""

    text: str
    page_starts: list[Offset]
    blocks: list[BlockFields]


class DocumentsFields(_Response):
    """Every document, by id."""

    documents: list[DocumentFields]
    index: str


class HealthFields(_Response):
    """The server is up and has an index; degraded if that stands in for a damaged one."""

    status: Literal["ok", "degraded"]
    warning: Annotated[str | None, Field(description="What is wrong with the index and what to type.")]
    index: str
    documents: int
    passages: int


class ErrorFields(_Response):
    """What went wrong."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.ERROR]})

    error: Annotated[str, Field(description="One plain sentence: what was found, what was expected, what to type.")]
