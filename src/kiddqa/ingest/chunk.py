"""A Document in; its passages, runs of whole sentences that never cross a heading, out.

A **section** is what stands between two headings, with the headings directly above it; a run of boilerplate is a
section too. Within a section, passages are filled sentence by sentence, and each begins with the last sentences of
the one before::

    words per sentence  40 50 30 | 30 60     at most 130 words, 40 of them shared
    passages            40 50 30             120 words
                              30   30 60     120 words
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kiddqa.ingest.phrases import bullet_length
from kiddqa.ingest.sentences import split_sentences
from kiddqa.records import Block, BlockKind, Document, Passage, Range

_MAX_HEADINGS = 50
_MAX_WORD_CHARS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class _Section:
    headings: tuple[Block, ...]
    body: tuple[Block, ...]
    path: tuple[str, ...]
    boilerplate: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Unit:
    """A sentence; ``start`` is before it where a bullet opens its block."""

    start: int
    sentence: Range
    words: int


def chunk(document: Document, *, passage_words: int, overlap_words: int) -> list[Passage]:
    """Cut a document into passages, in order; together they hold every character that is not white space.

    A heading opens the first passage of its section and is no sentence of it; headings with nothing below them
    make a passage without sentences. ``document.text[p.start:p.end] == p.text``.

    Args:
        document: What to cut.
        passage_words: Most words in the sentences of a passage, unless it is one single longer sentence. From 1.
        overlap_words: Most words of whole sentences that neighbours in a section share. From 0.
    """
    return [
        passage
        for section in _sections(document)
        for passage in _passages(document, section, passage_words=passage_words, overlap_words=overlap_words)
    ]


def _sections(document: Document) -> Iterator[_Section]:
    path = _HeadingPath(document)
    headings: list[Block] = []
    body: list[Block] = []
    for block in document.blocks:
        enough = len(headings) >= _MAX_HEADINGS and block.kind is BlockKind.HEADING
        if enough or (body and _opens_section(block, body[-1])):
            yield _section(headings, body, path)
            headings, body = [], []
        elif headings and block.kind is BlockKind.BOILERPLATE:
            yield _section(headings, body, path)
            headings = []
        if block.kind is BlockKind.HEADING:
            path.enter(block)
            headings.append(block)
        else:
            body.append(block)
    if headings or body:
        yield _section(headings, body, path)


def _opens_section(block: Block, above: Block) -> bool:
    boilerplate = BlockKind.BOILERPLATE
    return block.kind is BlockKind.HEADING or (block.kind is boilerplate) != (above.kind is boilerplate)


def _section(headings: Sequence[Block], body: Sequence[Block], path: "_HeadingPath") -> _Section:
    return _Section(
        headings=tuple(headings),
        body=tuple(body),
        path=path.names(),
        boilerplate=bool(body) and body[0].kind is BlockKind.BOILERPLATE,
    )


@dataclass(slots=True)
class _HeadingPath:
    """The headings that are open, outermost first; the document's own title is left out."""

    document: Document
    _open: list[tuple[int, str]] = field(default_factory=list)

    def enter(self, heading: Block) -> None:
        """Close the headings of the same and deeper levels, and open this one."""
        self._open = [entry for entry in self._open if entry[0] < heading.level]
        self._open.append((heading.level, " ".join(self.document.text[heading.start : heading.end].split())))

    def names(self) -> tuple[str, ...]:
        """Return the open headings."""
        title = self.document.title.casefold()
        return tuple(name for _, name in self._open if name.casefold() != title)


def _passages(document: Document, section: _Section, *, passage_words: int, overlap_words: int) -> Iterator[Passage]:
    blocks = section.headings + section.body
    start, end = blocks[0].start, blocks[-1].end
    if section.boilerplate or not section.body:
        yield Passage(document=document, start=start, end=end, heading=section.path, boilerplate=section.boilerplate)
        return
    units = [unit for block in section.body for unit in _units(document.text, block)]
    for first, beyond in _windows([unit.words for unit in units], passage_words, overlap_words):
        taken = units[first:beyond]
        yield Passage(
            document=document,
            start=start if first == 0 else taken[0].start,
            end=taken[-1].sentence.end,
            heading=section.path,
            sentences=tuple(unit.sentence for unit in taken),
        )


def _units(text: str, block: Block) -> Iterator[_Unit]:
    bullet = bullet_length(text[block.start : block.end]) if block.kind is BlockKind.LIST_ITEM else 0
    body = block.start + bullet
    start = block.start
    for sentence in split_sentences(text[body : block.end]):
        placed = Range(body + sentence.start, body + sentence.end)
        yield _Unit(start=start, sentence=placed, words=_words(text[placed.start : placed.end]))
        start = body + sentence.end


def _words(sentence: str) -> int:
    """Return the number of words; what is written without spaces counts as one per 40 characters."""
    return max(len(sentence.split()), len(sentence) // _MAX_WORD_CHARS)


def _windows(words: Sequence[int], limit: int, overlap: int) -> Iterator[tuple[int, int]]:
    """Yield half-open windows that together hold every sentence, each as full as ``limit`` words allow."""
    first = 0
    beyond = 0
    while beyond < len(words):
        total = sum(words[first:beyond])
        while beyond < len(words) and (beyond == first or total + words[beyond] <= limit):
            total += words[beyond]
            beyond += 1
        yield first, beyond
        if beyond < len(words):
            first = _overlap_start(words, first, beyond, min(overlap, limit - words[beyond]))


def _overlap_start(words: Sequence[int], first: int, beyond: int, room: int) -> int:
    """Return where the next window begins: as many sentences back as fit in ``room`` words, past ``first``."""
    start = beyond
    while start - 1 > first and words[start - 1] <= room:
        start -= 1
        room -= words[start]
    return start
