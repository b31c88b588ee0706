"""Every page, in every state, is HTML without a parse error, whatever text the corpus and the asker bring."""

from pathlib import Path
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiddqa.records import BlockKind, Document, Source
from kiddqa.serve import measured
from kiddqa.serve.addresses import document_address, question_address
from serve.conftest import client_of
from serve.fake_engine import EVIL, HOSTILE, make_document, make_engine
from serve.parsed import all_of, parse, parse_fragment
from serve.states import ARCHIVE, LED, STATES, write_figures

HOSTILE_STATES = {
    "document": f"{document_address(EVIL.id)}?start=2&end=900",
    "question": question_address(HOSTILE, [HOSTILE]),
    "filter": "/documents?" + urlencode({"kind": HOSTILE, "year": HOSTILE, "publisher": HOSTILE}),
    "list": "/documents",
    "nowhere": document_address(HOSTILE),
}


@pytest.mark.parametrize("state", STATES)
def test_every_state_parses_strictly_and_names_nothing_twice(state: str) -> None:
    page = parse(client_of(make_engine(ARCHIVE)).get(STATES[state]).text)

    names = [element.get("id", "") for element in page.iter() if element.get("id")]
    assert sorted(set(names)) == sorted(names)
    assert len(all_of(page, "h1")) == len(all_of(page, "main")) == 1


@pytest.mark.parametrize("measured_yet", [True, False])
def test_the_page_of_figures_parses_strictly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, measured_yet: bool
) -> None:
    monkeypatch.setattr(measured, "measured_folder", lambda: tmp_path)
    if measured_yet:
        write_figures(tmp_path)

    page = parse(client_of(make_engine(ARCHIVE)).get("/how").text)

    assert len(all_of(page, "img")) == measured_yet


@pytest.mark.parametrize("state", HOSTILE_STATES)
def test_hostile_text_parses_strictly_and_adds_no_script(state: str) -> None:
    page = parse(client_of(make_engine([*ARCHIVE, EVIL])).get(HOSTILE_STATES[state]).text)

    assert [script.get("src") for script in all_of(page, "script")] == ["/static/kiddqa.js"]


def test_a_card_alone_parses_strictly() -> None:
    staged = client_of(make_engine([*ARCHIVE, EVIL])).get("/stages", params={"q": LED}).text

    (read,) = (event for event in staged.split("\n\n") if event.startswith("event: read"))
    card = "\n".join(line.removeprefix("data: ") for line in read.splitlines()[1:])
    assert len(all_of(parse_fragment(card), "article")) == 1


text = st.text(st.characters(exclude_categories=()), max_size=30)
names = st.none() | text
typed = text.map(lambda written: written.encode(errors="replace").decode())
"""What an address can carry and a file can be called: an indexing run refuses other names."""


@st.composite
def documents(draw: st.DrawFn, number: int) -> Document:
    """A document of any text whatever: title, body, facts, sources."""
    block = st.tuples(st.sampled_from(BlockKind), st.integers(1, 6), text)
    source = st.builds(Source, title=text, publisher=names, date=names, url=names)
    return make_document(
        f"{number}/{draw(typed)}.md",
        draw(text),
        draw(st.lists(block, max_size=5)),
        kind=draw(names),
        publisher=draw(names),
        date=draw(names | st.dates().map(str)),
        url=draw(names),
        sources=draw(st.tuples(source)),
    )


corpora = st.integers(0, 6).flatmap(lambda count: st.tuples(*(documents(number) for number in range(count))))


@settings(max_examples=40, deadline=None)
@given(corpora, typed, st.sampled_from(list(STATES.values())), typed, typed)
def test_any_corpus_any_question_and_any_filter_parse_strictly(
    corpus: tuple[Document, ...], question: str, state: str, kind: str, publisher: str
) -> None:
    client = client_of(make_engine(corpus))
    filtered = "/documents?" + urlencode({"kind": kind, "publisher": publisher})
    opened = [document_address(document.id) for document in corpus[:1]]

    for address in (state, question_address(question), "/documents", filtered, *opened):
        parse(client.get(address).text)
