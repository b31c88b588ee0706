"""Bytes flip, files are cut off, vanish or come from another generation; each time the index is opened."""

import random
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from kiddqa.index.damage import DamagedIndexError
from kiddqa.index.files import remove
from kiddqa.index.freshness import kept_snapshot
from kiddqa.index.generation import damage_before, open_generation
from kiddqa.index.manifest import describe_files, read_manifest, write_manifest
from kiddqa.index.publish import live_generation, read_pointer
from resilience.tiny_index import build, read_whole

BEFORE, LIVE = 1, 2
"""The numbers of the corpora of the two generations."""


def prepare(folder: Path) -> Path:
    """Write an index of two generations."""
    embeddings = folder / "rotting"
    shutil.rmtree(embeddings, ignore_errors=True)
    for number in (BEFORE, LIVE):
        build(embeddings, number)
    return embeddings


def checked_files(embeddings: Path) -> list[Path]:
    """Return the files of the live generation whose every byte is checked when it is opened."""
    folder = embeddings / "gen-000002"
    own_care = {folder / "build.json", folder / "corpus.json"}
    return sorted(path for path in folder.rglob("*") if path.is_file() and path not in own_care)


def flip_bytes(embeddings: Path, file: Path, places: int, *, seed: int) -> int:
    """Flip one bit at each of ``places`` drawn places of a file; return how often it was found: each time.

    Raises:
        AssertionError: if a flip is not found, or the generation before does not stand in, whole.
    """
    for flip in flips(file, places, seed=seed):
        assert_stood_in_for(embeddings, file, flip)
    return places


def flips(file: Path, places: int, *, seed: int) -> Iterator[str]:
    """Flip one bit at each of ``places`` drawn places, one after the other; say which, and restore the file."""
    draws = random.Random(f"{seed} {file.name}")
    content = file.read_bytes()
    for _ in range(places):
        place, bit = draws.randrange(len(content)), draws.randrange(8)
        file.write_bytes(content[:place] + bytes([content[place] ^ 1 << bit]) + content[place + 1 :])
        yield f"bit {bit} of byte {place}"
    file.write_bytes(content)


def cut_off(embeddings: Path, file: Path) -> int:
    """Cut a file off at its beginning, its middle and before its last byte; return how often it was found.

    Raises:
        AssertionError: if it is not found each time.
    """
    content = file.read_bytes()
    ends = sorted({0, len(content) // 2, len(content) - 1})
    for end in ends:
        file.write_bytes(content[:end])
        assert_stood_in_for(embeddings, file, f"cut off at {end}")
    file.write_bytes(content)
    return len(ends)


def take_away(embeddings: Path, file: Path) -> int:
    """Remove a file; return how often it was found: once.

    Raises:
        AssertionError: if it is not found.
    """
    content = file.read_bytes()
    file.unlink()
    assert_stood_in_for(embeddings, file, "missing")
    file.write_bytes(content)
    return 1


def swap_in(embeddings: Path, file: Path) -> int:
    """Put the file of that name of the generation before in its place; return how often it was found.

    That is never for a file that is the same in both.

    Raises:
        AssertionError: if another file is not found.
    """
    content = file.read_bytes()
    other = (embeddings / "gen-000001" / file.relative_to(embeddings / "gen-000002")).read_bytes()
    if other == content:
        return 0
    file.write_bytes(other)
    assert_stood_in_for(embeddings, file, "from another generation")
    file.write_bytes(content)
    return 1


def flip_bytes_of_the_pointer(embeddings: Path, places: int, *, seed: int) -> dict[str, int]:
    """Flip one bit at drawn places of ``CURRENT``.

    Returns:
        How often the index was refused, the generation before stood in, or the live one was served and the doctor named
        what had happened to the name of the other.

    Raises:
        AssertionError: if a flip goes unnoticed, or anything but a whole generation is served.
    """
    outcomes = {"refused": 0, "stood in": 0, "named by the doctor": 0}
    for flip in flips(embeddings / "CURRENT", places, seed=seed):
        try:
            with closing(open_generation(embeddings, fingerprint="letters")) as index:
                number = read_whole(index)
        except DamagedIndexError:
            outcomes["refused"] += 1
            continue
        assert (number, index.warning is None) in {(BEFORE, False), (LIVE, True)}
        assert index.warning or damage_before(embeddings), flip
        outcomes["stood in" if index.warning else "named by the doctor"] += 1
    return outcomes


def flip_bytes_of_the_snapshot(embeddings: Path, places: int, *, seed: int) -> int:
    """Flip one bit at drawn places of the list of what was indexed; return how often it was found: each time.

    Raises:
        AssertionError: if a flip is not found.
    """
    name = str(live_generation(embeddings))
    for flip in flips(embeddings / "gen-000002" / "corpus.json", places, seed=seed):
        assert kept_snapshot(embeddings, name) is None, flip
    return places


def flip_bytes_of_the_time_of_building(embeddings: Path, places: int, *, seed: int) -> int:
    """Flip one bit at drawn places of the file that nothing is ever read from; return how often nothing came of it.

    Raises:
        AssertionError: if anything but the live generation, whole and without a warning, is served.
    """
    for flip in flips(embeddings / "gen-000002" / "build.json", places, seed=seed):
        with closing(open_generation(embeddings, fingerprint="letters")) as index:
            assert (read_whole(index), index.warning) == (LIVE, None), flip
    return places


def put_out_of_step(embeddings: Path) -> int:
    """Put a part of the generation before, of another number of passages, in place of the live one's, all hashes right.

    Returns:
        How often it was found: for each of three parts.

    Raises:
        AssertionError: if it is not found.
    """
    parts = ("passages.sqlite", "dense.faiss", "bm25")
    for part in parts:
        copy = shutil.copytree(embeddings, embeddings.with_name("out-of-step"))
        live, before = copy / "gen-000002", copy / "gen-000001"
        remove([live / part])
        (shutil.copytree if (before / part).is_dir() else shutil.copy)(before / part, live / part)
        manifest = replace(read_manifest(live, ""), files=describe_files(live))
        name = f"gen-000002@{write_manifest(manifest, live)}"
        (copy / "CURRENT").write_text(f"{name}\n{read_pointer(copy).earlier[0]}\n", encoding="utf-8")
        with closing(open_generation(copy, fingerprint="letters")) as index:
            assert index.warning is not None, part
            assert "holds parts that do not belong together" in index.warning
            assert read_whole(index) == BEFORE
        shutil.rmtree(copy)
    return len(parts)


def assert_stood_in_for(embeddings: Path, file: Path, what: str) -> None:
    """Check that damage to a file of the live generation is found, named, and the one before served, whole.

    Raises:
        AssertionError: if not.
    """
    with closing(open_generation(embeddings, fingerprint="letters")) as index:
        assert index.warning is not None, f"{file.name}: {what}"
        assert str(file) in index.warning, f"{file.name}: {what}: {index.warning}"
        assert read_whole(index) == BEFORE
        assert index.name == str(read_pointer(embeddings).earlier[0])
