"""Documents in, one SQLite file of their words out; opened again, it knows what reading all documents would tell.

    words         how often each occurs, and whether it is a name      kept in memory once the file is open
    pairs         how often one word follows another                   looked up
    definitions   of short forms, with their places                    kept in memory
    phrases       which words stand side by side                       looked up

So a start costs as much as there are different words, not as there is text.
"""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from threading import Lock
from typing import Any, Protocol
from weakref import finalize

from kiddqa.records import Document, Passage, Range
from kiddqa.retrieve.acronyms import Acronyms, Definition
from kiddqa.retrieve.phrases import Phrases, spaced
from kiddqa.retrieve.vocabulary import Vocabulary, counts_and_names, words_of

WORDS_FILE = "words.sqlite"

_SCHEMA = """
CREATE TABLE words (number INTEGER PRIMARY KEY, word TEXT NOT NULL, count INTEGER NOT NULL, is_name INTEGER NOT NULL);
CREATE TABLE pairs (first INTEGER, second INTEGER, count INTEGER NOT NULL, PRIMARY KEY (first, second)) WITHOUT ROWID;
CREATE TABLE definitions (
    number INTEGER PRIMARY KEY, document TEXT NOT NULL,
    long_form TEXT NOT NULL, long_start INTEGER NOT NULL, long_end INTEGER NOT NULL,
    short_form TEXT NOT NULL, short_start INTEGER NOT NULL, short_end INTEGER NOT NULL,
    sentence_start INTEGER, sentence_end INTEGER
);
CREATE VIRTUAL TABLE phrases USING fts5 (text, content = '', columnsize = 0, tokenize = 'ascii');
"""
_ADD_PAIRS = """
INSERT INTO pairs VALUES (?, ?, ?) ON CONFLICT (first, second) DO UPDATE SET count = count + excluded.count
"""
_PAIRS_IN_MEMORY = 1_000_000
"""Different pairs that are counted before they are written; some 200 MB."""


class Finds(Protocol):
    """Knows which words stand side by side, as ``Phrases`` does."""

    def count(self, name: str) -> int:
        """Return in how many documents the words of ``name`` stand side by side."""
        ...

    def stand(self, name: str) -> bool:
        """True if they do in one."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What the documents of an index say, word by word."""

    vocabulary: Vocabulary
    acronyms: Acronyms
    phrases: Finds

    @classmethod
    def of(cls, documents: Iterable[Document], passages: Iterable[Passage]) -> "Words":
        """Read everything, and keep it in memory."""
        kept = tuple(documents)
        return cls(vocabulary=Vocabulary.of(kept), acronyms=Acronyms.mine(passages), phrases=Phrases(kept))

    @classmethod
    def opened(cls, path: Path) -> "Words":
        """Open what ``write_words`` wrote; it says the same as ``of`` the same documents and passages."""
        kept = _Kept(path)
        rows = kept.rows("SELECT word, count, is_name FROM words ORDER BY number")
        counts = {word: count for word, count, _ in rows}
        names = frozenset(word for word, _, is_name in rows if is_name)
        definitions = kept.rows("SELECT * FROM definitions ORDER BY number")
        return cls(
            vocabulary=Vocabulary(counts=counts, pairs=_KeptPairs(kept, list(counts)), names=names),
            acronyms=Acronyms(_definition(row) for row in definitions),
            phrases=_KeptPhrases(kept),
        )


def kept_words(file: Callable[[str], Path | None]) -> Words | None:
    """Open the words that an index kept; None for one made without them.

    Args:
        file: Finds a file of an index by its name.
    """
    path = file(WORDS_FILE)
    return None if path is None else Words.opened(path)


def write_words(folder: Path, documents: Sequence[Document], passages: Iterable[Passage]) -> None:
    """Write the words of documents and the definitions in their passages; the same records give the same bytes."""
    with closing(sqlite3.connect(folder / WORDS_FILE, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")  # the builder flushes all files of a generation together
        connection.executescript(_SCHEMA)
        connection.execute("BEGIN")
        _write_vocabulary(connection, documents)
        definitions = Acronyms.mine(passages).definitions
        connection.executemany(
            f"INSERT INTO definitions VALUES ({', '.join('?' * 10)})",  # noqa: S608
            ((number, *_row(definition)) for number, definition in enumerate(definitions)),
        )
        connection.executemany(
            "INSERT INTO phrases (rowid, text) VALUES (?, ?)",
            ((number, spaced(f"{document.title}\n{document.text}")) for number, document in enumerate(documents)),
        )
        connection.execute("INSERT INTO phrases (phrases) VALUES ('optimize')")
        connection.execute("COMMIT")


def _write_vocabulary(connection: sqlite3.Connection, documents: Sequence[Document]) -> None:
    """Count words, and pairs of words by numbers that are given as words come."""
    numbers: dict[str, int] = {}
    spellings: Counter[str] = Counter()
    pairs: Counter[tuple[int, int]] = Counter()
    for document in documents:
        words = words_of(document)
        spellings.update(words)
        pairs.update(pairwise([numbers.setdefault(word.lower(), len(numbers)) for word in words]))
        if len(pairs) >= _PAIRS_IN_MEMORY:
            _add_pairs(connection, pairs)
    _add_pairs(connection, pairs)
    counts, names = counts_and_names(spellings)
    connection.executemany(
        "INSERT INTO words VALUES (?, ?, ?, ?)",
        ((number, word, counts[word], word in names) for word, number in numbers.items()),
    )


def _add_pairs(connection: sqlite3.Connection, pairs: Counter[tuple[int, int]]) -> None:
    connection.executemany(_ADD_PAIRS, ((*pair, count) for pair, count in sorted(pairs.items())))
    pairs.clear()


class _Kept:
    """The open file; safe between threads."""

    def __init__(self, path: Path) -> None:
        self._lock = Lock()
        address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        self._connection = sqlite3.connect(address, uri=True, check_same_thread=False)
        finalize(self, self._connection.close)

    def rows(self, statement: str, *values: int | str) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._connection.execute(statement, values).fetchall()

    def number(self, statement: str, *values: int | str) -> int:
        """Return the first number of the first row, 0 if there is none."""
        rows = self.rows(statement, *values)
        return int(rows[0][0]) if rows else 0


class _KeptPairs(Mapping[tuple[str, str], int]):
    """How often the second word follows the first, as ``Vocabulary`` has it, from the file."""

    def __init__(self, kept: _Kept, words: Sequence[str]) -> None:
        self._kept, self._words = kept, words
        self._numbers = {word: number for number, word in enumerate(words)}

    def __getitem__(self, pair: tuple[str, str]) -> int:
        first, second = (self._numbers.get(word, -1) for word in pair)
        count = self._kept.number("SELECT count FROM pairs WHERE first = ? AND second = ?", first, second)
        if not count:
            raise KeyError(pair)
        return count

    def __iter__(self) -> Iterator[tuple[str, str]]:
        rows = self._kept.rows("SELECT first, second FROM pairs ORDER BY first, second")
        return ((self._words[first], self._words[second]) for first, second in rows)

    def __len__(self) -> int:
        return self._kept.number("SELECT count(*) FROM pairs")


class _KeptPhrases:
    """Which words stand side by side, as ``Phrases`` has it, from the file."""

    def __init__(self, kept: _Kept) -> None:
        self._kept = kept

    def count(self, name: str) -> int:
        words = spaced(name).strip()
        return self._kept.number("SELECT count(*) FROM phrases (?)", f'"{words}"') if words else 0

    def stand(self, name: str) -> bool:
        words = spaced(name).strip()
        return bool(words) and self._kept.number("SELECT 1 FROM phrases (?) LIMIT 1", f'"{words}"') > 0


def _row(definition: Definition) -> tuple[object, ...]:
    return (
        definition.document_id,
        definition.long_form,
        *definition.long_range,
        definition.short_form,
        *definition.short_range,
        *(definition.sentence or (None, None)),
    )


def _definition(row: tuple[Any, ...]) -> Definition:
    _, document_id, long_form, long_start, long_end, short_form, short_start, short_end, start, end = row
    return Definition(
        document_id=document_id,
        long_form=long_form,
        long_range=Range(long_start, long_end),
        short_form=short_form,
        short_range=Range(short_start, short_end),
        sentence=None if start is None else Range(start, end),
    )
