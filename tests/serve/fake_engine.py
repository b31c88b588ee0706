"""An engine whose replies can be read off this file: three small documents, and a reader that knows a few quotes.

The retriever returns every passage that shares a word of four letters or more with the query, most shared words first.
The reader looks for the first word of ``BY_HEART`` that stands in the query, and quotes what belongs to it; for a word
of ``LISTS`` it quotes several, and ``OF_OTHER_DATES`` says what other documents answer.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from string import ascii_lowercase

import numpy as np
from numpy.typing import NDArray

from kiddqa.engine import Engine
from kiddqa.protocols import Scored, Vectors
from kiddqa.records import (
    Answer,
    Block,
    BlockKind,
    Candidate,
    Citation,
    Document,
    Filters,
    Hit,
    NoAnswer,
    Passage,
    Query,
    Range,
    Reply,
    Source,
)

BY_HEART = {
    "led": "Mr. Anka Lee, Deputy Assistant Secretary of Defense for East Asia",
    "held": "Seoul",
    "drones": "small drones",
    "long": "eleven pages long",
    "areas": "extended deterrence",
    "threats": "regional security",
}
LISTS = {
    "agenda": ("extended deterrence", "the Nuclear Consultative Group", "regional security"),
    "spoke": ("Mr. Cho Chang Lae", "Mr. Anka Lee"),
}
OF_OTHER_DATES = {"threats": "small drones"}
NOWHERE = ("cost",)
"""Words that no document holds."""
CONFIDENCE = 0.92
NO_CONFIDENCE = 0.21
THRESHOLD = 0.5

Part = tuple[BlockKind, int, str]


def make_document(document_id: str, title: str, parts: Iterable[Part], **facts: object) -> Document:
    """Join the parts by blank lines, each a block of its own."""
    text, blocks = "", []
    for kind, level, content in parts:
        start = len(text) + 2 if text else 0
        text = f"{text}\n\n{content}" if text else content
        blocks.append(Block(start=start, end=len(text), kind=kind, level=level))
    given = {"format": "markdown", "sha256": sha256(text.encode(errors="replace")).hexdigest(), **facts}
    return Document(id=document_id, title=title, text=text, blocks=tuple(blocks), **given)  # type: ignore[arg-type]


DIALOGUE = make_document(
    "dialogues/2024 seoul.md",
    "The 25th Korea-U.S. Integrated Defense Dialogue",
    [
        (BlockKind.HEADING, 1, "The 25th Korea-U.S. Integrated Defense Dialogue"),
        (
            BlockKind.PARAGRAPH,
            0,
            (
                "The two countries met on September 23 and 24, 2024, in Seoul. Mr. Cho Chang Lae, Deputy Minister "
                "for National Defense Policy, spoke for Korea, while Mr. Anka Lee, Deputy Assistant Secretary of "
                "Defense for East Asia, led the U.S. delegation."
            ),
        ),
        (BlockKind.HEADING, 3, "What was talked about"),
        (BlockKind.PARAGRAPH, 0, "Three areas stood on the agenda of the dialogue:"),
        (BlockKind.LIST_ITEM, 1, "extended deterrence"),
        (BlockKind.LIST_ITEM, 2, "the Nuclear Consultative Group"),
        (BlockKind.LIST_ITEM, 1, "regional security"),
        (BlockKind.TABLE_ROW, 0, "Exercise | Year"),
        (BlockKind.TABLE_ROW, 0, "Freedom Shield | 2024"),
        (BlockKind.BOILERPLATE, 0, "Share this page"),
    ],
    date="2024-09-24",
    publisher="The Defense Reader",
    url="https://example.org/25th?a=1&b=2",
    language="en",
    kind="meeting",
    sources=(
        Source(title="Joint statement", publisher="Two ministries", date="2024-09", url="https://example.org/joint"),
        Source(title="A note on paper"),
    ),
)
REPORT = make_document(
    "report.pdf",
    "A report on drones",
    [
        (BlockKind.PARAGRAPH, 0, "This report is eleven pages long."),
        (BlockKind.PARAGRAPH, 0, "In 2014 both sides named small drones as a threat to the dialogue."),
    ],
    format="pdf",
    page_starts=(0, 35),
    date="2014-04",
    publisher="The Ministry",
    url="javascript:alert(1)",
)
LETTER = make_document(
    "letter.txt", "Letter", [(BlockKind.PARAGRAPH, 0, "Nothing was agreed in this letter.")], format="text"
)
DOCUMENTS = (DIALOGUE, LETTER, REPORT)

HOSTILE = "</title><script>alert(1)</script>\"' onload=x \u202e\u2066 {{ 7*7 }} &amp; \x00\x1b"
EVIL = make_document(
    "a'b\"<c>&d.md",
    HOSTILE,
    [(kind, 1, f"dialogue {HOSTILE} {'w' * 10_000}.") for kind in BlockKind],
    publisher=HOSTILE,
    url="https://example.org/\"onmouseover='x",
    date=HOSTILE,
    kind=HOSTILE,
    aliases=(HOSTILE,),
    sources=(Source(title=HOSTILE, publisher=HOSTILE, date=HOSTILE, url="javascript:alert(1)"),),
)
"""Not among ``DOCUMENTS``: markup, control characters and very long words wherever a document can hold text."""


def passages_of(document: Document) -> list[Passage]:
    """Cut one passage per paragraph or list item; sentences end at a full stop before a capital of a longer word."""
    wanted = {BlockKind.PARAGRAPH, BlockKind.LIST_ITEM}
    passages = []
    for block in document.blocks:
        if block.kind not in wanted:
            continue
        text = document.text[block.start : block.end]
        inner = [found.end() for found in re.finditer(r"(?<=[a-z0-9]{2}\.) |(?<=Seoul\.) ", text)]
        cuts = [0, *inner, len(text)]
        sentences = tuple(
            Range(block.start + begin, block.start + begin + len(text[begin:end].rstrip()))
            for begin, end in pairwise(cuts)
        )
        passages.append(
            Passage(document=document, start=block.start, end=block.end, heading=("Agenda",), sentences=sentences)
        )
    return passages


@dataclass(frozen=True, slots=True, kw_only=True)
class FakeIndex:
    """Holds documents; the searches are never called, since the fake retriever looks at the passages itself."""

    all_documents: tuple[Document, ...]
    all_passages: tuple[Passage, ...]
    name: str = "gen-000001@00112233445566ff"
    fingerprint: str = "letters:0123456789abcdef"
    warning: str | None = None

    def __len__(self) -> int:
        return len(self.all_passages)

    def passage(self, number: int) -> Passage:
        return self.all_passages[number]

    def documents(self) -> Sequence[Document]:
        return self.all_documents

    def document(self, document_id: str) -> Document | None:
        return next((document for document in self.all_documents if document.id == document_id), None)

    def document_vectors(self) -> NDArray[np.float32]:
        """Count the letters a to z of each document; a document without passages has zeros."""
        cut = {passage.document.id for passage in self.all_passages}
        counts = [
            [document.text.lower().count(letter) * (document.id in cut) for letter in ascii_lowercase]
            for document in self.all_documents
        ]
        return np.array(counts, dtype=np.float32).reshape(len(counts), 26)

    def passage_numbers(self, filters: Filters) -> NDArray[np.int64] | None:
        raise NotImplementedError

    def search_dense(self, vector: Vectors, limit: int, among: NDArray[np.int64] | None = None) -> Scored:
        raise NotImplementedError

    def search_bm25(self, text: str, limit: int, among: NDArray[np.int64] | None = None, *, also: str = "") -> Scored:
        raise NotImplementedError

    def inverse_document_frequency(self, term: str) -> float:
        raise NotImplementedError


@dataclass(frozen=True, slots=True, kw_only=True)
class FakeRetriever:
    """Counts shared words; ``fused_score`` is the share of the query's words that a passage holds."""

    passages: tuple[Passage, ...]

    def retrieve(self, query: Query, limit: int) -> list[Hit]:
        words = _words(query.text)
        shared = [(len(words & _words(passage.context_text)), passage) for passage in self.passages]
        admitted = [(n, p) for n, p in shared if n and _admits(query.filters, p.document)]
        ranked = sorted(admitted, key=lambda pair: -pair[0])[:limit]
        return [
            Hit(passage=passage, rank=rank, fused_score=n / len(words), dense_score=0.5, bm25_score=None)
            for rank, (n, passage) in enumerate(ranked, start=1)
        ]


class FakeReader:
    """Knows ``BY_HEART``, with confidence 0.92, and nothing else."""

    def read(self, query: Query, hits: Sequence[Hit], *, min_confidence: float | None = None) -> Reply:
        threshold = THRESHOLD if min_confidence is None else min_confidence
        words = query.question.lower().strip("?").split()
        one = [quote for word, quote in BY_HEART.items() if word in words][:1]
        several = [quote for word, quotes in LISTS.items() if word in words for quote in quotes]
        found = [place for quote in several or one for place in _everywhere(quote, hits)[:1]]
        if found and threshold <= CONFIDENCE:
            others = [
                place for word, quote in OF_OTHER_DATES.items() if word in words for place in _everywhere(quote, hits)
            ]
            return Answer(citations=tuple(found), confidence=CONFIDENCE, hits=tuple(hits), others=tuple(others))
        nearest = [c for hit in hits[:2] for c in _quoted(hit.passage.text[:20].rsplit(" ", 1)[0], hit)]
        rejected = tuple(Candidate(citation=citation, confidence=NO_CONFIDENCE) for citation in nearest)
        return NoAnswer(
            confidence=NO_CONFIDENCE,
            threshold=threshold,
            hits=tuple(hits),
            nearest=rejected,
            unknown_words=tuple(word for word in NOWHERE if word in words),
        )


def make_engine(documents: Sequence[Document] = DOCUMENTS, *, max_history: int = 20) -> Engine:
    """Return an engine over the documents, made of fakes."""
    ordered = sorted(documents, key=lambda document: document.id)
    passages = tuple(passage for document in ordered for passage in passages_of(document))
    index = FakeIndex(all_documents=tuple(ordered), all_passages=passages)
    return Engine(index=index, retriever=FakeRetriever(passages=passages), reader=FakeReader(), max_history=max_history)


def _everywhere(quote: str, hits: Sequence[Hit]) -> list[Citation]:
    return [citation for hit in hits for citation in _quoted(quote, hit)]


def _quoted(quote: str, hit: Hit) -> list[Citation]:
    document = hit.passage.document
    found = []
    for sentence in hit.passage.sentences:
        start = document.text.find(quote, sentence.start, sentence.end) if quote else -1
        if start >= 0:
            citation = Citation(document=document, start=start, end=start + len(quote), sentence_range=sentence)
            found.append(citation)
    return found


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w{4,}", text.lower()))


def _admits(filters: Filters, document: Document) -> bool:
    """Compare ids and publishers only: dates are the index's business."""
    return (not filters.documents or document.id in filters.documents) and (
        filters.publisher in (None, document.publisher)
    )
