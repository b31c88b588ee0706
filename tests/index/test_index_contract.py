"""What every Index promises, the fake and the real one alike."""

from collections.abc import Callable
from pathlib import Path

import faiss
import numpy as np
import pytest

from fakes import LetterEmbedder, MemoryIndex, cut_by_line, document_of
from kiddqa.index.builder import build_index
from kiddqa.index.dense import DenseIndex
from kiddqa.index.generation import open_generation
from kiddqa.protocols import Index, Vectors
from kiddqa.records import Filters

DOCUMENTS = [
    document_of("b.md", "gamma delta", "alpha alpha", title="T", date="2024-09-24", publisher="MND"),
    document_of("a.md", "alpha beta", "[share]", "beta beta beta", title="T", date="2014-04-15"),
    document_of("c.md", "alpha beta", title="T"),
]
EMBEDDER = LetterEmbedder()


def memory(folder: Path) -> Index:
    del folder
    return MemoryIndex(DOCUMENTS, EMBEDDER)


def generation(folder: Path) -> Index:
    build_index(DOCUMENTS, EMBEDDER, folder, passage_words=130, overlap_words=40, cut=cut_by_line)
    return open_generation(folder, fingerprint=EMBEDDER.fingerprint)


def sketched_generation(folder: Path) -> Index:
    """Write a generation with sketches, trained on other vectors: FAISS cannot learn them from five."""

    def build(vectors: Vectors) -> DenseIndex:
        flat = faiss.IndexFlatIP(vectors.shape[1])
        sketches = faiss.IndexPQFastScan(vectors.shape[1], vectors.shape[1] // 3, 4, faiss.METRIC_INNER_PRODUCT)
        sketches.train(np.random.default_rng(7).normal(size=(700, vectors.shape[1])).astype(np.float32))
        for part in (flat, sketches):
            part.add(vectors)
        return DenseIndex(faiss.IndexRefine(sketches, flat))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DenseIndex, "build", build)
        return generation(folder)


@pytest.fixture(params=[memory, generation, sketched_generation])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Index:
    """Return each kind of index over the same documents."""
    make: Callable[[Path], Index] = request.param
    return make(tmp_path)


def test_passages_are_numbered_in_corpus_order(index: Index) -> None:
    assert [index.passage(number).text for number in range(len(index))] == [
        "alpha beta",
        "beta beta beta",
        "gamma delta",
        "alpha alpha",
        "alpha beta",
    ]


def test_documents_are_listed_by_id(index: Index) -> None:
    assert [document.id for document in index.documents()] == ["a.md", "b.md", "c.md"]


def test_a_document_is_found_by_its_id(index: Index) -> None:
    assert index.document("b.md") == DOCUMENTS[0]
    assert index.document("nowhere.md") is None


def test_the_nearest_passage_comes_first_with_its_cosine_and_ties_in_corpus_order(index: Index) -> None:
    found = index.search_dense(EMBEDDER.embed(["T. alpha beta"]), 2)

    assert [number for number, _ in found] == [0, 4]
    assert [score for _, score in found] == pytest.approx([1.0, 1.0])


def test_cosines_fall_from_one_passage_to_the_next(index: Index) -> None:
    scores = [score for _, score in index.search_dense(EMBEDDER.embed(["delta"]), 50)]

    assert len(scores) == 5
    assert scores == sorted(scores, reverse=True)
    assert -1.0 <= scores[-1] <= scores[0] <= 1.0 + 1e-6


def test_only_passages_that_share_a_word_are_found_by_bm25(index: Index) -> None:
    found = index.search_bm25("gamma", 50)

    assert [number for number, _ in found] == [2]
    assert found[0][1] > 0


def test_a_passage_that_shares_only_another_name_is_found_behind_those_that_share_the_word_itself(index: Index) -> None:
    (alone,) = index.search_bm25("gamma", 50)
    found = index.search_bm25("gamma", 50, also="beta")

    assert found[0] == alone
    assert {number for number, _ in found} == {2, *(number for number, _ in index.search_bm25("beta", 50))}


def test_nothing_is_found_by_bm25_for_an_unknown_word(index: Index) -> None:
    assert index.search_bm25("omega", 50) == []


def test_both_searches_stay_among_the_numbers_they_are_given(index: Index) -> None:
    among = np.array([1, 4], dtype=np.int64)

    assert [number for number, _ in index.search_dense(EMBEDDER.embed(["T. alpha beta"]), 50, among)] == [4, 1]
    assert {number for number, _ in index.search_bm25("alpha beta", 50, among)} == {1, 4}


def test_both_searches_give_no_more_than_the_limit(index: Index) -> None:
    assert len(index.search_dense(EMBEDDER.embed(["alpha"]), 1)) == 1
    assert len(index.search_bm25("alpha", 1)) == 1


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(documents=("b.md",)), [2, 3]),
        (Filters(publisher="mnd"), [2, 3]),
        (Filters(after="2014-04-16"), [2, 3]),
        (Filters(before="2014-04-15"), [0, 1]),
        (Filters(documents=("nowhere.md",)), []),
    ],
)
def test_filters_give_the_numbers_they_admit(index: Index, filters: Filters, expected: list[int]) -> None:
    found = index.passage_numbers(filters)

    assert found is not None
    assert found.tolist() == expected


def test_a_document_lies_where_its_passages_lie_on_average(index: Index) -> None:
    means = [
        EMBEDDER.embed(texts).mean(axis=0) for texts in (["T. alpha beta", "T. beta beta beta"], ["T. alpha beta"])
    ]

    found = index.document_vectors()

    assert found.shape == (3, EMBEDDER.dimension)
    np.testing.assert_allclose(found[[0, 2]], means, atol=1e-6)


def test_an_index_names_the_embedder_of_its_vectors(index: Index) -> None:
    assert index.fingerprint == "letters"


def test_no_filter_gives_none(index: Index) -> None:
    assert index.passage_numbers(Filters()) is None


def test_a_rarer_term_weighs_more(index: Index) -> None:
    common, rare, unknown = (index.inverse_document_frequency(term) for term in ("alpha", "gamma", "omega"))

    assert 0 < common < rare < unknown
    assert rare == pytest.approx(1.3863, abs=1e-4)  # ln(1 + 4.5 / 1.5)
