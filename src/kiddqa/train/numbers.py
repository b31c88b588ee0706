"""Questions with passages in, the same with other numbers out: what tells documents of one series apart.

In a series of like documents (meetings, editions, years) the right one and its neighbours differ in a number, which may
stand in the title alone. SQuAD hardly asks for that, so its examples are changed in one of three ways, if they can be:

    asked      the question's number is another, which the passage lacks: it is not answered there
    told       a sentence like the one that answers comes before or after it, with another number and another answer
    titled     title and question are of one number, and the answer stands; or of two, and it does not
"""

import random
import re
from collections.abc import Callable
from dataclasses import replace

from kiddqa.ingest.sentences import split_sentences
from kiddqa.read.encoding import body
from kiddqa.records import Range
from kiddqa.retrieve.ordinals import in_figures
from kiddqa.train.examples import Example

_NUMBER = re.compile(r"(?<![\w.,])(\d{1,4})(st|nd|rd|th)?(?![\w,]|\.\d)")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+(?: [A-Z][a-z]+)*")
_FORMS: tuple[Callable[[str, int], str], ...] = (
    lambda name, number: f"{in_figures(number)} {name}",
    lambda name, number: f"{name} {number}",
    lambda name, number: f"{1960 + number} {name}",
)


def changed(example: Example, chance: random.Random) -> Example:
    """Return an example changed in one of the three ways, or as it was where none can be."""
    ways = [asked, told, titled]
    chance.shuffle(ways)
    return next((found for way in ways if (found := way(example, chance))), example)


def asked(example: Example, chance: random.Random) -> Example | None:
    """Ask an answered question for another number, which neither passage nor title has."""
    there = f"{example.passage.document.title.replace('_', ' ')} {example.passage.text}"
    matches = [match for match in _NUMBER.finditer(example.question) if match[1] in _numbers(there)]
    if not example.gold or not matches:
        return None
    match = chance.choice(matches)
    found = other_number(match, chance)
    if _numbers(found) & _numbers(there):
        return None
    question = example.question[: match.start()] + found + example.question[match.end() :]
    return replace(example, question=question, gold=())


def told(example: Example, chance: random.Random) -> Example | None:
    """Tell beside the sentence that answers the like of another number, with another answer."""
    if not example.gold:
        return None
    start, beyond = body(example.passage)
    text, gold = example.passage.document.text[start:beyond], example.gold[0]
    sentence = next(
        (text[a:b] for a, b in split_sentences(text) if start + a <= gold.start and gold.end <= start + b), None
    )
    answer = example.passage.document.text[gold.start : gold.end]
    if sentence is None or sentence.count(answer) != 1:
        return None
    other = _other_answer(answer, text, chance)
    shared = _numbers(example.question) & _numbers(sentence.replace(answer, " "))
    if not other or not shared:
        return None
    number = chance.choice(sorted(shared))
    twin = _NUMBER.sub(lambda match: other_number(match, chance) if match[1] == number else match[0], sentence)
    twin = twin.replace(answer, other)
    if number in _numbers(twin) or answer in twin:
        return None
    at = text.index(sentence)
    at, inserted = (at, f"{twin} ") if chance.random() < 0.5 else (at + len(sentence), f" {twin}")
    made = text[:at] + inserted + text[at:]
    return replace(
        example,
        passage=replace(
            example.passage,
            document=replace(example.passage.document, text=made),
            start=0,
            end=len(made),
            sentences=(Range(0, len(made)),),
        ),
        gold=tuple(
            Range(piece.start - start + shift, piece.end - start + shift)
            for piece in example.gold
            for shift in [len(inserted) if piece.start - start >= at else 0]
        ),
    )


def titled(example: Example, chance: random.Random) -> Example | None:
    """Number the title and, in the question, what it names; sometimes not alike, and then nothing answers."""
    document = example.passage.document
    name = document.title.replace("_", " ")
    place = re.search(rf"\b{re.escape(name)}\b", example.question, re.IGNORECASE)
    if not example.gold or not place or _numbers(f"{name} {example.question}"):
        return None
    form, number = chance.choice(_FORMS), chance.randrange(1, 60)
    other = number if chance.random() < 0.5 else chance.choice([n for n in range(1, 60) if n != number])
    question = example.question[: place.start()] + form(place[0], other) + example.question[place.end() :]
    passage = replace(example.passage, document=replace(document, title=form(name, number)))
    return Example(question=question, passage=passage, gold=example.gold if number == other else ())


def other_number(match: re.Match[str], chance: random.Random) -> str:
    """Return a number near another, as long, with the ending that it needs."""
    number = int(match[1])
    near = [
        n
        for n in range(max(1, number - 9), number + 10)
        if n != number and len(str(n)) == len(match[1].lstrip("0") or "1")
    ]
    found = chance.choice(near)
    return in_figures(found) if match[2] else str(found).zfill(len(match[1]))


def _numbers(text: str) -> set[str]:
    return {match[1] for match in _NUMBER.finditer(text)}


def _other_answer(answer: str, text: str, chance: random.Random) -> str | None:
    """Return an answer of the same kind: other numbers, or another name of the passage."""
    if _numbers(answer):
        return _NUMBER.sub(lambda match: other_number(match, chance), answer)
    if not answer[0].isupper():
        return None
    names = sorted({match[0] for match in _NAME.finditer(text)} - {answer})
    names = [name for name in names if name not in answer and answer not in name]
    return chance.choice(names) if names else None
