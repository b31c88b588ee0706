"""Web pages made to stop, hang or bloat a reader, or to make it fetch what it should not."""

from hostile.plain_files import GATE

_LAUGHS = "".join(f'<!ENTITY {name} "{f"&{below};" * 10}">' for below, name in zip("abcdefgh", "bcdefghi", strict=True))
LAUGHING = f'[<!ENTITY a "ha">{_LAUGHS}]'
"""A document type in which ``&i;`` stands for 10 to the power of eight laughs."""


def page(body: str, head: str = "") -> bytes:
    """Return a page."""
    return f'<!DOCTYPE html><html lang="en"><head><title>Lock</title>{head}</head><body>{body}</body></html>'.encode()


def nested(tag: str, scale: int) -> bytes:
    """Return a sentence within 5,000 elements per scale."""
    return page(f"<{tag}>" * (5_000 * scale) + GATE)


def attributes(scale: int) -> bytes:
    """Return an element with 2,000 attributes per scale."""
    return page(f"<p {' '.join(f'a{number}=1' for number in range(2_000 * scale))}>{GATE}</p>")


def comments(_: int) -> bytes:
    """Return comments that could be told apart in as many ways as there are sets of them, and no page after them."""
    return ("<!---->" * 500 + GATE).encode()


def unclosed(scale: int) -> bytes:
    """Return tags that never end."""
    return page(f"<p>{GATE}</p>" + "<p " * (2_000 * scale))


def reaching_out(_: int) -> bytes:
    """Return a page that asks for other addresses in every way."""
    there = "http://192.0.2.1/gate"
    return page(
        f'<p>{GATE}</p><img src="{there}"><iframe src="{there}"></iframe><script src="{there}"></script>',
        head=f'<base href="{there}"><link rel="stylesheet" href="{there}">'
        f'<meta http-equiv="refresh" content="0;{there}">',
    )


def laughing(_: int) -> bytes:
    """Return a page with the billion laughs."""
    return f"<!DOCTYPE html {LAUGHING}><html><body><p>{GATE} &i;</p></body></html>".encode()


def prying(secret: str) -> bytes:
    """Return a page with an external entity: the file ``secret``."""
    return f'<!DOCTYPE html [<!ENTITY x SYSTEM "file://{secret}">]><html><body><p>{GATE} &x;</p></body></html>'.encode()


def declaring(encoding: str) -> bytes:
    """Return a page that is not UTF-8 and declares an encoding that is none of the web's."""
    return f'<html><head><meta charset="{encoding}"></head><body><p>Caf\xe9. {GATE}</p></body></html>'.encode("cp1252")
