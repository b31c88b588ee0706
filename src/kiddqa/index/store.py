"""Documents and passages in one SQLite file: written once, then read by any number of threads."""

import json
import sqlite3
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from threading import Lock
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from kiddqa.errors import IndexError_
from kiddqa.index.damage import DamagedIndexError
from kiddqa.index.rows import DOCUMENT_COLUMNS, document_of, document_row, passage_row
from kiddqa.records import Document, Filters, Passage, Range

_SCHEMA = """
CREATE TABLE documents (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, title TEXT NOT NULL, text TEXT NOT NULL,
    sha256 TEXT NOT NULL, format TEXT NOT NULL, blocks TEXT NOT NULL, page_starts TEXT NOT NULL,
    date TEXT, publisher TEXT, url TEXT, language TEXT, kind TEXT, sources TEXT NOT NULL,
    aliases TEXT NOT NULL
);
CREATE TABLE passages (
    number INTEGER PRIMARY KEY, document INTEGER NOT NULL REFERENCES documents (number),
    start INTEGER NOT NULL, end INTEGER NOT NULL, heading TEXT NOT NULL, sentences TEXT NOT NULL,
    context_sha256 TEXT NOT NULL
);
"""
_CACHED_DOCUMENTS = 256
_CACHED_CHARS = 20_000_000
"""Of the texts of the documents in memory together, unless a single one is longer."""


def write_store(path: Path, documents: Sequence[Document], passages: Iterable[Passage]) -> None:
    """Write documents, in that order, and passages, numbered from 0; the same records give the same bytes."""
    numbers = {document.id: number for number, document in enumerate(documents)}
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")  # the builder flushes all files of a generation together
        connection.executescript(_SCHEMA)
        connection.execute("BEGIN")
        connection.executemany(
            f"INSERT INTO documents (number, {DOCUMENT_COLUMNS}) VALUES ({', '.join('?' * 15)})",  # noqa: S608
            ((number, *document_row(document)) for number, document in enumerate(documents)),
        )
        connection.executemany(
            "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?)",
            ((number, numbers[passage.document.id], *passage_row(passage)) for number, passage in enumerate(passages)),
        )
        connection.execute("COMMIT")


class PassageStore:
    """Reads what ``write_store`` wrote; the last 256 documents, of 20 million characters, stay in memory.

    Safe between threads.
    """

    def __init__(self, path: Path) -> None:
        """Open the file, which must not change while it is open.

        Raises:
            DamagedIndexError: if it is not such a file.
        """
        self._path = path
        self._lock = Lock()
        self._cache: OrderedDict[int, Document] = OrderedDict()
        self._cached_chars = 0
        with ExitStack() as opened:
            self._connection = self._connect()
            opened.callback(self._connection.close)
            listed = self._rows("SELECT id, date, publisher FROM documents ORDER BY number")
            with self._named_damage():
                cursor = self._connection.execute("SELECT document FROM passages ORDER BY number")
                self._owners: NDArray[np.int64] = np.fromiter((row[0] for row in cursor), dtype=np.int64)
            opened.pop_all()
        self._numbers = {str(row[0]): number for number, row in enumerate(listed)}
        self._dates: list[str | None] = [row[1] for row in listed]
        self._publishers: list[str | None] = [row[2] for row in listed]

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def __len__(self) -> int:
        """The number of passages."""
        return len(self._owners)

    @property
    def owners(self) -> NDArray[np.int64]:
        """The number of each passage's document, in the order of passages."""
        return self._owners

    def passage(self, number: int) -> Passage:
        """Return passage ``number``, from 0.

        Raises:
            IndexError_: if there is no such passage.
        """
        rows = self._rows("SELECT start, end, heading, sentences FROM passages WHERE number = ?", int(number))
        if not rows:
            raise IndexError_(f"There is no passage {number}; the index has {len(self)}, numbered from 0.")
        start, end, heading, sentences = rows[0]
        return Passage(
            document=self._document(int(self._owners[number])),
            start=start,
            end=end,
            heading=tuple(json.loads(heading)),
            sentences=tuple(Range(*sentence) for sentence in json.loads(sentences)),
        )

    def documents(self) -> Sequence[Document]:
        """Return every document in order; each is read from the file when it is asked for."""
        return _StoredDocuments(self)

    def document(self, document_id: str) -> Document | None:
        """Return the document with that id, or None."""
        number = self._numbers.get(document_id)
        return None if number is None else self._document(number)

    def passage_numbers(self, filters: Filters) -> NDArray[np.int64] | None:
        """Return the ascending numbers of passages that the filters admit, or None if they admit all.

        Dates are compared as far as both go: a document of ``2014`` may be of any day in 2014, so it is admitted
        after ``2014-06-01`` and before it.
        """
        if filters.admits_all:
            return None
        admitted = [
            number for document_id, number in self._numbers.items() if self._admits(filters, document_id, number)
        ]
        return np.flatnonzero(np.isin(self._owners, admitted)).astype(np.int64)

    def context_hashes(self) -> list[str]:
        """Return the hex SHA-256 of each passage's ``context_text``, in order."""
        return [row[0] for row in self._rows("SELECT context_sha256 FROM passages ORDER BY number")]

    def _admits(self, filters: Filters, document_id: str, number: int) -> bool:
        date, publisher = self._dates[number], self._publishers[number]
        return (
            (not filters.documents or document_id in filters.documents)
            and (filters.publisher is None or filters.publisher.casefold() == (publisher or "").casefold())
            and (filters.after is None or _in_order(filters.after, date))
            and (filters.before is None or _in_order(date, filters.before))
        )

    def _document(self, number: int) -> Document:
        with self._lock:
            if number in self._cache:
                self._cache.move_to_end(number)
                return self._cache[number]
        rows = self._rows(f"SELECT {DOCUMENT_COLUMNS} FROM documents WHERE number = ?", number)  # noqa: S608
        document = document_of(rows[0])
        with self._lock:
            if number in self._cache:
                return self._cache[number]
            self._cache[number] = document
            self._cached_chars += len(document.text)
            while len(self._cache) > _CACHED_DOCUMENTS or (self._cached_chars > _CACHED_CHARS and len(self._cache) > 1):
                _, forgotten = self._cache.popitem(last=False)
                self._cached_chars -= len(forgotten.text)
        return document

    def _connect(self) -> sqlite3.Connection:
        address = f"{self._path.resolve().as_uri()}?mode=ro&immutable=1"
        with self._named_damage():
            return sqlite3.connect(address, uri=True, check_same_thread=False)

    def _rows(self, statement: str, *values: int) -> list[tuple[Any, ...]]:
        with self._lock, self._named_damage():
            return self._connection.execute(statement, values).fetchall()

    @contextmanager
    def _named_damage(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.ProgrammingError:
            raise  # our own mistake, no damage
        except sqlite3.DatabaseError as error:
            raise DamagedIndexError(f"{self._path} cannot be read as a passage store ({error})") from error


class _StoredDocuments(Sequence[Document]):
    """A store's documents, read one by one: counting them reads none."""

    def __init__(self, store: PassageStore) -> None:
        self._store = store
        self._ids = tuple(store._numbers)  # noqa: SLF001  (one module, one pair)

    def __len__(self) -> int:
        return len(self._ids)

    @overload
    def __getitem__(self, position: int) -> Document: ...

    @overload
    def __getitem__(self, position: slice) -> Sequence[Document]: ...

    def __getitem__(self, position: int | slice) -> Document | Sequence[Document]:
        numbers = range(len(self))[position]
        if isinstance(numbers, int):
            return self._store._document(numbers)  # noqa: SLF001
        return [self._store._document(number) for number in numbers]  # noqa: SLF001

    def __iter__(self) -> Iterator[Document]:
        return (self[position] for position in range(len(self)))


def _in_order(earlier: str | None, later: str | None) -> bool:
    if earlier is None or later is None:
        return False
    shared = min(len(earlier), len(later))
    return earlier[:shared] <= later[:shared]
