"""Documents, slices and conversations in; the addresses of their pages out, and the check of addresses from outside."""

from collections.abc import Sequence
from urllib.parse import quote, urlencode, urlsplit

from kiddqa.records import Document, Range
from kiddqa.serve.plain_text import first_unshowable

HASH_DIGITS = 12
"""How many hex digits of a document's SHA-256 an address carries."""


def document_address(document_id: str) -> str:
    """Return the address of a document's page."""
    return "/documents/" + quote(document_id, safe="/")


def slice_address(document: Document, start: int, end: int) -> str:
    """Return the address of ``document.text[start:end]``, marked in its document and scrolled to."""
    return slices_address(document, [Range(start, end)])


def slices_address(document: Document, slices: Sequence[Range]) -> str:
    """Return the address of a document with several slices marked, scrolled to the first in the text.

    It carries the head of the document's hash: the offsets mean nothing in another text.
    """
    places = [(name, place) for asked in slices for name, place in (("start", asked.start), ("end", asked.end))]
    query = urlencode([*places, ("sha256", document.sha256[:HASH_DIGITS])])
    return f"{document_address(document.id)}?{query}#quote"


def question_address(question: str, history: Sequence[str] = (), *, as_typed: bool = False, path: str = "/") -> str:
    """Return the address of a conversation that ends with ``question``; history is oldest first.

    ``path`` is the page's, or that of another form of the same conversation.
    """
    asked = [*(("h", earlier) for earlier in history), ("q", question)]
    return f"{path}?" + urlencode([*asked, ("as_typed", "true")] if as_typed else asked)


def web_address(url: str | None) -> str | None:
    """Return ``url`` if it is an http or https address that may be linked, else None."""
    if not url or first_unshowable(url) or any(character.isspace() for character in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.netloc else None
