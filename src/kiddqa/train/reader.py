"""Trains the reader: ``python -m kiddqa.train.reader FILE --out FOLDER``; run again, it goes on where it was cut off.

A cross-encoder, started from all-MiniLM-L6-v2, reads a question with a passage and its title, and learns where the
answer begins and ends, or, at ``[CLS]``, that it is not there. Where the answer's words occur several times, any of
them counts. The first pairs are read with a short piece of their passage, which is learned from faster; then with all
of it. The rate climbs, holds, and falls in straight lines. Batch ``n`` depends on the seed and ``n`` alone, and no
chance is used within a step, so a run that was cut off ends as if it had not been.

On two cores torch spends most of its time returning memory to the system unless ``MALLOC_MMAP_MAX_=0`` and
``MALLOC_TRIM_THRESHOLD_=8589934592`` are set before it starts.
"""

import argparse
import json
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path

import torch
from transformers import BertForQuestionAnswering

from kiddqa.index.compile import default_source
from kiddqa.read.encoding import WINDOW_TOKENS, Window, WindowEncoder, window_starts
from kiddqa.records import Range
from kiddqa.settings import Settings
from kiddqa.squad import read_articles
from kiddqa.train.examples import UNTITLED_SHARE, Example, ExampleSource, Place, hard_negatives, held_out

CARD = "training.json"
CHECKPOINT = "checkpoint.pt"
RECIPE = "recipe.json"
PLATEAU = "plateau.pt"
"""The checkpoint where the rate began to fall: a recipe with more pairs can go on from it."""
HARD_NEGATIVES = "hard_negatives.json"
SECONDS_BETWEEN_CHECKPOINTS = 600
STEPS_BETWEEN_FIGURES = 50


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
    pairs: int = 156_000
    short_pairs: int = 80_000
    """The first so many are read with a short piece of their passage."""
    short_tokens: int = 80
    warm_up_pairs: int = 8_000
    decay_pairs: int = 52_000
    """The last so many, over which the rate falls to nothing."""
    batch_pairs: int = 32
    peak_rate: float = 1.6e-4
    weight_decay: float = 0.01
    clip: float = 1.0

    def of_pairs(self, pairs: int) -> "Recipe":
        """Return the recipe with another number of pairs; a shorter one has every stretch shortened alike."""
        share = min(1.0, pairs / self.pairs)
        return replace(
            self,
            pairs=pairs,
            short_pairs=round(share * self.short_pairs),
            warm_up_pairs=round(share * self.warm_up_pairs),
            decay_pairs=pairs // 3,
        )

    @property
    def steps(self) -> int:
        """How often the weights are changed."""
        return self.pairs // self.batch_pairs

    @property
    def steps_before_decay(self) -> int:
        """After how many of them the rate begins to fall."""
        return (self.pairs - self.decay_pairs) // self.batch_pairs

    def rate(self, step: int) -> float:
        """Return the share of the peak rate at a step, 0 to 1."""
        warm_up, decay = max(1, self.warm_up_pairs) / self.batch_pairs, self.decay_pairs / self.batch_pairs
        return min((step + 1) / warm_up, 1.0, (self.steps - step) / max(decay, 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoded:
    """A window with the tokens at which an answer may begin and end; token 0 where it is not there."""

    window: Window
    starts: tuple[int, ...]
    ends: tuple[int, ...]


class Batches:
    """Makes batch ``n``: pairs alike in length, in seeded order."""

    STRETCH = 64
    """Batches whose pairs are sorted by length together."""

    def __init__(self, source: ExampleSource, encoder: WindowEncoder, recipe: Recipe) -> None:
        """Take where the examples come from."""
        self._source, self._encoder, self._recipe = source, encoder, recipe
        self._passes: list[list[Example]] = []
        self._made = (-1, list[list[Encoded]]())

    def __getitem__(self, number: int) -> list[Encoded]:
        """Return a batch, from 0."""
        stretch, place = divmod(number, self.STRETCH)
        if self._made[0] != stretch:
            self._made = (stretch, self._stretch(stretch))
        return self._made[1][place]

    def _stretch(self, number: int) -> list[list[Encoded]]:
        size = self.STRETCH * self._recipe.batch_pairs
        chance = random.Random(f"{self._recipe.seed} stretch {number}")
        short = number * size < self._recipe.short_pairs
        tokens = self._recipe.short_tokens if short else WINDOW_TOKENS
        examples = list(self._slice(number * size, size))
        encoded = [encode(example, self._encoder, tokens, chance) for example in examples]
        encoded.sort(key=lambda pair: len(pair.window.ids))
        batches = [encoded[at : at + self._recipe.batch_pairs] for at in range(0, size, self._recipe.batch_pairs)]
        chance.shuffle(batches)
        return batches

    def _slice(self, start: int, count: int) -> Iterator[Example]:
        number = 0
        while count:
            if number == len(self._passes):
                self._passes.append(self._source.examples(number))
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


def loss_of(model: torch.nn.Module, batch: Sequence[Encoded]) -> torch.Tensor:
    """Return the mean negative log-likelihood of the right starts and ends, in nats."""
    longest = max(len(pair.window.ids) for pair in batch)
    ids = torch.zeros((len(batch), longest), dtype=torch.long)
    types, mask = torch.zeros_like(ids), torch.zeros_like(ids)
    allowed = torch.zeros((len(batch), longest), dtype=torch.bool)
    right = torch.zeros((len(batch), longest, 2), dtype=torch.bool)
    for row, pair in enumerate(batch):
        length = len(pair.window.ids)
        ids[row, :length] = torch.tensor(pair.window.ids)
        types[row, :length] = torch.tensor(pair.window.type_ids)
        mask[row, :length] = 1
        allowed[row, pair.window.first : length - 1] = True
        right[row, list(pair.starts), 0] = True
        right[row, list(pair.ends), 1] = True
    allowed[:, 0] = True
    device = next(model.parameters()).device
    ids, types, mask, allowed, right = (tensor.to(device) for tensor in (ids, types, mask, allowed, right))
    with torch.autocast(device.type, dtype=torch.bfloat16):
        found = model(input_ids=ids, token_type_ids=types, attention_mask=mask)
    logits = torch.stack([found.start_logits, found.end_logits], dim=-1).float()
    logits = logits.masked_fill(~allowed[:, :, None], -1e9)
    likelihood = logits.log_softmax(dim=1).masked_fill(~right, -torch.inf).logsumexp(dim=1)
    return -likelihood.mean()


@dataclass(slots=True, kw_only=True)
class Progress:
    """How far a run has come; this is all that it needs to go on."""

    model: BertForQuestionAnswering
    optimizer: torch.optim.Optimizer
    step: int = 0
    curve: list[tuple[int, float]]
    """Pairs read, and the mean loss since the point before."""
    losses: list[float]
    """Since the last point of the curve."""

    def save(self, path: Path) -> None:
        """Write a checkpoint in place of the last one."""
        state = {
            "model": self.model.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "step": self.step,
            "curve": self.curve,
            "losses": self.losses,
        }
        part = path.with_name(f"{path.name}.part")
        torch.save(state, part)
        part.replace(path)

    def resume(self, path: Path) -> None:
        """Go back to where a checkpoint was written, if there is one."""
        if not path.exists():
            return
        kept = torch.load(path, weights_only=True)
        self.model.load_state_dict(kept["model"])
        self.optimizer.load_state_dict(kept["optimizer"])
        self.step, self.losses = kept["step"], kept.get("losses", [])
        self.curve = [tuple(point) for point in kept["curve"]]
        print(f"Going on at step {self.step}", flush=True)


def train(batches: Batches, recipe: Recipe, folder: Path, start_from: Path) -> list[tuple[int, float]]:
    """Train to the end of the recipe, from the last checkpoint where there is one; return the curve of the loss."""
    run = _begin(recipe, start_from)
    run.resume(folder / CHECKPOINT)
    began, first, saved = time.perf_counter(), run.step, time.perf_counter()
    while run.step < recipe.steps:
        for group in run.optimizer.param_groups:
            group["lr"] = recipe.peak_rate * recipe.rate(run.step)
        loss = loss_of(run.model, batches[run.step])
        loss.backward()
        torch.nn.utils.clip_grad_norm_(run.model.parameters(), recipe.clip)
        run.optimizer.step()
        run.optimizer.zero_grad(set_to_none=True)
        run.step += 1
        run.losses.append(float(loss.detach()))
        if run.step % STEPS_BETWEEN_FIGURES == 0 or run.step == recipe.steps:
            pairs, mean = run.step * recipe.batch_pairs, round(sum(run.losses) / len(run.losses), 4)
            run.curve.append((pairs, mean))
            run.losses.clear()
            speed = (run.step - first) * recipe.batch_pairs / (time.perf_counter() - began)
            print(f"{pairs} of {recipe.pairs} pairs  loss {mean:.4f}  {speed:.1f}/s", flush=True)
        if run.step == recipe.steps_before_decay:
            run.save(folder / PLATEAU)
        if time.perf_counter() - saved > SECONDS_BETWEEN_CHECKPOINTS or run.step == recipe.steps:
            run.save(folder / CHECKPOINT)
            saved = time.perf_counter()
    run.model.save_pretrained(folder)
    return run.curve


def _begin(recipe: Recipe, start_from: Path) -> Progress:
    torch.manual_seed(recipe.seed)
    model = BertForQuestionAnswering.from_pretrained(
        start_from, attn_implementation="eager", hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0
    )
    model.to(torch.device("cuda" if torch.cuda.is_available() else "cpu"))
    model.train()
    return Progress(model=model, optimizer=_optimizer(model, recipe), curve=[], losses=[])


def prepared(path: Path, folder: Path, recipe: Recipe, settings: Settings) -> ExampleSource:
    """Read the data, hold articles out, and find the hard negatives, or take those that the folder already holds."""
    articles, _ = held_out(read_articles(path), seed=recipe.seed, count=recipe.held_out_articles)
    articles = articles[: recipe.articles]
    kept = folder / HARD_NEGATIVES
    if not kept.exists():
        print(f"Asking the retriever for wrong passages, among {len(articles)} articles", flush=True)
        found = hard_negatives(articles, questions=recipe.retrieved_questions, seed=recipe.seed, settings=settings)
        _replace(kept, json.dumps({key: [asdict(place) for place in places] for key, places in found.items()}).encode())
    places = json.loads(kept.read_bytes())
    retrieved = {key: [Place(**place) for place in found] for key, found in places.items()}
    return ExampleSource(articles, retrieved, seed=recipe.seed, settings=settings)


def main() -> None:
    """Prepare, train and write the card of the training."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="SQuAD 2.0 training data, JSON, plain or .xz")
    parser.add_argument("--out", required=True, type=Path, help="folder for checkpoints and, at the end, the weights")
    parser.add_argument("--pairs", type=int, default=Recipe().pairs, help="pairs to train on [default: %(default)s]")
    parser.add_argument("--articles", type=int, help="train on so many articles only [default: all but those held out]")
    options = parser.parse_args()
    recipe = Recipe(articles=options.articles).of_pairs(options.pairs)
    options.out.mkdir(parents=True, exist_ok=True)
    _check_folder(options.out, recipe)
    source, start_from = prepared(options.file, options.out, recipe, Settings()), default_source()
    encoder = WindowEncoder.from_file(start_from / "tokenizer.json")
    curve = train(Batches(source, encoder, recipe), recipe, options.out, start_from)
    card = {
        "recipe": asdict(recipe),
        "data": {options.file.name: sha256(options.file.read_bytes()).hexdigest()},
        "hard_negatives_sha256": sha256((options.out / HARD_NEGATIVES).read_bytes()).hexdigest(),
        "started_from": {"all-MiniLM-L6-v2": sha256((start_from / "model.safetensors").read_bytes()).hexdigest()},
        "torch": torch.__version__,
        "weights_sha256": sha256((options.out / "model.safetensors").read_bytes()).hexdigest(),
        "loss_by_pairs": curve,
    }
    (options.out / CARD).write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


def _check_folder(folder: Path, recipe: Recipe) -> None:
    """Keep the recipe beside its checkpoints, and refuse to go on with one that would have begun otherwise."""
    kept = folder / RECIPE
    mine = {name: value for name, value in asdict(recipe).items() if name not in {"pairs", "decay_pairs"}}
    if not kept.exists():
        _replace(kept, json.dumps(mine, indent=1).encode())
    elif json.loads(kept.read_bytes()) != mine:
        raise SystemExit(f"{folder} holds a run of another recipe; name another folder with --out.")


def _optimizer(model: torch.nn.Module, recipe: Recipe) -> torch.optim.Optimizer:
    decayed = [weight for weight in model.parameters() if weight.dim() > 1]
    plain = [weight for weight in model.parameters() if weight.dim() <= 1]
    return torch.optim.AdamW(
        [{"params": decayed, "weight_decay": recipe.weight_decay}, {"params": plain, "weight_decay": 0.0}],
        lr=recipe.peak_rate,
    )


def _replace(path: Path, content: bytes) -> None:
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(content)
    part.replace(path)


def _piece(tokens: int, limit: int, spans: Sequence[tuple[int, int]], chance: random.Random) -> int:
    if tokens <= limit:
        return 0
    if not spans:
        return chance.choice(window_starts(tokens)) if limit == WINDOW_TOKENS else chance.randrange(tokens - limit + 1)
    start, end = chance.choice(spans)
    earliest, latest = max(0, end + 1 - limit), min(start, tokens - limit)
    return chance.randint(earliest, latest) if earliest <= latest else min(start, tokens - limit)


if __name__ == "__main__":
    main()
