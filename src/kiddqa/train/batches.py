"""Questions with passages in, batches of windows with the tokens of their answers out, in seeded order."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from kiddqa.read.encoding import WINDOW_TOKENS, Window, WindowEncoder, window_starts
from kiddqa.records import Range
from kiddqa.train.examples import UNTITLED_SHARE, Example
from kiddqa.train.groups import GROUP
from kiddqa.train.numbers import changed
from kiddqa.train.prepare import Sources
from kiddqa.train.recipe import Recipe

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoded:
    """A window with the tokens at which an answer may begin and end; token 0 where it is not there."""

    window: Window
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    group: int | None = None
    """Pairs of one number have the same question, and follow one another in a batch."""


class Batches:
    """Makes batch ``n``: pairs, or groups of them, alike in length, in seeded order."""

    STRETCH = 64
    """Batches whose pairs are sorted by length together."""

    def __init__(
        self,
        sources: Sources,
        encoder: WindowEncoder,
        recipe: Recipe,
        paraphrase: Callable[[str, random.Random], str],
    ) -> None:
        """Take where examples come from, and what asks a question in other words."""
        self._squad = _Stream(sources.squad.examples)
        self._authored = _Stream(sources.authored.examples)
        self._reports = _Stream(sources.reports.groups)
        self._encoder, self._recipe, self._paraphrase = encoder, recipe, paraphrase
        self._made = (-1, list[list[Encoded]]())

    def __getitem__(self, number: int) -> list[Encoded]:
        """Return a batch, from 0."""
        stretch, place = divmod(number, self.STRETCH)
        if self._made[0] != stretch:
            self._made = (stretch, self._stretch(stretch))
        return self._made[1][place]

    def _stretch(self, number: int) -> list[list[Encoded]]:
        pairs = self._recipe.batch_pairs
        size = self.STRETCH * pairs
        chance = random.Random(f"{self._recipe.seed} stretch {number}")
        short = number * size < self._recipe.short_pairs
        tokens = self._recipe.short_tokens if short else WINDOW_TOKENS
        cycle = self._recipe.cycle_at(number * self.STRETCH)
        authored, reports = round(cycle.authored * size), pairs * round(cycle.reports * self.STRETCH)
        examples: Sequence[Example] = [
            *self._squad.part(number * size, size - authored - reports),
            *self._authored.part(number * authored, authored),
        ]
        if share := cycle.other_numbers:
            examples = [changed(example, chance) if chance.random() < share else example for example in examples]
        if share := cycle.paraphrased:
            examples = [
                replace(example, question=self._paraphrase(example.question, chance))
                if chance.random() < share
                else example
                for example in examples
            ]
        encoded = [[encode(example, self._encoder, tokens, chance)] for example in examples]
        groups = reports // GROUP
        for place, group in enumerate(self._reports.part(number * groups, groups)):
            pieces = [encode(example, self._encoder, tokens, chance) for example in group]
            encoded.append([replace(piece, group=place) for piece in pieces])
        encoded.sort(key=lambda group: (len(group), max(len(pair.window.ids) for pair in group)))
        flat = [pair for group in encoded for pair in group]
        batches = [flat[at : at + pairs] for at in range(0, size, pairs)]
        chance.shuffle(batches)
        return batches


class _Stream(Generic[Item]):
    """What all passes make, one after another."""

    def __init__(self, make: Callable[[int], list[Item]]) -> None:
        self._make = make
        self._passes: list[list[Item]] = []

    def part(self, start: int, count: int) -> Iterator[Item]:
        """Yield ``count`` of them from place ``start`` on."""
        number = 0
        while count:
            if number == len(self._passes):
                self._passes.append(self._make(number))
            found = self._passes[number][start : start + count]
            yield from found
            start = max(0, start - len(self._passes[number]))
            count -= len(found)
            number += 1


def encode(example: Example, encoder: WindowEncoder, tokens: int, chance: random.Random) -> Encoded:
    """Encode one piece of a passage, of up to so many tokens, that holds an answer if the passage does."""
    ids, slices = encoder.passage_tokens(example.passage)
    spans = [span for gold in example.gold if (span := token_span(slices, gold))]
    first = _piece(len(ids), tokens, spans, chance)
    beyond = min(len(ids), first + tokens)
    title = "" if chance.random() < UNTITLED_SHARE else example.passage.document.title
    window = encoder.window(
        encoder.question_ids(example.question),
        encoder.label_ids(title, example.passage.heading),
        ids[first:beyond],
        slices[first:beyond],
    )
    inside = [(start, end) for start, end in spans if first <= start and end < beyond]
    return Encoded(
        window=window,
        starts=tuple(sorted({window.first + start - first for start, _ in inside})) or (0,),
        ends=tuple(sorted({window.first + end - first for _, end in inside})) or (0,),
    )


def token_span(slices: Sequence[Range], gold: Range) -> tuple[int, int] | None:
    """Return the first and the last token that a slice of the document touches, or None."""
    touched = [place for place, (start, end) in enumerate(slices) if start < gold.end and gold.start < end]
    return (touched[0], touched[-1]) if touched else None


def _piece(tokens: int, limit: int, spans: Sequence[tuple[int, int]], chance: random.Random) -> int:
    if tokens <= limit:
        return 0
    if not spans:
        return chance.choice(window_starts(tokens)) if limit == WINDOW_TOKENS else chance.randrange(tokens - limit + 1)
    start, end = chance.choice(spans)
    earliest, latest = max(0, end + 1 - limit), min(start, tokens - limit)
    return chance.randint(earliest, latest) if earliest <= latest else min(start, tokens - limit)
