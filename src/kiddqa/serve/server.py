"""An application, a host and a port in; a running server out, until Ctrl-C."""

import contextlib
import errno
import socket
from collections.abc import Callable
from functools import partial

import uvicorn
from starlette.types import ASGIApp

from kiddqa.errors import SettingsError

_GRACE_SECONDS = 3
_print_now = partial(print, flush=True)


def run(app: ASGIApp, host: str, port: int, *, announce: Callable[[str], None] = _print_now) -> None:
    """Serve until Ctrl-C; ``announce`` gets the one line that says where.

    Raises:
        SettingsError: if the host and port cannot be bound.
    """
    with listen(host, port) as listening:
        announce(f"kiddqa is on {address_of(listening, host)} (Ctrl-C stops it)")
        with contextlib.suppress(KeyboardInterrupt):
            make_server(app).run(sockets=[listening])


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


def make_server(app: ASGIApp) -> uvicorn.Server:
    """Return a uvicorn server that says nothing unless something is wrong."""
    config = uvicorn.Config(
        app,
        access_log=False,
        lifespan="off",
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
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
