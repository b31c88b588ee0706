"""A connection in; HTTP as uvicorn speaks it out, with bounds on what clients may leave open, and with plain sentences.

A connection that is opened and left, or fed a byte now and then, costs a file descriptor; a thousand of them would
leave none for anybody else. So a request must come in within some seconds, a response must be taken within some, and
beyond a number of connections a further one is told to come back.
"""

import asyncio
import sys
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

from kiddqa.serve.failures import failure_response
from kiddqa.serve.guard import SECURITY_HEADERS

MOST_CONNECTIONS = 500
"""Open at once; half of the file descriptors that a process has as a rule."""
RECEIVING_SECONDS = 20.0
"""In which a request must have come in, head and body."""
STALLED_SECONDS = 60.0
"""After which a client that takes nothing of its response is left."""
_SENTENCES = {
    400: "What was sent is not HTTP that can be read; send the request again.",
    408: "The request did not come in within {seconds:g} seconds; send it again.",
    431: "The address and headers are longer than is read; start a new conversation.",
    503: "More connections are open than the server takes; try again in a moment.",
}


class GuardedProtocol(H11Protocol):
    """One connection; its numbers are attributes, which a test may tighten."""

    most_connections = MOST_CONNECTIONS
    receiving_seconds = RECEIVING_SECONDS
    stalled_seconds = STALLED_SECONDS

    def __init__(self, *arguments: Any, **named: Any) -> None:  # noqa: ANN401  (those of uvicorn)
        super().__init__(*arguments, **named)
        self._receiving, self._sending = _Timer(self.loop), _Timer(self.loop)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn
        """Take a connection, if there are not too many."""
        super().connection_made(transport)
        if len(self.connections) > self.most_connections:
            self._refuse(503)
        else:
            self._expect_request()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget a connection."""
        self._receiving.stop()
        self._sending.stop()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on, and note whether the client still owes a part of its request."""
        super().data_received(data)
        self._expect_request()

    def pause_writing(self) -> None:
        """Wait for a client that takes its response more slowly than it is made, but not for ever."""
        super().pause_writing()
        self._sending.start(self.stalled_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """Write on."""
        self._sending.stop()
        super().resume_writing()

    def timeout_keep_alive_handler(self) -> None:
        """Close a connection that was not used again, even if the client has not taken its last response."""
        super().timeout_keep_alive_handler()
        self._sending.start(self.stalled_seconds, self.transport.abort)

    def send_400_response(self, msg: str) -> None:
        """Answer what is no request: it has no path that would say for whom, so with a page."""
        del msg
        # uvicorn calls this while it handles the error that says which status fits
        self._refuse(getattr(sys.exception(), "error_status_hint", 400))

    def _expect_request(self) -> None:
        """Let time run while the client owes a part of its request, from the first part on."""
        owing = self.cycle is None or self.cycle.more_body or self.cycle.response_complete
        if owing and not self.transport.is_closing():
            self._receiving.start(self.receiving_seconds, self._refuse, 408)
        else:
            self._receiving.stop()

    def _refuse(self, status: int) -> None:
        """Close the connection, with a sentence unless a response is under way."""
        answering = self.cycle is not None and self.cycle.response_started and not self.cycle.response_complete
        if not answering and not self.transport.is_closing():
            self.transport.write(_refusal(status, self.receiving_seconds))
        self.transport.close()


def _refusal(status: int, seconds: float) -> bytes:
    """Return a whole response, head and body."""
    status = status if status in _SENTENCES else 400
    response = failure_response("/", status, _SENTENCES[status].format(seconds=seconds))
    response.headers.update({**SECURITY_HEADERS, "Cache-Control": "no-cache", "Connection": "close"})
    phrase = HTTPStatus(status).phrase
    lines = [f"HTTP/1.1 {status} {phrase}", *(f"{name}: {value}" for name, value in response.headers.items()), "", ""]
    return "\r\n".join(lines).encode("latin-1") + bytes(response.body)


class _Timer:
    """Calls a function once, some seconds after the first start, unless it is stopped before."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._handle: asyncio.TimerHandle | None = None

    def start(self, seconds: float, call: Callable[..., object], *arguments: object) -> None:
        if self._handle is None:
            self._handle = self._loop.call_later(seconds, call, *arguments)

    def stop(self) -> None:
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None
