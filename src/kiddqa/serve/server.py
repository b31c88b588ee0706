"""An application, a host and a port in; a running server out, until Ctrl-C."""

import contextlib
import errno
import socket
from collections.abc import Callable
from functools import partial

import uvicorn
from starlette.types import ASGIApp

from kiddqa.errors import SettingsError
from kiddqa.serve.limits import DEFAULT_LIMITS
from kiddqa.serve.protocol import GuardedProtocol

_BACKLOG = 64
"""Connections taken at a time, before any can be refused: few enough that there are file descriptors for all."""
_GRACE_SECONDS = 3
_HEAD_SHARE = 4
"""The head of a request is read up to so many times the longest address: a longer address is then refused in words of
its own, and a browser's headers find room beside the longest one."""
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
        listening = socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        raise SettingsError(_why_not(host, port, error)) from error
    # Connections inherit it. Without it, the system holds a reply's body back until its head has been acknowledged:
    # 40 ms for a client that asks again over one connection. asyncio sets it on sockets that it made itself, only.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def make_server(app: ASGIApp, *, max_address_bytes: int = DEFAULT_LIMITS.max_address_bytes) -> uvicorn.Server:
    """Return a uvicorn server that says nothing unless it fails: what a client does wrong, only the client is told."""
    config = uvicorn.Config(
        app,
        access_log=False,
        backlog=_BACKLOG,
        h11_max_incomplete_event_size=_HEAD_SHARE * max_address_bytes,
        http=GuardedProtocol,
        lifespan="off",
        log_level="error",
        server_header=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
        ws="none",
    )
    return uvicorn.Server(config)


def address_of(listening: socket.socket, host: str) -> str:
    """Return the address to open in a browser, with the port that was really bound."""
    name = f"[{host}]" if ":" in host else host
    return f"http://{name}:{listening.getsockname()[1]}"


def _why_not(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} on {host} is taken by another program; stop that, or type kiddqa serve --port {port + 1}."
    if error.errno == errno.EACCES:
        return f"Port {port} may not be opened by this user; type kiddqa serve --port 8000."
    return f"{host} is not an address of this machine; type kiddqa serve --host 127.0.0.1."
