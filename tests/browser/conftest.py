import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from browser.chromium import find_chromium, launch, serving
from kiddqa.protocols import Reader
from kiddqa.records import Hit, Query, Reply
from kiddqa.serve.app import create_app
from serve.fake_engine import EVIL, make_engine
from serve.states import ARCHIVE


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of the served page, over plain documents and a hostile one."""
    engine = make_engine([*ARCHIVE, EVIL], max_history=3)
    with serving(create_app(lambda: engine)) as address:
        yield address


@dataclass(frozen=True, slots=True, kw_only=True)
class SlowReader:
    """Takes half a second to read, so that the stage before can be seen."""

    reader: Reader

    def read(self, query: Query, hits: Sequence[Hit], *, min_confidence: float | None = None) -> Reply:
        time.sleep(0.5)
        return self.reader.read(query, hits, min_confidence=min_confidence)


@pytest.fixture(scope="module")
def slow_address() -> Iterator[str]:
    """The address of the same page over a slow reader."""
    engine = make_engine()
    slow = replace(engine, reader=SlowReader(reader=engine.reader))
    with serving(create_app(lambda: slow)) as address:
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
