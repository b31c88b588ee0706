"""Finds Debian's Chromium, starts it quietly, and serves an application to it from a thread."""

import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Playwright
from starlette.types import ASGIApp

from kiddqa.serve.server import address_of, listen, make_server

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--no-sandbox",
)


def find_chromium() -> str | None:
    """Return the path of the first Chromium on the search path, or None."""
    return next((path for name in _NAMES if (path := shutil.which(name))), None)


def launch(playwright: Playwright, executable: str) -> Browser:
    """Start Chromium headless in a new profile, with nothing that would phone home."""
    return playwright.chromium.launch(executable_path=executable, args=list(_ARGUMENTS))


@contextmanager
def serving(app: ASGIApp) -> Iterator[str]:
    """Serve an application on a free loopback port; gives its address."""
    with listen("127.0.0.1", 0) as listening:
        server = make_server(app)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            while not server.started:
                time.sleep(0.01)
            yield address_of(listening, "127.0.0.1")
        finally:
            server.should_exit = True
            thread.join(timeout=10)
