"""Documents as the page of documents knows them, made from a line each."""

from kiddqa.serve.shelf import UNDATED, Shelved
from kiddqa.wording import date_in_words


def shelved(
    title: str, *, kind: str | None = None, date: str | None = None, publishers: tuple[str, ...] = ()
) -> Shelved:
    """Return a document whose address is made of its title."""
    shown = date_in_words(date)
    return Shelved(
        title=title,
        address=f"/documents/{title}",
        date=shown,
        year=shown.machine[:4] if shown and shown.machine else UNDATED,
        kind=kind,
        publisher=publishers[0] if publishers else None,
        publishers=publishers,
        length="1 word",
    )
