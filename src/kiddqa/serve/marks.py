r"""A document and ranges in; its blocks out, cut into segments of which some are marked.

    text    "Title\n\nOne two three."        blocks [0, 5) heading, [7, 21) paragraph
    marked  [11, 14)
    gives   heading ["Title"], paragraph ["One ", **"two"**, " three."]

White space between blocks is dropped, nothing else: the marked segments, joined, are the marked text without the
white space between its blocks. Where the blocks of a document do not hold what is to be marked, its plain text is shown
as one block: marking the wrong words would be worse than showing no headings.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from kiddqa.records import Block, BlockKind, Document, Range

_DEEPEST = 6
_RUNS = frozenset({BlockKind.LIST_ITEM, BlockKind.TABLE_ROW, BlockKind.BOILERPLATE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A run of a text that is marked as a whole or not at all."""

    text: str
    mark: int | None = None
    """Which of the marks it belongs to, from 1 in the order of the text; None: it is not marked."""
    begins: bool = False
    """True for the first segment of a mark, where an address leads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedBlock:
    """A block as it is shown; its segments, joined, are its text."""

    segments: tuple[Segment, ...]
    level: int
    """Headings: 2 to 6, one deeper than the heading above at most. List items: 1 to 6. Otherwise 0."""
    page: int | None = None
    """The number of the page, from 1, if this is the first block that begins on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Neighbouring list items, table rows or boilerplate lines; any other block alone."""

    kind: BlockKind
    blocks: tuple[MarkedBlock, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedDocument:
    """A document as it is shown: its title, then its groups of blocks."""

    title: tuple[Segment, ...]
    """The document's title; a first block that is a heading of the same words stands here and not in ``groups``."""
    groups: tuple[Group, ...]
    plain: bool = False
    """True where the text is shown as it stands, in one block, since the blocks do not hold what is marked."""

    @property
    def segments(self) -> list[Segment]:
        """Every segment in the order of reading."""
        inner = [segment for group in self.groups for block in group.blocks for segment in block.segments]
        return [*self.title, *inner]

    @property
    def marked_text(self) -> str:
        """The marked segments, joined."""
        return "".join(segment.text for segment in self.segments if segment.mark)


def mark_document(document: Document, marked: Sequence[Range] = ()) -> MarkedDocument:
    """Cut a document into its title and groups of blocks, with the slices ``marked`` marked in them.

    Slices that overlap become one mark; marks are numbered in the order of the text.
    """
    marks = joined(marked)
    shown = _by_blocks(document, marks)
    wanted = "".join(document.text[mark.start : mark.end] for mark in marks)
    return shown if _same_words(shown.marked_text, wanted) else _in_plain(document, marks)


def cut(text: str, outer: Range, marks: Sequence[Range]) -> tuple[Segment, ...]:
    """Cut ``text[outer]`` where marks begin and end in it; ``marks`` are in order and do not overlap."""
    segments, place = [], outer.start
    for number, mark in enumerate(marks, start=1):
        inside = Range(max(mark.start, outer.start), min(mark.end, outer.end))
        if inside.start >= inside.end:
            continue
        segments.append(Segment(text=text[place : inside.start]))
        segments.append(Segment(text=text[inside.start : inside.end], mark=number))
        place = inside.end
    segments.append(Segment(text=text[place : outer.end]))
    return tuple(segment for segment in segments if segment.text)


def joined(slices: Sequence[Range]) -> list[Range]:
    """Return the slices in order, those that overlap as one."""
    marks: list[Range] = []
    for asked in sorted(slices):
        if marks and asked.start < marks[-1].end:
            marks[-1] = Range(marks[-1].start, max(marks[-1].end, asked.end))
        else:
            marks.append(asked)
    return marks


def heading_levels(levels: Sequence[int]) -> list[int]:
    """Return levels 2 to 6 for a sequence of heading levels, so that none is skipped on the way down.

    ``[3, 4, 4, 1, 6]`` gives ``[2, 3, 3, 2, 3]``: level 1 is the title of the page.
    """
    open_levels: list[int] = []
    shown = []
    for level in levels:
        while open_levels and open_levels[-1] >= level:
            open_levels.pop()
        open_levels.append(level)
        shown.append(min(1 + len(open_levels), _DEEPEST))
    return shown


def _by_blocks(document: Document, marks: Sequence[Range]) -> MarkedDocument:
    blocks = document.blocks
    titled = bool(blocks) and _is_title(blocks[0], document)
    texts = _marked_once([cut(document.text, Range(block.start, block.end), marks) for block in blocks])
    facts = zip(texts, _shown_levels(blocks, titled=titled), _first_on_page(document), strict=True)
    shown = [MarkedBlock(segments=segments, level=level, page=page) for segments, level, page in facts]
    title = shown.pop(0).segments if titled else (Segment(text=document.title),)
    keys = [_run_key(number, block) for number, block in enumerate(blocks[titled:])]
    runs = groupby(zip(keys, shown, strict=True), key=lambda keyed: keyed[0])
    groups = (Group(kind=kind, blocks=tuple(block for _, block in run)) for (kind, _), run in runs)
    return MarkedDocument(title=title, groups=tuple(groups))


def _in_plain(document: Document, marks: Sequence[Range]) -> MarkedDocument:
    (segments,) = _marked_once([cut(document.text, Range(0, len(document.text)), marks)])
    whole = Group(kind=BlockKind.PARAGRAPH, blocks=(MarkedBlock(segments=segments, level=0),))
    return MarkedDocument(title=(Segment(text=document.title),), groups=(whole,), plain=True)


def _marked_once(blocks: Sequence[tuple[Segment, ...]]) -> list[tuple[Segment, ...]]:
    """Let each mark begin once, at its first segment that is shown: the white space between blocks is not."""
    begun: set[int] = set()
    counted = []
    for segments in blocks:
        kept = []
        for segment in segments:
            begins = segment.mark is not None and segment.mark not in begun
            begun.update(() if segment.mark is None else (segment.mark,))
            kept.append(replace(segment, begins=begins))
        counted.append(tuple(kept))
    return counted


def _same_words(text: str, other: str) -> bool:
    return "".join(text.split()) == "".join(other.split())


def _is_title(block: Block, document: Document) -> bool:
    return block.kind is BlockKind.HEADING and document.text[block.start : block.end].split() == document.title.split()


def _shown_levels(blocks: Sequence[Block], *, titled: bool) -> list[int]:
    below_title = blocks[titled:]
    headings = iter(heading_levels([block.level for block in below_title if block.kind is BlockKind.HEADING]))
    levels = [next(headings) if b.kind is BlockKind.HEADING else min(b.level, _DEEPEST) for b in below_title]
    return [1, *levels] if titled else levels


def _first_on_page(document: Document) -> list[int | None]:
    """Return for each block the number of the page that it is the first to begin on, else None."""
    pages = [document.page_at(block.start) for block in document.blocks]
    return [page if page != before else None for before, page in pairwise([None, *pages])]


def _run_key(number: int, block: Block) -> tuple[BlockKind, int]:
    return (block.kind, -1 if block.kind in _RUNS else number)
