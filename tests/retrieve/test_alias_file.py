from pathlib import Path

import pytest

from kiddqa.errors import CorpusError
from kiddqa.retrieve.alias_file import AliasGroup, general_aliases, parse_aliases, read_aliases


def parse(text: str) -> tuple[AliasGroup, ...]:
    return parse_aliases(text, source="aliases.txt")


def test_a_line_is_a_group() -> None:
    assert parse("Norland = NL = Kingdom of Norland\nAda Ice = Ada Eis\n") == (
        AliasGroup(names=("Norland", "NL", "Kingdom of Norland")),
        AliasGroup(names=("Ada Ice", "Ada Eis")),
    )


def test_names_after_the_tilde_are_loose() -> None:
    assert parse("Norland = NL ~ Norcity = Norlandish") == (
        AliasGroup(names=("Norland", "NL"), loose=("Norcity", "Norlandish")),
    )


def test_remarks_blank_lines_and_a_byte_order_mark_are_passed_over() -> None:
    assert parse("\ufeff# names\n\n  # more\r\nA1 = B2\r\n") == (AliasGroup(names=("A1", "B2")),)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("Norland", "has one name only"),
        ("Norland = ", "has an empty name"),
        ("Norland = NL = norland", 'has "Norland" twice'),
        ("Norland=NL = X1", 'has "Norland=NL", which lacks a space beside its "=" or "~"'),
        ("A1 ~ B2 ~ C3", 'has more than one " ~ "'),
        ("A1 = ??", 'has "??" where a name should stand'),
    ],
)
def test_a_broken_line_is_named_with_what_was_expected(line: str, problem: str) -> None:
    with pytest.raises(CorpusError) as raised:
        parse(f"# names\n{line}\n")
    assert str(raised.value) == (
        f"aliases.txt, line 2: {line.strip()!r} {problem}; "
        "expected a group of names such as: South Korea = ROK = Republic of Korea ~ Seoul"
    )


def test_the_general_file_knows_countries_by_their_short_forms() -> None:
    names = {name: group.names[0] for group in general_aliases() for name in group.names}
    assert (names["DPRK"], names["U.S."], names["EU"]) == ("North Korea", "United States", "European Union")


def test_without_a_file_there_are_no_groups(tmp_path: Path) -> None:
    assert read_aliases(tmp_path / "aliases.txt") == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_file_is_read_in_whatever_encoding_it_was_saved(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "aliases.txt"
    path.write_bytes("# Städte in Bayern und anderswo, für Übungen\nMünchen = Munich = Minga\n".encode(encoding))
    assert read_aliases(path) == (AliasGroup(names=("München", "Munich", "Minga")),)


def test_a_file_that_is_no_text_is_refused_with_its_path_and_an_example(tmp_path: Path) -> None:
    path = tmp_path / "aliases.txt"
    path.write_bytes(bytes(range(256)) * 20)
    with pytest.raises(CorpusError, match=r"aliases\.txt.*South Korea = ROK"):
        read_aliases(path)
