import pytest

from kiddqa.errors import UnreadableFileError
from kiddqa.ingest.decode import decode

ENGLISH = "The minister called the pledge “ironclad” — and the café was naïvely small. Both sides agreed on the plan."
KOREAN = "제25차 한미통합국방협의체가 2024년 9월 23일 서울에서 열렸다. 양측은 여러 사안에 합의하였다."


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (ENGLISH, "utf-8"),
        (ENGLISH, "utf-8-sig"),
        (ENGLISH, "cp1252"),
        (ENGLISH, "utf-16"),
        (KOREAN, "utf-8"),
        (KOREAN, "euc_kr"),
        (KOREAN, "cp949"),
        (KOREAN, "utf-16"),
        (KOREAN, "utf-32"),
    ],
)
def test_the_encoding_is_found(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


def test_a_declared_encoding_wins_over_a_guess() -> None:
    page = '<meta charset="iso-8859-2"><p>Dvořák ąę'
    assert decode(page.encode("iso-8859-2")) == page


def test_an_unknown_declared_encoding_is_passed_over() -> None:
    assert decode(
        '<meta charset="klingon"><p>“Yes,” said the café owner, and that was all that was said.'.encode("cp1252")
    ).endswith("said.")


@pytest.mark.parametrize(
    "data", [bytes(range(256)) * 20, b"\x00\x01\x02\x03" * 100, b"\x7fELF\x02\x01\x01" + bytes(60)]
)
def test_binary_data_is_no_text(data: bytes) -> None:
    with pytest.raises(UnreadableFileError, match="is not a text, Markdown, HTML, PDF or Word file"):
        decode(data)


def test_a_single_control_character_does_not_make_a_text_binary() -> None:
    assert decode(b"All is well\x00 in this long enough line of plain text, which goes on.").startswith("All is well")


@pytest.mark.parametrize("encoding", ["unicode_escape", "raw-unicode-escape", "idna", "punycode", "utf-7", "zlib"])
def test_an_encoding_of_no_page_is_not_taken_at_its_word(encoding: str) -> None:
    page = f'<meta charset="{encoding}"><p>{ENGLISH}'
    assert decode(page.encode("cp1252")) == page
