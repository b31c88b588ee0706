import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

import kiddqa.index.generation
from fakes import LetterEmbedder, cut_by_line, document_of
from kiddqa.errors import IndexError_
from kiddqa.index.builder import build_index
from kiddqa.index.files import remove
from kiddqa.index.generation import damage_before, open_generation
from kiddqa.index.manifest import check_manifest, describe_files, read_manifest, write_manifest

FILES = (
    "CURRENT",
    "gen-000001/manifest.json",
    "gen-000001/passages.sqlite",
    "gen-000001/dense.faiss",
    "gen-000001/bm25/data.csc.index.npy",
    "gen-000001/bm25/indices.csc.index.npy",
    "gen-000001/bm25/indptr.csc.index.npy",
    "gen-000001/bm25/params.index.json",
    "gen-000001/bm25/vocab.index.json",
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with one generation; tests that change it copy it first."""
    embeddings = tmp_path_factory.mktemp("embeddings")
    documents = [document_of("one.md", "Alpha.", "Beta."), document_of("two.md", "Gamma.")]
    build_index(documents, LetterEmbedder(), embeddings, passage_words=130, overlap_words=40, cut=cut_by_line)
    return embeddings


def test_a_generation_consists_of_the_files_that_are_checked(built: Path) -> None:
    below = {path.relative_to(built).as_posix() for path in built.rglob("*") if path.is_file()}

    assert below == {*FILES, ".lock", "gen-000001/build.json"}


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("place", [0.0, 0.5, 0.99])
def test_one_flipped_byte_is_refused_with_the_file_and_the_command(
    built: Path, tmp_path: Path, file: str, place: float
) -> None:
    embeddings = shutil.copytree(built, tmp_path / "copy")
    content = bytearray((embeddings / file).read_bytes())
    content[int(place * (len(content) - 1))] ^= 0b0000_0001
    (embeddings / file).write_bytes(content)

    with pytest.raises(IndexError_) as caught:
        open_generation(embeddings, fingerprint="letters")

    assert file.rpartition("/")[2] in str(caught.value)
    assert str(caught.value).endswith(f"type: kiddqa index --embeddings {embeddings}")


@pytest.mark.parametrize("file", FILES[1:])
def test_a_missing_file_is_refused_with_the_file_and_the_command(built: Path, tmp_path: Path, file: str) -> None:
    embeddings = shutil.copytree(built, tmp_path / "copy")
    (embeddings / file).unlink()

    with pytest.raises(IndexError_) as caught:
        open_generation(embeddings, fingerprint="letters")

    assert str(caught.value) == f"{embeddings / file} is missing; type: kiddqa index --embeddings {embeddings}"


@pytest.fixture
def twice_built(built: Path, tmp_path: Path) -> Path:
    """Return a folder with two generations: the first as in ``built``, the live one with one more document."""
    embeddings = shutil.copytree(built, tmp_path / "copy")
    documents = [document_of("one.md", "Alpha.", "Beta."), document_of("three.md", "Delta.", "Epsilon.")]
    build_index(documents, LetterEmbedder(), embeddings, passage_words=130, overlap_words=40, cut=cut_by_line)
    return embeddings


def test_the_one_before_a_damaged_generation_stands_in_and_says_so_in_one_sentence(twice_built: Path) -> None:
    (twice_built / "gen-000002" / "dense.faiss").unlink()

    index = open_generation(twice_built, fingerprint="letters")

    assert [document.id for document in index.documents()] == ["one.md", "two.md"]
    assert index.name == open_generation(twice_built, fingerprint=None).name
    assert index.warning == (
        f"{twice_built}/gen-000002/dense.faiss is missing; gen-000001, the index before it, answers instead until you "
        f"type: kiddqa index --embeddings {twice_built}"
    )


@pytest.mark.parametrize("file", FILES)
def test_whichever_file_is_damaged_the_one_before_stands_in(twice_built: Path, file: str) -> None:
    path = twice_built / file.replace("gen-000001", "gen-000002")
    path.write_bytes(b"\0" + path.read_bytes()[1:])

    index = open_generation(twice_built, fingerprint="letters")

    assert (index.name[:10], path.name in (index.warning or "")) == ("gen-000001", True)


def test_a_sound_generation_has_no_warning(twice_built: Path) -> None:
    assert open_generation(twice_built, fingerprint="letters").warning is None
    assert damage_before(twice_built) is None


def test_where_both_are_damaged_the_live_one_is_named_with_what_to_type(twice_built: Path) -> None:
    for generation in ("gen-000001", "gen-000002"):
        (twice_built / generation / "dense.faiss").unlink()

    with pytest.raises(IndexError_) as caught:
        open_generation(twice_built, fingerprint="letters")

    missing = f"{twice_built}/gen-000002/dense.faiss is missing"
    assert str(caught.value) == f"{missing}; type: kiddqa index --embeddings {twice_built}"


def test_damage_of_the_one_before_is_found_before_it_is_needed(twice_built: Path) -> None:
    (twice_built / "gen-000001" / "dense.faiss").unlink()

    assert damage_before(twice_built) == f"{twice_built}/gen-000001/dense.faiss is missing"
    assert open_generation(twice_built, fingerprint="letters").warning is None


def test_no_generation_stands_in_for_a_sound_one_of_another_model(built: Path, tmp_path: Path) -> None:
    embeddings = shutil.copytree(built, tmp_path / "copy")
    documents = [document_of("one.md", "Alpha.")]
    build_index(documents, LetterEmbedder("new"), embeddings, passage_words=130, overlap_words=40, cut=cut_by_line)

    with pytest.raises(IndexError_, match="built with the model new and questions are embedded with letters"):
        open_generation(embeddings, fingerprint="letters")


def test_a_generation_of_another_model_stands_in_for_none(built: Path, tmp_path: Path) -> None:
    embeddings = shutil.copytree(built, tmp_path / "copy")
    documents = [document_of("one.md", "Alpha.")]
    build_index(documents, LetterEmbedder("new"), embeddings, passage_words=130, overlap_words=40, cut=cut_by_line)
    (embeddings / "gen-000002" / "dense.faiss").unlink()

    with pytest.raises(IndexError_, match=r"gen-000002/dense\.faiss is missing"):
        open_generation(embeddings, fingerprint="new")


@pytest.mark.parametrize("part", ["dense.faiss", "passages.sqlite", "bm25"])
def test_parts_of_two_generations_are_told_apart_even_where_every_hash_is_right(twice_built: Path, part: str) -> None:
    live, before = twice_built / "gen-000002", twice_built / "gen-000001"
    remove([live / part])
    (shutil.copytree if (before / part).is_dir() else shutil.copy)(before / part, live / part)
    manifest = replace(read_manifest(live, ""), files=describe_files(live))
    name = f"gen-000002@{write_manifest(manifest, live)}"
    (twice_built / "CURRENT").write_text(f"{name}\n")

    with pytest.raises(IndexError_) as caught:
        open_generation(twice_built, fingerprint="letters")

    sizes = {"passages.sqlite": 4, "dense.faiss": 4, "bm25": 4, "manifest.json": 4, part: 3}
    found = ", ".join(f"{count} in {name}" for name, count in sizes.items())
    assert f"gen-000002 holds parts that do not belong together (passages: {found}); type: kiddqa" in str(caught.value)


def test_a_generation_that_is_replaced_while_it_is_opened_is_no_damage(
    twice_built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader has read CURRENT; before it opens a file, two more generations go live and its own is removed."""

    def swap_first(folder: Path, expected_hash: str) -> None:
        monkeypatch.undo()
        for line in ("Zeta.", "Eta."):
            documents = [document_of("new.md", line)]
            build_index(documents, LetterEmbedder(), twice_built, passage_words=9, overlap_words=1, cut=cut_by_line)
        check_manifest(folder, expected_hash)

    monkeypatch.setattr(kiddqa.index.generation, "check_manifest", swap_first)
    index = open_generation(twice_built, fingerprint="letters")

    assert (index.passage(0).text, index.warning) == ("Eta.", None)


def test_another_model_is_refused_with_both_names_and_the_command(built: Path) -> None:
    with pytest.raises(IndexError_, match=r"with the model letters and .* with numbers; type: kiddqa index"):
        open_generation(built, fingerprint="numbers")


def test_an_index_can_be_opened_without_a_model_to_compare(built: Path) -> None:
    assert len(open_generation(built, fingerprint=None)) == 3


def test_no_index_says_what_to_type(tmp_path: Path) -> None:
    with pytest.raises(IndexError_, match=r"There is no index in .*; type: kiddqa index --embeddings"):
        open_generation(tmp_path / "nowhere", fingerprint=None)


def test_the_name_is_the_generation_and_the_hash_of_its_manifest(built: Path) -> None:
    assert open_generation(built, fingerprint=None).name == (built / "CURRENT").read_text().strip()


def test_the_time_of_building_may_be_lost_without_harm(built: Path, tmp_path: Path) -> None:
    embeddings = shutil.copytree(built, tmp_path / "copy")
    (embeddings / "gen-000001" / "build.json").write_text(json.dumps({}))

    assert len(open_generation(embeddings, fingerprint="letters")) == 3


def test_each_vector_is_found_under_the_hash_of_its_text(built: Path) -> None:
    vectors = open_generation(built, fingerprint=None).vectors_by_context()

    assert len(vectors) == 3
    assert all(vector.shape == (27,) for vector in vectors.values())
