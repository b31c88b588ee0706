import pytest
from starlette.testclient import TestClient

from kiddqa.serve.library import documents_page
from serve.conftest import client_of
from serve.fake_engine import DOCUMENTS, make_document, make_engine
from serve.parsed import addresses_of, all_of, one_of, parse, text_of

SVG = "{http://www.w3.org/2000/svg}"
MANY = [make_document(f"{number:03}.md", f"Number {number}", [], date="2012-04") for number in range(250)]


def listed(client: TestClient, address: str) -> list[str]:
    page = parse(client.get(address).text)
    return [text_of(link) for shown in all_of(page, "ul", "documents") for link in all_of(shown, "a")]


def words_of(client: TestClient, address: str) -> str:
    return " ".join(text_of(one_of(parse(client.get(address).text), "main")).split())


def test_every_document_is_on_the_page_and_the_filter_takes_some_away(client: TestClient) -> None:
    assert len(listed(client, "/documents")) == 3
    assert listed(client, "/documents?kind=meeting") == ["The 25th Korea-U.S. Integrated Defense Dialogue"]
    assert listed(client, "/documents?year=2014") == ["A report on drones"]
    assert listed(client, "/documents?year=undated") == ["Letter"]
    assert listed(client, "/documents?publisher=Two+ministries&year=2024") == [
        "The 25th Korea-U.S. Integrated Defense Dialogue"
    ]


def test_the_filter_is_a_plain_form_with_counts_that_remembers_what_was_chosen(client: TestClient) -> None:
    form = one_of(parse(client.get("/documents?year=2014").text), "form", "filter")

    assert (form.get("method"), form.get("action")) == ("get", "/documents")
    years = all_of(form, "select")[1]
    options = [(text_of(option).strip(), "selected" in option.attrib) for option in all_of(years, "option")]
    assert options == [
        ("Any (3)", False),
        ("2024 (1)", False),
        ("2014 (1)", True),
        ("without a date (1)", False),
    ]
    labelled = [label.get("for") for label in all_of(form, "label")]
    assert labelled == [select.get("id") for select in all_of(form, "select")] == ["kind", "year", "publisher"]


def test_the_page_says_what_was_filtered_for_and_the_way_back(client: TestClient) -> None:
    assert "1 document of the kind “meeting”. Show all 3 documents" in words_of(client, "/documents?kind=meeting")


def test_a_filter_that_lets_nothing_through_says_what_to_change(client: TestClient) -> None:
    address = "/documents?kind=meeting&year=2014"

    assert listed(client, address) == []
    assert (
        "Nothing fits No document is of the kind “meeting” and of the year 2014. Give up one of these wishes: "
        "Any kind: 1 document Any year: 1 document All documents: 3 documents"
    ) in words_of(client, address)


@pytest.mark.parametrize("query", ["kind=%00&year=+", "page=x", "page=-1", "page=99999999999999999999", "kind="])
def test_what_says_nothing_filters_nothing(client: TestClient, query: str) -> None:
    assert client.get(f"/documents?{query}").text == client.get("/documents").text


def test_an_unknown_value_is_said_back_harmlessly(client: TestClient) -> None:
    response = client.get("/documents", params={"kind": "<script>alert(1)</script>"})

    assert response.status_code == 200
    assert all_of(parse(response.text), "script", "") == []
    assert "No document is of the kind “<script>alert(1)</script>”." in text_of(one_of(parse(response.text), "main"))


def test_a_long_list_is_cut_into_pages_that_keep_the_filter() -> None:
    client = client_of(make_engine(MANY))

    assert [len(listed(client, f"/documents?year=2012&page={number}")) for number in (1, 2, 3, 4)] == [100, 100, 50, 50]
    assert listed(client, "/documents?page=3")[0] == "Number 200"
    pages = one_of(parse(client.get("/documents?year=2012&page=2").text), "nav", "pages")
    assert addresses_of(pages) == ["/documents?year=2012#list", "/documents?year=2012&page=3#list"]


def test_a_publisher_that_all_documents_share_is_not_repeated() -> None:
    alike = [make_document(f"{name}.md", name, [], publisher="The Board") for name in "ab"]

    assert documents_page(make_engine(alike).index).one_publisher
    assert not documents_page(make_engine(DOCUMENTS).index).one_publisher


def test_the_map_has_a_link_for_each_document_named_by_its_title(client: TestClient) -> None:
    drawing = one_of(parse(client.get("/documents").text), f"{SVG}svg", "map")

    links = list(drawing.iter(f"{SVG}a"))
    assert [link.get("href") for link in links] == [
        "/documents/dialogues/2024%20seoul.md",
        "/documents/letter.txt",
        "/documents/report.pdf",
    ]
    assert [text_of(one_of(link, f"{SVG}title")) for link in links] == [document.title for document in DOCUMENTS]


def test_the_timeline_is_a_table_of_links(client: TestClient) -> None:
    calendar = one_of(parse(client.get("/documents").text), "table")

    assert [text_of(row) for row in all_of(calendar, "th") if row.get("scope") == "row"] == ["2014", "2024"]
    day = all_of(calendar, "a", "day")[-1]
    assert text_of(day) == "2424 September 2024: The 25th Korea-U.S. Integrated Defense Dialogue"
    assert day.get("href") == "/documents/dialogues/2024%20seoul.md"


def test_few_documents_have_neither_timeline_nor_map() -> None:
    page = parse(client_of(make_engine(DOCUMENTS[1:2])).get("/documents").text)

    assert (all_of(page, "table"), all_of(page, f"{SVG}svg", "map")) == ([], [])
