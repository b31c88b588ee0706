"""Measures the correction of typing errors: ``python benchmarks/spelling.py --questions FILE ...``.

Every answerable question that is spelt right gets one typing error, and two in different words, by a seed: two
letters swapped, a letter lost, a letter doubled or a neighbouring key hit, in a word of four letters or more, names
included, acronyms left out (the corrector leaves them as typed). An error may make another word ("first", "fist"),
which nothing here can see; the last column leaves these out.

With ``--elsewhere FILE`` also how many questions of a file in SQuAD's format are changed: they have nothing to do with
the documents, so that what is unknown in them is mostly a name spelt right.
"""

import argparse
import json
import lzma
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import process_time
from typing import TypeVar

from kiddqa.ingest.folder import load_folder
from kiddqa.questions import AskedQuestion, Half, read_questions
from kiddqa.retrieve.english import English
from kiddqa.retrieve.slips import neighbouring_keys
from kiddqa.retrieve.spelling import SpellingCorrector
from kiddqa.retrieve.vocabulary import Vocabulary, without_ending
from kiddqa.settings import Settings

Result = TypeVar("Result")

MISSPELT_KIND = "spelling"
"""Questions of this kind have errors already: they are shown as corrected, and not counted."""
WORD_OF_FOUR = re.compile(r"(?<![\w@])[^\W\d_]{4,}(?!\w)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Misspelt:
    """A question with typing errors in some of its words."""

    meant: str
    typed: str
    words: tuple[tuple[str, str], ...] = ()
    """(typed, meant) for each word with an error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one wrong word."""

    typed: str
    meant: str
    corrected: str
    is_word: bool
    """The error made another word that the corrector knows."""


def misspell(question: str, errors: int, rng: random.Random) -> Misspelt:
    """Put one typing error into each of ``errors`` words, fewer where there are fewer words of four letters."""
    places = [match for match in WORD_OF_FOUR.finditer(question) if not match[0].isupper()]
    chosen = rng.sample(places, min(errors, len(places)))
    typed, words = question, []
    for match in sorted(chosen, key=lambda match: -match.start()):
        wrong = _slip(match[0], rng)
        typed = typed[: match.start()] + wrong + typed[match.end() :]
        words.append((wrong, match[0]))
    return Misspelt(meant=question, typed=typed, words=tuple(words))


def measure(name: str, pairs: Sequence[Misspelt], corrector: SpellingCorrector) -> list[Outcome]:
    """Print the share of questions and of words that are restored, and the milliseconds a question."""
    began = process_time()
    corrected = [corrector.correct(pair.typed) for pair in pairs]
    milliseconds = 1000 * (process_time() - began) / max(1, len(pairs))
    outcomes = []
    for pair, spelling in zip(pairs, corrected, strict=True):
        changes = {without_ending(change.typed): without_ending(change.corrected) for change in spelling.changes}
        outcomes += [
            Outcome(
                typed=wrong, meant=right, corrected=changes.get(wrong, wrong), is_word=corrector.knows(wrong.lower())
            )
            for wrong, right in pair.words
        ]
    unseen = [outcome for outcome in outcomes if not outcome.is_word]
    questions = _share([spelling.text == pair.meant for spelling, pair in zip(corrected, pairs, strict=True)])
    print(f"{name:<18}{milliseconds:>6.2f}{questions:>20}{_restored(outcomes):>20}{_restored(unseen):>20}")
    return outcomes


def main() -> None:
    """Read, misspell, correct and count."""
    options = _options()
    documents = load_folder(options.corpus, max_file_bytes=Settings().max_file_bytes).documents
    english = _timed("loading the English list", English.load)
    vocabulary = _timed("counting the documents' words", lambda: Vocabulary.of(documents))
    corrector = SpellingCorrector(vocabulary=vocabulary, english=english)
    _timed("the first question with an error", lambda: corrector.correct("wo led it?"))
    asked = [question for path in options.questions for question in _answerable(path)]
    spelt = [question.question for question in asked if question.kind != MISSPELT_KIND]
    print(f"\n{'':<18}{'ms':>6}{'questions restored':>20}{'words restored':>20}{'no words restored':>20}")
    measure("spelt right", [Misspelt(meant=text, typed=text) for text in spelt], corrector)
    outcomes = []
    for errors, name in ((1, "one error"), (2, "two errors")):
        pairs = [misspell(text, errors, _seeded(f"{seed} {text}")) for seed in options.seeds for text in spelt]
        outcomes += measure(name, pairs, corrector)
    print("\nSpelt right and changed:")
    _print_changes(spelt, corrector)
    print("\nWith errors of their own:")
    _print_changes([question.question for question in asked if question.kind == MISSPELT_KIND], corrector)
    if options.show:
        print("\nNot restored:")
        for outcome in outcomes:
            if outcome.corrected != outcome.meant:
                print(f"  {outcome.typed} -> {outcome.corrected}, meant {outcome.meant}{' (a word)' * outcome.is_word}")
    if options.elsewhere:
        elsewhere = _sample(options.elsewhere, options.sample)
        print(f"\nQuestions of {options.elsewhere.name}:")
        changed = _print_changes(elsewhere, corrector)
        print(f"{_share([True] * changed + [False] * (len(elsewhere) - changed))} changed")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=Settings().corpus)
    parser.add_argument("--questions", type=Path, nargs="+", required=True, help="of split files the development half")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3, 4, 5])
    parser.add_argument("--show", action="store_true", help="list the wrong words that are not restored")
    parser.add_argument("--elsewhere", type=Path, help="questions in SQuAD's format, as .json or .json.xz")
    parser.add_argument("--sample", type=int, default=2_000, help="how many of them, drawn by a seed")
    return parser.parse_args()


def _answerable(path: Path) -> list[AskedQuestion]:
    return [
        question for question in read_questions(path) if question.half in {None, Half.DEVELOPMENT} and question.answers
    ]


def _sample(path: Path, size: int) -> list[str]:
    content = lzma.decompress(path.read_bytes()) if path.suffix == ".xz" else path.read_bytes()
    paragraphs = [paragraph for article in json.loads(content)["data"] for paragraph in article["paragraphs"]]
    questions: list[str] = [entry["question"] for paragraph in paragraphs for entry in paragraph["qas"]]
    return _seeded("elsewhere").sample(questions, min(size, len(questions)))


def _seeded(seed: str) -> random.Random:
    return random.Random(seed)


def _print_changes(questions: Sequence[str], corrector: SpellingCorrector) -> int:
    changed = 0
    for question in questions:
        changes = corrector.correct(question).changes
        changed += bool(changes)
        if changes:
            print(f"  {', '.join(f'{each.typed} -> {each.corrected}' for each in changes)}: {question}")
    return changed


def _timed(name: str, work: Callable[[], Result]) -> Result:
    began = process_time()
    result = work()
    print(f"{name}: {1000 * (process_time() - began):.0f} ms")
    return result


def _slip(word: str, rng: random.Random) -> str:
    """Return the word with one error that changes it; a capital at the beginning stays one."""
    place = rng.randrange(len(word))
    before, letter, after = word[:place], word[place], word[place + 1 :]
    wrong = rng.choice(
        [
            before + after[:1] + letter + after[1:],
            before + after,
            before + letter + letter.lower() + after,
            before + rng.choice(sorted(neighbouring_keys(letter.lower())) or [letter]) + after,
        ]
    )
    wrong = wrong.capitalize() if word.istitle() else wrong
    return wrong if wrong != word else _slip(word, rng)


def _restored(outcomes: Sequence[Outcome]) -> str:
    return _share([outcome.corrected == outcome.meant for outcome in outcomes])


def _share(hits: Sequence[bool]) -> str:
    return f"{100 * sum(hits) / len(hits):.1f} % (n = {len(hits):,})" if hits else "-"


if __name__ == "__main__":
    main()
