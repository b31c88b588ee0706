"""Prints what follow-ups become: ``python benchmarks/followup_questions.py FILE ...``, question files with histories.

Then the questions of the files that stand alone are asked after the histories of others; each one that this changes is
printed. Questions of a final half are left out: what is printed here is looked at.
"""

import argparse
import random
from collections.abc import Sequence
from pathlib import Path

from kiddqa.questions import AskedQuestion, Half, read_questions
from kiddqa.retrieve.antecedents import RULES, load_weights
from kiddqa.retrieve.conversation import Turn
from kiddqa.retrieve.followup import CarryOver, PhraseCarryOver

SEED = 20261122
FOREIGN_HISTORIES = 3
"""How many histories of others each question that stands alone is asked after."""


def print_followups(way: CarryOver, asked: Sequence[AskedQuestion]) -> None:
    """Print each follow-up with its history and what it becomes."""
    for one in asked:
        if one.history:
            print(f"{' / '.join(one.history)} | {one.question}\n    {_read(way, one, one.history)}")


def print_changed(way: CarryOver, asked: Sequence[AskedQuestion]) -> None:
    """Print the questions without a history that another's history changes."""
    histories = [one.history for one in asked if one.history]
    draw = random.Random(SEED)
    pairs = [
        (one, history)
        for one in asked
        if not one.history
        for history in draw.sample(histories, k=min(FOREIGN_HISTORIES, len(histories)))
    ]
    changed = [(one, read) for one, history in pairs if (read := _read(way, one, history)) != one.question]
    print(f"\nchanged by a foreign history: {len(changed)} of {len(pairs)}")
    for one, read in changed:
        print(f"{one.question}\n    {read}")


def main() -> None:
    """Read the files and print both lists."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", type=Path, nargs="+", help="JSON-lines files of questions")
    parser.add_argument("--weights", type=Path, help="what kiddqa.train.followup wrote, instead of the rules")
    options = parser.parse_args()
    way = PhraseCarryOver(weights=load_weights(options.weights) if options.weights else RULES)
    asked = [one for path in options.questions for one in read_questions(path) if one.half is not Half.FINAL]
    print_followups(way, asked)
    print_changed(way, asked)


def _read(way: CarryOver, one: AskedQuestion, history: Sequence[str]) -> str:
    return way.read(one.question, [Turn(question=question) for question in history]).text


if __name__ == "__main__":
    main()
