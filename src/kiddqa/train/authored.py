"""Articles of the training data in, the same with the questions that were written for kiddqa out.

SQuAD's questions were written with the paragraph in view and share most of their words with the sentence that answers.
Two files beside this module teach the reader to do without. Their questions were written by the language model that
also helped to write the code; no sentence of SQuAD's articles stands in them.

    rewordings.tsv    id of a question of SQuAD 2.0, the same question in quite other words
    additions.tsv     title of an article, number of its paragraph from 0, start and end of the answer in the paragraph
                      (both empty where it does not answer), a question of a kind that SQuAD hardly has
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from kiddqa.records import Range
from kiddqa.squad import SquadArticle, SquadQuestion

REWORDINGS = Path(__file__).with_name("rewordings.tsv")
ADDITIONS = Path(__file__).with_name("additions.tsv")


class Addition(NamedTuple):
    """A question that SQuAD does not have."""

    title: str
    paragraph: int
    """Number of the paragraph within the article, from 0."""
    answer: Range | None
    """Slice of the paragraph."""
    question: str


def read_rewordings(path: Path = REWORDINGS) -> dict[str, str]:
    """Return by the id of a question what it is in other words."""
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return {question_id: question for question_id, question in rows}  # noqa: C416  (a row must have two fields)


def read_additions(path: Path = ADDITIONS) -> list[Addition]:
    """Return the questions that were added."""
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    return [
        Addition(title, int(paragraph), Range(int(start), int(end)) if start else None, question)
        for title, paragraph, start, end, question in rows
    ]


def authored(articles: Sequence[SquadArticle]) -> list[SquadArticle]:
    """Return the articles with the questions that were written for kiddqa, and no others."""
    return added(reworded(articles, read_rewordings()), read_additions())


def reworded(articles: Sequence[SquadArticle], rewordings: dict[str, str]) -> list[SquadArticle]:
    """Return the articles with those of their questions that have other words, in these, and no others."""
    return [
        replace(
            article,
            questions=tuple(
                replace(question, text=rewordings[question.id])
                for question in article.questions
                if question.id in rewordings
            ),
        )
        for article in articles
    ]


def added(articles: Sequence[SquadArticle], additions: Sequence[Addition]) -> list[SquadArticle]:
    """Return the articles with their questions and those added to them; what is about other articles is left out.

    Raises:
        SystemExit: if an article lacks the paragraph: the data is another than the questions were written for.
    """
    by_title: dict[str, list[Addition]] = defaultdict(list)
    for addition in additions:
        by_title[addition.title].append(addition)
    return [
        replace(
            article,
            questions=(
                *article.questions,
                *(
                    _question(article, addition, number)
                    for number, addition in enumerate(by_title[article.document.title])
                ),
            ),
        )
        for article in articles
    ]


def _question(article: SquadArticle, addition: Addition, number: int) -> SquadQuestion:
    blocks = article.document.blocks
    if addition.paragraph >= len(blocks) or (
        addition.answer and addition.answer.end > blocks[addition.paragraph].end - blocks[addition.paragraph].start
    ):
        raise SystemExit(
            f"{ADDITIONS.name} asks about paragraph {addition.paragraph} of {addition.title!r}, which is too short or "
            "not there; name SQuAD 2.0's training data."
        )
    paragraph = Range(blocks[addition.paragraph].start, blocks[addition.paragraph].end)
    gold = tuple(_places(article.document.text, paragraph, addition.answer)) if addition.answer else ()
    return SquadQuestion(
        id=f"{addition.title} {number}",
        article=article.document.id,
        text=addition.question,
        paragraph=paragraph,
        gold=gold,
        gold_texts=tuple(article.document.text[start:end] for start, end in gold[:1]),
    )


def _places(text: str, paragraph: Range, answer: Range) -> Iterator[Range]:
    """Yield every place in a paragraph where an answer's words stand, as the data does for SQuAD's own questions."""
    words = text[paragraph.start + answer.start : paragraph.start + answer.end]
    place = text.find(words, paragraph.start, paragraph.end)
    while place >= 0:
        yield Range(place, place + len(words))
        place = text.find(words, place + 1, paragraph.end)
