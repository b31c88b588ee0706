"""What decides the reader's weights besides the data: seeds, counts, lengths and the learning rate."""

from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import accumulate


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """One climb and fall of the learning rate."""

    pairs: int
    warm_up_pairs: int
    """The first so many, over which the rate climbs."""
    decay_pairs: int
    """The last so many, over which it falls to nothing."""
    peak_rate: float
    dropout: float = 0.0
    """How likely a hidden number is left out of a step, 0 to 1."""
    rounds: bool = False
    """Whether what products take is rounded to 8 bits, as in the graph that serves."""
    other_numbers: float = 0.0
    """Share of the pairs that get other numbers where they can, 0 to 1."""
    paraphrased: float = 0.0
    """Share of the pairs whose question is asked in other words where it can be, 0 to 1."""
    authored: float = 0.0
    """Share of the pairs whose question was written for kiddqa about SQuAD's articles (``train.authored``), 0 to 1."""
    reports: float = 0.0
    """Share of the pairs whose document and question were written for kiddqa (``train.reports``), 0 to 1."""

    def of_share(self, share: float) -> "Cycle":
        """Return the cycle with every stretch longer or shorter alike."""
        return replace(
            self,
            pairs=round(share * self.pairs),
            warm_up_pairs=round(share * self.warm_up_pairs),
            decay_pairs=round(share * self.decay_pairs),
        )


_ROUNDED = Cycle(
    pairs=72_000,
    warm_up_pairs=1_600,
    decay_pairs=70_400,
    peak_rate=1.0e-4,
    dropout=0.1,
    rounds=True,
    other_numbers=0.4,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """Everything that decides the weights, besides the data."""

    seed: int = 20261122
    held_out_articles: int = 60
    """Kept for ``train.ranker``, which fits and measures on them."""
    articles: int | None = None
    """Train on this many of the others (None: all)."""
    retrieved_questions: int = 24_000
    """Questions that the retriever is asked for negatives."""
    cycles: tuple[Cycle, ...] = (
        Cycle(pairs=156_000, warm_up_pairs=8_000, decay_pairs=52_000, peak_rate=1.6e-4),
        Cycle(pairs=112_000, warm_up_pairs=1_600, decay_pairs=110_400, peak_rate=1.2e-4),
        Cycle(pairs=112_000, warm_up_pairs=1_600, decay_pairs=110_400, peak_rate=1.0e-4),
        _ROUNDED,
        replace(_ROUNDED, other_numbers=0.2, paraphrased=0.5),
    )
    short_pairs: int = 80_000
    """The first so many are read with a short piece of their passage."""
    short_tokens: int = 80
    batch_pairs: int = 32
    weight_decay: float = 0.01
    clip: float = 1.0
    counts_start: bool = False
    """Whether the weights that the run starts from count in the mean as well; all weigh alike then."""

    def of_pairs(self, pairs: int) -> "Recipe":
        """Return the recipe with another number of pairs, every stretch longer or shorter alike."""
        share = pairs / self.pairs
        return replace(
            self,
            cycles=tuple(cycle.of_share(share) for cycle in self.cycles),
            short_pairs=round(share * self.short_pairs),
        )

    @property
    def pairs(self) -> int:
        """How many pairs are read in all."""
        return sum(cycle.pairs for cycle in self.cycles)

    @property
    def reads_reports(self) -> bool:
        """Whether any cycle learns from ``train.reports``."""
        return any(cycle.reports for cycle in self.cycles)

    @property
    def cycle_ends(self) -> tuple[int, ...]:
        """After how many steps each cycle ends, in all; one that is too short for a step ends where it begins."""
        return tuple(accumulate(cycle.pairs // self.batch_pairs for cycle in self.cycles))

    @property
    def steps(self) -> int:
        """How often the weights are changed."""
        return self.cycle_ends[-1]

    def cycle_at(self, step: int) -> Cycle:
        """Return the cycle of a step, from 0; past the last step, the last one."""
        ends = self.cycle_ends
        return self.cycles[min(bisect_right(ends, step), len(ends) - 1)]

    def rate(self, step: int) -> float:
        """Return the learning rate at a step, from 0; past the last one, nothing."""
        for cycle in self.cycles:
            steps = cycle.pairs // self.batch_pairs
            if step < steps:
                warm_up, decay = cycle.warm_up_pairs / self.batch_pairs, cycle.decay_pairs / self.batch_pairs
                return cycle.peak_rate * min((step + 1) / max(warm_up, 1), 1.0, (steps - step) / max(decay, 1))
            step -= steps
        return 0.0


def second_recipe() -> Recipe:
    """Return the recipe of what is learned after the first: questions that share few words with what answers them.

    Half of its pairs, and more in its second cycle, are as before, so that nothing is unlearned.
    """
    cycle = replace(_ROUNDED, pairs=90_000, decay_pairs=88_400, other_numbers=0.2, authored=0.5)
    gentle = replace(cycle, pairs=48_000, decay_pairs=46_400, peak_rate=7e-5, authored=0.3)
    return Recipe(cycles=(cycle, gentle), short_pairs=0, counts_start=True)


def third_recipe() -> Recipe:
    """Return the recipe of what is learned after the second: which passage answers, among several of a like kind."""
    cycle = replace(_ROUNDED, pairs=84_000, decay_pairs=82_400, other_numbers=0.2, authored=0.15, reports=0.55)
    return Recipe(cycles=(cycle,), short_pairs=0, counts_start=True)


RECIPES = {"first": Recipe, "second": second_recipe, "third": third_recipe}
"""Each goes on from the weights of the one before. The first two made the reader that ships; see DECISIONS.md."""
