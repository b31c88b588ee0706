import errno
import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

import kiddqa.index.builder
from fakes import LetterEmbedder, cut_by_line, document_of
from kiddqa.errors import CorpusError, IndexError_
from kiddqa.index.builder import Built, Progress, build_index
from kiddqa.index.dense import DenseIndex
from kiddqa.index.freshness import Snapshot, kept_snapshot, take_snapshot
from kiddqa.index.generation import Generation, open_generation
from kiddqa.records import Document, Passage

ONE = document_of("one.md", "Alpha.", "Beta.")
TWO = document_of("two.md", "Gamma.")


def build(
    documents: list[Document],
    embeddings: Path,
    *,
    embedder: LetterEmbedder | None = None,
    snapshot: Snapshot | None = None,
    progress: Progress | None = None,
) -> Built:
    return build_index(
        documents,
        embedder or LetterEmbedder(),
        embeddings,
        passage_words=130,
        overlap_words=40,
        snapshot=snapshot,
        progress=progress,
        cut=cut_by_line,
    )


def texts(index: Generation) -> list[str]:
    return [index.passage(number).text for number in range(len(index))]


def test_passages_are_numbered_by_document_id_then_place(tmp_path: Path) -> None:
    built = build([TWO, ONE], tmp_path)

    assert texts(open_generation(tmp_path, fingerprint="letters")) == ["Alpha.", "Beta.", "Gamma."]
    assert (built.documents, built.passages, built.reused, built.embedded) == (2, 3, 0, 3)


def test_the_vector_of_a_passage_is_that_of_its_title_headings_and_text(tmp_path: Path) -> None:
    embedder = LetterEmbedder()

    build([TWO], tmp_path, embedder=embedder)

    assert embedder.embedded == ["Notes. Gamma."]


def test_boilerplate_and_passages_without_a_sentence_are_not_indexed(tmp_path: Path) -> None:
    build([document_of("a.md", "[Share this page]", "(1)", "Alpha.")], tmp_path)

    assert texts(open_generation(tmp_path, fingerprint="letters")) == ["Alpha."]


def test_building_again_embeds_only_what_is_new(tmp_path: Path) -> None:
    build([ONE, TWO], tmp_path)
    embedder = LetterEmbedder()

    built = build([document_of("one.md", "Alpha.", "Delta."), TWO], tmp_path, embedder=embedder)

    assert (built.reused, built.embedded) == (2, 1)
    assert embedder.embedded == ["Notes. Delta."]


def test_a_reused_vector_stays_with_its_text_when_its_number_changes(tmp_path: Path) -> None:
    build([ONE, TWO], tmp_path)

    build([document_of("a.md", "Omega."), ONE, TWO], tmp_path)

    index = open_generation(tmp_path, fingerprint="letters")
    for number in range(len(index)):
        vector = LetterEmbedder().embed([index.passage(number).context_text])
        [(found, cosine)] = index.search_dense(vector, 1)
        assert (found, round(cosine, 6)) == (number, 1.0)


def test_another_model_reuses_no_vector(tmp_path: Path) -> None:
    build([ONE], tmp_path)

    assert build([ONE], tmp_path, embedder=LetterEmbedder("other letters")).reused == 0


def test_a_damaged_generation_is_not_reused_but_replaced(tmp_path: Path) -> None:
    build([ONE], tmp_path)
    (tmp_path / "gen-000001" / "dense.faiss").write_bytes(b"damage")

    assert build([ONE], tmp_path).reused == 0
    index = open_generation(tmp_path, fingerprint="letters")
    assert (texts(index), index.warning) == (["Alpha.", "Beta."], None)
    assert not (tmp_path / "gen-000001").exists()


def test_where_the_live_generation_is_damaged_the_one_before_it_gives_its_vectors_and_is_kept(tmp_path: Path) -> None:
    build([ONE], tmp_path)
    build([ONE, TWO], tmp_path)
    (tmp_path / "gen-000002" / "dense.faiss").write_bytes(b"damage")

    built = build([ONE, TWO], tmp_path)

    assert (built.reused, built.embedded) == (2, 1)
    assert [line[:10] for line in (tmp_path / "CURRENT").read_text().splitlines()] == ["gen-000003", "gen-000001"]


def test_the_snapshot_is_in_the_generation_before_it_is_live(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    snapshot = take_snapshot(tmp_path / "corpus")

    built = build([ONE], tmp_path, snapshot=snapshot)

    assert kept_snapshot(tmp_path, built.name) == snapshot


def test_an_index_that_cannot_be_written_is_one_sentence_and_the_old_one_serves_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build([ONE], tmp_path)

    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(kiddqa.index.builder, "write_store", fail)
    with pytest.raises(IndexError_) as caught:
        build([ONE, TWO], tmp_path)

    assert str(caught.value) == (
        f"The index in {tmp_path} could not be written (no space left on device); nothing is lost: make room, or name "
        f"another folder with --embeddings DIR, then type: kiddqa index --embeddings {tmp_path}"
    )
    assert texts(open_generation(tmp_path, fingerprint="letters")) == ["Alpha.", "Beta."]


def test_an_index_that_was_cut_off_in_writing_never_goes_live(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save = DenseIndex.save

    def save_in_part(index: DenseIndex, path: Path) -> None:
        save(index, path)
        path.write_bytes(path.read_bytes()[:-1])

    build([ONE], tmp_path)
    monkeypatch.setattr(DenseIndex, "save", save_in_part)
    with pytest.raises(IndexError_, match=r"could not be written \(.*dense\.faiss is not a FAISS index"):
        build([ONE, TWO], tmp_path)

    index = open_generation(tmp_path, fingerprint="letters")
    assert (texts(index), index.warning) == (["Alpha.", "Beta."], None)


def test_a_text_that_occurs_twice_is_embedded_once(tmp_path: Path) -> None:
    embedder = LetterEmbedder()

    built = build([document_of("a.md", "Alpha."), document_of("b.md", "Alpha.")], tmp_path, embedder=embedder)

    assert (embedder.embedded, built.passages) == (["Notes. Alpha."], 2)


def test_a_deleted_document_is_gone_from_every_way_of_finding_it(tmp_path: Path) -> None:
    build([ONE, TWO], tmp_path)

    build([ONE], tmp_path)

    index = open_generation(tmp_path, fingerprint="letters")
    assert index.document("two.md") is None
    assert index.search_bm25("gamma", 5) == []
    assert len(index.search_dense(LetterEmbedder().embed(["Gamma."]), 5)) == 2


def test_two_builds_of_the_same_corpus_differ_in_their_number_alone(tmp_path: Path) -> None:
    names = [build([ONE, TWO], tmp_path / folder).name for folder in ("a", "b")] + [
        build([TWO, ONE], tmp_path / "a").name
    ]

    assert names[0] == names[1]
    assert (names[2][:10], names[2][11:]) == ("gen-000002", names[0][11:])


def test_the_manifest_says_what_the_index_was_made_of(tmp_path: Path) -> None:
    build_index([ONE], LetterEmbedder(), tmp_path, passage_words=100, overlap_words=20, skipped=3, cut=cut_by_line)

    manifest = open_generation(tmp_path, fingerprint=None).manifest
    assert (manifest.documents, manifest.passages, manifest.skipped_files) == (1, 2, 3)
    assert (manifest.passage_words, manifest.overlap_words, manifest.fingerprint) == (100, 20, "letters")


def test_times_are_written_beside_the_manifest(tmp_path: Path) -> None:
    build([ONE], tmp_path)

    kept = json.loads((tmp_path / "gen-000001" / "build.json").read_text())
    assert set(kept) == {"created", "seconds", "reused_vectors"}


def test_progress_counts_the_texts_that_are_embedded(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    many = document_of("a.md", *(f"Line {number}." for number in range(130)))

    build([many], tmp_path, progress=lambda done, total: told.append((done, total)))
    build([many], tmp_path, progress=lambda done, total: told.append((done, total)))

    assert told == [(64, 130), (128, 130), (130, 130)]


def test_a_corpus_without_a_sentence_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="None of the 1 documents has a sentence to index"):
        build([document_of("a.md", "[Share]")], tmp_path)

    assert not (tmp_path / "CURRENT").exists()


def test_two_documents_of_one_id_are_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"Two documents have the id one\.md"):
        build([ONE, ONE], tmp_path)


def test_a_failing_embedder_leaves_the_old_index_serving(tmp_path: Path) -> None:
    class Failing(LetterEmbedder):
        def embed(self, texts: object) -> np.ndarray:
            raise MemoryError(texts)

    build([ONE], tmp_path)

    with pytest.raises(MemoryError):
        build([ONE, TWO], tmp_path, embedder=Failing())

    assert texts(open_generation(tmp_path, fingerprint="letters")) == ["Alpha.", "Beta."]


def test_an_open_generation_outlives_its_removal(tmp_path: Path) -> None:
    build([ONE], tmp_path)
    index = open_generation(tmp_path, fingerprint="letters")

    shutil.rmtree(tmp_path / "gen-000001")

    assert texts(index) == ["Alpha.", "Beta."]
    with pytest.raises(IndexError_, match=r"manifest\.json is missing"):
        open_generation(tmp_path, fingerprint="letters")


def test_what_else_is_written_is_checked_and_found_as_part_of_the_index(tmp_path: Path) -> None:
    def write_more(folder: Path, documents: Sequence[Document], passages: Sequence[Passage]) -> None:
        (folder / "more.txt").write_text(f"{len(documents)} and {len(passages)}")

    build_index(
        [ONE, TWO],
        LetterEmbedder(),
        tmp_path,
        passage_words=130,
        overlap_words=40,
        cut=cut_by_line,
        write_more=write_more,
    )
    found = open_generation(tmp_path, fingerprint="letters").file("more.txt")
    assert found is not None
    assert found.read_text() == "2 and 3"

    found.write_text("2 and 4")
    with pytest.raises(IndexError_, match=r"more\.txt is damaged"):
        open_generation(tmp_path, fingerprint="letters")


def test_a_file_that_was_not_written_is_not_found(tmp_path: Path) -> None:
    build([ONE], tmp_path)

    assert open_generation(tmp_path, fingerprint="letters").file("more.txt") is None
