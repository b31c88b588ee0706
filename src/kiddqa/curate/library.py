"""A folder of Markdown files in; a Library of entries, each with its front matter and its sentences by line, out."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Date  # noqa: N812  (a type beside a property called date)
from pathlib import Path

from kiddqa.curate.front_matter import Fault, FrontMatter, read_front_matter
from kiddqa.errors import CorpusError, UnreadableFileError
from kiddqa.ingest import markdown
from kiddqa.ingest.decode import decode
from kiddqa.ingest.draft import clean
from kiddqa.ingest.folder import corpus_files
from kiddqa.ingest.sentences import split_sentences
from kiddqa.records import BlockKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """A sentence, heading or table row, verbatim."""

    text: str
    line: int
    """The line (from 1) of the file on which it begins."""
    level: int = 0
    """Of a heading: 1 (top) to 6."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One file of the reference corpus.

    Its properties are what the front matter says, or None (an empty tuple) where that is missing or mistyped, so
    that each rule can look at what is there and leave the rest to the rule about front matter.
    """

    id: str
    """The file's path below the corpus folder, with ``/`` between parts."""
    front_matter: FrontMatter
    sentences: tuple[Excerpt, ...] = ()
    """Of paragraphs and list items, in order."""
    headings: tuple[Excerpt, ...] = ()
    rows: tuple[Excerpt, ...] = ()
    """Table rows, header rows among them; cells are parted by ``|``."""
    boilerplate: tuple[Excerpt, ...] = ()
    """Blocks that the product takes for boilerplate, which it never quotes."""

    @property
    def title(self) -> str | None:
        """The title of the front matter."""
        return self._text("title")

    @property
    def kind(self) -> str | None:
        """The kind of entry: meeting, body, term, person or overview."""
        return self._text("kind")

    @property
    def place(self) -> str | None:
        """Where a meeting was held."""
        return self._text("place")

    @property
    def number(self) -> int | None:
        """The number of a meeting, from 1."""
        value = self.front_matter.fields.get("number")
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    @property
    def day(self) -> Date | None:
        """The first day of a meeting."""
        try:
            return Date.fromisoformat(self._text("date") or "")
        except ValueError:
            return None

    @property
    def see_also(self) -> tuple[str, ...]:
        """The ids of related entries."""
        value = self.front_matter.fields.get("see_also")
        return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()

    def line_of(self, key: str) -> int:
        """Return the line of a key of the front matter, or 1 where it is missing."""
        return self.front_matter.lines.get(key, 1)

    def _text(self, key: str) -> str | None:
        value = self.front_matter.fields.get(key)
        return value if isinstance(value, str) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """All files of a reference corpus."""

    entries: tuple[Entry, ...]
    """In order of their ids."""
    strangers: tuple[str, ...] = ()
    """Ids of files that are no Markdown, in order."""

    def meetings(self) -> list[Entry]:
        """Return the entries of kind ``meeting`` that have a number, by number and then id."""
        return sorted(
            (entry for entry in self.entries if entry.kind == "meeting" and entry.number is not None),
            key=lambda entry: (entry.number or 0, entry.id),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to mend."""

    document: str
    """The document's id."""
    line: int
    """From 1."""
    rule: str
    message: str
    """One plain sentence: what was found and what is expected."""


_REMEDY = "type kiddqa corpus check DIR with the folder of the corpus."
Rule = Callable[[Library], Iterator[Finding]]


def read_library(folder: Path) -> Library:
    """Read every file below ``folder`` that ``kiddqa index`` would open.

    Raises:
        CorpusError: if the folder is missing, may not be opened or holds no Markdown.
    """
    if not folder.is_dir():
        raise CorpusError(f"There is no folder {folder}; {_REMEDY}")
    files = dict(corpus_files(folder))
    entries = tuple(_read_file(name, files[name]) for name in sorted(files) if name.endswith(".md"))
    if not entries:
        raise CorpusError(f"The folder {folder} holds no Markdown; {_REMEDY}")
    return Library(entries=entries, strangers=tuple(name for name in sorted(files) if not name.endswith(".md")))


def read_entry(document_id: str, data: bytes) -> Entry:
    """Return the entry that the bytes of a file make, with what is wrong among the faults of its front matter."""
    try:
        front_matter = read_front_matter(clean(decode(data)))
        draft = markdown.load(front_matter.body.encode())
    except UnreadableFileError as error:
        return _unread(document_id, str(error))
    lines = _Lines(front_matter.body, front_matter.body_line)
    gathered: Mapping[BlockKind, list[Excerpt]] = {kind: [] for kind in BlockKind}
    for block in draft.blocks:
        pieces = _pieces(draft.text[block.start : block.end], block.kind)
        gathered[block.kind] += [Excerpt(text=piece, line=lines.line_of(piece), level=block.level) for piece in pieces]
    running_text = gathered[BlockKind.PARAGRAPH] + gathered[BlockKind.LIST_ITEM]
    return Entry(
        id=document_id,
        front_matter=front_matter,
        sentences=tuple(sorted(running_text, key=lambda sentence: sentence.line)),
        headings=tuple(gathered[BlockKind.HEADING]),
        rows=tuple(gathered[BlockKind.TABLE_ROW]),
        boilerplate=tuple(gathered[BlockKind.BOILERPLATE]),
    )


def _read_file(document_id: str, path: Path) -> Entry:
    try:
        return read_entry(document_id, path.read_bytes())
    except OSError as error:
        return _unread(document_id, f"cannot be opened ({error.strerror})")


def _unread(document_id: str, reason: str) -> Entry:
    fault = Fault(line=1, message=f"The file {reason}; expected Markdown in UTF-8.")
    return Entry(id=document_id, front_matter=FrontMatter(faults=(fault,)))


def _pieces(text: str, kind: BlockKind) -> Sequence[str]:
    if kind in {BlockKind.PARAGRAPH, BlockKind.LIST_ITEM}:
        return [text[sentence.start : sentence.end] for sentence in split_sentences(text)]
    return [text]


class _Lines:
    """Finds the line of each piece of text, asked for in the order of the file.

    A piece that inline markup keeps from standing there to the letter gets the line of the piece before it.
    """

    def __init__(self, body: str, first_line: int) -> None:
        self._body = body
        self._first_line = first_line
        self._offset = 0

    def line_of(self, piece: str) -> int:
        opening = piece.split("\n", 1)[0]
        found = self._body.find(opening, self._offset)
        start = self._offset if found < 0 else found
        if found >= 0:
            self._offset = found + len(opening)
        return self._first_line + self._body.count("\n", 0, start)
