"""Draws every state of the page, wide and narrow, light and dark: ``python -m browser.screenshots [FOLDER]``."""

import sys
from pathlib import Path
from typing import Literal
from urllib.parse import urlencode

from playwright.sync_api import Browser, sync_playwright

from browser.chromium import find_chromium, launch, serving
from kiddqa.serve.addresses import slice_address
from kiddqa.serve.app import create_app
from serve.fake_engine import DIALOGUE, make_engine

_WIDTHS = {"wide": (1280, 900), "narrow": (360, 740)}
_SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
_LED = "Who led the U.S. delegation at the 25th dialogue?"
_QUOTE = DIALOGUE.text.index("Mr. Anka Lee")
STATES = {
    "empty": "/",
    "answer": "/?" + urlencode({"q": _LED}),
    "no-answer": "/?" + urlencode({"q": "What did the dialogue cost?"}),
    "nothing-near": "/?" + urlencode({"q": "Why?"}),
    "thread": "/?" + urlencode([("h", _LED), ("h", "Where was the dialogue held?"), ("q", "And small drones?")]),
    "document": slice_address(DIALOGUE, _QUOTE, _QUOTE + 65),
    "document-note": "/documents/letter.txt?start=1&end=9999",
    "documents": "/documents",
    "api": "/api",
    "error": "/documents/no-such-document",
}


def main(folder: Path) -> None:
    """Write one PNG per state, width and colour scheme."""
    executable = find_chromium()
    if executable is None:
        sys.exit("No Chromium was found; type apt-get install chromium.")
    folder.mkdir(parents=True, exist_ok=True)
    engine = make_engine()
    with serving(create_app(lambda: engine)) as address, sync_playwright() as playwright:
        browser = launch(playwright, executable)
        for width in _WIDTHS:
            for scheme in _SCHEMES:
                _draw(browser, address, folder, width, scheme)
        browser.close()


def _draw(browser: Browser, address: str, folder: Path, width: str, scheme: Literal["light", "dark"]) -> None:
    across, down = _WIDTHS[width]
    context = browser.new_context(
        viewport={"width": across, "height": down}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    for state, path in STATES.items():
        page.goto(address + path)
        page.screenshot(path=folder / f"{state}-{width}-{scheme}.png")
    page.set_viewport_size({"width": across, "height": 2 * down})
    page.goto(address + STATES["answer"])
    page.locator("summary").click()
    page.screenshot(path=folder / f"passages-{width}-{scheme}.png")
    context.close()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "screenshots"))
