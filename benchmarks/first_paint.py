"""Times the first reply in a browser: ``python benchmarks/first_paint.py``; from the click to the painted reply.

Headless Chromium on the bundled corpus, server and browser on the same machine. Each of 30 questions of the
development half is typed into the empty page of a new tab, and "Ask" is clicked. The clock starts with the browser's
own time of the click and stops after the frame that first shows a quotation or "The documents do not say". The first
five questions only warm up and are asked again.
"""

import argparse
import os
import platform
import sys
import tempfile
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, sync_playwright

from kiddqa.console.progress import Progress
from kiddqa.questions import Half, of_half, read_questions
from kiddqa.serve.app import create_app
from kiddqa.settings import Settings
from kiddqa.wiring import index_corpus, load_engine

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from browser.chromium import find_chromium, launch, serving

WARM_UP = 5

# Runs in every page, before its own scripts. A task queued from an animation frame runs after that frame is painted.
STOPWATCH = """
  addEventListener("click", (event) => {
    if (event.target.closest("form.ask button")) {
      sessionStorage.setItem("asked", performance.timeOrigin + event.timeStamp);
    }
  }, true);
  const stop = () => {
    if (!document.querySelector("article blockquote, article .verdict")) return;
    watching.disconnect();
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        const painted = performance.timeOrigin + performance.now();
        document.documentElement.dataset.firstPaint = painted - Number(sessionStorage.getItem("asked"));
      };
      port2.postMessage(null);
    });
  };
  const watching = new MutationObserver(stop);
  watching.observe(document, { childList: true, subtree: true });
"""


def first_paint(browser: Browser, address: str, question: str) -> float:
    """Ask one question in a new tab and return the milliseconds from the click to the painted reply."""
    with browser.new_context(base_url=address) as context:
        context.add_init_script(STOPWATCH)
        page = context.new_page()
        page.goto("/")
        page.get_by_role("textbox").fill(question)
        page.get_by_role("button", name="Ask").click()
        page.wait_for_selector("html[data-first-paint]", state="attached")
        return float(page.evaluate("document.documentElement.dataset.firstPaint"))


def main() -> None:
    """Measure, and print the machine, the number of questions and the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=Path, default=Path("tests/eval/kidd.jsonl"), help="[default: %(default)s]")
    parser.add_argument("--count", type=int, default=30, help="questions to ask [default: %(default)s]")
    options = parser.parse_args()
    executable = find_chromium()
    if executable is None:
        sys.exit("No Chromium was found; type apt-get install chromium.")
    asked = of_half(read_questions(options.questions), Half.DEVELOPMENT)
    questions = [question.question for question in asked if not question.history][: options.count]
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(embeddings=Path(folder))
        with Progress() as watch:
            index_corpus(settings, watch=watch)
        engine = load_engine(settings)
        with serving(create_app(lambda: engine)) as address, sync_playwright() as playwright:
            browser = launch(playwright, executable)
            for question in questions[:WARM_UP]:
                first_paint(browser, address, question)
            times = [first_paint(browser, address, question) for question in questions]
            version = browser.version
            browser.close()
    machine = platform.processor() or platform.machine()
    print(f"{machine}, {os.cpu_count()} cores, {settings.threads} threads, Chromium {version}, n = {len(times)}")
    print("| from the click | median ms | 95th percentile ms | longest ms |\n| --- | ---: | ---: | ---: |")
    print(
        f"| to the first painted reply | {np.median(times):.0f} | {np.percentile(times, 95):.0f} | {max(times):.0f} |"
    )


if __name__ == "__main__":
    main()
