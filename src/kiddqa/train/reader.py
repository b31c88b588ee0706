"""Trains the reader: ``python -m kiddqa.train.reader FILE --out FOLDER``; run again, it goes on where it was cut off.

A cross-encoder, started from all-MiniLM-L6-v2, reads a question with a passage and its title, and learns where the
answer begins and ends, or, at ``[CLS]``, that it is not there. Where the answer's words occur several times, any of
them counts. The first pairs are read with a short piece of their passage, which is learned from faster; then with all
of it. The rate climbs, holds and falls in straight lines, once in each cycle; where the last cycle ended, a recipe with
one more goes on. The weights that are kept are the mean of those that the cycles ended with, cycle ``k`` weighing ``k``
times: they answer unseen articles better than the last ones alone. From these a second recipe goes on (``--start``),
with questions in quite other words (``train.authored``), and from its weights a third, with groups of passages of which
one answers (``train.groups``). Batch ``n`` depends on the seed and ``n`` alone, and so does the chance within a step:
a run that was cut off ends as if it had not been.

Source of the mean: Izmailov et al., "Averaging Weights Leads to Wider Optima and Better Generalization", 2018,
arXiv:1803.05407.

On two cores torch spends most of its time returning memory to the system unless ``MALLOC_MMAP_MAX_=0`` and
``MALLOC_TRIM_THRESHOLD_=8589934592`` are set before it starts.
"""

import argparse
import json
import os
import random
import time
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from transformers import BertForQuestionAnswering

from kiddqa.index.compile import default_source
from kiddqa.index.embedder import load_embedder
from kiddqa.index.files import sha256_of_file
from kiddqa.read.encoding import WindowEncoder
from kiddqa.settings import Settings
from kiddqa.train.authored import ADDITIONS, REWORDINGS
from kiddqa.train.batches import Batches
from kiddqa.train.loss import loss_of
from kiddqa.train.paraphrase import Paraphraser
from kiddqa.train.prepare import HARD_NEGATIVES, REPORTS_HARD_NEGATIVES, prepared
from kiddqa.train.recipe import RECIPES, Cycle, Recipe
from kiddqa.train.reports import TRAIN as REPORTS
from kiddqa.train.rounding import rounded_products
from kiddqa.train.wordnet import WordNet

CARD = "training.json"
CHECKPOINT = "checkpoint.pt"
RECIPE = "recipe.json"
CYCLE_END = "cycle-{number}.safetensors"
"""Weights with which a cycle ended, counted from 1."""
SECONDS_BETWEEN_CHECKPOINTS = 600
STEPS_BETWEEN_FIGURES = 50


@dataclass(slots=True, kw_only=True)
class Run:
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
    torch.set_num_threads(os.cpu_count() or 1)  # faiss, which the negatives are found with, has left OpenMP but one
    run = _begin(recipe, start_from)
    ends = [{name: weight.clone() for name, weight in run.model.state_dict().items()}] if recipe.counts_start else []
    run.resume(folder / CHECKPOINT)
    _check_ends(folder, recipe, run.step)
    began, first, saved = time.perf_counter(), run.step, time.perf_counter()
    while run.step < recipe.steps:
        for group in run.optimizer.param_groups:
            group["lr"] = recipe.rate(run.step)
        cycle = recipe.cycle_at(run.step)
        set_dropout(run.model, cycle.dropout)
        torch.manual_seed(recipe.seed + run.step)
        with rounded_products(run.model) if cycle.rounds else nullcontext():
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
        for number, end in enumerate(recipe.cycle_ends, start=1):
            if run.step == end:
                save_file(run.model.state_dict(), folder / CYCLE_END.format(number=number))
        if time.perf_counter() - saved > SECONDS_BETWEEN_CHECKPOINTS or run.step == recipe.steps:
            run.save(folder / CHECKPOINT)
            saved = time.perf_counter()
    ends += [load_file(folder / CYCLE_END.format(number=number)) for number in range(1, 1 + len(recipe.cycles))]
    run.model.load_state_dict(weighted_mean(ends, [1] * len(ends) if recipe.counts_start else range(1, 1 + len(ends))))
    run.model.save_pretrained(folder)
    return run.curve


def set_dropout(model: torch.nn.Module, share: float) -> None:
    """Leave out so many of the hidden numbers, 0 to 1; those that say how much tokens attend to each other stay."""
    for name, module in model.named_modules():
        if isinstance(module, torch.nn.Dropout) and not name.endswith("attention.self.dropout"):
            module.p = share


def _check_ends(folder: Path, recipe: Recipe, step: int) -> None:
    """Refuse to go on where the weights of a cycle that has ended are missing: their mean could not be taken."""
    for number, end in enumerate(recipe.cycle_ends, start=1):
        path = folder / CYCLE_END.format(number=number)
        if step >= end and not path.is_file():
            raise SystemExit(
                f"{folder} lacks {path.name}, the weights with which that cycle of the run ended; put it back, or name "
                "another folder with --out and train from the beginning."
            )


def weighted_mean(states: Sequence[Mapping[str, torch.Tensor]], shares: Sequence[int]) -> dict[str, torch.Tensor]:
    """Return the mean of weights of the same names and shapes, each weighing as its share of the sum of shares."""
    return {
        name: sum(
            (share / sum(shares) * state[name].double() for share, state in zip(shares, states, strict=True)),
            torch.zeros(()),
        ).to(tensor.dtype)
        for name, tensor in states[0].items()
    }


def _begin(recipe: Recipe, start_from: Path) -> Run:
    torch.manual_seed(recipe.seed)
    model = BertForQuestionAnswering.from_pretrained(
        start_from, attn_implementation="eager", hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0
    )
    model.to(torch.device("cuda" if torch.cuda.is_available() else "cpu"))
    model.train()
    return Run(model=model, optimizer=_optimizer(model, recipe), curve=[], losses=[])


def main() -> None:
    """Prepare, train and write the card of the training."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="SQuAD 2.0 training data, JSON, plain or .xz")
    parser.add_argument("--out", required=True, type=Path, help="folder for checkpoints and, at the end, the weights")
    parser.add_argument(
        "--wordnet",
        type=Path,
        help="folder of WordNet's files (wordnet-base of Debian); needed for the first recipe",
    )
    parser.add_argument("--recipe", choices=RECIPES, default="first", help="what is learned [default: %(default)s]")
    parser.add_argument(
        "--start",
        type=Path,
        help="go on from the weights that this command wrote into this folder by the recipe before; needed for all but "
        "the first, which begins with all-MiniLM-L6-v2",
    )
    parser.add_argument("--pairs", type=int, help="pairs to train on [default: all of the recipe]")
    parser.add_argument("--articles", type=int, help="train on so many articles only [default: all but those held out]")
    options = parser.parse_args()
    if (options.recipe == "first") == bool(options.start):
        parser.error("--start is needed for the second and the third recipe, and for these alone")
    whole = replace(RECIPES[options.recipe](), articles=options.articles)
    recipe = whole.of_pairs(options.pairs or whole.pairs)
    if not options.wordnet and any(cycle.paraphrased for cycle in recipe.cycles):
        parser.error("the recipe asks some questions in WordNet's words; name its folder with --wordnet")
    if options.start and not (options.start / CARD).is_file():
        parser.error(f"{options.start} lacks {CARD}; name a folder that this command or kiddqa.train.restore wrote")
    options.out.mkdir(parents=True, exist_ok=True)
    _check_folder(options.out, recipe)
    settings = Settings()
    sources = prepared(options.file, options.out, recipe, settings)
    first, start_from = default_source(), options.start or default_source()
    encoder = WindowEncoder.from_file(first / "tokenizer.json")
    paraphrase = _paraphraser(options.wordnet, encoder, settings) if options.wordnet else _as_it_is
    curve = train(Batches(sources, encoder, recipe, paraphrase), recipe, options.out, start_from)
    read = [
        options.file,
        *([REWORDINGS, ADDITIONS] if options.start else []),
        *([REPORTS] if recipe.reads_reports else []),
    ]
    negatives = [HARD_NEGATIVES, *([REPORTS_HARD_NEGATIVES] if recipe.reads_reports else [])]
    card = {
        "recipe": asdict(recipe),
        "data": {path.name: sha256_of_file(path) for path in read},
        **{f"{Path(name).stem}_sha256": sha256_of_file(options.out / name) for name in negatives},
        "started_from": {
            "reader" if options.start else "all-MiniLM-L6-v2": sha256_of_file(start_from / "model.safetensors"),
            **({"training": json.loads((start_from / CARD).read_bytes())} if options.start else {}),
        },
        "torch": torch.__version__,
        "weights_sha256": sha256_of_file(options.out / "model.safetensors"),
        "loss_by_pairs": curve,
    }
    (options.out / CARD).write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


def _paraphraser(wordnet: Path, encoder: WindowEncoder, settings: Settings) -> Paraphraser:
    return Paraphraser(WordNet(wordnet), load_embedder(settings.model, settings.embeddings, threads=1), encoder)


def _as_it_is(question: str, _: random.Random) -> str:
    return question


def _check_folder(folder: Path, recipe: Recipe) -> None:
    """Keep the recipe beside its checkpoints, and refuse to go on with one that would have begun otherwise."""
    path = folder / RECIPE
    mine = asdict(recipe)
    kept = json.loads(path.read_bytes()) if path.exists() else mine
    kept_cycles = [Cycle(**cycle) for cycle in kept["cycles"]]
    if list(recipe.cycles[: len(kept_cycles)]) != kept_cycles or kept | {"cycles": 0} != mine | {"cycles": 0}:
        raise SystemExit(f"{folder} holds a run of another recipe; name another folder with --out.")
    _replace(path, json.dumps(mine, indent=1).encode())


def _optimizer(model: torch.nn.Module, recipe: Recipe) -> torch.optim.Optimizer:
    decayed = [weight for weight in model.parameters() if weight.dim() > 1]
    plain = [weight for weight in model.parameters() if weight.dim() <= 1]
    return torch.optim.AdamW(
        [{"params": decayed, "weight_decay": recipe.weight_decay}, {"params": plain, "weight_decay": 0.0}],
        lr=0.0,
    )


def _replace(path: Path, content: bytes) -> None:
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(content)
    part.replace(path)


if __name__ == "__main__":
    main()
