"""Draws every state of the pages, wide and narrow, light and dark: ``python -m browser.screenshots [FOLDER]``."""

import sys
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, sync_playwright

from browser.chromium import find_chromium, launch, serving
from kiddqa.serve.app import create_app
from serve.fake_engine import make_engine
from serve.states import ARCHIVE, STATES

__all__ = ["STATES"]

_WIDTHS = {"wide": (1280, 900), "narrow": (360, 740)}
_SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
_UNFOLDED = ("answer", "list", "no-answer", "documents", "how")
"""States that are drawn a second time, whole, with everything unfolded."""
_ANCHORED = ("document-marked", "document-marks", "thread")
"""States whose place on the page matters: drawn as the window shows them, the others whole."""


def main(folder: Path) -> None:
    """Write one PNG per state, width and colour scheme."""
    executable = find_chromium()
    if executable is None:
        sys.exit("No Chromium was found; type apt-get install chromium.")
    folder.mkdir(parents=True, exist_ok=True)
    engine = make_engine(ARCHIVE)
    with serving(create_app(lambda: engine)) as address, sync_playwright() as playwright:
        browser = launch(playwright, executable)
        for width in _WIDTHS:
            for scheme in _SCHEMES:
                _draw(browser, address, folder, width, scheme)
        browser.close()
    print(f"{len(list(folder.glob('*.png')))} pictures are in {folder}")  # noqa: T201  (a command)


def _draw(browser: Browser, address: str, folder: Path, width: str, scheme: Literal["light", "dark"]) -> None:
    across, down = _WIDTHS[width]
    context = browser.new_context(
        viewport={"width": across, "height": down}, color_scheme=scheme, reduced_motion="reduce", base_url=address
    )
    page = context.new_page()
    for state, path in STATES.items():
        page.goto(path)
        picture = folder / f"{state}-{width}-{scheme}.png"
        if state in _ANCHORED:
            page.screenshot(path=picture)
        else:
            _draw_whole(page, picture)
    for state in _UNFOLDED:
        page.goto(STATES[state])
        page.locator("details").evaluate_all("all => all.forEach((details) => { details.open = true; })")
        _draw_whole(page, folder / f"{state}-unfolded-{width}-{scheme}.png")
    _draw_pointed_at(page, folder, f"{width}-{scheme}")
    _draw_waiting(page, folder / f"waiting-{width}-{scheme}.png")
    page.emulate_media(media="print")
    page.goto(STATES["thread"])
    _draw_whole(page, folder / f"print-{width}-{scheme}.png")
    context.close()


def _draw_whole(page: Page, picture: Path) -> None:
    """Draw a page in a window that is as high: what clings to the window's edge then stands where it belongs."""
    window = page.viewport_size or {"width": 0, "height": 0}
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": window["width"], "height": max(window["height"], height)})
    page.screenshot(path=picture)
    page.set_viewport_size(window)


def _draw_waiting(page: Page, picture: Path) -> None:
    """Draw a question that is being answered: here, one whose answer never comes."""
    page.goto(STATES["answer"])
    page.route("**/stages?**", lambda _: None)
    page.get_by_role("textbox").fill("And small drones?")
    page.get_by_role("textbox").press("Enter")
    page.locator(".stage").wait_for()
    page.screenshot(path=picture)
    page.unroute_all()


def _draw_pointed_at(page: Page, folder: Path, look: str) -> None:
    """Draw what shows only while something is pointed at."""
    page.goto(STATES["answer"])
    page.locator(".facts-line .confidence").hover()
    page.screenshot(path=folder / f"answer-confidence-{look}.png")
    page.mouse.move(0, 0)
    page.locator("p.source a").first.focus()
    page.screenshot(path=folder / f"answer-passage-{look}.png")
    page.goto(STATES["documents"])
    page.locator(".day").nth(3).hover()
    page.screenshot(path=folder / f"documents-day-{look}.png")
    page.locator(".map a").nth(2).focus()
    page.screenshot(path=folder / f"documents-point-{look}.png")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "screenshots"))
