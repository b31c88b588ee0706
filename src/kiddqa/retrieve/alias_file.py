"""The text of an alias file in, groups of names out.

    # names that may stand for each other ~ looser names, recognised but never added
    South Korea = ROK = Republic of Korea ~ Seoul

The file that travels with the package, ``aliases.txt`` beside this module, explains the format to its reader.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from kiddqa.errors import CorpusError, UnreadableFileError
from kiddqa.ingest.decode import decode

_EXAMPLE = "South Korea = ROK = Republic of Korea ~ Seoul"
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_BYTE_ORDER_MARK = "\ufeff"
_SHIPPED_FILE = "aliases.txt"


@dataclass(frozen=True, slots=True, kw_only=True)
class AliasGroup:
    """Names for one thing, in the order in which they are added to a search."""

    names: tuple[str, ...]
    loose: tuple[str, ...] = ()
    """Names that may stand for the thing but mean something else, too: recognised with care, never added."""


def general_aliases() -> tuple[AliasGroup, ...]:
    """Return the groups that travel with the package.

    Raises:
        CorpusError: if the installed file was altered and no longer keeps to the format.
    """
    return shipped_groups(_SHIPPED_FILE)


def shipped_groups(name: str) -> tuple[AliasGroup, ...]:
    """Return the groups of a file beside this module.

    Raises:
        CorpusError: if the installed file was altered and no longer keeps to the format.
    """
    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    return parse_aliases(text, source=f"The package's own {name}")


def read_aliases(path: Path) -> tuple[AliasGroup, ...]:
    """Return the groups of a file, in whatever encoding it is; none where there is no such file.

    Raises:
        CorpusError: if it cannot be read, or a line of it is no group.
    """
    if not path.is_file():
        return ()
    try:
        text = decode(path.read_bytes())
    except (OSError, UnreadableFileError) as error:
        raise CorpusError(f"{path}: {error}; expected a text file of groups of names such as: {_EXAMPLE}") from error
    return parse_aliases(text, source=str(path))


def parse_aliases(text: str, *, source: str) -> tuple[AliasGroup, ...]:
    """Return the groups of an alias file, in its order.

    Args:
        text: The whole file.
        source: What a message calls the file, at the head of a sentence.

    Raises:
        CorpusError: naming the line, what was found and what was expected.
    """
    return tuple(_groups(text.removeprefix(_BYTE_ORDER_MARK), source))


def _groups(text: str, source: str) -> Iterator[AliasGroup]:
    for number, line in enumerate(text.splitlines(), 1):
        entry = line.strip()
        if entry and not entry.startswith("#"):
            yield _group(entry, f"{source}, line {number}")


def _group(entry: str, place: str) -> AliasGroup:
    strict, *loose = re.split(r"(?<!\S)~(?!\S)", entry)
    if len(loose) > 1:
        _fail(place, entry, 'has more than one " ~ "')
    names = _names(strict, place, entry)
    loose_names = _names(loose[0], place, entry) if loose else ()
    if len(names) + len(loose_names) == 1:
        _fail(place, entry, "has one name only")
    everything = [name.casefold() for name in (*names, *loose_names)]
    for name in (*names, *loose_names):
        if everything.count(name.casefold()) > 1:
            _fail(place, entry, f'has "{name}" twice')
    return AliasGroup(names=names, loose=loose_names)


def _names(part: str, place: str, entry: str) -> tuple[str, ...]:
    names = tuple(" ".join(name.split()) for name in re.split(r"(?<!\S)=(?!\S)", part))
    for name in names:
        if not _LETTER_OR_DIGIT.search(name):
            _fail(place, entry, f'has "{name}" where a name should stand' if name else "has an empty name")
        if "=" in name or "~" in name:
            _fail(place, entry, f'has "{name}", which lacks a space beside its "=" or "~"')
    return names


def _fail(place: str, entry: str, problem: str) -> NoReturn:
    raise CorpusError(f"{place}: {entry!r} {problem}; expected a group of names such as: {_EXAMPLE}")
