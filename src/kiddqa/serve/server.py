"""An application, a host and a port in; a running server out, until Ctrl-C."""

import contextlib
import errno
import socket
import sys
from collections.abc import Callable
from functools import partial
from http import HTTPStatus

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from kiddqa.errors import SettingsError
from kiddqa.serve.failures import failure_response
from kiddqa.serve.guard import SECURITY_HEADERS
from kiddqa.serve.limits import DEFAULT_LIMITS

_GRACE_SECONDS = 3
_HEAD_SHARE = 4
"""The head of a request is read up to so many times the longest address: a longer address is then refused in words of
its own, and a browser's headers find room beside the longest one."""
_TOO_LONG = 431
_print_now = partial(print, flush=True)


def run(
    app: ASGIApp,
    host: str,
    port: int,
    *,
    max_address_bytes: int = DEFAULT_LIMITS.max_address_bytes,
    announce: Callable[[str], None] = _print_now,
) -> None:
    """Serve until Ctrl-C; ``announce`` gets the one line that says where.

    Raises:
        SettingsError: if the host and port cannot be bound.
    """
    with listen(host, port) as listening:
        announce(f"kiddqa is on {address_of(listening, host)} (Ctrl-C stops it)")
        with contextlib.suppress(KeyboardInterrupt):
            make_server(app, max_address_bytes=max_address_bytes).run(sockets=[listening])


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket; port 0 takes any free one.

    Raises:
        SettingsError: if the port is taken or not allowed, or the host is not an address of this machine.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=128)
    except OSError as error:
        raise SettingsError(_why_not(host, port, error)) from error


def make_server(app: ASGIApp, *, max_address_bytes: int = DEFAULT_LIMITS.max_address_bytes) -> uvicorn.Server:
    """Return a uvicorn server that says nothing unless something is wrong."""
    config = uvicorn.Config(
        app,
        access_log=False,
        h11_max_incomplete_event_size=_HEAD_SHARE * max_address_bytes,
        http=PlainSpokenProtocol,
        lifespan="off",
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
        ws="none",
    )
    return uvicorn.Server(config)


class PlainSpokenProtocol(H11Protocol):
    """Speaks HTTP as uvicorn does, and says in one sentence why it cannot read what was sent."""

    def send_400_response(self, msg: str) -> None:
        """Answer what is no request: it has no path that would say for whom, so with a page."""
        del msg
        answering = self.cycle is not None and self.cycle.response_started and not self.cycle.response_complete
        if not answering:
            # uvicorn calls this while it handles the error that says which status fits
            status = getattr(sys.exception(), "error_status_hint", 400)
            self.transport.write(_refusal(status))
        self.transport.close()


def address_of(listening: socket.socket, host: str) -> str:
    """Return the address to open in a browser, with the port that was really bound."""
    name = f"[{host}]" if ":" in host else host
    return f"http://{name}:{listening.getsockname()[1]}"


def _refusal(status: int) -> bytes:
    """Return a whole response, head and body."""
    if status == _TOO_LONG:
        sentence = "The address and headers are longer than is read; start a new conversation."
    else:
        status, sentence = 400, "What was sent is not HTTP that can be read; send the request again."
    response = failure_response("/", status, sentence)
    response.headers.update({**SECURITY_HEADERS, "Cache-Control": "no-cache", "Connection": "close"})
    phrase = HTTPStatus(status).phrase
    lines = [f"HTTP/1.1 {status} {phrase}", *(f"{name}: {value}" for name, value in response.headers.items()), "", ""]
    return "\r\n".join(lines).encode("latin-1") + bytes(response.body)


def _why_not(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} on {host} is taken by another program; stop that, or type kiddqa serve --port {port + 1}."
    if error.errno == errno.EACCES:
        return f"Port {port} may not be opened by this user; type kiddqa serve --port 8000."
    return f"{host} is not an address of this machine; type kiddqa serve --host 127.0.0.1."
