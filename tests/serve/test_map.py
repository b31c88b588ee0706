from dataclasses import dataclass, field

import numpy as np
import pytest
from numpy.typing import NDArray

from kiddqa.serve.facets import Asked
from kiddqa.serve.map import SHAPES, Map, atlas_of, map_of
from kiddqa.serve.shelf import shelf_of
from serve.fake_engine import FakeIndex, make_document

NOTHING: Asked = {"kind": "", "year": "", "publisher": ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedIndex(FakeIndex):
    """Documents with the vectors that a test gives them."""

    vectors: tuple[tuple[float, ...], ...] = field(default=())

    def document_vectors(self) -> NDArray[np.float32]:
        return np.array(self.vectors, dtype=np.float32).reshape(len(self.vectors), 2)


def index_of(*placed: tuple[str, str | None, tuple[float, ...]]) -> PlacedIndex:
    """Return an index of documents, each with its title, kind and vector."""
    documents = tuple(make_document(f"{title}.md", title, [], kind=kind) for title, kind, _ in placed)
    return PlacedIndex(all_documents=documents, all_passages=(), vectors=tuple(vector for _, _, vector in placed))


THREE = index_of(("west", "letter", (-9.0, 0.0)), ("east", "letter", (9.0, 0.0)), ("north", "report", (8.0, 3.0)))


def drawn(index: PlacedIndex, asked: Asked = NOTHING, *, kind: str | None = None) -> Map:
    shown = [each for each in shelf_of(index) if kind in (None, each.kind)]
    made = map_of(index, shown, asked)
    assert made is not None
    return made


def test_documents_lie_as_their_vectors_lie() -> None:
    west, east, north = drawn(THREE).points

    assert int(west.x) < int(north.x) < int(east.x)
    assert int(north.y) < int(west.y)
    assert (west.title, west.address) == ("west", "/documents/west.md")


def test_the_most_frequent_kind_has_the_first_shape_whatever_is_filtered() -> None:
    assert [point.look for point in drawn(THREE).points] == [0, 0, 1]
    assert [point.look for point in drawn(THREE, kind="report").points] == [1]


def test_kinds_beyond_the_shapes_share_the_last_one() -> None:
    index = index_of(*((f"d{n:02}", f"kind {n:02}", (n * n + 1.0, float(n))) for n in range(12)))

    assert [point.look for point in drawn(index).points] == [0, 1, 2, 3, 4, 5, 6, 7, 7, 7, 7, 7]
    assert drawn(index).kinds[-1].address is None
    assert drawn(index).kinds[-1].name.startswith("kind 07, kind 08, kind 09")  # a tie in number is broken by name


def test_what_a_filter_leaves_out_is_a_dot_without_a_link() -> None:
    filtered = drawn(THREE, kind="report")

    assert [point.title for point in filtered.points] == ["north"]
    assert filtered.others.count("M") == 2
    assert drawn(THREE).others == ""


def test_a_kind_leads_to_its_documents_and_keeps_the_rest_of_the_filter() -> None:
    letters = drawn(THREE, {**NOTHING, "year": "2012"}).kinds[0]

    assert (letters.name, letters.shape, letters.documents) == ("letter", SHAPES[0], "2 documents")
    assert letters.address == "/documents?kind=letter&year=2012"


def test_the_map_is_told_in_words() -> None:
    corner = [("a", "letter", (-9.0, 0.1)), ("b", "letter", (-9.0, 0.0)), ("c", "letter", (-9.0, -0.1))]
    letters, report = drawn(index_of(*corner, ("d", "report", (27.0, 0.0)))).kinds

    assert letters.where == "left, close together; “b” is in their middle"
    assert report.where == "right"


def test_documents_of_no_kind_are_told_as_such() -> None:
    index = index_of(*((title, None, (x, 0.0)) for title, x in (("a", 9.0), ("b", 1.0), ("c", 5.0))))

    assert [(kind.name, kind.address) for kind in drawn(index).kinds] == [("no kind given", None)]


def test_a_document_without_passages_has_no_place() -> None:
    index = index_of(*(("abc"[n], None, (n + 1.0, 1.0)) for n in range(3)), ("empty", None, (0.0, 0.0)))

    assert [point.title for point in drawn(index).points] == ["a", "b", "c"]


@pytest.mark.parametrize("count", [0, 1, 2])
def test_fewer_than_three_places_make_no_map(count: int) -> None:
    index = index_of(*((f"d{n}", None, (n + 1.0, 1.0)) for n in range(count)))

    assert map_of(index, shelf_of(index), NOTHING) is None


def test_too_many_documents_to_tell_apart_are_dots_until_a_filter_leaves_fewer() -> None:
    kinds = ["few" if n < 5 else "many" for n in range(500)]
    index = index_of(*((f"d{n}", kind, (float(n % 25), float(n // 25) + 1)) for n, kind in enumerate(kinds)))

    crowded, filtered = drawn(index), drawn(index, kind="few")

    assert (crowded.too_many, crowded.points, crowded.others.count("M")) == ("500 documents", (), 500)
    assert (filtered.too_many, len(filtered.points), filtered.others.count("M")) == ("", 5, 495)


def test_what_the_two_directions_keep_is_said() -> None:
    assert drawn(THREE).kept == "100\u00a0%"


def test_no_two_points_are_nearer_than_a_finger() -> None:
    index = index_of(*((f"d{n}", None, (1.0, float(n // 30))) for n in range(90)))

    places = np.array(list(atlas_of(index).places.values()))
    gaps = np.linalg.norm(places[:, np.newaxis] - places[np.newaxis], axis=2) + 1e9 * np.eye(90)
    assert gaps.min() >= 24
