import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from browser.chromium import find_chromium, launch, serving
from kiddqa.serve.app import create_app
from serve.fake_engine import DOCUMENTS, EVIL, make_engine


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of the served page, over three plain documents and a hostile one."""
    engine = make_engine([*DOCUMENTS, EVIL], max_history=3)
    with serving(create_app(lambda: engine)) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    executable = find_chromium()
    if executable is None:
        missing = "No Chromium was found on the search path; type apt-get install chromium."
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as playwright:
        browser = launch(playwright, executable)
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser, address: str) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=address, reduced_motion="reduce")
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()
