import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from browser.pages import LED, QUOTE, ask
from kiddqa.records import Citation, Range
from kiddqa.serve.addresses import question_address
from kiddqa.serve.citable import plain_citation
from kiddqa.verify import verify_file
from serve.fake_engine import DIALOGUE, make_engine

pytestmark = pytest.mark.browser

MEANING = "Of 100 answers given at this confidence, about 92 are right."
LEE = Citation(document=DIALOGUE, start=198, end=263, sentence_range=Range(111, 289))


def test_pointing_at_the_confidence_says_what_it_means_until_escape(page: Page) -> None:
    page.goto(question_address(LED))
    page.locator(".facts-line .confidence").hover()
    expect(page.get_by_text(MEANING)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_text(MEANING)).to_be_hidden()


def test_focusing_the_confidence_says_what_it_means(page: Page) -> None:
    page.goto(question_address(LED))
    page.locator(".facts-line .confidence").focus()
    expect(page.get_by_text(MEANING)).to_be_visible()


def test_tapping_the_confidence_says_what_it_means_without_a_script(browser: Browser, address: str) -> None:
    with browser.new_context(base_url=address, has_touch=True, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(question_address(LED))
        page.locator(".facts-line .confidence").tap()
        expect(page.get_by_text(MEANING)).to_be_visible()


def test_pointing_at_a_source_shows_the_passage_with_the_quote_marked(page: Page) -> None:
    page.goto(question_address(LED))
    bubble = page.locator("p.source .bubble").first
    expect(bubble).to_be_hidden()
    page.locator("p.source a").first.hover()
    expect(bubble).to_be_visible()
    assert bubble.locator("mark").evaluate("mark => mark.textContent") == QUOTE


def test_one_click_copies_the_answer_with_its_citation(page: Page, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(question_address(LED))
    page.get_by_role("button", name="Copy answer").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == plain_citation(LEE)


def test_an_answer_that_was_added_in_place_can_be_copied_too(page: Page, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/")
    ask(page, LED)
    page.get_by_text("Cite", exact=True).click()
    page.get_by_role("button", name="Copy as BibTeX").click()
    expect(page.get_by_role("button", name="Copy as BibTeX")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()").startswith("@online{2024-seoul-198,")


def test_where_nothing_may_be_copied_the_words_are_selected(page: Page) -> None:
    page.goto(question_address(LED))
    page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.get_by_role("button", name="Copy answer").click()
    expect(page.get_by_role("button", name="Selected; now copy")).to_be_visible()
    assert page.evaluate("getSelection().toString()") == plain_citation(LEE)


def test_without_a_script_the_words_to_copy_are_one_unfolding_away(browser: Browser, address: str) -> None:
    with browser.new_context(base_url=address, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(question_address(LED))
        expect(page.get_by_role("button", name="Copy answer")).to_have_count(0)
        page.get_by_text("Cite", exact=True).click()
        expect(page.locator(".citables pre").first).to_have_text(plain_citation(LEE))


def test_a_grown_conversation_is_saved_whole_and_can_be_verified(page: Page, tmp_path: Path) -> None:
    page.goto("/")
    ask(page, LED)
    expect(page.locator("#turn-1")).to_be_visible()
    ask(page, "And small drones?")
    expect(page.locator("#turn-2")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="JSON").click()
    saved = tmp_path / download.value.suggested_filename
    download.value.save_as(saved)
    assert [reply["question"] for reply in json.loads(saved.read_text())] == [LED, "And small drones?"]
    assert [checked.stands for checked in verify_file(saved, make_engine().index)] == [True, True]
