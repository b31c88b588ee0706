import os
from pathlib import Path

import pytest

from kiddqa.index.freshness import Changes, changes_since, kept_snapshot, take_snapshot, write_snapshot


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for name in ("a.txt", "b.txt"):
        (folder / name).write_text(f"Text of {name}.", encoding="utf-8")
    return folder


def test_an_untouched_folder_has_not_changed(corpus: Path) -> None:
    assert not changes_since(take_snapshot(corpus))


def test_new_changed_and_missing_files_are_counted(corpus: Path) -> None:
    snapshot = take_snapshot(corpus)
    (corpus / "a.txt").write_text("Another text.", encoding="utf-8")
    (corpus / "b.txt").unlink()
    (corpus / "c.txt").write_text("New.", encoding="utf-8")
    changes = changes_since(snapshot)
    assert changes == Changes(new=1, changed=1, gone=1)
    assert str(changes) == "files 1 new, 1 changed, 1 gone"


def test_a_new_time_alone_is_no_change(corpus: Path) -> None:
    snapshot = take_snapshot(corpus)
    os.utime(corpus / "a.txt", (1, 1))
    assert not changes_since(snapshot)


def test_the_same_size_with_another_content_is_a_change(corpus: Path) -> None:
    snapshot = take_snapshot(corpus)
    (corpus / "a.txt").write_text("Text of x.txt.", encoding="utf-8")
    os.utime(corpus / "a.txt", (1, 1))
    assert changes_since(snapshot) == Changes(changed=1)


def test_of_a_file_too_large_to_be_hashed_the_time_decides(corpus: Path) -> None:
    with (corpus / "a.txt").open("wb") as sparse:
        sparse.truncate(1 << 40)  # a terabyte that takes no room
    snapshot = take_snapshot(corpus)
    assert not changes_since(snapshot)
    os.utime(corpus / "a.txt", (1, 1))
    assert changes_since(snapshot) == Changes(changed=1)


def test_a_kept_snapshot_comes_back_for_its_generation_only(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "gen-000001").mkdir()
    snapshot = take_snapshot(corpus)
    write_snapshot(snapshot, tmp_path / "gen-000001")
    assert kept_snapshot(tmp_path, "gen-000001@abc") == snapshot
    assert kept_snapshot(tmp_path, "gen-000002@abc") is None


def test_a_file_whose_name_is_no_valid_unicode_is_noted_too(corpus: Path, tmp_path: Path) -> None:
    (corpus / os.fsdecode(b"caf\xe9.txt")).write_text("Text.", encoding="utf-8")
    (tmp_path / "gen-000001").mkdir()
    snapshot = take_snapshot(corpus)
    write_snapshot(snapshot, tmp_path / "gen-000001")
    assert kept_snapshot(tmp_path, "gen-000001@abc") == snapshot


@pytest.mark.parametrize("content", ["", "[]", '{"generation": "g"}', '{"sha256": "0"}', "{"])
def test_a_snapshot_that_cannot_be_read_is_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "g").mkdir()
    (tmp_path / "g" / "corpus.json").write_text(content, encoding="utf-8")
    assert kept_snapshot(tmp_path, "g") is None


def test_one_flipped_byte_anywhere_in_a_snapshot_makes_it_none(corpus: Path, tmp_path: Path) -> None:
    write_snapshot(take_snapshot(corpus), tmp_path)
    path = tmp_path / "corpus.json"
    content = path.read_bytes()
    for place in range(len(content)):
        path.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        assert kept_snapshot(tmp_path.parent, tmp_path.name) is None


def test_an_index_without_its_documents_has_nothing_to_compare_with(corpus: Path) -> None:
    snapshot = take_snapshot(corpus)
    for file in corpus.iterdir():
        file.unlink()
    corpus.rmdir()
    assert not changes_since(snapshot)
