from urllib.parse import urlencode

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from browser.pages import EVIL_STATES, LED, ask
from browser.screenshots import STATES
from kiddqa.serve.addresses import question_address
from serve.fake_engine import EVIL

pytestmark = pytest.mark.browser

EVERY_STATE = {**STATES, **EVIL_STATES}


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
    expect(page.locator("#turn-2")).to_be_visible()
    assert f"{address}/stages?{urlencode({'h': LED, 'q': 'And small drones?'})}" in requests
    assert [url for url in requests if not url.startswith(f"{address}/")] == []
    assert complaints == []


@pytest.mark.parametrize("state", EVIL_STATES)
def test_nothing_hostile_is_executed(page: Page, state: str) -> None:
    executed: list[str] = []
    page.on("dialog", lambda dialog: executed.append(dialog.message))
    page.goto(EVIL_STATES[state])
    if page.get_by_role("textbox").count():
        ask(page, EVIL.title)
        expect(page.locator("article").last).to_contain_text("alert(1)")
        expect(page.locator(".stage")).to_have_count(0)
    assert executed == []
    assert page.locator("script:not([src='/static/kiddqa.js']), [onload], [onmouseover]").count() == 0
