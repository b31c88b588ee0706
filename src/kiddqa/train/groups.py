"""Documents with questions in, groups of examples out: a question with its own passage and with wrong ones.

Read one by one, a passage is only learned to be answering or not; which of several answers best is learned from a
group. The wrong passages are those that the product's own retriever ranks high for the question, whatever they say,
unless they share text with the answer: of two that name the same people, one tells what was asked.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace

from kiddqa.records import Passage, Range
from kiddqa.settings import Settings
from kiddqa.squad import SquadArticle, SquadQuestion
from kiddqa.train.examples import Example, ExampleSource, Place, retrieved_wrongly

GROUP = 4
"""Passages of a group: the question's own, and three wrong ones."""
WRONG_PER_QUESTION = 6


def wrong_passages(articles: Sequence[SquadArticle], settings: Settings) -> dict[str, list[Place]]:
    """Index all articles and retrieve for every question.

    Returns:
        By question id, up to 6 of the 10 best passages that share no text with the answer, or, where there is none,
        with the paragraph that the question was written for.
    """
    asked = (question for article in articles for question in article.questions)
    return retrieved_wrongly(articles, asked, _is_wrong, most=WRONG_PER_QUESTION, settings=settings)


def _is_wrong(passage: Passage, question: SquadQuestion) -> bool:
    places: Sequence[Range] = question.gold or (question.paragraph,)
    if passage.document.id != question.article:
        return True
    return not any(passage.start < place.end and place.start < passage.end for place in places)


class GroupSource:
    """Makes the groups of any pass over the articles; each pass differs, and is the same whenever it is made."""

    def __init__(self, source: ExampleSource, wrong: Mapping[str, Sequence[Place]], *, seed: int) -> None:
        """Take what makes an example of a question with its own passage, and the wrong passages by question id."""
        self._source, self._wrong, self._seed = source, wrong, seed

    def groups(self, pass_number: int) -> list[list[Example]]:
        """Return the groups of one pass, shuffled; a question with fewer than three wrong passages has none."""
        chance = random.Random(f"{self._seed} groups {pass_number}")
        found = []
        for question, example in self._source.own_examples(chance):
            places = self._wrong.get(question.id, ())
            if len(places) >= GROUP - 1:
                passages = [self._source.passage_at(place) for place in chance.sample(places, k=GROUP - 1)]
                found.append([example, *(replace(example, passage=passage, gold=()) for passage in passages)])
        chance.shuffle(found)
        return found
