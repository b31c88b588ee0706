"""axe-core finds nothing, on any page, in any state, however it is looked at."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from browser.axe import AXE, barriers
from browser.chromium import serving
from kiddqa.serve import measured
from kiddqa.serve.app import create_app
from serve.fake_engine import make_engine
from serve.states import ARCHIVE, STATES, write_figures

pytestmark = pytest.mark.browser

WIDE = {"width": 1280, "height": 900}
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"viewport": WIDE, "color_scheme": "light"},
    "dark": {"viewport": WIDE, "color_scheme": "dark"},
    "more contrast": {"viewport": WIDE, "color_scheme": "light", "contrast": "more"},
    "320 pixels": {"viewport": {"width": 320, "height": 640}, "color_scheme": "light"},
}


@pytest.fixture(scope="module", autouse=True)
def _fetched() -> None:
    if AXE.is_file():
        return
    missing = "axe-core was not found; type make axe."
    if os.environ.get("CI") == "true":
        pytest.fail(missing)
    pytest.skip(missing)


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Stand in for the packaged folder of measured figures, with figures in it."""
    folder = tmp_path_factory.mktemp("measured")
    write_figures(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(measured, "measured_folder", lambda: folder)
        yield folder


@pytest.fixture(scope="module")
def archive(figures: Path) -> Iterator[str]:
    """The address of the pages over enough documents to fill every state."""
    del figures
    engine = make_engine(ARCHIVE)
    with serving(create_app(lambda: engine)) as address:
        yield address


@pytest.fixture(params=LOOKS)
def seen(request: pytest.FixtureRequest, browser: Browser, archive: str) -> Iterator[Page]:
    context = browser.new_context(base_url=archive, reduced_motion="reduce", **LOOKS[request.param])
    yield context.new_page()
    context.close()


def test_no_state_has_a_barrier(seen: Page) -> None:
    found = {}
    for state, path in STATES.items():
        seen.goto(path)
        found[state] = barriers(seen)
    assert {state: lines for state, lines in found.items() if lines} == {}


def test_a_conversation_that_the_script_made_has_no_barrier(seen: Page) -> None:
    seen.goto(STATES["answer"])
    box = seen.get_by_role("textbox")
    box.fill("What did the dialogue cost?")
    box.press("Enter")
    expect(seen.locator("#turn-2")).to_be_visible()
    assert barriers(seen) == []


def test_a_page_without_figures_has_no_barrier(seen: Page, figures: Path) -> None:
    for path in figures.iterdir():
        path.unlink()
    seen.goto(STATES["how"])
    without = barriers(seen)
    write_figures(figures)
    assert without == []


def test_the_checker_finds_a_barrier_where_there_is_one(seen: Page) -> None:
    seen.goto(STATES["error"])
    seen.evaluate("document.querySelector('main').append(document.createElement('button'))")
    assert [line.split(":")[0] for line in barriers(seen)] == ["button-name"]
