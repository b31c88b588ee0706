"""Fine-tunes the sentence scorer: ``python -m kiddqa.train.scorer FILE --out FOLDER``.

A cross-encoder, started from all-MiniLM-L6-v2, reads a question with one sentence and its title, and learns whether the
sentence answers. Each answerable question gives the sentence that holds its gold slice as a positive; its negatives are
the sentence of the same article that shares the most with the question, and another of the same paragraph. Each
unanswerable question gives the sentence of its article that shares the most with it as a negative.

Articles that ``train.ranker`` deals to fit and measure are never trained on.
"""

import argparse
import json
import math
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch.nn.functional import binary_cross_entropy_with_logits
from transformers import BertForSequenceClassification

from kiddqa.index.compile import default_source
from kiddqa.index.lexical import terms
from kiddqa.ingest.sentences import split_sentences
from kiddqa.read.scorer import MAX_TOKENS
from kiddqa.records import Range
from kiddqa.train.squad import SquadArticle, SquadQuestion, read_articles

TRAINING_FILE = "training.json"
"""Beside the weights: the recipe, the hash of the data, the figures of the run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """Everything that decides the weights, besides the data."""

    seed: int = 20261122
    held_out_articles: int = 140
    """Kept for ``train.ranker``, which fits and measures on them."""
    pairs: int = 120_000
    batch_pairs: int = 48
    peak_rate: float = 1.2e-4
    warm_up: float = 0.06
    """Share of the steps in which the rate climbs."""
    weight_decay: float = 0.01


@dataclass(frozen=True, slots=True)
class Pair:
    """A question with a sentence, and whether the sentence answers it."""

    question: str
    sentence: str
    answers: bool


def split_articles(articles: Sequence[SquadArticle], recipe: Recipe) -> tuple[list[SquadArticle], list[SquadArticle]]:
    """Return the articles to train on and those held out, by the seed."""
    shuffled = random.Random(recipe.seed).sample(list(articles), k=len(articles))
    return shuffled[recipe.held_out_articles :], shuffled[: recipe.held_out_articles]


def pairs_of(article: SquadArticle, chance: random.Random) -> Iterator[Pair]:
    """Yield the pairs of an article, question by question."""
    text = article.document.text
    sentences = [
        Range(block.start + sentence.start, block.start + sentence.end)
        for block in article.document.blocks
        for sentence in split_sentences(text[block.start : block.end])
    ]
    in_context = [f"{article.document.title}. {text[start:end]}" for start, end in sentences]
    found = [frozenset(terms(text[start:end])) for start, end in sentences]
    weights = _inverse_document_frequencies(found)
    for question in article.questions:
        asked = {term: weights.get(term, 0.0) for term in terms(question.text)}
        overlap = [sum(weight for term, weight in asked.items() if term in words) for words in found]
        holding = {place for place, sentence in enumerate(sentences) if _holds(sentence, question)}
        others = [place for place in range(len(sentences)) if place not in holding]
        if not others or (question.gold and not holding):
            continue
        nearest = max(others, key=overlap.__getitem__)
        if holding:
            place = min(holding)
            yield Pair(question.text, in_context[place], answers=True)
            beside = [other for other in others if abs(other - place) <= 3 and other != nearest]  # noqa: PLR2004
            if beside:
                yield Pair(question.text, in_context[chance.choice(beside)], answers=False)
            yield Pair(question.text, in_context[nearest], answers=False)
        elif chance.random() < 0.5:  # noqa: PLR2004  (half of the unanswerable: three negatives a positive are enough)
            yield Pair(question.text, in_context[nearest], answers=False)


def batches(
    pairs: Sequence[Pair], tokenizer: Tokenizer, recipe: Recipe
) -> list[list[tuple[list[int], list[int], bool]]]:
    """Return batches of token ids, token types and labels, alike in length, in seeded order."""
    encoded = []
    for example in pairs:
        encoding = tokenizer.encode(example.question, example.sentence)
        encoded.append((encoding.ids, encoding.type_ids, example.answers))
    chance = random.Random(recipe.seed)
    chance.shuffle(encoded)
    stretch = recipe.batch_pairs * 64
    grouped = []
    for start in range(0, len(encoded), stretch):
        alike = sorted(encoded[start : start + stretch], key=lambda example: len(example[0]))
        grouped += [alike[at : at + recipe.batch_pairs] for at in range(0, len(alike), recipe.batch_pairs)]
    chance.shuffle(grouped)
    return grouped


def train(pairs: Sequence[Pair], recipe: Recipe, folder: Path) -> BertForSequenceClassification:
    """Fine-tune for one pass over the pairs, printing the loss, saving at the end."""
    torch.manual_seed(recipe.seed)
    source = default_source()
    model = BertForSequenceClassification.from_pretrained(source, num_labels=1)
    tokenizer = Tokenizer.from_file(str(source / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    steps = batches(pairs, tokenizer, recipe)
    decayed = [weight for weight in model.parameters() if weight.dim() > 1]
    plain = [weight for weight in model.parameters() if weight.dim() <= 1]
    optimizer = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": recipe.weight_decay}, {"params": plain, "weight_decay": 0.0}],
        lr=recipe.peak_rate,
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(step, len(steps), recipe.warm_up))
    model.train()
    began, running = time.perf_counter(), math.nan
    for number, batch in enumerate(steps, start=1):
        loss = _loss(model, batch)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad(set_to_none=True)
        running = float(loss) if math.isnan(running) else 0.99 * running + 0.01 * float(loss)
        if number % 100 == 0 or number == len(steps):
            speed = number * recipe.batch_pairs / (time.perf_counter() - began)
            print(f"step {number} of {len(steps)}  loss {running:.4f}  {speed:.0f} pairs/s", flush=True)  # noqa: T201
    model.save_pretrained(folder)
    return model


def held_out_pairs(path: Path, count: int) -> list[tuple[str, str]]:
    """Return pairs from articles that were not trained on."""
    recipe = Recipe()
    _, articles = split_articles(read_articles(path), recipe)
    chance = random.Random(recipe.seed)
    pairs = [example for article in articles for example in pairs_of(article, chance)]
    return [(example.question, example.sentence) for example in chance.sample(pairs, k=count)]


def main() -> None:
    """Train, save and write the card of the training."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="SQuAD 2.0 training data, JSON, plain or .xz")
    parser.add_argument("--out", required=True, type=Path, help="folder to write the weights to")
    parser.add_argument("--pairs", type=int, default=Recipe().pairs, help="pairs to train on [default: %(default)s]")
    options = parser.parse_args()
    recipe = Recipe(pairs=options.pairs)
    articles, _ = split_articles(read_articles(options.file), recipe)
    chance = random.Random(recipe.seed)
    everything = [example for article in articles for example in pairs_of(article, chance)]
    chosen = chance.sample(everything, k=min(recipe.pairs, len(everything)))
    print(f"{len(chosen)} of {len(everything)} pairs from {len(articles)} articles", flush=True)  # noqa: T201
    options.out.mkdir(parents=True, exist_ok=True)
    train(chosen, recipe, options.out)
    card = {"recipe": asdict(recipe), "data": {options.file.name: sha256(options.file.read_bytes()).hexdigest()}}
    (options.out / TRAINING_FILE).write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


def _holds(sentence: Range, question: SquadQuestion) -> bool:
    return any(sentence.start <= gold.start and gold.end <= sentence.end for gold in question.gold)


def _inverse_document_frequencies(sentences: Sequence[frozenset[str]]) -> dict[str, float]:
    counts: dict[str, int] = {}
    for words in sentences:
        for word in words:
            counts[word] = counts.get(word, 0) + 1
    return {word: math.log(1 + (len(sentences) - n + 0.5) / (n + 0.5)) for word, n in counts.items()}


def _loss(model: BertForSequenceClassification, batch: Sequence[tuple[list[int], list[int], bool]]) -> torch.Tensor:
    longest = max(len(ids) for ids, _, _ in batch)
    ids = torch.zeros((len(batch), longest), dtype=torch.long)
    types = torch.zeros_like(ids)
    mask = torch.zeros_like(ids)
    for row, (tokens, kinds, _) in enumerate(batch):
        ids[row, : len(tokens)] = torch.tensor(tokens)
        types[row, : len(tokens)] = torch.tensor(kinds)
        mask[row, : len(tokens)] = 1
    with torch.autocast("cpu", dtype=torch.bfloat16):
        logits = model(input_ids=ids, token_type_ids=types, attention_mask=mask).logits[:, 0]
    labels = torch.tensor([float(answers) for _, _, answers in batch])
    return binary_cross_entropy_with_logits(logits.float(), labels)


def _rate(step: int, steps: int, warm_up: float) -> float:
    climb = max(1, round(steps * warm_up))
    return min((step + 1) / climb, max(0.0, (steps - step) / (steps - climb)))


if __name__ == "__main__":
    main()
