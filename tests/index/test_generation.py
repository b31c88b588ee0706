import json
import shutil
from pathlib import Path

import pytest

from fakes import LetterEmbedder, cut_by_line, document_of
from kiddqa.errors import IndexError_
from kiddqa.index.builder import build_index
from kiddqa.index.generation import open_generation

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
