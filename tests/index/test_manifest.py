import hashlib
import json
from pathlib import Path

import pytest

from fakes import document_of
from kiddqa.errors import IndexError_
from kiddqa.index.damage import DamagedIndexError
from kiddqa.index.manifest import (
    FORMAT_VERSION,
    Manifest,
    check_files,
    check_manifest,
    corpus_hash,
    describe_files,
    manifest_hash,
    read_manifest,
    write_manifest,
)


def manifest(folder: Path) -> Manifest:
    return Manifest(
        format_version=FORMAT_VERSION,
        kiddqa_version="0.1.0",
        fingerprint="letters",
        parity_mean=0.994,
        passage_words=130,
        overlap_words=40,
        corpus_sha256="c0ffee",
        documents=2,
        passages=3,
        skipped_files=1,
        files=describe_files(folder),
    )


def test_the_hash_of_a_corpus_is_that_of_its_sorted_ids_and_text_hashes() -> None:
    one, two = document_of("b.md", "Two."), document_of("a.md", "One.")
    lines = f"a.md {two.sha256}\nb.md {one.sha256}\n"

    assert corpus_hash([one, two]) == hashlib.sha256(lines.encode()).hexdigest()


def test_a_manifest_is_read_as_it_was_written(tmp_path: Path) -> None:
    (tmp_path / "bm25").mkdir()
    (tmp_path / "bm25" / "vocab.json").write_text("{}")
    written = manifest(tmp_path)
    write_manifest(written, tmp_path)

    assert read_manifest(tmp_path, "kiddqa index") == written
    assert written.files == {"bm25/vocab.json": {"sha256": hashlib.sha256(b"{}").hexdigest(), "bytes": 2}}


def test_the_hash_of_a_manifest_is_that_of_its_bytes(tmp_path: Path) -> None:
    name = write_manifest(manifest(tmp_path), tmp_path)

    expected = hashlib.sha256((tmp_path / "manifest.json").read_bytes()).hexdigest()[:16]
    assert name == manifest_hash(tmp_path) == expected


def test_the_three_files_that_describe_a_generation_are_not_described(tmp_path: Path) -> None:
    write_manifest(manifest(tmp_path), tmp_path)
    (tmp_path / "build.json").write_text("{}")
    (tmp_path / "corpus.json").write_text("{}")

    assert describe_files(tmp_path) == {}


def test_another_format_is_refused_with_both_versions_and_the_command(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(json.dumps({"format_version": 99}))

    with pytest.raises(IndexError_, match="has format 99 and this kiddqa reads format 2; type: kiddqa index"):
        read_manifest(tmp_path, "kiddqa index")


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format_version": 2}', "\udce9"])
def test_a_damaged_manifest_is_refused_by_name(tmp_path: Path, content: str) -> None:
    (tmp_path / "manifest.json").write_bytes(content.encode(errors="surrogateescape"))

    with pytest.raises(IndexError_, match=r"manifest\.json is damaged; type: kiddqa index"):
        read_manifest(tmp_path, "kiddqa index")


def test_a_file_that_is_gone_is_named(tmp_path: Path) -> None:
    (tmp_path / "dense.faiss").write_bytes(b"vectors")
    written = manifest(tmp_path)
    (tmp_path / "dense.faiss").unlink()

    with pytest.raises(DamagedIndexError, match=r"dense\.faiss is missing; type: kiddqa index"):
        check_files(written, tmp_path)


def test_a_file_that_was_cut_off_is_named_with_both_sizes(tmp_path: Path) -> None:
    (tmp_path / "dense.faiss").write_bytes(bytes(2_000))
    written = manifest(tmp_path)
    (tmp_path / "dense.faiss").write_bytes(bytes(1_999))

    with pytest.raises(DamagedIndexError, match=r"dense\.faiss is damaged: it has 1,999 bytes and 2,000 were written;"):
        check_files(written, tmp_path)


def test_a_file_that_the_system_cannot_read_is_damage_with_the_systems_reason(tmp_path: Path) -> None:
    (tmp_path / "dense.faiss").write_bytes(b"vectors")
    written = manifest(tmp_path)
    (tmp_path / "dense.faiss").unlink()
    (tmp_path / "dense.faiss").mkdir()

    with pytest.raises(DamagedIndexError, match=r"dense\.faiss cannot be read \(is a directory\); type: kiddqa index"):
        check_files(written, tmp_path)


def test_a_manifest_of_another_hash_than_expected_is_named_with_both(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("{}")

    with pytest.raises(
        DamagedIndexError, match=r"manifest\.json is damaged, or CURRENT is: .* 44136f.* names 01234567"
    ):
        check_manifest(tmp_path, "0123456789abcdef")
