"""A document's metadata, text and blocks in; the title it is listed, shown and searched under out."""

import re
from collections.abc import Iterator, Sequence

from kiddqa.ingest.sentences import split_sentences
from kiddqa.records import Block, BlockKind

_MAX_WORDS = 18
_MIN_WORDS = 6
_MAX_GIVEN_CHARS = 200
_MAX_FIRST_CHARS = 10_000
_CLAUSE_START = frozenset(
    "after as at before by during for from in of on that to under which while who with".split()  # noqa: SIM905  (words)
)
_PLACEHOLDER = re.compile(
    r"(?:microsoft (?:word|powerpoint) - .*|untitled.*|document\d*|.*\.(?:docx?|pdf|indd|hwp))", re.IGNORECASE
)
_HASH = re.compile(r"(?=[0-9a-f]*\d)[0-9a-f]{8,}")


def choose_title(given: str | None, text: str, blocks: Sequence[Block], document_id: str) -> str:
    """Return the best title there is, on one line and never empty.

    In this order: the ``given`` one from metadata, unless a program put it there; the top heading; a heading above
    all running text; the first sentence, shortened; the file's name.
    """
    name = " ".join((given or "").split())
    if name and not _PLACEHOLDER.fullmatch(name):
        return _cut(name, _MAX_GIVEN_CHARS)
    return next(_found_titles(text, blocks), None) or _file_title(document_id)


def shorten(sentence: str) -> str:
    """Return the sentence if it has 18 words or fewer, else its opening up to a clause, with ``…``."""
    words = sentence.split()
    if len(words) <= _MAX_WORDS:
        return _cut(" ".join(words).rstrip(" .:;,"), _MAX_GIVEN_CHARS)
    end = next(
        (
            number
            for number in range(_MAX_WORDS, _MIN_WORDS, -1)
            if words[number].lower() in _CLAUSE_START or words[number - 1][-1] in ",;:"
        ),
        _MAX_WORDS,
    )
    return _cut(" ".join(words[:end]).rstrip(" .:;,"), _MAX_GIVEN_CHARS - 1).removesuffix("…") + "…"


def _found_titles(text: str, blocks: Sequence[Block]) -> Iterator[str]:
    readable = [block for block in blocks if block.kind is not BlockKind.BOILERPLATE]
    headings = [block for block in readable if block.kind is BlockKind.HEADING]
    top = next((block for block in headings if block.level == 1), None)
    if top is None and readable and readable[0].kind is BlockKind.HEADING:
        top = readable[0]
    if top is not None:
        yield _cut(" ".join(text[top.start : top.end].split()), _MAX_GIVEN_CHARS)
    for block in readable[:1]:
        body = text[block.start : min(block.end, block.start + _MAX_FIRST_CHARS)]
        first = split_sentences(body)[0]
        yield shorten(body[first.start : first.end])


def _file_title(document_id: str) -> str:
    stem = document_id.rsplit("/", maxsplit=1)[-1].rsplit(".", maxsplit=1)[0]
    words = [word for word in re.split(r"[\s_-]+", stem) if word and not _HASH.fullmatch(word)]
    name = " ".join(words) or document_id
    return name[0].upper() + name[1:]


def _cut(line: str, limit_chars: int) -> str:
    if len(line) <= limit_chars:
        return line
    kept = line[: limit_chars - 1].rsplit(" ", maxsplit=1)[0]
    return kept + "…"
