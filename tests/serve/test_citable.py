from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from kiddqa.records import BlockKind, Citation, Document, Range
from kiddqa.serve.citable import bibtex_citation, citables, markdown_citation, markdown_text, plain_citation
from serve.fake_engine import DIALOGUE, LETTER, REPORT, make_document
from serve.parsed import parse_fragment, text_of

HASHES = {document.id: document.sha256[:12] for document in (DIALOGUE, LETTER, REPORT)}


def quote_of(document: Document, start: int, end: int, sentence: Range | None = None) -> Citation:
    return Citation(document=document, start=start, end=end, sentence_range=sentence or Range(start, end))


LEE = quote_of(DIALOGUE, 198, 263, Range(111, 289))


def test_the_plain_form_is_the_quote_its_source_and_its_place() -> None:
    assert plain_citation(LEE) == (
        "“Mr. Anka Lee, Deputy Assistant Secretary of Defense for East Asia”\n"
        "— The 25th Korea-U.S. Integrated Defense Dialogue, The Defense Reader, 24 September 2024, "
        "https://example.org/25th?a=1&b=2\n"
        f"[dialogues/2024 seoul.md, characters 198–263, SHA-256 {HASHES[DIALOGUE.id]}]"
    )


def test_what_is_not_known_of_a_source_is_left_out() -> None:
    assert plain_citation(quote_of(LETTER, 0, 7)) == (
        f"“Nothing”\n— Letter\n[letter.txt, characters 0–7, SHA-256 {HASHES[LETTER.id]}]"
    )


def test_a_page_is_named_and_an_address_that_is_none_is_not() -> None:
    assert plain_citation(quote_of(REPORT, 60, 72)).splitlines()[1] == (
        "— A report on drones, The Ministry, April 2014, page 2"
    )


def test_the_markdown_form_holds_the_sentence_and_a_link() -> None:
    assert markdown_citation(LEE).splitlines() == [
        "**Mr. Anka Lee, Deputy Assistant Secretary of Defense for East Asia**",
        "",
        f"> {DIALOGUE.text[111:289]}",
        ">",
        (
            f"> — [{DIALOGUE.title}](<https://example.org/25th?a=1&b=2>), The Defense Reader, 24 September 2024 "
            f"(dialogues/2024 seoul.md, characters 198–263, SHA-256 {HASHES[DIALOGUE.id]})"
        ),
    ]


def test_the_bibtex_form_has_a_field_for_each_known_fact() -> None:
    assert bibtex_citation(quote_of(REPORT, 60, 72)).splitlines() == [
        "@online{report-60,",
        "  title = {{A report on drones}},",
        "  organization = {The Ministry},",
        "  date = {2014-04},",
        "  pages = {2},",
        f"  note = {{“small drones” [report.pdf, characters 60–72, SHA-256 {HASHES[REPORT.id]}]}},",
        "}",
    ]


def test_signs_that_mean_something_to_bibtex_are_written_out() -> None:
    document = make_document("50%.md", r"A_{b} \ 5% & $1 #2 ~ ^", [(BlockKind.PARAGRAPH, 0, "Text")])
    title = bibtex_citation(quote_of(document, 0, 4)).splitlines()[1]
    assert title == (r"  title = {{A\_\{b\} \textbackslash{} 5\% \& \$1 \#2 \textasciitilde{} \textasciicircum{}}},")


def test_an_entry_of_a_file_without_letters_still_has_a_key() -> None:
    assert bibtex_citation(quote_of(replace(LETTER, id="회의.txt"), 0, 7)).startswith("@online{document-0,")


def test_several_citations_stand_below_each_other_in_every_form() -> None:
    forms = citables([LEE, quote_of(LETTER, 0, 7)])
    assert [form.name for form in forms] == ["Plain text", "Markdown", "BibTeX"]
    assert forms[0].text == f"{plain_citation(LEE)}\n\n{plain_citation(quote_of(LETTER, 0, 7))}"


@pytest.mark.parametrize(
    "text",
    ["1. One", "- a", "+ a", "---", "===", "# a #", "> a", "a | b", "**a** _b_ `c`", "[a](b)", "<b>", "&amp;", "~~a~~"],
)
def test_markdown_takes_no_sign_of_a_text_for_its_own(text: str) -> None:
    html = MarkdownIt().enable(["table", "strikethrough"]).render(f"> {markdown_text(text)}")
    shown = parse_fragment(html)
    assert [element.tag for element in shown.iter()][1:] == ["blockquote", "p"]
    assert text_of(shown).strip() == text


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zs", "Zl", "Zp"]) | st.just(" "), max_size=40))
@settings(deadline=None, max_examples=60)
def test_any_text_is_shown_by_markdown_as_it_stands(text: str) -> None:
    shown = parse_fragment(MarkdownIt().render(f"— {markdown_text(text)}"))
    assert text_of(shown).split() == f"— {text}".split()
