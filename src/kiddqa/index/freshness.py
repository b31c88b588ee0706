"""A folder of documents and its last indexing in, how the folder differs since out; kept in the generation's folder.

A file whose size and time of change are as noted counts as unchanged without being opened, so that a look costs
milliseconds; where only the time differs, its content decides, unless the file is too large to be hashed.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from kiddqa.index.files import replace_text, sha256_of_file, sha256_of_text
from kiddqa.index.manifest import SNAPSHOT_FILE
from kiddqa.index.publish import folder_of
from kiddqa.ingest.folder import corpus_files

LARGEST_HASHED_BYTES = 1_000_000_000
"""Of larger files size and time decide; one that claims to have terabytes would be hashed for hours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileMark:
    """What tells one version of a file from another."""

    size_bytes: int
    changed_ns: int
    sha256: str
    """Empty for a file that is too large."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A folder of documents as it was when it was indexed."""

    folder: Path
    """Absolute."""
    files: Mapping[str, FileMark]
    """By document id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """How a folder differs from its snapshot: numbers of files."""

    new: int = 0
    changed: int = 0
    gone: int = 0

    def __bool__(self) -> bool:
        """True if there is any difference."""
        return bool(self.new or self.changed or self.gone)

    def __str__(self) -> str:
        """Say the difference in words: ``1 file new, 2 changed``."""
        counts = [f"{count} {word}" for word, count in asdict(self).items() if count]
        return f"files {', '.join(counts)}" if counts else "nothing"


def take_snapshot(folder: Path) -> Snapshot:
    """Note every file that an indexing run would open.

    Raises:
        CorpusError: if there is no such folder.
    """
    marks = {document_id: _mark(path) for document_id, path in corpus_files(folder)}
    return Snapshot(folder=folder.resolve(), files={name: mark for name, mark in marks.items() if mark})


def write_snapshot(snapshot: Snapshot, folder: Path) -> None:
    """Write a snapshot, and a hash to recognise damage by, into the folder of the generation that is built from it."""
    files = {name: asdict(mark) for name, mark in snapshot.files.items()}
    kept = {"folder": str(snapshot.folder), "files": files}
    replace_text(folder / SNAPSHOT_FILE, _json({**kept, "sha256": sha256_of_text(_json(kept))}))


def kept_snapshot(embeddings: Path, generation: str) -> Snapshot | None:
    """Return the snapshot kept for a generation, or None where there is none or it is damaged."""
    try:
        kept = json.loads((embeddings / folder_of(generation) / SNAPSHOT_FILE).read_text(encoding="utf-8"))
        written = kept.pop("sha256")
        if written != sha256_of_text(_json(kept)):
            return None
        files = {name: FileMark(**mark) for name, mark in kept["files"].items()}
        return Snapshot(folder=Path(kept["folder"]), files=files)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def changes_since(snapshot: Snapshot) -> Changes:
    """Compare a folder with its snapshot; a folder that is gone altogether counts as unchanged.

    An index may be carried to a machine without its documents: then there is nothing to compare it with.
    """
    if not snapshot.folder.is_dir():
        return Changes()
    now = dict(corpus_files(snapshot.folder))
    common = now.keys() & snapshot.files.keys()
    return Changes(
        new=len(now.keys() - snapshot.files.keys()),
        changed=sum(_differs(now[name], snapshot.files[name]) for name in common),
        gone=len(snapshot.files.keys() - now.keys()),
    )


def _json(value: object) -> str:
    return json.dumps(value, indent=1)  # ASCII: a file's name may be no valid Unicode


def _differs(path: Path, mark: FileMark) -> bool:
    try:
        found = path.stat()
        if (found.st_size, found.st_mtime_ns) == (mark.size_bytes, mark.changed_ns):
            return False
        return found.st_size != mark.size_bytes or not mark.sha256 or sha256_of_file(path) != mark.sha256
    except OSError:
        return True


def _mark(path: Path) -> FileMark | None:
    try:
        found = path.stat()
        sha256 = sha256_of_file(path) if found.st_size <= LARGEST_HASHED_BYTES else ""
        return FileMark(size_bytes=found.st_size, changed_ns=found.st_mtime_ns, sha256=sha256)
    except OSError:
        return None
