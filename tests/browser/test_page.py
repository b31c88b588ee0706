from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from browser.pages import EVIL_STATES, LED, QUOTE, ask
from browser.screenshots import STATES
from kiddqa.serve.addresses import question_address
from serve.fake_engine import DIALOGUE

pytestmark = pytest.mark.browser

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


def questions_on(page: Page) -> list[str]:
    return page.locator("article h2").all_inner_texts()


def test_a_question_is_answered_by_a_marked_quotation_whose_citation_leads_to_the_same_words(page: Page) -> None:
    page.goto("/")
    ask(page, LED)
    expect(page.locator("blockquote mark")).to_have_text(QUOTE)
    page.locator("p.source a").first.click()
    mark = page.locator("mark")
    expect(mark).to_be_in_viewport()
    assert mark.evaluate("mark => mark.textContent") == QUOTE == DIALOGUE.text[198:263]


def test_the_box_is_ready_for_typing(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_role("textbox", name="Your question")).to_be_focused()


def test_the_first_question_is_answered_in_place_too(page: Page) -> None:
    page.goto("/")
    page.evaluate("window.kept = true")
    ask(page, LED)
    expect(page.locator("blockquote mark")).to_have_text(QUOTE)
    assert page.evaluate("window.kept")
    expect(page.get_by_role("heading", level=1)).to_have_text("Questions and answers")
    expect(page.get_by_text("For example")).to_be_hidden()
    expect(page.get_by_role("textbox", name="Follow-up question")).to_have_value("")


def test_going_back_from_the_first_answer_shows_the_empty_page(page: Page) -> None:
    page.goto("/")
    ask(page, LED)
    expect(page.locator("blockquote mark")).to_have_text(QUOTE)
    page.go_back()
    expect(page.get_by_text("For example")).to_be_visible()


def test_a_follow_up_grows_the_conversation_without_loading_the_page_anew(page: Page) -> None:
    page.goto(question_address(LED))
    page.evaluate("window.kept = true")
    ask(page, "And small drones?")
    expect(page.locator("#turn-2")).to_be_visible()
    assert page.evaluate("window.kept")
    assert questions_on(page) == [LED, "And small drones?"]
    expect(page.get_by_role("textbox")).to_have_value("")


def test_a_third_question_is_asked_after_both_before_it(page: Page) -> None:
    page.goto(question_address(LED))
    ask(page, "And small drones?")
    expect(page.locator("#turn-2")).to_be_visible()
    ask(page, "Where?")
    expect(page.locator("#turn-3 .read-as")).to_have_text("Read as: And small drones? Where?")
    assert page.url.endswith("/" + question_address("Where?", [LED, "And small drones?"])[1:] + "#turn-3")


def test_a_grown_conversation_is_the_same_in_a_fresh_browser(page: Page, browser: Browser) -> None:
    page.goto(question_address(LED))
    ask(page, "And small drones?")
    expect(page.locator("#turn-2")).to_be_visible()
    with browser.new_context() as fresh:
        other = fresh.new_page()
        other.goto(page.url)
        assert questions_on(other) == questions_on(page)
        assert other.locator("mark").all_inner_texts() == page.locator("mark").all_inner_texts()


def test_going_back_undoes_the_follow_up(page: Page) -> None:
    page.goto(question_address(LED))
    ask(page, "And small drones?")
    expect(page.locator("#turn-2")).to_be_visible()
    page.go_back()
    expect(page.locator("article")).to_have_count(1)


def test_the_reply_to_a_follow_up_is_announced(page: Page) -> None:
    page.goto(question_address(LED))
    ask(page, "And small drones?")
    expect(page.locator("[aria-live=polite] #turn-2")).to_be_visible()


def test_a_follow_up_that_cannot_be_fetched_is_asked_by_loading_the_page(page: Page) -> None:
    page.goto(question_address(LED))
    page.route("**/stages?**", lambda route: route.abort())
    ask(page, "And small drones?")
    expect(page.locator("#turn-2")).to_be_visible()


@pytest.mark.parametrize(
    ("status", "body"), [(429, ""), (200, ""), (200, "event: understood\ndata: Looking for passages\n\n")]
)
def test_a_follow_up_whose_reply_does_not_come_is_asked_by_loading_the_page(page: Page, status: int, body: str) -> None:
    page.goto(question_address(LED))
    page.route("**/stages?**", lambda route: route.fulfill(status=status, body=body))
    ask(page, "And small drones?")
    expect(page.locator("#turn-2 blockquote")).to_be_visible()


def test_a_question_that_is_refused_leads_to_the_page_that_says_why(page: Page) -> None:
    page.goto(question_address(LED))
    page.get_by_role("textbox").evaluate("box => box.removeAttribute('maxlength')")
    ask(page, "a" * 1001)
    expect(page.locator(".lead")).to_have_text(
        "The question has 1,001 characters and at most 1,000 are read; shorten it."
    )


def test_a_conversation_that_is_full_goes_on_with_its_latest_questions(page: Page) -> None:
    page.goto(question_address("d?", ["a?", "b?", "c?"]))
    ask(page, "e?")
    expect(page.locator("article").last.locator("h2")).to_have_text("e?")
    assert questions_on(page) == ["b?", "c?", "d?", "e?"]


def test_each_stage_is_shown_as_soon_as_the_one_before_it_has_ended(page: Page, slow_address: str) -> None:
    page.goto(slow_address)
    ask(page, LED)
    expect(page.locator(".stage")).to_have_text("Reading 6 passages …")
    assert questions_on(page) == [LED]
    expect(page.locator("blockquote mark")).to_have_text(QUOTE)
    expect(page.locator(".stage")).to_have_count(0)


def test_a_list_leads_to_all_its_items_in_the_document(page: Page) -> None:
    page.goto(question_address("The agenda of deterrence, security and the group?"))
    quotes = page.locator("blockquote mark").evaluate_all("marks => marks.map(mark => mark.textContent)")
    page.locator("p.source a").first.click()
    marks = page.locator("mark")
    assert marks.evaluate_all("marks => marks.map(mark => mark.textContent)") == quotes
    assert quotes == ["extended deterrence", "the Nuclear Consultative Group", "regional security"]


def test_the_conversation_is_printed_with_its_places_and_without_its_controls(page: Page) -> None:
    page.goto(question_address("And small drones?", [LED]))
    page.emulate_media(media="print")
    expect(page.locator(".place").first).to_contain_text("characters 198–263")
    expect(page.locator(".place").first).to_be_visible()
    expect(page.get_by_role("textbox")).to_be_hidden()
    expect(page.locator("nav:visible")).to_have_count(0)
    expect(page.locator("details:visible")).to_have_count(0)


def test_without_a_script_the_same_way_can_be_walked(browser: Browser, address: str) -> None:
    with browser.new_context(base_url=address, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/")
        ask(page, LED)
        ask(page, "And small drones?")
        assert questions_on(page) == [LED, "And small drones?"]
        page.locator("p.source a").first.click()
        expect(page.locator("mark")).to_have_text(QUOTE)
        expect(page.locator("mark")).to_be_in_viewport()


@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_scrolls_sideways(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 640})
    assert widths_of_every_state(page) == dict.fromkeys(EVERY_STATE, width)


def test_no_page_scrolls_sideways_in_a_wider_font(browser: Browser, address: str) -> None:
    """Every machine has other fonts; some readers set a spacing of their own.

    Source: Web Content Accessibility Guidelines 2.2, 2023, 1.4.12 "Text Spacing", for the spacing.
    """
    with browser.new_context(base_url=address, bypass_csp=True, viewport={"width": 320, "height": 640}) as context:
        wider = "* { letter-spacing: .12em !important; word-spacing: .16em !important; line-height: 1.5 !important }"
        assert widths_of_every_state(context.new_page(), wider) == dict.fromkeys(EVERY_STATE, 320)


def widths_of_every_state(page: Page, style: str = "") -> dict[str, int]:
    """Return how wide each page is, in pixels, with everything unfolded."""
    widths = {}
    for state, path in EVERY_STATE.items():
        page.goto(path)
        if style:
            page.add_style_tag(content=style)
        page.locator("details").evaluate_all("all => all.forEach(details => { details.open = true; })")
        widths[state] = page.evaluate("document.documentElement.scrollWidth")
    return widths


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_stands_out_from_its_background(page: Page, scheme: Literal["light", "dark"]) -> None:
    page.emulate_media(color_scheme=scheme)
    contrasts = {}
    for state, path in STATES.items():
        page.goto(path)
        contrasts[state] = page.evaluate(LEAST_CONTRAST)
    assert min(contrasts.values()) >= 4.5, contrasts
