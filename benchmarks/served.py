"""A folder of an index in; a server in a process of its own, and a cheap client that speaks to it, out.

The client is asyncio streams and a few lines of HTTP, so that it takes little of the machine that is measured.
"""

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

_ANNOUNCED = re.compile(r"http://127\.0\.0\.1:(\d+)")
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_RETRY = re.compile(rb"\r\nretry-after: *(\d+)", re.IGNORECASE)
_CLOSES = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)
_LONGEST_HEAD_BYTES = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A running server."""

    port: int
    process_id: int

    def resident_kilobytes(self) -> int:
        """Return what the process holds in memory, in units of 1,024 bytes."""
        return self._kilobytes("VmRSS")

    def own_kilobytes(self) -> int:
        """Return what of it the process has written itself, without the pages of mapped files."""
        return self._kilobytes("RssAnon")

    def _kilobytes(self, name: str) -> int:
        status = Path(f"/proc/{self.process_id}/status").read_text(encoding="ascii")
        return int(next(line for line in status.splitlines() if line.startswith(f"{name}:")).split()[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What came back; status 0 where nothing did."""

    status: int
    body: bytes
    seconds: float
    ended: float
    """Reading of ``perf_counter``."""
    retry_after_seconds: int | None = None


@contextmanager
def serving(embeddings: Path, **settings: object) -> Iterator[Server]:
    """Serve an index on a free port; settings are those of kiddqa, by name."""
    environment = os.environ | {f"KIDDQA_{name.upper()}": str(value) for name, value in settings.items()}
    command = [sys.executable, "-m", "kiddqa", "serve", "--port", "0", "--embeddings", str(embeddings)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)  # noqa: S603  (our own)
    try:
        announced = _ANNOUNCED.search(process.stdout.readline() if process.stdout else "")
        if not announced:
            raise SystemExit("The server did not start; type: .venv/bin/kiddqa index --embeddings DIR, and name DIR.")
        yield Server(port=int(announced[1]), process_id=process.pid)
    finally:
        process.terminate()
        process.wait(timeout=60)


class Client:
    """Sends one request after the other over one connection, which it opens anew when it was closed."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def send(self, request: bytes) -> Response:
        """Send a request and return the response; status 0 if the server closed without one.

        A server may close a connection that has been idle just when it is used again; as any client, this one then
        sends the request once more, over a new connection.
        """
        used_before = self._streams is not None
        response = await self._send_once(request)
        return await self._send_once(request) if used_before and response.status == 0 else response

    async def _send_once(self, request: bytes) -> Response:
        began = perf_counter()
        reader, writer = await self._open()
        try:
            writer.write(request)
            await writer.drain()
            head = await reader.readuntil(b"\r\n\r\n")
            length = _LENGTH.search(head)
            body = await (reader.readexactly(int(length[1])) if length else reader.read())
            if not length or _CLOSES.search(head):
                await self.close()
        except (OSError, asyncio.IncompleteReadError):
            await self.close()
            ended = perf_counter()
            return Response(status=0, body=b"", seconds=ended - began, ended=ended)
        ended, retry = perf_counter(), _RETRY.search(head)
        return Response(
            status=int(head[9:12]),
            body=body,
            seconds=ended - began,
            ended=ended,
            retry_after_seconds=int(retry[1]) if retry else None,
        )

    async def leave(self, request: bytes) -> None:
        """Send a request and close the connection without waiting for the response."""
        _, writer = await self._open()
        with suppress(OSError):
            writer.write(request)
            await writer.drain()
        await self.close()

    async def close(self) -> None:
        """Close the connection; the next request opens another."""
        if self._streams:
            writer = self._streams[1]
            self._streams = None
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    async def _open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._streams is None or self._streams[0].at_eof():
            self._streams = await asyncio.open_connection("127.0.0.1", self._port, limit=_LONGEST_HEAD_BYTES)
        return self._streams


def get(target: str, *, closing: bool = False) -> bytes:
    """Return a GET request; ``closing``: the last of its connection."""
    last = "Connection: close\r\n" if closing else ""
    return f"GET {target} HTTP/1.1\r\nHost: localhost\r\n{last}\r\n".encode()


def post(target: str, body: bytes, content_type: str = "application/json") -> bytes:
    """Return a POST request."""
    head = f"POST {target} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {content_type}\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
