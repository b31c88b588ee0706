import pytest
from playwright.sync_api import Page, expect

from browser.pages import LED
from kiddqa.serve.addresses import document_address, question_address
from serve.fake_engine import DIALOGUE, LETTER

pytestmark = pytest.mark.browser


def test_a_slash_focuses_the_box_and_types_nothing(page: Page) -> None:
    page.goto(question_address(LED))
    page.keyboard.press("/")
    expect(page.get_by_role("textbox")).to_be_focused()
    expect(page.get_by_role("textbox")).to_have_value("")


def test_a_slash_typed_into_the_box_is_text(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_role("textbox")).to_be_focused()  # the browser puts the cursor there a moment after loading
    page.keyboard.type("and/or")
    expect(page.get_by_role("textbox")).to_have_value("and/or")


def test_the_slash_can_be_turned_off_for_good(page: Page) -> None:
    page.goto(question_address(LED))
    page.get_by_text("Keys", exact=True).click()
    page.get_by_label("Use the key /").uncheck()
    page.goto(question_address(LED))
    page.keyboard.press("/")
    expect(page.get_by_role("textbox")).not_to_be_focused()


def test_the_keyboard_alone_unfolds_the_passages_walks_along_them_and_closes_them(page: Page) -> None:
    page.goto(question_address(LED))
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    summary, links = page.locator(".passages summary"), page.locator(".passages h3 a")
    summary.focus()
    for key, focused in (("ArrowDown", links.nth(0)), ("ArrowDown", links.nth(1)), ("ArrowUp", links.nth(0))):
        page.keyboard.press(key)
        expect(focused).to_be_focused()
    page.keyboard.press("Escape")
    expect(summary).to_be_focused()
    expect(page.locator(".excerpt").first).to_be_hidden()


def test_arrows_turn_to_the_next_document_and_back(page: Page) -> None:
    page.goto(document_address(DIALOGUE.id))
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("heading", level=1)).to_have_text(LETTER.title)
    page.wait_for_load_state()  # the heading stands there before the script listens
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("heading", level=1)).to_have_text(DIALOGUE.title)


def test_the_alt_key_leaves_the_arrows_to_the_browser(page: Page) -> None:
    page.goto(document_address(DIALOGUE.id))
    prevented = "event => { window.moved = event.defaultPrevented; }"
    page.evaluate(f"addEventListener('keydown', {prevented})")
    page.keyboard.press("Alt+ArrowRight")
    assert page.evaluate("window.moved") is False
    expect(page.get_by_role("heading", level=1)).to_have_text(DIALOGUE.title)
