import pytest

from kiddqa.errors import UnreadableFileError
from kiddqa.ingest import parse as module
from kiddqa.ingest import text
from kiddqa.ingest.draft import Draft
from kiddqa.ingest.parse import parse

MAX = 1_000


def reason(data: bytes, name: str = "a.txt") -> str:
    with pytest.raises(UnreadableFileError) as caught:
        parse(data, name, max_chars=MAX)
    return str(caught.value)


def test_a_file_becomes_a_document_of_its_id_and_format() -> None:
    found = parse(b"# The Lock\n\nIt opens at six.", "b/lock.md", max_chars=MAX)
    assert (found.id, found.format, found.title) == ("b/lock.md", "markdown", "The Lock")


def test_white_space_is_no_text() -> None:
    assert reason(b" \n\t\n") == "has no text"


def test_a_text_over_the_limit_is_refused_with_both_lengths() -> None:
    assert parse(b"x" * MAX, "a.txt", max_chars=MAX).text == "x" * MAX
    assert reason(b"x" * (MAX + 1)) == (
        "has 1,001 characters of text, more than 1,000; split it or set KIDDQA_MAX_TEXT_CHARS"
    )


def test_too_many_blocks_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_BLOCKS", 2)
    assert reason(b"One.\n\nTwo.\n\nThree.") == "has 3 paragraphs, headings and rows, more than 2; split it"


@pytest.mark.parametrize(
    ("raised", "said"),
    [
        (ZeroDivisionError("5 bytes\ntoo many"), "could not be read as text: 5 bytes too many"),
        (KeyError(), "could not be read as text: KeyError"),
        (RecursionError("maximum"), "is nested too deeply to be read as text; save it as plain text"),
    ],
)
def test_whatever_a_parser_raises_becomes_a_reason(
    raised: Exception, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def explode(data: bytes) -> Draft:
        del data
        raise raised

    monkeypatch.setattr(text, "load", explode)
    assert reason(b"Text.") == said


def test_running_out_of_memory_is_not_taken_for_a_fault_of_the_format(monkeypatch: pytest.MonkeyPatch) -> None:
    def explode(data: bytes) -> Draft:
        raise MemoryError(data)

    monkeypatch.setattr(text, "load", explode)
    with pytest.raises(MemoryError):
        parse(b"Text.", "a.txt", max_chars=MAX)
