import math
import random
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from shutil import copytree
from types import SimpleNamespace
from typing import NamedTuple

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.torch import load_file
from transformers import BertConfig, BertModel

from fakes import TINY_BERT, document_of
from kiddqa.index.files import sha256_of_file
from kiddqa.read.encoding import WINDOW_TOKENS
from kiddqa.read.model import load_window_encoder
from kiddqa.records import Passage, Range
from kiddqa.settings import Settings
from kiddqa.train import reader
from kiddqa.train.batches import Batches, Encoded, encode, token_span
from kiddqa.train.examples import UNTITLED_SHARE, Example, ExampleSource
from kiddqa.train.groups import GroupSource
from kiddqa.train.loss import SHARED_WEIGHT, loss_of
from kiddqa.train.prepare import Sources
from kiddqa.train.reader import train, weighted_mean
from kiddqa.train.recipe import Cycle, Recipe

ENCODER = load_window_encoder()
TEXT = "Anka Lee led the talks in Seoul. Later Anka Lee went home."


def example(text: str, *answers: str, question: str = "Who led?", title: str = "Talks") -> Example:
    """Return a question with a text of one sentence, answered at every place where an answer stands."""
    gold = tuple(
        Range(start, start + len(answer))
        for answer in answers
        for start in range(len(text))
        if text.startswith(answer, start)
    )
    passage = Passage(
        document=document_of("a", text, title=title), start=0, end=len(text), sentences=(Range(0, len(text)),)
    )
    return Example(question=question, passage=passage, gold=gold)


def encoded(of: Example, *, tokens: int = WINDOW_TOKENS, seed: int = 1) -> Encoded:
    return encode(of, ENCODER, tokens, random.Random(seed))


def marked(of: Example, pair: Encoded) -> list[str]:
    """Return the texts from each start to the end of the same place in order."""
    slices = [pair.window.slices[place - pair.window.first] for place in (*pair.starts, *pair.ends)]
    middle = len(pair.starts)
    return [
        of.passage.document.text[first.start : last.end]
        for first, last in zip(slices[:middle], slices[middle:], strict=True)
    ]


def test_starts_and_ends_stand_where_the_answer_does() -> None:
    asked = example(TEXT, "the talks in Seoul")
    assert marked(asked, encoded(asked)) == ["the talks in Seoul"]


def test_every_place_of_the_answer_counts() -> None:
    asked = example(TEXT, "Anka Lee")
    pair = encoded(asked)
    assert marked(asked, pair) == ["Anka Lee", "Anka Lee"]
    assert [ENCODER.passage_tokens(asked.passage)[1][place - pair.window.first].start for place in pair.starts] == [
        0,
        TEXT.rindex("Anka"),
    ]


def test_what_is_not_answered_is_marked_at_token_0() -> None:
    pair = encoded(example(TEXT))
    assert (pair.starts, pair.ends) == ((0,), (0,))


def test_an_answer_within_a_word_is_marked_by_the_whole_of_its_tokens() -> None:
    asked = example(TEXT, "talk")
    assert marked(asked, encoded(asked)) == ["talks"]


@given(
    st.integers(min_value=1, max_value=120),
    st.integers(min_value=0, max_value=119),
    st.integers(min_value=4, max_value=60),
    st.integers(min_value=0, max_value=2**32 - 1),
)
@settings(max_examples=60, deadline=None)
def test_a_piece_of_a_long_passage_holds_the_answer_wherever_it_stands(
    words: int, place: int, tokens: int, seed: int
) -> None:
    listed = ["and"] * words
    listed[min(place, words - 1)] = "Seoul city"
    asked = example(" ".join(listed), "Seoul city")
    pair = encoded(asked, tokens=tokens, seed=seed)
    assert marked(asked, pair) == ["Seoul city"]
    assert len(pair.window.slices) == min(tokens, words + 1)


@given(st.integers(min_value=1, max_value=500), st.sampled_from([20, WINDOW_TOKENS]), st.integers())
@settings(max_examples=60, deadline=None)
def test_a_piece_without_an_answer_is_as_long_as_it_may_be(words: int, tokens: int, seed: int) -> None:
    pair = encoded(example("and " * words), tokens=tokens, seed=seed)
    assert 1 <= len(pair.window.slices) <= tokens
    assert len(pair.window.slices) == min(words, tokens) or tokens == WINDOW_TOKENS
    assert (pair.starts, pair.ends) == ((0,), (0,))


def test_an_answer_longer_than_the_piece_is_not_half_marked() -> None:
    pair = encoded(example(TEXT, TEXT[:31]), tokens=4)
    assert (pair.starts, pair.ends, len(pair.window.slices)) == ((0,), (0,), 4)


def test_one_title_in_ten_is_left_out() -> None:
    asked = example(TEXT)
    titled = [ENCODER.label_ids("Talks")[0] in encoded(asked, seed=seed).window.ids[:6] for seed in range(400)]
    assert abs(1 - sum(titled) / 400 - UNTITLED_SHARE) < 0.04


def test_the_tokens_of_a_slice_are_all_that_it_touches() -> None:
    slices = [Range(0, 2), Range(2, 4), Range(5, 8), Range(8, 9)]
    assert token_span(slices, Range(0, 4)) == (0, 1)
    assert token_span(slices, Range(3, 6)) == (1, 2)
    assert token_span(slices, Range(8, 9)) == (3, 3)


def test_a_slice_between_tokens_touches_none() -> None:
    assert token_span([Range(0, 2), Range(5, 8)], Range(2, 5)) is None


class FixedModel(torch.nn.Module):  # type: ignore[misc]  # torch is not typed here
    """Gives token 0 the logit ``not_here`` and every other token 0, padding a large one."""

    def __init__(self, not_here: float = 0.0) -> None:
        super().__init__()
        self.not_here = torch.nn.Parameter(torch.tensor(not_here))

    def forward(
        self, *, input_ids: torch.Tensor, token_type_ids: torch.Tensor, attention_mask: torch.Tensor
    ) -> SimpleNamespace:
        assert input_ids.shape == token_type_ids.shape
        logits = torch.where(attention_mask == 1, 0.0, 50.0)
        logits = torch.cat([self.not_here.expand(len(logits), 1), logits[:, 1:]], dim=1)
        return SimpleNamespace(start_logits=logits, end_logits=logits)


def loss(*pairs: Encoded, not_here: float = 0.0) -> float:
    return float(loss_of(FixedModel(not_here), pairs).detach())


def test_without_a_preference_the_loss_is_the_log_of_the_tokens_of_the_passage_and_not_here() -> None:
    assert loss(encoded(example("a b c", "b"))) == pytest.approx(math.log(3 + 1))


def test_two_right_places_halve_what_is_to_be_learned() -> None:
    assert loss(encoded(example("a b c a d", "a"))) == pytest.approx(math.log((5 + 1) / 2))


def test_holding_a_silent_passage_for_silent_costs_less() -> None:
    silent = encoded(example("a b c"))
    assert loss(silent, not_here=2.0) == pytest.approx(math.log(math.exp(2) + 3) - 2, rel=1e-4)
    assert loss(silent, not_here=2.0) < loss(silent)


def test_a_pair_costs_the_same_beside_a_longer_one() -> None:
    short, long = encoded(example("a b", "a")), encoded(example("a b c d e f g", "g", question="Who led it then?"))
    assert loss(short, long) == pytest.approx((loss(short) + loss(long)) / 2)


def group(*made: Example, number: int = 0) -> list[Encoded]:
    return [replace(encoded(each), group=number) for each in made]


def test_the_wrong_passages_of_a_group_weigh_as_one_and_its_spans_are_compared_among_them_all() -> None:
    pairs = group(example("a b c", "b"), example("d e"), example("f"), example("g h"))
    within = (math.log(4) + (math.log(3) + math.log(2) + math.log(3)) / 3) / 2
    assert loss(*pairs) == pytest.approx(within + SHARED_WEIGHT * math.log(3 + 2 + 1 + 2))


def test_among_the_passages_of_a_group_a_span_counts_by_how_far_it_is_above_not_here() -> None:
    answering, silent = group(example("a b c", "b"), example("d e"))
    likely = math.exp(2.0) + 3
    within = (math.log(likely) + math.log(math.exp(2.0) + 2) - 2) / 2
    expected = within + SHARED_WEIGHT * math.log(3 + 2)
    assert loss(answering, silent, not_here=2.0) == pytest.approx(expected, rel=1e-4)


def test_a_group_without_an_answer_is_only_held_for_silent() -> None:
    pairs = group(example("a b c"), example("d e"))
    assert loss(*pairs) == pytest.approx((math.log(4) + math.log(3)) / 2)
    assert loss(*group(example("a b", "b"), example("c")), *group(example("d"), example("e"), number=1)) < loss(
        *group(example("a b", "b"), example("c"))
    )


class NumberedSource(ExampleSource):
    """Passes of 50 examples; the question says pass and number, the passage is as many words long as the number."""

    def __init__(self) -> None:
        super().__init__([], {}, seed=1, settings=Settings())

    def examples(self, pass_number: int) -> list[Example]:
        return [example("and " * number + "Seoul", "Seoul", question=f"{pass_number} {number}") for number in range(50)]


class NamedSource(NumberedSource):
    """The same passes, but the question ends with a word."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def examples(self, pass_number: int) -> list[Example]:
        return [replace(each, question=f"{each.question} {self._name}") for each in super().examples(pass_number)]


class NumberedGroups(GroupSource):
    """Passes of 50 groups of four, each as long as its number; the question ends with a word."""

    def __init__(self) -> None:
        super().__init__(NumberedSource(), {}, seed=1)

    def groups(self, pass_number: int) -> list[list[Example]]:
        return [[made] * 4 for made in NamedSource("reports").examples(pass_number)]


SOURCES = Sources(squad=NumberedSource(), authored=NamedSource("authored"), reports=NumberedGroups())


CYCLE = Cycle(pairs=12, warm_up_pairs=8, decay_pairs=4, peak_rate=0.01)
OTHER_CYCLE = replace(CYCLE, dropout=0.1, rounds=True, other_numbers=0.5, paraphrased=0.5)
RECIPE = Recipe(cycles=(CYCLE, OTHER_CYCLE), batch_pairs=4, short_pairs=256, short_tokens=16)


def batches(recipe: Recipe = RECIPE) -> Batches:
    return Batches(SOURCES, ENCODER, recipe, in_other_words)


def in_other_words(question: str, _: random.Random) -> str:
    return question.replace(" ", " or ")


def test_a_batch_is_the_same_in_whatever_order_it_is_asked_for() -> None:
    forwards, backwards = batches(), batches()
    asked = (0, 1, 63, 64, 130)
    later = {number: backwards[number] for number in reversed(asked)}
    assert {number: forwards[number] for number in asked} == later


def test_another_seed_makes_other_batches() -> None:
    assert batches()[0] != batches(replace(RECIPE, seed=2))[0]


def test_every_batch_is_full() -> None:
    made = batches()
    assert {len(made[number]) for number in range(128)} == {4}


def test_passes_follow_one_another_and_each_example_comes_once_a_pass() -> None:
    made = batches()
    ids = [tuple(pair.window.ids[1:3]) for number in range(64) for pair in made[number]]
    expected = [
        tuple(ENCODER.question_ids(f"{place // 50} {place % 50}"))
        for place in range(Batches.STRETCH * RECIPE.batch_pairs)
    ]
    assert sorted(ids) == sorted(expected)


@pytest.mark.parametrize(("share", "least", "most"), [(0.0, 0, 0), (0.5, 88, 168), (1.0, 256, 256)])
def test_so_many_questions_are_asked_in_other_words_as_the_cycle_says(share: float, least: int, most: int) -> None:
    made = batches(replace(RECIPE, cycles=(replace(CYCLE, pairs=256, paraphrased=share),)))
    word = ENCODER.question_ids("or")[0]
    assert least <= sum(pair.window.ids[2] == word for number in range(64) for pair in made[number]) <= most


@pytest.mark.parametrize(
    ("cycle", "name", "count"),
    [
        (replace(CYCLE, authored=0.0), "authored", 0),
        (replace(CYCLE, authored=0.25), "authored", 64),
        (replace(CYCLE, authored=1.0), "authored", 256),
        (replace(CYCLE, authored=0.25), "reports", 0),
        (replace(CYCLE, authored=0.25, reports=0.5), "authored", 64),
        (replace(CYCLE, authored=0.25, reports=0.5), "reports", 128),
        (replace(CYCLE, reports=1.0), "reports", 256),
    ],
)
def test_so_many_pairs_come_from_each_source_as_the_cycle_says_and_each_comes_once_a_pass(
    cycle: Cycle, name: str, count: int
) -> None:
    recipe = replace(RECIPE, cycles=(replace(cycle, pairs=256),))
    made = Batches(SOURCES, ENCODER, recipe, in_other_words)
    word = ENCODER.question_ids(name)
    asked = [tuple(pair.window.ids[1:4]) for number in range(64) for pair in made[number]]
    found = [ids[:2] for ids in asked if list(ids[2:]) == word]
    assert len(found) == count
    each = 4 if name == "reports" else 1
    expected = [tuple(ENCODER.question_ids(f"{place // 50} {place % 50}")) for place in range(count // each)]
    assert sorted(found) == sorted(expected * each)


def test_a_group_is_whole_within_a_batch_and_another_number_is_another_group() -> None:
    made = batches(replace(RECIPE, batch_pairs=8, cycles=(replace(CYCLE, pairs=512, reports=0.5),)))
    found = [[pair.group for pair in made[number]] for number in range(64)]
    grouped = [batch for batch in found if batch[0] is not None]
    assert len(grouped) == 32
    assert all(
        batch[:4] == [batch[0]] * 4 and batch[4:] == [batch[4]] * 4 and batch[0] != batch[4] for batch in grouped
    )
    assert all(batch == [None] * 8 for batch in found if batch[0] is None)


def test_the_pairs_of_a_batch_are_alike_in_length() -> None:
    made = batches(replace(RECIPE, short_pairs=0))
    lengths = sorted(
        (len(batch[0].window.ids), len(batch[-1].window.ids)) for batch in map(made.__getitem__, range(64))
    )
    assert all(shortest <= longest for shortest, longest in lengths)
    assert all(low[1] <= high[0] for low, high in pairwise(lengths))


def test_the_first_pairs_are_read_with_a_short_piece_and_the_others_with_all() -> None:
    made = batches()
    assert max(len(pair.window.slices) for number in range(64) for pair in made[number]) == 16
    assert max(len(pair.window.slices) for number in range(64, 128) for pair in made[number]) == 50


class PowerCutError(Exception):
    pass


class CutOff(Batches):
    """Fails when a batch is asked for that comes after the power was cut."""

    def __init__(self, at: int) -> None:
        super().__init__(SOURCES, ENCODER, RECIPE, in_other_words)
        self._at = at

    def __getitem__(self, number: int) -> list[Encoded]:
        if number >= self._at:
            raise PowerCutError
        return super().__getitem__(number)


class Run(NamedTuple):
    folder: Path
    curve: list[tuple[int, float]]


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a BERT of one layer, 16 wide, random but fixed, that reads the product's own tokens."""
    folder = tmp_path_factory.mktemp("start")
    torch.manual_seed(7)
    BertModel(BertConfig(**TINY_BERT)).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def whole(start: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("whole")
    return Run(folder, train(batches(), RECIPE, folder, start))


@pytest.fixture(scope="module")
def cut_off(start: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Cut a run off at step 2, where it was just saved, and at step 4, where it was not; then let it end."""
    folder = tmp_path_factory.mktemp("cut_off")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "SECONDS_BETWEEN_CHECKPOINTS", 0)
        with pytest.raises(PowerCutError):
            train(CutOff(2), RECIPE, folder, start)
    with pytest.raises(PowerCutError):
        train(CutOff(4), RECIPE, folder, start)
    return Run(folder, train(batches(), RECIPE, folder, start))


def weights(folder: Path) -> str:
    return sha256_of_file(folder / "model.safetensors")


@pytest.mark.slow
def test_a_run_that_was_cut_off_twice_ends_with_the_same_weights_to_the_bit(whole: Run, cut_off: Run) -> None:
    assert weights(cut_off.folder) == weights(whole.folder)


@pytest.mark.slow
def test_the_curve_of_a_run_that_was_cut_off_is_that_of_one_that_was_not(whole: Run, cut_off: Run) -> None:
    assert cut_off.curve == whole.curve


@pytest.mark.slow
def test_training_changes_the_weights_and_another_seed_changes_them_otherwise(
    whole: Run, start: Path, tmp_path: Path
) -> None:
    recipe = replace(RECIPE, seed=2)
    train(batches(recipe), recipe, tmp_path, start)
    assert len({weights(start), weights(whole.folder), weights(tmp_path)}) == 3


@pytest.mark.slow
def test_the_curve_ends_with_the_last_pair_and_a_loss_in_nats(whole: Run) -> None:
    [(pairs, mean)] = whole.curve
    assert pairs == RECIPE.pairs
    assert 0 < mean < math.log(100)


@pytest.mark.slow
def test_where_the_start_counts_the_weights_are_the_mean_of_it_and_the_cycles_that_follow(
    whole: Run, tmp_path: Path
) -> None:
    recipe = replace(RECIPE, cycles=(CYCLE,), counts_start=True)
    train(batches(recipe), recipe, tmp_path, whole.folder)
    start, end = (
        load_file(path / name)
        for path, name in ((whole.folder, "model.safetensors"), (tmp_path, "cycle-1.safetensors"))
    )
    kept = load_file(tmp_path / "model.safetensors")
    assert any(not torch.equal(start[name], end[name]) for name in start)
    for name, weight in weighted_mean([start, end], [1, 1]).items():
        assert torch.equal(kept[name], weight), name


@pytest.mark.slow
def test_a_run_that_has_ended_goes_on_with_one_more_cycle_as_if_it_had_had_it(
    whole: Run, start: Path, tmp_path: Path
) -> None:
    first = replace(RECIPE, cycles=(CYCLE,))
    train(batches(first), first, tmp_path, start)
    train(batches(), RECIPE, tmp_path, start)
    assert weights(tmp_path) == weights(whole.folder)


@pytest.mark.slow
def test_the_weights_kept_are_the_mean_of_the_cycles_ends_the_later_weighing_more(whole: Run) -> None:
    first, second = (load_file(whole.folder / f"cycle-{number}.safetensors") for number in (1, 2))
    kept = load_file(whole.folder / "model.safetensors")
    name = "qa_outputs.weight"
    assert not torch.equal(first[name], second[name])
    assert torch.allclose(kept[name], (first[name] + 2 * second[name]) / 3)


def test_a_state_weighs_as_its_share_of_all() -> None:
    states = [{"w": torch.tensor([value])} for value in (6.0, 12.0, 0.5)]
    assert weighted_mean(states, range(1, 4)) == {"w": torch.tensor([1.0 + 4.0 + 0.25])}


def test_the_mean_of_one_is_that_one_to_the_bit() -> None:
    state = {"w": torch.tensor([0.1, 1e-30, -3.7])}
    assert torch.equal(weighted_mean([state], [1])["w"], state["w"])


@pytest.mark.slow
def test_a_run_that_has_ended_is_not_trained_further(whole: Run, start: Path) -> None:
    before = weights(whole.folder)
    assert train(CutOff(0), RECIPE, whole.folder, start) == whole.curve
    assert weights(whole.folder) == before


@pytest.mark.slow
def test_a_run_whose_earlier_cycle_left_no_weights_is_refused_by_the_file_s_name(
    whole: Run, start: Path, tmp_path: Path
) -> None:
    copytree(whole.folder, tmp_path, dirs_exist_ok=True)
    (tmp_path / "cycle-1.safetensors").unlink()
    with pytest.raises(SystemExit, match=r"lacks cycle-1\.safetensors"):
        train(CutOff(0), RECIPE, tmp_path, start)


@pytest.mark.slow
def test_no_half_written_checkpoint_is_left(cut_off: Run) -> None:
    assert not list(cut_off.folder.glob("*.part"))
