import dataclasses

import pytest

from fakes import document_of
from kiddqa.console import reply as replies
from kiddqa.records import Answer, Candidate, Citation, Exchange, NoAnswer, Range, Reply, Source

TALKS = document_of(
    "talks.txt",
    "At the talks,\nAnka Lee led the U.S. delegation.",
    title="Talks on drones",
    publisher="Example Daily",
    date="2014-04-15",
    url="https://example.org/talks",
)
LEE = Citation(document=TALKS, start=14, end=22, sentence_range=Range(0, len(TALKS.text)))


@pytest.fixture(autouse=True)
def _sixty_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")


def exchange_of(reply: Reply, *, read_as: str = "Who led?") -> Exchange:
    return Exchange(question="Who led?", read_as=read_as, reply=reply, index="gen-000001@0", timings_ms={"total": 23.4})


def answer_of(*citations: Citation) -> Answer:
    return Answer(citations=citations, confidence=0.72, hits=())


def shown(capsys: pytest.CaptureFixture[str], exchange: Exchange) -> list[str]:
    replies.show(exchange)
    return capsys.readouterr().out.replace("\u00a0", " ").splitlines()


def test_an_answer_is_its_sentence_its_source_and_how_sure_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(capsys, exchange_of(answer_of(LEE))) == [
        "  “At the talks, Anka Lee led the U.S. delegation.”",
        "  — Talks on drones, Example Daily, 15 April 2014",
        "    https://example.org/talks",
        "    talks.txt, characters 14 to 22",
        "  Confidence 72 %, likely right; 23 ms",
        "",
    ]


def test_every_citation_of_a_list_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    lines = shown(capsys, exchange_of(answer_of(LEE, dataclasses.replace(LEE, start=0, end=6))))
    assert [line for line in lines if "characters" in line] == [
        "    talks.txt, characters 14 to 22",
        "    talks.txt, characters 0 to 6",
    ]


def test_without_an_address_of_its_own_a_document_names_its_sources(capsys: pytest.CaptureFixture[str]) -> None:
    sources = (Source(title="One", url="https://example.org/1"), Source(title="Two"))
    document = dataclasses.replace(TALKS, url=None, sources=sources)
    lines = shown(capsys, exchange_of(answer_of(dataclasses.replace(LEE, document=document))))
    assert [line for line in lines if "http" in line] == ["    https://example.org/1"]


def test_of_many_sources_two_are_named_and_the_others_counted(capsys: pytest.CaptureFixture[str]) -> None:
    sources = tuple(Source(title=str(number), url=f"https://example.org/{number}") for number in range(5))
    document = dataclasses.replace(TALKS, url=None, sources=sources)
    lines = shown(capsys, exchange_of(answer_of(dataclasses.replace(LEE, document=document))))
    place = lines.index("    https://example.org/0")
    assert lines[place + 1 : place + 3] == ["    https://example.org/1", "    and 3 more sources"]


def test_the_page_of_a_paged_document_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    paged = dataclasses.replace(TALKS, page_starts=(0, 14))
    lines = shown(capsys, exchange_of(answer_of(dataclasses.replace(LEE, document=paged))))
    assert lines[1] == "  — Talks on drones, Example Daily, 15 April 2014, page 2"


def test_a_follow_up_is_shown_as_it_was_read(capsys: pytest.CaptureFixture[str]) -> None:
    lines = shown(capsys, exchange_of(answer_of(LEE), read_as="Who led the talks?"))
    assert lines[0] == "  Read as: Who led the talks?"


def test_no_answer_says_so_and_why_with_the_nearest_sentences(capsys: pytest.CaptureFixture[str]) -> None:
    reply = NoAnswer(
        confidence=0.002, hits=(), nearest=(Candidate(citation=LEE, confidence=0.002),) * 4, threshold=0.45
    )
    lines = shown(capsys, exchange_of(reply))
    assert lines[:3] == [
        "  The documents do not say.",
        "  The best quotation has a confidence of under 1 %; an",
        "  answer needs 45 %.",
    ]
    assert sum(line.startswith("  · At the talks, Anka Lee led") for line in lines) == 3


def test_a_document_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    hostile = document_of("talks.txt", "\x1b[2J\x1b]0;owned\x07Anka Lee led.", title="\x1b[31mTalks")
    citation = Citation(document=hostile, start=0, end=8, sentence_range=Range(0, len(hostile.text)))
    assert "\x1b" not in "".join(shown(capsys, exchange_of(answer_of(citation))))
