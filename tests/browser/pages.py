"""What the browser tests ask, and the addresses that hold hostile text wherever one can."""

from urllib.parse import urlencode

from playwright.sync_api import Page

from kiddqa.serve.addresses import document_address, question_address
from serve.fake_engine import BY_HEART, EVIL

LED = "Who led the U.S. delegation at the 25th dialogue?"
QUOTE = BY_HEART["led"]
EVIL_STATES = {
    "evil document": f"{document_address(EVIL.id)}?start=2&end=900",
    "evil marks": f"{document_address(EVIL.id)}?{urlencode([('start', 2), ('end', 9), ('start', 40), ('end', 900)])}",
    "evil answer": question_address(f"dialogue {EVIL.title}", [EVIL.title]),
    "evil corpus": "/documents?" + urlencode({"kind": EVIL.title, "publisher": EVIL.title}),
    "long word": question_address("w" * 1000),
}


def ask(page: Page, question: str) -> None:
    """Type a question and send it."""
    page.get_by_role("textbox").fill(question)
    page.get_by_role("textbox").press("Enter")
