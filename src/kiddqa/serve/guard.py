"""A request in; refused, or let through to an application whose every response then carries the security headers.

Written here and not taken from Starlette: its host check answers in its own words and without these headers, and
FastAPI's body limit stands outside every other middleware, so that a 413 would leave without them.
"""

import contextlib
from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kiddqa.serve.failures import Refusal, failure_response

SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_OWN_SITES = frozenset({None, "same-origin", "none"})
"""What ``Sec-Fetch-Site`` says of a program, of our own page, and of what somebody typed."""
_LONGEST_NUMBER = 18
"""Digits of a declared size that is looked at; one with more is larger than any limit."""


class Guard:
    """Checks host, origin and sizes of each request, and puts the security headers on each response."""

    def __init__(
        self, app: ASGIApp, allowed_hosts: Collection[str], *, max_body_bytes: int, max_address_bytes: int
    ) -> None:
        self._app = app
        self._allowed_hosts = frozenset(host.strip(" []").lower() for host in allowed_hosts)
        self._max_body_bytes, self._max_address_bytes = max_body_bytes, max_address_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; an unforeseen error becomes a page that says so, and is raised again for the log."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def send_guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                _add_headers(message)
            await send(message)

        try:
            check_framing(Headers(scope=scope))
            check_host(Headers(scope=scope), self._allowed_hosts)
            check_origin(scope["method"], Headers(scope=scope))
            check_address(scope, self._max_address_bytes)
            limited = _limited(Headers(scope=scope), receive, self._max_body_bytes)
            await self._app(scope, limited, send_guarded)
        except Refusal as refusal:
            response = failure_response(scope["path"], refusal.status_code, refusal.detail, refusal.headers)
            await response(scope, receive, send_guarded)
        except Exception:
            if not started:
                sentence = "Something went wrong that should not have; the terminal that runs kiddqa says what."
                await failure_response(scope["path"], 500, sentence)(scope, receive, send_guarded)
            raise


def check_framing(headers: Headers) -> None:
    """Refuse a request that gives its length in two ways, which a proxy before us may read in the other one.

    Raises:
        Refusal: 400, which closes the connection, as the rest of what comes in cannot be told from a request.

    Source: RFC 9112, "HTTP/1.1", 2022, section 6.3, https://www.rfc-editor.org/rfc/rfc9112.
    """
    if "content-length" in headers and "transfer-encoding" in headers:
        sentence = "The request has both a Content-Length and a Transfer-Encoding; send one of them."
        raise Refusal(400, sentence, headers={"Connection": "close"})


def check_host(headers: Headers, allowed_hosts: Collection[str]) -> None:
    """Refuse a request made to a name that is not ours: a foreign page can point its own name at this machine.

    Raises:
        Refusal: 400, if the Host header is missing, doubled, malformed or not among ``allowed_hosts``.
    """
    given = headers.getlist("host")
    host = None
    if len(given) == 1:
        with contextlib.suppress(ValueError):
            host = urlsplit(f"//{given[0]}").hostname
    if host not in allowed_hosts:
        raise Refusal(
            400,
            f"This server does not go by the name {', '.join(given) or 'of nobody'}; "
            "open it as localhost or 127.0.0.1, or list the name in KIDDQA_ALLOWED_HOSTS.",
        )


def check_origin(method: str, headers: Headers) -> None:
    """Refuse a request that could change something and was sent by another site's page.

    Raises:
        Refusal: 403, if the browser says that the request comes from elsewhere.
    """
    if method in _SAFE_METHODS:
        return
    origin = headers.get("origin")
    foreign = origin is not None and _netloc(origin) != headers["host"].lower()
    if foreign or headers.get("sec-fetch-site") not in _OWN_SITES:
        raise Refusal(403, f"A page of {origin or 'another site'} may not send this; send it from this server's page.")


def check_address(scope: Scope, max_address_bytes: int) -> None:
    """Refuse an address that is too long: as a rule, that of a conversation with very long questions.

    Raises:
        Refusal: 414, if path and query have more than ``max_address_bytes`` as they were sent.
    """
    size = len(scope.get("raw_path") or scope["path"].encode()) + len(scope["query_string"])
    if size > max_address_bytes:
        raise Refusal(
            414,
            f"The address has {size:,} bytes and at most {max_address_bytes:,} are read; "
            "ask a shorter question or start a new conversation.",
        )


def _netloc(origin: str) -> str | None:
    """Return the host and port of an origin in small letters, or None if it has none or is malformed."""
    with contextlib.suppress(ValueError):
        return urlsplit(origin).netloc.lower() or None
    return None


def _limited(headers: Headers, receive: Receive, max_body_bytes: int) -> Receive:
    """Count the bytes of a body as they come in.

    Raises:
        Refusal: 413, from the receiving end, as soon as there are more than ``max_body_bytes``.
    """
    received = 0
    declared = headers.get("content-length", "0")
    declared_too_much = (
        declared.isascii()
        and declared.isdigit()
        and (len(declared) > _LONGEST_NUMBER or int(declared) > max_body_bytes)
    )

    async def receive_limited() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > max_body_bytes or declared_too_much:
            raise Refusal(413, f"The body has more than {max_body_bytes:,} bytes; shorten the question or the history.")
        return message

    return receive_limited


def _add_headers(message: Message) -> None:
    headers = MutableHeaders(scope=message)
    headers.update(SECURITY_HEADERS)
    headers.setdefault("Cache-Control", "no-cache")
