"""Runs axe-core, the accessibility checker, in a page; ``make axe`` fetches it."""

from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice")

_RUN = """async (tags) => {
  const found = await axe.run(document, {
    runOnly: tags, rules: { "target-size": { enabled: true } }, resultTypes: ["violations"],
  });
  return found.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target} ${node.html}`));
}"""


def barriers(page: Page) -> list[str]:
    """Return what axe-core finds against WCAG 2.2 AA and its best practices, a line for each rule and element.

    Everything that unfolds is unfolded first: what is hidden is not looked at.
    """
    page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })")
    page.evaluate(AXE.read_text(encoding="utf-8"))  # not by a script element: the page's policy would refuse it
    found: list[str] = page.evaluate(_RUN, list(TAGS))
    return found
