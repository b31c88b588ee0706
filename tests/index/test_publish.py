import os
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

import kiddqa.index.publish
from kiddqa.errors import IndexError_
from kiddqa.index.publish import live_generation, one_writer, publish, read_pointer, remedy, unfinished_generation


def publish_one(embeddings: Path, content: str = "{}", *, before_is_sound: bool = True) -> str:
    sound = before_is_sound and (embeddings / "CURRENT").is_file()
    with one_writer(embeddings), unfinished_generation(embeddings) as folder:
        (folder / "manifest.json").write_text(content)
        return publish(folder, embeddings, before=str(live_generation(embeddings)) if sound else None)


def names(embeddings: Path) -> list[str]:
    return sorted(path.name for path in embeddings.iterdir() if "gen-" in path.name)


def test_the_command_names_the_folder_unless_it_is_the_usual_one() -> None:
    assert remedy(Path("embeddings")) == "kiddqa index"
    assert remedy(Path("elsewhere")) == "kiddqa index --embeddings elsewhere"


def test_a_file_in_the_place_of_the_folder_is_refused_with_what_to_type(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")

    with (
        pytest.raises(IndexError_, match=r"taken cannot be made a folder \(file exists\); name another one with --emb"),
        one_writer(tmp_path / "taken"),
    ):
        pass


def test_a_folder_without_an_index_says_what_to_type(tmp_path: Path) -> None:
    with pytest.raises(IndexError_) as caught:
        live_generation(tmp_path)

    assert str(caught.value) == f"There is no index in {tmp_path}; type: kiddqa index --embeddings {tmp_path}"


@pytest.mark.parametrize("line", ["", "gen-1", "../../secrets@0123456789abcdef", "gen-000001@XYZ", "\udcff"])
def test_a_damaged_pointer_is_refused_and_never_followed(tmp_path: Path, line: str) -> None:
    (tmp_path / "CURRENT").write_bytes(line.encode(errors="surrogateescape"))

    with pytest.raises(IndexError_, match=r"CURRENT holds .* not the name of a generation; type: kiddqa index"):
        live_generation(tmp_path)


def test_generations_are_counted_from_one_and_named_with_their_manifests_hash(tmp_path: Path) -> None:
    assert publish_one(tmp_path, "{}") == "gen-000001@44136fa355b3678a"
    assert publish_one(tmp_path, "[]") == "gen-000002@4f53cda18c2baa0c"
    assert live_generation(tmp_path) == ("gen-000002", "4f53cda18c2baa0c")


def test_the_live_generation_is_named_first_and_the_one_before_it_second(tmp_path: Path) -> None:
    _, before, live = [publish_one(tmp_path, content) for content in ("{}", "[]", "0")]

    assert (tmp_path / "CURRENT").read_text() == f"{live}\n{before}\n"
    assert [str(name) for name in read_pointer(tmp_path).earlier] == [before]


def test_a_generation_that_is_not_sound_is_not_kept(tmp_path: Path) -> None:
    publish_one(tmp_path)
    name = publish_one(tmp_path, before_is_sound=False)

    assert names(tmp_path) == ["gen-000002"]
    assert (tmp_path / "CURRENT").read_text() == f"{name}\n"


def test_a_damaged_first_line_leaves_the_second(tmp_path: Path) -> None:
    (tmp_path / "CURRENT").write_text("gen-00000Z@0123456789abcdef\ngen-000001@0123456789abcdef\n")

    assert read_pointer(tmp_path).earlier == [("gen-000001", "0123456789abcdef")]
    with pytest.raises(IndexError_, match="CURRENT holds 'gen-00000Z@0123456789abcdef' and not the name"):
        live_generation(tmp_path)


def test_what_cannot_be_removed_stands_in_nobodys_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".new-gen-000001").mkdir()
    monkeypatch.setattr(kiddqa.index.publish, "remove", list)

    assert publish_one(tmp_path).startswith("gen-000002@")


def test_a_lock_that_is_no_lock_is_named_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / ".lock").write_bytes(b"no database" * 100)

    with (
        pytest.raises(IndexError_, match=r"\.lock cannot be locked \(file is not a database\); remove it, or name an"),
        one_writer(tmp_path),
    ):
        pass


def test_a_lock_that_is_let_go_in_a_moment_is_waited_for(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / ".lock", isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN EXCLUSIVE")
        threading.Timer(0.1, other.rollback).start()
        with one_writer(tmp_path):
            pass


def test_the_last_two_generations_are_kept(tmp_path: Path) -> None:
    for _ in range(4):
        publish_one(tmp_path)

    assert names(tmp_path) == ["gen-000003", "gen-000004"]


def test_what_a_kill_left_lying_is_removed_by_the_next_build(tmp_path: Path) -> None:
    publish_one(tmp_path)
    (tmp_path / ".new-gen-000002").mkdir()
    (tmp_path / ".new-gen-000002" / "dense.faiss").write_bytes(b"half")
    (tmp_path / "gen-000009").mkdir()

    publish_one(tmp_path)

    assert names(tmp_path) == ["gen-000001", "gen-000002"]


def test_what_a_kill_left_lying_is_removed_before_anything_is_written_since_it_may_fill_the_disk(
    tmp_path: Path,
) -> None:
    publish_one(tmp_path)
    (tmp_path / ".new-gen-000002").mkdir()
    (tmp_path / "gen-000002").mkdir()

    with one_writer(tmp_path), unfinished_generation(tmp_path):
        assert names(tmp_path) == [".new-gen-000002", "gen-000001"]


@pytest.mark.parametrize("line", ["gen-00000Z@0123456789abcdef\n", "gen-000009@0123456789abcdef\n"])
def test_while_the_pointer_is_damaged_no_generation_is_removed(tmp_path: Path, line: str) -> None:
    publish_one(tmp_path)
    (tmp_path / "CURRENT").write_text(line)

    with one_writer(tmp_path), unfinished_generation(tmp_path):
        assert names(tmp_path) == [".new-gen-000002", "gen-000001"]


def test_a_generation_that_cannot_be_made_live_is_not_left_lying(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_one(tmp_path)

    def fill_up(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(kiddqa.index.publish, "replace_text", fill_up)
    with pytest.raises(OSError, match="No space left"):
        publish_one(tmp_path, "[]")

    assert names(tmp_path) == ["gen-000001"]


def test_a_kill_before_the_pointer_is_replaced_leaves_the_old_generation_live(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_one(tmp_path)

    replace = os.replace

    def killed(source: Path, target: Path) -> None:
        if target.name == "CURRENT":
            raise KeyboardInterrupt
        replace(source, target)

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            publish_one(tmp_path, "[]")

    assert live_generation(tmp_path) == ("gen-000001", "44136fa355b3678a")
    assert publish_one(tmp_path, "[]") == "gen-000002@4f53cda18c2baa0c"
    assert names(tmp_path) == ["gen-000001", "gen-000002"]


def test_a_build_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    def fail() -> None:
        with unfinished_generation(tmp_path) as folder:
            (folder / "dense.faiss").write_bytes(b"half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert names(tmp_path) == []


def test_a_second_writer_is_refused_while_the_first_writes(tmp_path: Path) -> None:
    with one_writer(tmp_path), pytest.raises(IndexError_, match="Another process is writing"), one_writer(tmp_path):
        pass


def test_a_killed_writer_does_not_lock_the_folder(tmp_path: Path) -> None:
    code = (
        "import os, pathlib, sys; from kiddqa.index.publish import one_writer\n"
        "with one_writer(pathlib.Path(sys.argv[1])): os._exit(9)"
    )

    killed = subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False, timeout=60)  # noqa: S603

    with one_writer(tmp_path):
        assert killed.returncode == 9
