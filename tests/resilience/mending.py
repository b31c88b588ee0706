"""Each file of a real index is damaged in each way: the doctor names it, and indexing mends it."""

import shutil
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from kiddqa.doctor import Check, Severity, examine
from kiddqa.settings import Settings
from kiddqa.wiring import index_corpus, load_engine
from resilience.rot import checked_files, flips

OLD, NEW = "The old bridge was closed in 1999.", "The new bridge was opened in 2001."
SEED = 7


def _flip(file: Path, _: Path) -> None:
    next(flips(file, 1, seed=SEED))


def _cut_off(file: Path, _: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2])


def _take_away(file: Path, _: Path) -> None:
    file.unlink()


def _swap_in(file: Path, other: Path) -> None:
    shutil.copy(other, file)


DAMAGES: Mapping[str, Callable[[Path, Path], None]] = {
    "a flipped bit": _flip,
    "cut off": _cut_off,
    "gone": _take_away,
    "of the generation before": _swap_in,
}
"""Each takes a file and the one of its name in the generation before."""


def prepare(folder: Path) -> Settings:
    """Index one document, then another text of it and a second one, so that no file is the same in both generations."""
    settings = Settings(corpus=folder / "corpus", embeddings=folder / "embeddings")
    settings.corpus.mkdir(parents=True)
    (settings.corpus / "bridges.txt").write_text(f"{OLD}\n", encoding="utf-8")
    index(settings)
    (settings.corpus / "bridges.txt").write_text(f"{NEW}\n", encoding="utf-8")
    (settings.corpus / "lanes.txt").write_text("It has two lanes.\n", encoding="utf-8")
    index(settings)
    return settings


def index(settings: Settings) -> None:
    """Do what ``kiddqa index`` does, without its lines."""
    index_corpus(settings, watch=lambda *_: None)


def mend_each(prepared: Settings, damages: Iterable[str] = tuple(DAMAGES), *, stride: int = 1) -> int:
    """Damage every ``stride``-th file of the live generation in each way, ask the doctor, index, and ask it again.

    Returns:
        How often the doctor named the file, the generation before answered, and indexing mended it: each time.

    Raises:
        AssertionError: if it did not.
    """
    mended = 0
    for damage in damages:
        for file in checked_files(prepared.embeddings)[::stride]:
            place = file.relative_to(prepared.embeddings)
            _mend_one(prepared, place, DAMAGES[damage], f"{place} {damage}")
            mended += 1
    return mended


def _mend_one(prepared: Settings, place: Path, damage: Callable[[Path, Path], None], what: str) -> None:
    copy = prepared.embeddings.with_name("copy")
    shutil.copytree(prepared.embeddings, copy)
    settings = prepared.model_copy(update={"embeddings": copy})
    damage(copy / place, copy / "gen-000001" / place.relative_to("gen-000002"))

    found = _checks(settings)["index"]
    assert (found.severity, str(copy / place) in found.message) == (Severity.FAIL, True), f"{what}: {found.message}"
    assert found.remedy
    assert f"--embeddings {copy}" in found.remedy
    assert load_engine(settings).index.passage(0).text == OLD, what

    index(settings)
    assert {check.severity for check in _checks(settings).values()} == {Severity.OK}, what
    assert load_engine(settings).index.passage(0).text == NEW, what
    shutil.rmtree(copy)


def _checks(settings: Settings) -> dict[str, Check]:
    return {check.name: check for check in examine(settings)}
