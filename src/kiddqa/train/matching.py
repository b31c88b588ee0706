"""Fits how sentences match questions: ``python -m kiddqa.train.matching FILE``.

Vectors of the embedder that ships tell what a text is about; which sentence answers is learned on top of them, from all
questions that the reader was trained on: SQuAD's own, those written for kiddqa in quite other words and of other kinds
(``train.authored``), and those about invented reports (``train.reports``). The likelihood of the sentences that hold
the answer among all of their article is made as large as can be, as a conditional logit whose utility is a bilinear
form; the embedder stays as it is.

Source: McFadden, "Conditional Logit Analysis of Qualitative Choice Behavior", in Zarembka (ed.), "Frontiers in
Econometrics", 1974, pages 105-142.
"""

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from kiddqa.index.embedder import load_embedder
from kiddqa.index.files import sha256_of_file
from kiddqa.ingest.chunk import chunk
from kiddqa.protocols import Embedder, Vectors
from kiddqa.read.matching import CARD_SUFFIX, WEIGHTS, in_context
from kiddqa.records import Range
from kiddqa.settings import Settings
from kiddqa.squad import SquadArticle, SquadQuestion, read_articles
from kiddqa.train.authored import ADDITIONS, REWORDINGS, authored
from kiddqa.train.examples import held_out
from kiddqa.train.recipe import Recipe
from kiddqa.train.reports import TRAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchingRecipe:
    """What decides the numbers besides the data."""

    seed: int = 20261122
    passes: int = 4
    questions_at_once: int = 256
    """Of one article in a step, at most."""
    begins_at: float = 20.0
    """``M`` begins as so many times the identity."""
    penalty: float = 0.001
    """On the square of how far ``M`` has gone from where it began, as a share of that."""
    rate: float = 0.02
    """Of Adam at the first step; it falls in a straight line to nothing."""
    plain_share: float = 0.3
    """How many of the questions in the text's own words are taken in each pass."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The questions of an article and its sentences, of which some answer."""

    questions: Vectors
    sentences: Vectors
    answering: NDArray[np.bool_]
    """Shape (questions, sentences)."""
    plain: NDArray[np.bool_]
    """Which questions are in the text's own words; shape (questions,)."""


def choice_of(
    article: SquadArticle,
    plain: Sequence[SquadQuestion],
    others: Sequence[SquadQuestion],
    embedder: Embedder,
    settings: Settings,
) -> Choice | None:
    """Return an article's sentences and those of the questions that one of them answers; None without any."""
    sentences: dict[Range, str] = {}
    for passage in chunk(article.document, passage_words=settings.passage_words, overlap_words=settings.overlap_words):
        for sentence in passage.sentences:
            sentences.setdefault(sentence, in_context(passage, sentence))
    asked = [(question, is_plain) for questions, is_plain in ((plain, True), (others, False)) for question in questions]
    found = [
        (question.text, is_plain, answering)
        for question, is_plain in asked
        if any(answering := [question.is_answered_by(article.document.id, *sentence) for sentence in sentences])
    ]
    if not found:
        return None
    return Choice(
        questions=embedder.embed([text for text, _, _ in found]),
        sentences=embedder.embed(list(sentences.values())),
        answering=np.array([answering for _, _, answering in found], np.bool_),
        plain=np.array([is_plain for _, is_plain, _ in found], np.bool_),
    )


def fit(
    choices: Sequence[Choice], recipe: MatchingRecipe
) -> tuple[NDArray[np.float32], NDArray[np.float32], list[float]]:
    """Fit ``M`` and ``b``.

    Returns:
        ``M``, shape (dimension, dimension); ``b``, shape (dimension,); the mean loss of each pass, in nats a question.
    """
    torch.manual_seed(recipe.seed)
    chance = random.Random(recipe.seed)
    identity = torch.eye(choices[0].sentences.shape[1])
    form = torch.nn.Parameter(recipe.begins_at * identity)
    bias = torch.nn.Parameter(torch.zeros(len(identity)))
    optimizer = torch.optim.Adam([form, bias])
    steps, step, curve = recipe.passes * len(choices), 0, []
    for _ in range(recipe.passes):
        losses: list[float] = []
        for choice in chance.sample(choices, k=len(choices)):
            rows = _rows(choice, recipe, chance)
            for group in optimizer.param_groups:
                group["lr"] = recipe.rate * (1 - step / steps)
            step += 1
            if not rows:
                continue
            sentences = torch.from_numpy(choice.sentences)
            scores = torch.from_numpy(choice.questions[rows]) @ form @ sentences.T + sentences @ bias
            answering = torch.from_numpy(choice.answering[rows])
            unlikely = -scores.log_softmax(dim=1).masked_fill(~answering, -torch.inf).logsumexp(dim=1)
            away = (form / recipe.begins_at - identity).square().sum()
            optimizer.zero_grad()
            (unlikely.mean() + recipe.penalty * away).backward()
            optimizer.step()
            losses += unlikely.tolist()
        curve.append(round(float(np.mean(losses)), 4))
        print(f"{curve[-1]:.4f} nats a question", flush=True)
    return form.detach().numpy(), bias.detach().numpy(), curve


def _rows(choice: Choice, recipe: MatchingRecipe, chance: random.Random) -> list[int]:
    kept = [row for row, plain in enumerate(choice.plain) if not plain or chance.random() < recipe.plain_share]
    return chance.sample(kept, k=min(len(kept), recipe.questions_at_once))


def _choices(path: Path, embedder: Embedder, settings: Settings) -> Iterator[Choice]:
    reader = Recipe()
    articles, _ = held_out(read_articles(path), seed=reader.seed, count=reader.held_out_articles)
    pairs = [*zip(articles, authored(articles), strict=True)]
    invented = [(None, report) for report in read_articles(TRAIN)]
    for number, (plain, others) in enumerate([*pairs, *invented], start=1):
        choice = choice_of(others, plain.questions if plain else (), others.questions, embedder, settings)
        if choice:
            yield choice
        if number % 50 == 0:
            print(f"{number} of {len(pairs) + len(invented)} articles embedded", flush=True)


def main() -> None:
    """Embed, fit and write the numbers with their card."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="SQuAD 2.0 training data, JSON, plain or .xz")
    parser.add_argument("--out", type=Path, default=WEIGHTS, help="where to write the numbers [default: %(default)s]")
    options = parser.parse_args()
    settings, recipe = Settings(), MatchingRecipe()
    embedder = load_embedder(None, settings.embeddings, threads=settings.threads)
    form, bias, curve = fit(list(_choices(options.file, embedder, settings)), recipe)
    with options.out.open("wb") as file:
        np.savez(file, form=form.astype(np.float16), bias=bias.astype(np.float16))
    card = {
        "recipe": asdict(recipe),
        "embedder": embedder.fingerprint,
        "data": {path.name: sha256_of_file(path) for path in (options.file, REWORDINGS, ADDITIONS, TRAIN)},
        "torch": torch.__version__,
        "loss_by_pass": curve,
        "weights_sha256": sha256_of_file(options.out),
    }
    options.out.with_suffix(CARD_SUFFIX).write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
