import hashlib
import os
import sqlite3
from pathlib import Path

import pytest

from kiddqa.index.files import (
    files_below,
    flush,
    reason,
    remove,
    replace_text,
    sha256_of_file,
    sha256_of_text,
    write_json,
)


def test_the_hash_of_a_file_is_that_of_its_bytes_however_many(tmp_path: Path) -> None:
    content = b"0123456789abcdef" * 200_000
    (tmp_path / "large").write_bytes(content)

    assert sha256_of_file(tmp_path / "large") == hashlib.sha256(content).hexdigest()


def test_the_hash_of_a_text_is_that_of_its_utf_8() -> None:
    assert sha256_of_text("é") == hashlib.sha256(b"\xc3\xa9").hexdigest()


def test_the_order_of_keys_changes_no_byte_of_a_json_file(tmp_path: Path) -> None:
    write_json(tmp_path / "one", {"b": 1, "a": "é"})
    write_json(tmp_path / "two", {"a": "é", "b": 1})

    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert (tmp_path / "one").read_text(encoding="utf-8") == '{\n  "a": "é",\n  "b": 1\n}\n'


def test_files_are_listed_by_path_without_folders(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name in ("b/2", "b/1", "a"):
        (tmp_path / name).touch()

    assert files_below(tmp_path) == [tmp_path / "a", tmp_path / "b" / "1", tmp_path / "b" / "2"]


def test_a_failed_replacement_leaves_the_old_text_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace_text(tmp_path / "CURRENT", "old")

    def fail(*_: Path) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="no space left"):
        replace_text(tmp_path / "CURRENT", "new")

    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"CURRENT": "old"}


def test_flushing_changes_no_file(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "file").write_text("kept")

    flush(tmp_path)

    assert (tmp_path / "b" / "file").read_text() == "kept"


def test_the_reason_of_a_refusal_is_the_systems_own(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nowhere") as caught:
        sha256_of_file(tmp_path / "nowhere")

    assert reason(caught.value) == "no such file or directory"
    assert reason(sqlite3.OperationalError("Disk full")) == "disk full"


def test_what_cannot_be_removed_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()

    def fail(*_: object) -> None:
        raise PermissionError("no")

    monkeypatch.setattr(os, "unlink", fail)
    remove([tmp_path / "file"])

    assert (tmp_path / "file").exists()


def test_removing_takes_files_and_whole_folders_and_minds_no_absence(tmp_path: Path) -> None:
    (tmp_path / "folder" / "inner").mkdir(parents=True)
    (tmp_path / "file").touch()

    remove([tmp_path / "folder", tmp_path / "file", tmp_path / "nowhere"])

    assert list(tmp_path.iterdir()) == []
