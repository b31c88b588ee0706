"""A file of questions in, questions out.

A line is a JSON object of ``id, kind, question, answers, evidence_quote?, history?, half?``.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from kiddqa.errors import QuestionError


class Half(StrEnum):
    """A file's questions are split so that what is tuned on one half can be judged on the other."""

    DEVELOPMENT = "development"
    FINAL = "final"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedQuestion:
    """A question of a file, with its gold answers where the file has them."""

    id: str
    question: str
    kind: str = "question"
    answers: tuple[str, ...] = ()
    """Acceptable answers; empty: the corpus does not answer."""
    evidence: str | None = None
    """A slice of the sentence that answers, where the file names it."""
    history: tuple[str, ...] = ()
    """The earlier questions of the conversation, oldest first."""
    half: Half | None = None
    """None where the file is not split."""


def read_questions(path: Path) -> list[AskedQuestion]:
    """Read a JSON-lines file; empty lines are passed over, a missing ``id`` becomes the line's number.

    Raises:
        QuestionError: if the file is missing or a line is no such object; the message names the line.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionError(f"The question file {path} could not be read ({error}).") from error
    return list(_questions(path, lines))


def of_half(questions: Sequence[AskedQuestion], half: Half) -> list[AskedQuestion]:
    """Return the questions of one half, in order.

    Raises:
        QuestionError: if there is none.
    """
    chosen = [question for question in questions if question.half == half]
    if not chosen:
        raise QuestionError(f'No question has "half": "{half}"; leave --half out to ask them all.')
    return chosen


def _questions(path: Path, lines: list[str]) -> Iterator[AskedQuestion]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
        except ValueError as error:
            raise QuestionError(
                f"Line {number} of {path} is not JSON ({error}); expected one object a line."
            ) from error
        if not isinstance(entry, dict) or not isinstance(entry.get("question"), str):
            raise QuestionError(f'Line {number} of {path} has no text under "question".')
        yield AskedQuestion(
            id=str(entry.get("id", number)),
            question=entry["question"],
            kind=str(entry.get("kind", "question")),
            answers=_texts(entry, "answers", number, path),
            evidence=_evidence(entry, number, path),
            history=_texts(entry, "history", number, path),
            half=_half(entry, number, path),
        )


def _texts(entry: dict[str, object], name: str, number: int, path: Path) -> tuple[str, ...]:
    found = entry.get(name, [])
    if not isinstance(found, list) or not all(isinstance(text, str) for text in found):
        raise QuestionError(f'Line {number} of {path} has {found!r} under "{name}"; expected a list of texts.')
    return tuple(found)


def _evidence(entry: dict[str, object], number: int, path: Path) -> str | None:
    found = entry.get("evidence_quote")
    if found is not None and not isinstance(found, str):
        raise QuestionError(f'Line {number} of {path} has {found!r} under "evidence_quote"; expected a text.')
    return found


def _half(entry: dict[str, object], number: int, path: Path) -> Half | None:
    found = entry.get("half")
    if found is None:
        return None
    if found not in list(Half):
        raise QuestionError(f'Line {number} of {path} has {found!r} under "half"; expected "development" or "final".')
    return Half(str(found))
