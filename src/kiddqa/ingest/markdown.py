"""A Markdown file's bytes in; a Draft whose text is what a reader sees, without the markup, out.

CommonMark with tables, and YAML front matter. A hard-wrapped paragraph keeps its line breaks, so that plain prose is
a verbatim slice of the file too.
"""

from collections.abc import Iterator
from html.parser import HTMLParser

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from kiddqa.ingest.decode import decode
from kiddqa.ingest.draft import Draft, Part, clean, join_parts, table_row
from kiddqa.ingest.frontmatter import split_front_matter
from kiddqa.records import BlockKind

_MAX_NESTING = 100


def load(data: bytes) -> Draft:
    """Return the draft of a Markdown file.

    Raises:
        UnreadableFileError: if the bytes are no text, or the front matter is broken.
    """
    metadata, body = split_front_matter(clean(decode(data)))
    parser = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING}).enable("table")
    return join_parts(_parts(SyntaxTreeNode(parser.parse(body))), metadata)


def _parts(node: SyntaxTreeNode, depth: int = 0) -> Iterator[Part]:
    """Yield the parts of a node of the tree; ``depth`` counts the lists around it."""
    match node.type:
        case "heading":
            yield Part(text=_plain(node), kind=BlockKind.HEADING, level=int(node.tag.removeprefix("h")))
        case "paragraph":
            yield Part(text=_plain(node))
        case "list_item":
            yield from _item(node, depth)
        case "tr":
            yield table_row(_plain(cell) for cell in node.children)
        case "fence" | "code_block":
            yield Part(text=node.content)
        case "html_block":
            yield Part(text=_without_tags(node.content))
        case _:
            below = depth + (node.type in {"bullet_list", "ordered_list"})
            for child in node.children:
                yield from _parts(child, below)


def _item(node: SyntaxTreeNode, depth: int) -> Iterator[Part]:
    """Yield a list item: its first paragraph is the item, what follows keeps its own kind."""
    for number, child in enumerate(node.children):
        if number == 0 and child.type == "paragraph":
            yield Part(text=_plain(child), kind=BlockKind.LIST_ITEM, level=depth)
        else:
            yield from _parts(child, depth)


def _plain(node: SyntaxTreeNode) -> str:
    """Return the text of a node and of those within it, without markup."""
    match node.type:
        case "softbreak" | "hardbreak":
            return "\n"
        case "html_inline":
            return "\n" if node.content.lower().startswith("<br") else ""
        case "text" | "code_inline":
            return node.content
        case _:
            return "".join(_plain(child) for child in node.children)


class _TagDropper(HTMLParser):
    """Collects the text of an HTML fragment, but for scripts and styles."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._unseen = 0

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        """Pass over ``<![foo]>`` as over a comment, as browsers do, where the library gives up."""
        try:
            return super().parse_marked_section(i, report)
        except AssertionError:
            return self.parse_bogus_comment(i)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  (inherited)
        self._unseen += tag in {"script", "style"}

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in {"script", "style"} and self._unseen > 0

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.pieces.append(data)


def _without_tags(html: str) -> str:
    dropper = _TagDropper()
    dropper.feed(html)
    dropper.close()
    return "\n".join(line for piece in dropper.pieces if (line := " ".join(piece.split())))
