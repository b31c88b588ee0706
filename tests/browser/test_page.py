from typing import Literal
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from browser.screenshots import STATES
from kiddqa.serve.addresses import document_address, question_address
from serve.fake_engine import DIALOGUE, EVIL

pytestmark = pytest.mark.browser

LED = "Who led the U.S. delegation at the 25th dialogue?"
QUOTE = "Mr. Anka Lee, Deputy Assistant Secretary of Defense for East Asia"
EVIL_STATES = {
    "evil document": f"{document_address(EVIL.id)}?start=2&end=900",
    "evil answer": question_address(f"dialogue {EVIL.title}", [EVIL.title]),
    "long word": question_address("w" * 1000),
}
EVERY_STATE = {**STATES, **EVIL_STATES}

# The least contrast of any text on the page with the background behind it.
# Source: Web Content Accessibility Guidelines 2.2, 2023, "contrast ratio" and "relative luminance".
LEAST_CONTRAST = """() => {
  const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const linear = (c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
  const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const background = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const colour = channels(getComputedStyle(e).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) return colour;
    }
    throw new Error("no background");
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let least = 21;
  for (let text; (text = texts.nextNode()); ) {
    if (!text.data.trim()) continue;
    const e = text.parentElement;
    const colours = [channels(getComputedStyle(e).color), background(e)];
    const [dark, light] = colours.map(luminance).sort((a, b) => a - b);
    least = Math.min(least, (light + 0.05) / (dark + 0.05));
  }
  return least;
}"""


def ask(page: Page, question: str) -> None:
    page.get_by_role("textbox").fill(question)
    page.get_by_role("textbox").press("Enter")


def questions_on(page: Page) -> list[str]:
    return page.locator("article h2").all_inner_texts()


def test_a_question_is_answered_by_a_marked_quotation_whose_citation_leads_to_the_same_words(page: Page) -> None:
    page.goto("/")
    ask(page, LED)
    expect(page.locator("blockquote mark")).to_have_text(QUOTE)
    page.get_by_role("link", name="Read it in the document").click()
    mark = page.locator("mark")
    expect(mark).to_be_in_viewport()
    assert mark.evaluate("mark => mark.textContent") == QUOTE == DIALOGUE.text[198:263]


def test_the_box_is_ready_for_typing(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_role("textbox", name="Your question")).to_be_focused()


def test_a_follow_up_grows_the_conversation_without_loading_the_page_anew(page: Page) -> None:
    page.goto(question_address(LED))
    page.evaluate("window.kept = true")
    ask(page, "And small drones?")
    expect(page.locator("article")).to_have_count(2)
    assert page.evaluate("window.kept")
    assert questions_on(page) == [LED, "And small drones?"]
    expect(page.get_by_role("textbox")).to_have_value("")


def test_a_third_question_is_asked_after_both_before_it(page: Page) -> None:
    page.goto(question_address(LED))
    ask(page, "And small drones?")
    expect(page.locator("article")).to_have_count(2)
    ask(page, "Where?")
    expect(page.locator("#turn-3 .aside").first).to_have_text("Read as: And small drones? Where?")
    assert page.url.endswith("/" + question_address("Where?", [LED, "And small drones?"])[1:] + "#turn-3")


def test_a_grown_conversation_is_the_same_in_a_fresh_browser(page: Page, browser: Browser) -> None:
    page.goto(question_address(LED))
    ask(page, "And small drones?")
    expect(page.locator("article")).to_have_count(2)
    with browser.new_context() as fresh:
        other = fresh.new_page()
        other.goto(page.url)
        assert questions_on(other) == questions_on(page)
        assert other.locator("mark").all_inner_texts() == page.locator("mark").all_inner_texts()


def test_going_back_undoes_the_follow_up(page: Page) -> None:
    page.goto(question_address(LED))
    ask(page, "And small drones?")
    expect(page.locator("article")).to_have_count(2)
    page.go_back()
    expect(page.locator("article")).to_have_count(1)


def test_the_reply_to_a_follow_up_is_announced(page: Page) -> None:
    page.goto(question_address(LED))
    ask(page, "And small drones?")
    expect(page.locator("[aria-live=polite] #turn-2")).to_be_visible()


def test_a_follow_up_that_cannot_be_fetched_is_asked_by_loading_the_page(page: Page) -> None:
    page.goto(question_address(LED))
    page.route("**/fragments/**", lambda route: route.abort())
    ask(page, "And small drones?")
    expect(page.locator("article")).to_have_count(2)


def test_a_conversation_that_is_full_goes_on_with_its_latest_questions(page: Page) -> None:
    page.goto(question_address("d?", ["a?", "b?", "c?"]))
    ask(page, "e?")
    expect(page.locator("article").last.locator("h2")).to_have_text("e?")
    assert questions_on(page) == ["b?", "c?", "d?", "e?"]


def test_without_a_script_the_same_way_can_be_walked(browser: Browser, address: str) -> None:
    with browser.new_context(base_url=address, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/")
        ask(page, LED)
        ask(page, "And small drones?")
        assert questions_on(page) == [LED, "And small drones?"]
        page.get_by_role("link", name="Read it in the document").first.click()
        expect(page.locator("mark")).to_have_text(QUOTE)
        expect(page.locator("mark")).to_be_in_viewport()


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


def test_the_keyboard_alone_unfolds_the_passages(page: Page) -> None:
    page.goto(question_address(LED))
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.locator(".passages summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".excerpt").first).to_be_visible()


@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_scrolls_sideways(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 640})
    widths = {}
    for state, path in EVERY_STATE.items():
        page.goto(path)
        page.locator("details").evaluate_all("all => all.forEach(details => { details.open = true; })")
        widths[state] = page.evaluate("document.documentElement.scrollWidth")
    assert widths == dict.fromkeys(EVERY_STATE, width)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_stands_out_from_its_background(page: Page, scheme: Literal["light", "dark"]) -> None:
    page.emulate_media(color_scheme=scheme)
    contrasts = {}
    for state, path in STATES.items():
        page.goto(path)
        contrasts[state] = page.evaluate(LEAST_CONTRAST)
    assert min(contrasts.values()) >= 4.5, contrasts


def test_no_request_leaves_the_origin_and_nothing_is_refused_by_the_policy(
    context: BrowserContext, address: str
) -> None:
    requests: list[str] = []
    complaints: list[str] = []
    context.on("request", lambda request: requests.append(request.url))
    context.on("console", lambda message: complaints.append(message.text) if "404" not in message.text else None)
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    for path in EVERY_STATE.values():
        page.goto(path)
    page.goto(question_address(LED))
    ask(page, "And small drones?")
    expect(page.locator("article")).to_have_count(2)
    assert f"{address}/fragments/turn?{urlencode({'h': LED, 'q': 'And small drones?'})}" in requests
    assert [url for url in requests if not url.startswith(f"{address}/")] == []
    assert complaints == []


@pytest.mark.parametrize("state", EVIL_STATES)
def test_nothing_hostile_is_executed(page: Page, state: str) -> None:
    executed: list[str] = []
    page.on("dialog", lambda dialog: executed.append(dialog.message))
    page.goto(EVIL_STATES[state])
    ask_again = page.get_by_role("textbox")
    if ask_again.count():
        ask(page, EVIL.title)
        expect(page.locator("article").last).to_contain_text("alert(1)")
    assert executed == []
