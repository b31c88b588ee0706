import pytest

from kiddqa.errors import UnreadableFileError
from kiddqa.ingest.draft import Metadata
from kiddqa.ingest.frontmatter import has_front_matter, split_front_matter
from kiddqa.records import Source


def read(yaml: str) -> Metadata:
    return split_front_matter(f"---\n{yaml}\n---\nBody.\n")[0]


def test_every_field_is_read() -> None:
    found = read(
        "title: 'Talks: the 9th'\ndate: 2017-05-03\npublisher: Harbour Daily\nurl: https://example.org/9\n"
        "language: en\nkind: report\nlayout: post\ntags: [a, b]"
    )
    assert found == Metadata(
        title="Talks: the 9th",
        date="2017-05-03",
        publisher="Harbour Daily",
        url="https://example.org/9",
        language="en",
        kind="report",
    )


def test_sources_are_read_in_order() -> None:
    found = read("sources:\n  - title: A\n    date: 2017\n  - {title: B, publisher: C, url: 'http://example.org'}")
    assert found.sources == (
        Source(title="A", date="2017"),
        Source(title="B", publisher="C", url="http://example.org"),
    )


def test_aliases_are_other_names_in_order() -> None:
    assert read("aliases: [SEWS, 'shared  early warning']").aliases == ("SEWS", "shared early warning")
    assert read("aliases:").aliases == ()


@pytest.mark.parametrize("aliases", ["SEWS", "[[SEWS]]", "{SEWS: x}"])
def test_aliases_that_are_no_list_of_names_are_refused(aliases: str) -> None:
    with pytest.raises(UnreadableFileError, match="aliases"):
        read(f"aliases: {aliases}")


@pytest.mark.parametrize("date", ["2017", "2017-05", "2017-05-03", "'2017-05'"])
def test_a_date_stays_as_it_was_typed(date: str) -> None:
    assert read(f"date: {date}").date == date.strip("'")


def test_a_title_that_looks_like_a_number_or_a_truth_value_is_text() -> None:
    assert (read("title: 1984").title, read("title: yes").title) == ("1984", "yes")


@pytest.mark.parametrize("value", ["", "~", "null", '""'])
def test_an_empty_value_is_absent(value: str) -> None:
    assert read(f"title: {value}\nsources: {value}") == Metadata()


def test_the_body_begins_below_the_closing_line() -> None:
    assert split_front_matter("---\ntitle: A\n---\n\nBody.") == (Metadata(title="A"), "\nBody.")


@pytest.mark.parametrize(
    "text", ["Body.", "---\n\nA rule above.\n\n---\n", "---\ntitle: A\nnever closed", "---\n---\n"]
)
def test_text_without_front_matter_is_left_whole(text: str) -> None:
    assert not has_front_matter(text)
    assert split_front_matter(text) == (Metadata(), text)


@pytest.mark.parametrize(
    ("yaml", "reason"),
    [
        ("title: A\ndate: 3 May 2017", "line 3 has a date that is '3 May 2017'; expected YYYY, YYYY-MM or YYYY-MM-DD"),
        ("date: 2017-02-30", "line 2 has a date that is '2017-02-30'"),
        ("title: [a, b]", "line 2 has a title that is not a line of text"),
        ("title: A\nurl: javascript:alert(1)", "line 3 has a url that is 'javascript:alert(1)'"),
        ("sources: A book", "line 2 has a sources that is not a list"),
        ("sources:\n  - A book", "line 2 has a sources that has an item without a title"),
        ("sources:\n  - title: A\n    date: soon", "line 4 has a date that is 'soon'"),
        ("title: A\nkind: [a", "line 3 is broken"),
        ("title: A: B", "line 2 is broken: mapping values are not allowed here"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(yaml: str, reason: str) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        read(yaml)
    assert reason in str(caught.value)


@pytest.mark.parametrize("value", [r'"\U99999999"', "[" * 5_000])
def test_what_the_library_cannot_stand_is_reported_as_broken(value: str) -> None:
    with pytest.raises(UnreadableFileError, match="on line 2 is broken"):
        read(f"title: {value}")


def test_front_matter_longer_than_any_is_refused() -> None:
    with pytest.raises(UnreadableFileError, match="has front matter of 60,001 characters; expected 50,000 at most"):
        read("title: A\n" + "#" * 59_991)


def test_a_value_longer_than_any_is_refused() -> None:
    with pytest.raises(UnreadableFileError, match="a title that is 2,001 characters long; expected 2,000 at most"):
        read(f"title: {'x' * 2_001}")
