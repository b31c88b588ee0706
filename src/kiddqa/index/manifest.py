"""What a generation holds and was made from: a record, its JSON file, and the hash that names it."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from kiddqa.errors import IndexError_
from kiddqa.index.damage import DamagedIndexError
from kiddqa.index.files import files_below, reason, sha256_of_file, write_json
from kiddqa.records import Document

FORMAT_VERSION = 2
MANIFEST_FILE = "manifest.json"
BUILD_FILE = "build.json"
"""When and how long: what differs between two builds of the same index, and so is no part of its hash."""
SNAPSHOT_FILE = "corpus.json"
"""The files it was made from, with their times of change; it carries a hash of its own."""
_UNLISTED = (MANIFEST_FILE, BUILD_FILE, SNAPSHOT_FILE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """Identity and content of one generation; the same corpus, model and parameters give the same manifest."""

    format_version: int
    kiddqa_version: str
    fingerprint: str
    """Of the embedder: model name, hashes of graph and tokenizer."""
    parity_mean: float | None
    """Mean cosine, -1 to 1, of the embedder's vectors with its original's; None where it was not compiled."""
    passage_words: int
    overlap_words: int
    corpus_sha256: str
    documents: int
    passages: int
    skipped_files: int
    files: Mapping[str, Mapping[str, str | int]]
    """Path below the generation's folder → ``sha256`` (hex) and ``bytes``."""


def corpus_hash(documents: Iterable[Document]) -> str:
    """Return one hex SHA-256 for a corpus: of the sorted lines ``<id> <sha256 of the text>``."""
    lines = sorted(f"{document.id} {document.sha256}\n" for document in documents)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def describe_files(folder: Path) -> dict[str, dict[str, str | int]]:
    """Return hash and size of every file of a generation but the three that describe it."""
    return {
        path.relative_to(folder).as_posix(): {"sha256": sha256_of_file(path), "bytes": path.stat().st_size}
        for path in files_below(folder)
        if path.name not in _UNLISTED
    }


def write_manifest(manifest: Manifest, folder: Path) -> str:
    """Write ``manifest.json`` and return its hash, 16 hex digits."""
    write_json(folder / MANIFEST_FILE, asdict(manifest))
    return manifest_hash(folder)


def manifest_hash(folder: Path) -> str:
    """Return the first 16 hex digits of the SHA-256 of a generation's ``manifest.json``."""
    return sha256_of_file(folder / MANIFEST_FILE)[:16]


def check_manifest(folder: Path, expected_hash: str) -> None:
    """Check that ``manifest.json`` of a generation is the one with that hash of 16 hex digits.

    Raises:
        DamagedIndexError: if it is missing, unreadable or another one.
    """
    path = folder / MANIFEST_FILE
    found = _size_and_hash(path)[1][:16]
    if found != expected_hash:
        raise DamagedIndexError(
            f"{path} is damaged, or CURRENT is: the one has the SHA-256 {found}… and the other names {expected_hash}…"
        )


def read_manifest(folder: Path, remedy: str) -> Manifest:
    """Read ``manifest.json`` of a generation.

    Args:
        folder: The generation's folder.
        remedy: The command that makes a new index.

    Raises:
        DamagedIndexError: if the file is no manifest.
        IndexError_: if it is of another format version.
    """
    path = folder / MANIFEST_FILE
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
        version = fields["format_version"]
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise DamagedIndexError(f"{path} is damaged", remedy) from error
    if version != FORMAT_VERSION:
        raise IndexError_(
            f"The index {folder} has format {version} and this kiddqa reads format {FORMAT_VERSION}; type: {remedy}"
        )
    try:
        return Manifest(**fields)
    except TypeError as error:
        raise DamagedIndexError(f"{path} is damaged", remedy) from error


def check_files(manifest: Manifest, folder: Path) -> None:
    """Check that each file of a generation is the one that was written.

    Raises:
        DamagedIndexError: naming the first file that is missing, altered or unreadable.
    """
    for name, written in sorted(manifest.files.items()):
        path = folder / name
        size, found = _size_and_hash(path)
        if size != written["bytes"]:
            raise DamagedIndexError(f"{path} is damaged: it has {size:,} bytes and {written['bytes']:,} were written")
        expected = str(written["sha256"])
        if found != expected:
            raise DamagedIndexError(
                f"{path} is damaged: it has the SHA-256 {found[:12]}… and {expected[:12]}… was written"
            )


def _size_and_hash(path: Path) -> tuple[int, str]:
    try:
        return path.stat().st_size, sha256_of_file(path)
    except FileNotFoundError as error:
        raise DamagedIndexError(f"{path} is missing") from error
    except OSError as error:
        raise DamagedIndexError(f"{path} cannot be read ({reason(error)})") from error
