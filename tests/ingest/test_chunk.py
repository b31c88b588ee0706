from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from kiddqa.ingest import text
from kiddqa.ingest.chunk import chunk
from kiddqa.ingest.draft import Metadata, Part, finish, join_parts
from kiddqa.records import BlockKind, Document, Passage

H, P, L, B = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.BOILERPLATE


def document(*parts: Part, title: str = "Talks") -> Document:
    return finish(join_parts(parts, Metadata(title=title)), document_id="a.md", format_name="markdown")


def plain(words: str) -> Document:
    return finish(text.load(words.encode()), document_id="a.txt", format_name="text")


def heading(words: str, level: int = 2) -> Part:
    return Part(text=words, kind=H, level=level)


def sentence(words: int, name: str = "A") -> str:
    return " ".join([name, *["word"] * (words - 1)]) + "."


def sentences(passage: Passage) -> list[str]:
    return [passage.document.text[found.start : found.end] for found in passage.sentences]


def word_counts(passages: list[Passage]) -> list[list[int]]:
    return [[len(words.split()) for words in sentences(passage)] for passage in passages]


def test_passages_are_filled_up_to_the_limit_and_share_whole_sentences() -> None:
    body = " ".join(sentence(words) for words in (40, 50, 30, 30, 60))
    passages = chunk(document(Part(text=body)), passage_words=130, overlap_words=40)
    assert word_counts(passages) == [[40, 50, 30], [30, 30, 60]]


def test_without_overlap_no_sentence_is_shared() -> None:
    body = " ".join(sentence(words) for words in (40, 50, 30, 30, 60))
    passages = chunk(document(Part(text=body)), passage_words=130, overlap_words=0)
    assert word_counts(passages) == [[40, 50, 30], [30, 60]]


def test_a_sentence_longer_than_the_limit_is_a_passage_of_its_own() -> None:
    body = " ".join(sentence(words) for words in (10, 60, 10))
    passages = chunk(document(Part(text=body)), passage_words=40, overlap_words=20)
    assert word_counts(passages) == [[10], [60], [10]]


def test_no_passage_crosses_a_heading_and_the_heading_opens_its_section() -> None:
    found = chunk(
        document(heading("One"), Part(text="A b."), heading("Two"), Part(text="C d.")),
        passage_words=130,
        overlap_words=40,
    )
    assert [passage.text for passage in found] == ["One\n\nA b.", "Two\n\nC d."]
    assert [sentences(passage) for passage in found] == [["A b."], ["C d."]]


def test_the_heading_path_is_outermost_first_without_the_title() -> None:
    parts = (
        heading("Talks", 1),
        heading("Day one", 2),
        heading("Morning", 3),
        Part(text="A."),
        heading("Day two", 2),
        Part(text="B."),
    )
    found = chunk(document(*parts), passage_words=130, overlap_words=40)
    assert [passage.heading for passage in found] == [("Day one", "Morning"), ("Day two",)]


def test_headings_with_nothing_below_them_make_a_passage_without_sentences() -> None:
    found = chunk(document(Part(text="A."), heading("Annex"), heading("B", 3)), passage_words=130, overlap_words=40)
    assert [(passage.text, passage.sentences) for passage in found][1] == ("Annex\n\nB", ())


def test_a_run_of_boilerplate_is_one_passage_marked_as_such() -> None:
    parts = (Part(text="A."), Part(text="Read more"), Part(text="© 2017 Daily"), Part(text="B."))
    found = chunk(document(*parts), passage_words=130, overlap_words=40)
    assert [(passage.text, passage.boilerplate) for passage in found] == [
        ("A.", False),
        ("Read more\n\n© 2017 Daily", True),
        ("B.", False),
    ]
    assert found[1].sentences == ()


def test_list_items_stay_with_the_paragraph_that_introduces_them() -> None:
    parts = (Part(text="Three points:"), Part(text="ports", kind=L, level=1), Part(text="lanes", kind=L, level=1))
    found = chunk(document(*parts), passage_words=130, overlap_words=40)
    assert [sentences(passage) for passage in found] == [["Three points:", "ports", "lanes"]]


def test_a_bullet_is_in_the_passage_but_not_in_the_sentence() -> None:
    found = chunk(
        plain("The points are these, says the text:\n• ports\n• lanes. And rules."), passage_words=130, overlap_words=40
    )
    assert sentences(found[0])[1:] == ["ports", "lanes.", "And rules."]
    assert found[0].text.endswith("• ports\n• lanes. And rules.")


def test_a_passage_that_begins_with_a_list_item_begins_with_its_bullet() -> None:
    found = chunk(plain(f"{sentence(9)}\n• {sentence(9)}"), passage_words=10, overlap_words=0)
    assert found[1].text.startswith("• A word")


def test_sentences_never_cross_blocks() -> None:
    found = chunk(document(Part(text="no stop"), Part(text="here either")), passage_words=130, overlap_words=40)
    assert sentences(found[0]) == ["no stop", "here either"]


PARTS = st.lists(
    st.one_of(
        st.builds(heading, st.sampled_from(["Talks", "One", "Two"]), st.integers(1, 3)),
        st.builds(Part, text=st.lists(st.integers(1, 30).map(sentence), min_size=1, max_size=6).map(" ".join)),
        st.builds(Part, text=st.sampled_from(["• ports", "1. a", "(x)"]), kind=st.just(L), level=st.just(1)),
        st.builds(Part, text=st.text(min_size=1, max_size=30)),
        st.just(Part(text="Read more")),
    ),
    max_size=12,
)


@given(PARTS, st.integers(5, 60), st.integers(0, 30))
@settings(max_examples=100, deadline=None)
def test_chunking_loses_nothing(parts: list[Part], passage_words: int, overlap_words: int) -> None:
    source = document(*parts)
    position = 0
    for passage in chunk(source, passage_words=passage_words, overlap_words=overlap_words):
        assert source.text[position : passage.start].strip() == ""
        assert source.text[passage.start : passage.end] == passage.text
        assert passage.end > position
        position = passage.end
    assert source.text[position:].strip() == ""


@given(PARTS, st.integers(5, 60), st.integers(0, 30))
@settings(max_examples=100, deadline=None)
def test_sentences_ascend_within_their_passage_and_keep_to_its_size(
    parts: list[Part], passage_words: int, overlap_words: int
) -> None:
    for passage in chunk(document(*parts), passage_words=passage_words, overlap_words=overlap_words):
        position = passage.start
        for start, end in passage.sentences:
            assert position <= start < end <= passage.end
            position = end
        words = [len(words.split()) for words in sentences(passage)]
        assert sum(words) <= passage_words or len(words) == 1


@given(PARTS, st.integers(5, 60), st.integers(0, 30))
@settings(max_examples=100, deadline=None)
def test_neighbours_share_no_more_than_the_overlap_and_headings_come_before_sentences(
    parts: list[Part], passage_words: int, overlap_words: int
) -> None:
    source = document(*parts)
    found = chunk(source, passage_words=passage_words, overlap_words=overlap_words)
    for passage, following in pairwise(found):
        shared = set(passage.sentences) & set(following.sentences)
        assert sum(len(source.text[start:end].split()) for start, end in shared) <= overlap_words
        assert passage.start < following.start
    for passage in found:
        first = passage.sentences[0].start if passage.sentences else passage.end
        assert all(
            block.end <= first
            for block in source.blocks
            if block.kind is H and passage.start <= block.start < passage.end
        )


def test_what_is_written_without_spaces_counts_a_word_per_40_characters() -> None:
    cut = chunk(plain("x" * 9_000), passage_words=130, overlap_words=40)
    assert [len(passage.text) for passage in cut] == [4_000, 5_000]  # sentences of 100, 100 and 25 words


def test_headings_upon_headings_are_parted_every_fifty() -> None:
    cut = chunk(document(*(heading(f"Part {number}") for number in range(120))), passage_words=130, overlap_words=40)
    assert [passage.text.count("Part") for passage in cut] == [50, 50, 20]
