"""Fits what a follow-up carries: ``python -m kiddqa.train.followup FILE --out followup.json``.

FILE is CANARD (JSON, plain or xz): questions of dialogues about an encyclopaedia's page, each with a rewrite by a
person that stands alone. A mention of the history is right where the rewrite took it over. The pages are dealt into
halves: the weights are fitted on one; ``benchmarks/followups.py`` judges them on the other. Each question is fitted
twice, with replies and titles and with the earlier questions only, since a conversation may come either way.

Source: Elgohary, Peskov and Boyd-Graber, "Can You Unpack That? Learning to Rewrite Questions-in-Context", 2019,
doi:10.18653/v1/D19-1605.
"""

import argparse
import json
import lzma
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from kiddqa.retrieve.antecedents import COLUMNS, Weights, row_of
from kiddqa.retrieve.conversation import Mention, Turn, keys_of, mentions
from kiddqa.retrieve.gaps import gaps

SEED = 20261122
PENALTIES = (0.03, 0.1, 0.3, 1.0)
"""Inverses of the L2 penalty that are tried."""
THRESHOLDS = tuple(round(0.05 * step, 2) for step in range(4, 17))
_FOLDS = 4
_TAKEN_OVER = 0.5
"""The share of a mention's new words that the rewrite must have for the mention to be right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedInDialogue:
    """A question of a dialogue with its rewrite."""

    page: str
    """The page the dialogue is about; pages are never parted by the halves."""
    dialogue: str
    number: int
    """From 1."""
    question: str
    rewrite: str
    history: tuple[Turn, ...]
    """The first question's is one turn without a question: the page that is open."""
    titles: tuple[str, ...]
    """The page's title and the section's."""
    answer: str = ""
    """Empty where there is none, or it is not in the file."""

    @property
    def is_self_contained(self) -> bool:
        """True where the person saw nothing to rewrite."""
        return self.question.split() == self.rewrite.split()


def read_dialogues(path: Path) -> list[AskedInDialogue]:
    """Read CANARD's records, each with the answer that the next record's history gives."""
    packed = path.read_bytes()
    records = json.loads(lzma.decompress(packed) if path.suffix == ".xz" else packed)
    asked = [_asked(record) for record in records]
    answers = {(one.dialogue, len(one.history)): one.history[-1].quote for one in asked if one.number > 1}
    return [replace(one, answer=answers.get((one.dialogue, one.number), "")) for one in asked]


def halves(asked: Sequence[AskedInDialogue]) -> tuple[list[AskedInDialogue], list[AskedInDialogue]]:
    """Return the questions to fit on and those to judge on; no page is in both."""
    pages = sorted({one.page for one in asked})
    fitted = set(random.Random(SEED).sample(pages, k=len(pages) // 2))
    return [one for one in asked if one.page in fitted], [one for one in asked if one.page not in fitted]


def without_replies(one: AskedInDialogue) -> AskedInDialogue:
    """Return the question with the earlier questions only."""
    return replace(one, history=tuple(Turn(question=turn.question) for turn in one.history))


def was_taken_over(mention: Mention, one: AskedInDialogue) -> bool:
    """Say whether the rewrite has at least half of the mention's words that the question has not."""
    new = mention.keys - keys_of(one.question)
    return bool(new) and len(new & keys_of(one.rewrite)) >= _TAKEN_OVER * len(new)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Columns of mentions, which of them are right, and the page each belongs to."""

    columns: NDArray[np.float64]
    """Shape (mentions, columns)."""
    right: NDArray[np.bool_]
    pages: NDArray[np.str_]


def rows_of(asked: Sequence[AskedInDialogue]) -> Rows:
    """Return a row for each mention that a question with a gap may mean."""
    found = [row for one in asked for view in (one, without_replies(one)) for row in _rows(view)]
    columns, right, pages = zip(*found, strict=True)
    return Rows(columns=np.array(columns), right=np.array(right), pages=np.array(pages))


def _rows(one: AskedInDialogue) -> Iterator[tuple[tuple[float, ...], bool, str]]:
    open_gaps, asked = gaps(one.question), keys_of(one.question)
    if open_gaps:
        for mention in mentions(one.history):
            if not mention.keys <= asked:
                row = row_of(open_gaps, asked, mention, len(one.history))
                yield row, was_taken_over(mention, one), one.page


def fit(rows: Rows) -> Weights:
    """Fit with the penalty and the threshold that do best where they were not fitted, page by page."""
    held_out = {penalty: _probabilities_held_out(rows, penalty) for penalty in PENALTIES}
    penalty, threshold = max(
        ((penalty, threshold) for penalty in PENALTIES for threshold in THRESHOLDS),
        key=lambda choice: f1(rows.right, held_out[choice[0]] >= choice[1]),
    )
    model = _fitted(rows.columns, rows.right, penalty)
    weights = {name: round(float(weight), 4) for name, weight in zip(COLUMNS, model.coef_[0], strict=True)}
    return Weights(
        intercept=round(float(model.intercept_[0]), 4),
        columns={name: weight for name, weight in weights.items() if weight},
        carried_from=threshold,
    )


def f1(right: NDArray[np.bool_], chosen: NDArray[np.bool_]) -> float:
    """Return the harmonic mean of precision and recall, 0 to 1; 0 where nothing right is chosen."""
    return float(2 * (right & chosen).sum() / max(1, right.sum() + chosen.sum()))


def _probabilities_held_out(rows: Rows, penalty: float) -> NDArray[np.float64]:
    pages = sorted(set(rows.pages.tolist()))
    random.Random(SEED).shuffle(pages)
    folds = {page: place % _FOLDS for place, page in enumerate(pages)}
    fold = np.array([folds[page] for page in rows.pages.tolist()])
    probabilities = np.zeros(len(rows.right))
    for number in range(_FOLDS):
        held = fold == number
        model = _fitted(rows.columns[~held], rows.right[~held], penalty)
        probabilities[held] = model.predict_proba(rows.columns[held])[:, 1]
    return probabilities


def _fitted(columns: NDArray[np.float64], right: NDArray[np.bool_], penalty: float) -> LogisticRegression:
    return LogisticRegression(C=penalty, max_iter=500).fit(columns, right)


def _asked(record: dict[str, object]) -> AskedInDialogue:
    title, section, *said = (str(piece) for piece in record["History"])  # type: ignore[attr-defined]  # a list
    dialogue = str(record["QuAC_dialog_id"])
    turns = tuple(
        Turn(question=said[place], quote=said[place + 1], titles=(title, section)) for place in range(0, len(said), 2)
    )
    return AskedInDialogue(
        page=dialogue.rpartition("_")[0],
        dialogue=dialogue,
        number=len(turns) + 1,
        question=str(record["Question"]),
        rewrite=str(record["Rewrite"]),
        history=turns or (Turn(question="", titles=(title, section)),),
        titles=(title, section),
    )


def main() -> None:
    """Fit and write the weights with where they come from."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("canard", type=Path, help="CANARD, JSON or JSON in xz")
    parser.add_argument("--out", type=Path, required=True, help="file to write")
    options = parser.parse_args()
    fitted_on, _ = halves(read_dialogues(options.canard))
    rows = rows_of(fitted_on)
    weights = fit(rows)
    written = {
        "intercept": weights.intercept,
        "columns": weights.columns,
        "carried_from": weights.carried_from,
        "fitted_on": {
            "questions": len(fitted_on),
            "mentions": len(rows.right),
            "right": int(rows.right.sum()),
            "sha256": sha256(options.canard.read_bytes()).hexdigest(),
            "seed": SEED,
        },
    }
    options.out.write_text(f"{json.dumps(written, indent=1)}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
