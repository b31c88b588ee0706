"""Writes the hostile corpus and looks at what became of it: ``PYTHONPATH=tests python -m hostile.corpus FOLDER``.

At scale 1 the big files are about a megabyte and the limits are small; at scale 100 they are a hundred, under the
limits that the product has.
"""

import argparse
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from hostile.table import SECRET, SECRET_NAME, Hostile, table
from kiddqa.ingest.chunk import chunk
from kiddqa.ingest.folder import Loaded, load_folder
from kiddqa.ingest.sandbox import ParsingLimits
from kiddqa.records import Document

FULL = 100
_PASSAGE_WORDS, _OVERLAP_WORDS = 130, 40
_MOST_PASSAGE_CHARS = 60_000
"""Of a passage with 50 headings of 500 characters above it, and one sentence, at most."""


def write_corpus(folder: Path, *, scale: int) -> tuple[Hostile, ...]:
    """Write every file below ``folder / "corpus"``, and a secret beside it; return what was written."""
    folder.mkdir(parents=True, exist_ok=True)
    secret = folder / SECRET_NAME
    secret.write_text(SECRET, encoding="utf-8")
    files = table(secret)
    for file in files:
        path = folder / "corpus" / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        if file.make:
            path.write_bytes(file.make(scale))
        if file.place:
            file.place(path)
    return files


def read_corpus(folder: Path, *, scale: int) -> Loaded:
    """Load the corpus under the limits of a scale."""
    full = ParsingLimits()
    seconds = full.seconds if scale == FULL else 6
    limits = ParsingLimits(text_chars=full.text_chars * scale // FULL, seconds=seconds, memory_bytes=full.memory_bytes)
    return load_folder(folder / "corpus", max_file_bytes=1_000_000 * scale, limits=limits)


def complaints(files: Sequence[Hostile], loaded: Loaded) -> list[str]:
    """Return a line for each file that is not reported as expected, and each document that is out of bounds."""
    documents = {document.id: document for document in loaded.documents}
    reasons = {skipped.path: skipped.reason for skipped in loaded.skipped}
    expected = {file.reported_as or file.path: file for file in files}
    unexpected = (documents.keys() | reasons.keys()) - expected.keys()
    found = [f"{path}: not in the table" for path in sorted(unexpected)]
    for path, file in expected.items():
        found += _misfit(path, file, documents.get(path), reasons.get(path))
    for document in loaded.documents:
        found += (f"{document.id}: {problem}" for problem in _out_of_bounds(document))
    return found


def _misfit(path: str, file: Hostile, document: Document | None, reason: str | None) -> Iterator[str]:
    if document is None and reason is None:
        yield f"{path}: not reported"
    if document is not None and (file.taken is None or file.taken not in document.text):
        yield f"{path}: taken with {document.text[:80]!r}; expected {file.taken!r} or the reason {file.skipped!r}"
    if reason is not None and (file.skipped is None or not re.search(file.skipped, reason)):
        yield f"{path}: {reason}; expected {file.skipped!r} or the text {file.taken!r}"


def _out_of_bounds(document: Document) -> Iterator[str]:
    if SECRET in document.text:
        yield "holds what stands outside the folder"
    passages = chunk(document, passage_words=_PASSAGE_WORDS, overlap_words=_OVERLAP_WORDS)
    longest = max((len(passage.context_text) for passage in passages if not passage.boilerplate), default=0)
    if longest > _MOST_PASSAGE_CHARS:
        yield f"has a passage of {longest:,} characters"


def main() -> None:
    """Write the corpus into a folder of the user's."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="an empty folder")
    parser.add_argument("--scale", type=int, default=1, help="1 to 100 [default: %(default)s]")
    options = parser.parse_args()
    write_corpus(options.folder, scale=options.scale)


if __name__ == "__main__":
    main()
