"""Times the first reply in a browser: ``python benchmarks/first_paint.py``; from the click to the painted reply.

Headless Chromium beside ``kiddqa serve`` over the bundled corpus, on the same machine. Each of 30 questions of the
development half is typed into the empty page of a new tab and, once the browser has come to rest as it does while a
person types, "Ask" is clicked. The clock starts with the browser's own time of the click and stops after the frame
that first shows a quotation or "The documents do not say". Other questions warm up: a reply that was given before
would be remembered. The engine's own time is the one that the reply states.
"""

import argparse
import os
import platform
import re
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, sync_playwright

from kiddqa.console.progress import Progress
from kiddqa.questions import Half, of_half, read_questions
from kiddqa.settings import Settings
from kiddqa.wiring import index_corpus

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from browser.chromium import find_chromium, launch
from served import serving

WARM_UP = 5
REST_SECONDS = 1.0

# Runs in every page, before its own scripts. A task queued from an animation frame runs after that frame is painted.
# One promise is awaited from outside: looking again and again would take time from what is measured.
STOPWATCH = """
  let clicked = 0;
  addEventListener("click", (event) => {
    if (event.target.closest("form.ask button")) clicked = event.timeStamp;
  }, true);
  window.painted = new Promise((resolve) => {
    const look = () => {
      if (!document.querySelector("article blockquote, article .verdict")) return;
      watching.disconnect();
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.now() - clicked);
        port2.postMessage(null);
      });
    };
    const watching = new MutationObserver(look);
    watching.observe(document, { childList: true, subtree: true });
  });
"""
STATED = re.compile(r"^([\d.]+)\s(ms|s)$")


def first_paint(browser: Browser, address: str, question: str) -> tuple[float, float]:
    """Ask one question in a new tab; return milliseconds to the painted reply, and those that the engine states."""
    with browser.new_context(base_url=address) as context:
        context.add_init_script(STOPWATCH)
        page = context.new_page()
        page.goto("/")
        page.get_by_role("textbox").fill(question)
        time.sleep(REST_SECONDS)
        page.get_by_role("button", name="Ask").click()
        milliseconds = float(page.evaluate("painted"))
        stated = filter(None, map(STATED.match, page.locator(".facts-line > span").all_inner_texts()))
        value, unit = next(stated).groups()
        return milliseconds, float(value) * (1000 if unit == "s" else 1)


def main() -> None:
    """Measure, and print the machine, the number of questions and the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=Path, default=Path("tests/eval/kidd.jsonl"), help="[default: %(default)s]")
    parser.add_argument("--count", type=int, default=30, help="questions to ask [default: %(default)s]")
    parser.add_argument("--embeddings", type=Path, help="an index that is there already [default: a new one]")
    options = parser.parse_args()
    executable = find_chromium()
    if executable is None:
        sys.exit("No Chromium was found; type apt-get install chromium.")
    asked = of_half(read_questions(options.questions), Half.DEVELOPMENT)
    questions = [question.question for question in asked if not question.history][: options.count + WARM_UP]
    with tempfile.TemporaryDirectory() as folder:
        if options.embeddings is None:
            with Progress() as watch:
                index_corpus(Settings(embeddings=Path(folder)), watch=watch)
        with serving(options.embeddings or Path(folder)) as server, sync_playwright() as playwright:
            address = f"http://127.0.0.1:{server.port}"
            browser = launch(playwright, executable)
            for question in questions[options.count :]:
                first_paint(browser, address, question)
            times = [first_paint(browser, address, question) for question in questions[: options.count]]
            version = browser.version
            browser.close()
    machine = platform.processor() or platform.machine()
    print(f"{machine}, {os.cpu_count()} cores, {Settings().threads} threads, Chromium {version}, n = {len(times)}")
    print("| from the click | median ms | 95th percentile ms | longest ms |\n| --- | ---: | ---: | ---: |")
    painted, engine = np.array(times).T
    for name, each in (
        ("to the first painted reply", painted),
        ("of these, in the engine", engine),
        ("of these, outside it", painted - engine),
    ):
        print(f"| {name} | {np.median(each):.0f} | {np.percentile(each, 95):.0f} | {max(each):.0f} |")


if __name__ == "__main__":
    main()
