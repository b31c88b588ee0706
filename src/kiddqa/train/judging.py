"""Questions with known answers in, spans and which of them are right out: what ranker and confidence are fitted on.

Documents are indexed, and questions understood, retrieved for and read, as the product does it. The articles that the
reader was not trained on are dealt into small corpora; their questions are of three kinds: answerable, called
unanswerable by SQuAD 2.0, and foreign (put to a corpus without their article). Some are asked in other words than the
article's, as some were that the reader was trained on.
"""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from kiddqa.calibration import Flags
from kiddqa.evaluate import right_in_sentence
from kiddqa.index.generation import open_generation
from kiddqa.protocols import Embedder, Index, Retriever
from kiddqa.questions import AskedQuestion
from kiddqa.read.features import FeatureExtractor
from kiddqa.read.matching import Matcher
from kiddqa.read.passages import PassageReader
from kiddqa.read.ranking import Together, apart, shortlist
from kiddqa.read.regression import Matrix
from kiddqa.read.several import quoted_together
from kiddqa.records import Document, Filters, Query, Span
from kiddqa.retrieve.alias_file import AliasGroup
from kiddqa.retrieve.query import Understanding
from kiddqa.settings import Settings
from kiddqa.squad import SquadArticle, SquadQuestion, exact_match
from kiddqa.wiring import features_over, hybrid_retriever, throwaway_index


@dataclass(frozen=True, slots=True, kw_only=True)
class Dealing:
    """How articles and questions are dealt; every count is per corpus or per article as named."""

    seed: int = 20261122
    articles_per_corpus: tuple[tuple[int, ...], ...] = ((4,) * 6, (4,) * 4, (4,) * 4)
    """Corpora to fit the ranker, to fit the confidence, to measure."""
    answerable_per_article: int = 32
    unanswerable_per_article: int = 14
    foreign_per_article: int = 14
    passages: int = 10
    """Passages that are read."""
    reports_per_corpus: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One question put to one corpus: its spans, their columns and which of them are right."""

    kind: str
    """``answerable``, ``unanswerable`` or ``foreign``."""
    spans: Sequence[Span]
    rows: Matrix
    right: Flags
    """Shape (spans,)."""
    together: Together = apart
    """Which spans would be quoted together."""


def deal(articles: Sequence[SquadArticle], dealing: Dealing) -> list[list[list[SquadArticle]]]:
    """Deal shuffled articles into parts of small corpora; no article is dealt twice."""
    shuffled = random.Random(dealing.seed).sample(list(articles), k=len(articles))
    needed = sum(sum(part) for part in dealing.articles_per_corpus)
    if len(shuffled) < needed:
        raise SystemExit(f"Found {len(shuffled)} articles, need {needed}; name another file.")
    if min(len(part) for part in dealing.articles_per_corpus) < 2:
        raise SystemExit("A part has a single corpus, and none that its foreign questions could come from; deal two.")
    hand = iter(shuffled)
    return [[[next(hand) for _ in range(size)] for size in part] for part in dealing.articles_per_corpus]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """Puts questions to documents as the product does."""

    dealing: Dealing
    embedder: Embedder
    reader: PassageReader
    match: Matcher
    settings: Settings

    def corpus(
        self,
        corpus: Sequence[SquadArticle],
        strangers: Sequence[SquadArticle],
        rewordings: Mapping[str, str] | None = None,
    ) -> Iterator[Judged]:
        """Index a corpus, ask it its own questions and those of ``strangers``, and yield what was found.

        Args:
            corpus: What is indexed.
            strangers: Articles of another corpus.
            rewordings: If given, only the questions whose ids are among them are asked, in these words.
        """
        with self._opened([article.document for article in corpus]) as opened:
            for kind, question in _questions(corpus, strangers, self.dealing):
                text = question.text if rewordings is None else rewordings.get(question.id)
                if text:
                    yield opened.judged(kind, Query(question=text, text=text), _gold(kind, question))

    def documents(
        self, documents: Sequence[Document], aliases: Sequence[AliasGroup], asked: Sequence[AskedQuestion]
    ) -> Iterator[Judged]:
        """Index documents, ask the questions, and yield what was found; a span is right in its sentence.

        Left out are questions for what a short form stands for, which no model answers. Follow-ups are understood by
        the questions before them, without the replies: those depend on what is fitted here.
        """
        with self._opened(documents) as opened:
            understand = Understanding.of(opened.index, aliases)
            for question in asked:
                query = understand(question.question, question.history, Filters())
                if not query.defined:
                    kind = "answerable" if question.answers else "unanswerable"
                    yield opened.judged(kind, query, _in_sentence(question))

    @contextmanager
    def _opened(self, documents: Sequence[Document]) -> Iterator["_Opened"]:
        with throwaway_index(documents, self.embedder, self.settings) as folder:
            index = open_generation(folder, fingerprint=self.embedder.fingerprint)
            yield _Opened(
                index=index,
                retriever=hybrid_retriever(index, self.embedder, self.settings),
                reader=self.reader,
                features=features_over(index, self.match),
                passages=self.dealing.passages,
            )
            index.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    index: Index
    retriever: Retriever
    reader: PassageReader
    features: FeatureExtractor
    passages: int

    def judged(self, kind: str, query: Query, is_right: Callable[[Span], bool]) -> Judged:
        hits = self.retriever.retrieve(query, self.passages)
        spans = shortlist(self.reader.spans(query, hits))
        return Judged(
            kind=kind,
            spans=spans,
            rows=self.features.of(query, hits).rows(spans),
            right=np.array([is_right(span) for span in spans], np.bool_),
            together=quoted_together(query.text),
        )


def _questions(
    corpus: Sequence[SquadArticle], strangers: Sequence[SquadArticle], dealing: Dealing
) -> Iterator[tuple[str, SquadQuestion]]:
    for kind, articles, count in (
        ("answerable", corpus, dealing.answerable_per_article),
        ("unanswerable", corpus, dealing.unanswerable_per_article),
        ("foreign", strangers, dealing.foreign_per_article),
    ):
        for article in articles:
            fitting = [question for question in article.questions if bool(question.gold) == (kind != "unanswerable")]
            chosen = random.Random(f"{dealing.seed} {kind} {article.document.id}")
            for question in chosen.sample(fitting, k=min(count, len(fitting))):
                yield kind, question


def _gold(kind: str, question: SquadQuestion) -> Callable[[Span], bool]:
    """Return what says whether a span shares text with a gold slice, or says the same elsewhere in the article."""

    def is_right(span: Span) -> bool:
        document = span.hit.passage.document.id
        if question.is_answered_by(document, span.start, span.end):
            return True
        return document == question.article and any(exact_match(span.quote, gold) for gold in question.gold_texts)

    return is_right if kind == "answerable" else lambda _: False


def _in_sentence(question: AskedQuestion) -> Callable[[Span], bool]:
    return lambda span: right_in_sentence([span.citation], question)
