"""One request handed to an application as a server would hand it on: no client tidies up its target before."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from starlette.types import ASGIApp, Message

LOCALHOST = ((b"host", b"localhost"),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes


def requested(
    app: ASGIApp, target: bytes, *, method: str = "GET", headers: Sequence[tuple[bytes, bytes]] = LOCALHOST
) -> Answered:
    """Return what ``app`` answers to a request without a body whose target is sent as it stands."""
    path, _, query = target.partition(b"?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(path.decode("ascii")),
        "raw_path": path,
        "query_string": query,
        "root_path": "",
        "headers": list(headers),
        "server": ("127.0.0.1", 8000),
        "client": ("127.0.0.1", 50_000),
    }
    sent: list[Message] = []

    async def answer() -> None:
        unread = [{"type": "http.request", "body": b"", "more_body": False}]

        async def receive() -> Message:
            return unread.pop() if unread else await asyncio.Future()

        async def send(message: Message) -> None:
            sent.append(message)

        await app(scope, receive, send)

    asyncio.run(answer())
    start = sent[0]
    return Answered(
        status=start["status"],
        headers={name.decode().lower(): value.decode("latin-1") for name, value in start["headers"]},
        body=b"".join(message.get("body", b"") for message in sent[1:]),
    )
