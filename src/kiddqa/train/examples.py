"""SQuAD articles in, questions with passages to train the reader on out.

Half of the passages are SQuAD's own paragraphs, half are cut by the product's chunker. Each question that has an answer
gives one example with it; negatives, whose answer is "not here", are of three kinds:

    unanswerable   SQuAD 2.0's own, with their paragraph
    elsewhere      an answerable question with another passage of its article that lacks the answer
    retrieved      an answerable question with a passage that the product's retriever ranks high and that lacks it
"""

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kiddqa.index.cached import CachedEmbedder
from kiddqa.index.embedder import load_embedder
from kiddqa.index.generation import open_generation
from kiddqa.ingest.chunk import chunk
from kiddqa.records import Document, Passage, Query, Range
from kiddqa.settings import Settings
from kiddqa.squad import SquadArticle, SquadQuestion
from kiddqa.wiring import hybrid_retriever, throwaway_index

ELSEWHERE_SHARE = 0.12
RETRIEVED_SHARE = 0.24
"""Of the answerable questions, how many give such a negative besides."""
MISSPELT_SHARE = 0.1
UNTITLED_SHARE = 0.1
RETRIEVED_PER_QUESTION = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A question with a passage, and the slices of the document that answer it: none where it is not answered there."""

    question: str
    passage: Passage
    gold: tuple[Range, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a passage stands, for a file: the article's number, and the slice of its text."""

    article: int
    start: int
    end: int


def held_out(
    articles: Sequence[SquadArticle], *, seed: int, count: int
) -> tuple[list[SquadArticle], list[SquadArticle]]:
    """Return the articles to train on, and ``count`` that are kept from training, by the seed."""
    shuffled = random.Random(seed).sample(list(articles), k=len(articles))
    return shuffled[count:], shuffled[:count]


def paragraph_of(article: SquadArticle, question: SquadQuestion) -> Passage:
    """Return SQuAD's own paragraph of a question as a passage."""
    start, end = question.paragraph
    return Passage(
        document=article.document,
        start=start,
        end=end,
        heading=article.heading_of(question),
        sentences=(question.paragraph,),
    )


def hard_negatives(
    articles: Sequence[SquadArticle], *, questions: int, seed: int, settings: Settings
) -> dict[str, list[Place]]:
    """Ask the product itself: index all articles, retrieve for a sample of the answerable questions.

    Returns:
        By question id, up to 4 of the 10 best passages that hold none of the answer's strings.
    """
    documents = {article.document.id: article.document for article in articles}
    answerable = [question for article in articles for question in article.questions if question.gold]
    return retrieved_wrongly(
        articles,
        random.Random(seed).sample(answerable, k=min(questions, len(answerable))),
        lambda passage, question: not _mentions(passage.text, documents[question.article], question),
        most=RETRIEVED_PER_QUESTION,
        settings=settings,
    )


def retrieved_wrongly(
    articles: Sequence[SquadArticle],
    questions: Iterable[SquadQuestion],
    is_wrong: Callable[[Passage, SquadQuestion], bool],
    *,
    most: int,
    settings: Settings,
) -> dict[str, list[Place]]:
    """Index all articles, retrieve for the questions, and return by id up to ``most`` of the 10 best that are wrong."""
    numbers = {article.document.id: number for number, article in enumerate(articles)}
    embedder = CachedEmbedder(load_embedder(settings.model, settings.embeddings, threads=settings.threads))
    found: dict[str, list[Place]] = {}
    with throwaway_index([article.document for article in articles], embedder, settings) as folder:
        index = open_generation(folder, fingerprint=embedder.fingerprint)
        retriever = hybrid_retriever(index, embedder, settings)
        for question in questions:
            hits = retriever.retrieve(Query(question=question.text, text=question.text), 10)
            wrong = [hit.passage for hit in hits if is_wrong(hit.passage, question)]
            found[question.id] = [
                Place(article=numbers[passage.document.id], start=passage.start, end=passage.end)
                for passage in wrong[:most]
            ]
        index.close()
    return found


class ExampleSource:
    """Makes the examples of any pass over the articles; each pass differs, and is the same whenever it is made."""

    def __init__(
        self,
        articles: Sequence[SquadArticle],
        retrieved: Mapping[str, Sequence[Place]],
        *,
        seed: int,
        settings: Settings,
    ) -> None:
        """Cut every article by the product's chunker."""
        self._articles = articles
        self._retrieved = retrieved
        self._seed = seed
        self._cut = [
            [
                passage
                for passage in chunk(
                    article.document, passage_words=settings.passage_words, overlap_words=settings.overlap_words
                )
                if passage.sentences
            ]
            for article in articles
        ]
        answerable = sum(bool(question.gold) for article in articles for question in article.questions)
        self._retrieved_odds = RETRIEVED_SHARE * answerable / max(1, len(retrieved))
        self._by_place = {
            (number, passage.start, passage.end): passage
            for number, passages in enumerate(self._cut)
            for passage in passages
        }

    def examples(self, pass_number: int) -> list[Example]:
        """Return the examples of one pass, shuffled."""
        chance = random.Random(f"{self._seed} pass {pass_number}")
        found = [
            example
            for article, cut in zip(self._articles, self._cut, strict=True)
            for question in article.questions
            for example in self._of_question(article, cut, question, chance)
        ]
        chance.shuffle(found)
        return found

    def own_examples(self, chance: random.Random) -> Iterator[tuple[SquadQuestion, Example]]:
        """Yield every question with a passage that was written about, or that answers."""
        for article, cut in zip(self._articles, self._cut, strict=True):
            for question in article.questions:
                yield question, self._own_example(article, cut, question, chance)

    def passage_at(self, place: Place) -> Passage:
        """Return the passage, of those that the chunker cut, that stands there."""
        return self._by_place[place.article, place.start, place.end]

    def _own_example(
        self, article: SquadArticle, cut: Sequence[Passage], question: SquadQuestion, chance: random.Random
    ) -> Example:
        text = misspell(question.text, chance) if chance.random() < MISSPELT_SHARE else question.text
        own = self._own(article, cut, question, chance)
        return Example(question=text, passage=own, gold=_inside(question.gold, own))

    def _of_question(
        self, article: SquadArticle, cut: Sequence[Passage], question: SquadQuestion, chance: random.Random
    ) -> list[Example]:
        own = self._own_example(article, cut, question, chance)
        found = [own]
        if not question.gold:
            return found
        if chance.random() < ELSEWHERE_SHARE:
            lacking = [passage for passage in cut if not _mentions(passage.text, article.document, question)]
            if lacking:
                found.append(replace(own, passage=chance.choice(lacking), gold=()))
        places = self._retrieved.get(question.id, ())
        if places and chance.random() < self._retrieved_odds:
            found.append(replace(own, passage=self.passage_at(chance.choice(places)), gold=()))
        return found

    def _own(
        self, article: SquadArticle, cut: Sequence[Passage], question: SquadQuestion, chance: random.Random
    ) -> Passage:
        paragraph = paragraph_of(article, question)
        if chance.random() < 0.5:
            return paragraph
        if question.gold:
            fitting = [passage for passage in cut if _inside(question.gold, passage)]
            return chance.choice(fitting) if fitting else paragraph
        return max(cut, key=lambda passage: min(passage.end, paragraph.end) - max(passage.start, paragraph.start))


def misspell(text: str, chance: random.Random) -> str:
    """Make one typing error in a word of four letters or more: two letters swapped, one lost, doubled or wrong."""
    long_words = [word for word in text.split() if len(word) >= 4 and word.isalpha()]
    if not long_words:
        return text
    word = chance.choice(long_words)
    at = chance.randrange(1, len(word) - 1)
    wrong = chance.choice(
        (
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + chance.choice("abcdefghijklmnopqrstuvwxyz") + word[at + 1 :],
        )
    )
    return text.replace(word, wrong, 1)


def _inside(gold: Sequence[Range], passage: Passage) -> tuple[Range, ...]:
    start, end = passage.sentences[0].start, passage.sentences[-1].end
    return tuple(piece for piece in gold if start <= piece.start and piece.end <= end)


def _mentions(text: str, document: Document, question: SquadQuestion) -> bool:
    plain = text.casefold()
    return any(document.text[start:end].casefold() in plain for start, end in question.gold)
