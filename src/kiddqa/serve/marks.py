r"""A document and a range in; its blocks out, cut into segments of which some are marked.

    text    "Title\n\nOne two three."        blocks [0, 5) heading, [7, 21) paragraph
    marked  [11, 14)
    gives   heading ["Title"], paragraph ["One ", **"two"**, " three."]

White space between blocks is dropped, nothing else: the marked segments, joined, are the marked text without the
white space between its blocks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from kiddqa.records import Block, BlockKind, Document, Range

_DEEPEST = 6
_RUNS = frozenset({BlockKind.LIST_ITEM, BlockKind.TABLE_ROW, BlockKind.BOILERPLATE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A run of a block's text that is marked as a whole or not at all."""

    text: str
    marked: bool = False
    anchor: bool = False
    """True for the first marked segment of the document only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedBlock:
    """A block as it is shown; its segments, joined, are its text."""

    segments: tuple[Segment, ...]
    level: int
    """Headings: 2 to 6, one deeper than the heading above at most. List items: 1 to 6. Otherwise 0."""


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

    @property
    def segments(self) -> list[Segment]:
        """Every segment in the order of reading."""
        inner = [segment for group in self.groups for block in group.blocks for segment in block.segments]
        return [*self.title, *inner]

    @property
    def marked_text(self) -> str:
        """The marked segments, joined."""
        return "".join(segment.text for segment in self.segments if segment.marked)


def mark_document(document: Document, marked: Range | None) -> MarkedDocument:
    """Cut a document into its title and groups of blocks, with the slice ``marked`` (None: nothing) marked in them."""
    blocks = list(document.blocks)
    title: tuple[Segment, ...] = (Segment(text=document.title),)
    if blocks and _is_title(blocks[0], document):
        title = _segments(document, blocks.pop(0), marked)
    levels = _shown_levels(blocks)
    shown = [
        MarkedBlock(segments=_segments(document, block, marked), level=level)
        for block, level in zip(blocks, levels, strict=True)
    ]
    keys = [_run_key(number, block) for number, block in enumerate(blocks)]
    runs = groupby(zip(keys, shown, strict=True), key=lambda keyed: keyed[0])
    groups = (Group(kind=kind, blocks=tuple(block for _, block in run)) for (kind, _), run in runs)
    return MarkedDocument(title=title, groups=tuple(groups))


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


def _is_title(block: Block, document: Document) -> bool:
    return block.kind is BlockKind.HEADING and document.text[block.start : block.end].split() == document.title.split()


def _shown_levels(blocks: Sequence[Block]) -> list[int]:
    headings = iter(heading_levels([block.level for block in blocks if block.kind is BlockKind.HEADING]))
    return [next(headings) if block.kind is BlockKind.HEADING else min(block.level, _DEEPEST) for block in blocks]


def _segments(document: Document, block: Block, marked: Range | None) -> tuple[Segment, ...]:
    """Cut a block where the mark begins and ends in it."""
    start, end = marked or Range(block.end, block.end)
    inside = Range(max(start, block.start), min(end, block.end))
    if inside.start >= inside.end:
        return (Segment(text=document.text[block.start : block.end]),)
    cuts = pairwise((block.start, inside.start, inside.end, block.end))
    return tuple(
        Segment(
            text=document.text[cut.start : cut.end],
            marked=cut == inside,
            anchor=cut == inside and not _is_marked_before(document, block, start),
        )
        for cut in (Range(*pair) for pair in cuts)
        if cut.start < cut.end
    )


def _is_marked_before(document: Document, block: Block, start: int) -> bool:
    return any(earlier.end > start for earlier in document.blocks if earlier.end <= block.start)


def _run_key(number: int, block: Block) -> tuple[BlockKind, int]:
    return (block.kind, -1 if block.kind in _RUNS else number)
