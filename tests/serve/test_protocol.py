import http.client
import resource
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from kiddqa.serve import protocol
from kiddqa.serve.app import create_app
from kiddqa.serve.server import listen, make_server
from serve.fake_engine import make_engine

FLOODED = """
import resource
from serve.fake_engine import make_engine
from kiddqa.serve.app import create_app
from kiddqa.serve.protocol import GuardedProtocol
from kiddqa.serve.server import run
resource.setrlimit(resource.RLIMIT_NOFILE, (400, 400))
GuardedProtocol.most_connections, GuardedProtocol.receiving_seconds = 100, 2.0
run(create_app(make_engine), host="127.0.0.1", port=0)
"""
"""A server with few file descriptors."""
HELD_BACK_SECONDS = 0.035
"""Somewhat less than what Linux waits before it acknowledges what came in."""
SHORT_SECONDS = 0.3
UNREAD_BYTES = 20_000_000
"""More than the system keeps for a client that does not read."""


@contextmanager
def running(app: ASGIApp) -> Iterator[tuple[int, uvicorn.Server]]:
    """Run a server in a thread and give its port."""
    with listen("127.0.0.1", 0) as listening:
        server = make_server(app)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield listening.getsockname()[1], server
        finally:
            server.should_exit = True
            thread.join(timeout=30)


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with running(create_app(make_engine)) as (port, _):
        yield port


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let servers wait for nobody, and take three connections."""
    monkeypatch.setattr(protocol.GuardedProtocol, "receiving_seconds", SHORT_SECONDS)
    monkeypatch.setattr(protocol.GuardedProtocol, "most_connections", 3)


def connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=60)


def rest(connection: socket.socket) -> bytes:
    """Read until the server closes."""
    return b"".join(iter(lambda: connection.recv(65_536), b""))


def answered(port: int, sent: bytes) -> tuple[bytes, bytes, bytes]:
    """Send bytes and read until the server closes; return status line, headers and body."""
    with connect(port) as connection:
        connection.sendall(sent)
        received = rest(connection)
    head, _, body = received.partition(b"\r\n\r\n")
    status, _, headers = head.partition(b"\r\n")
    return status, headers.lower(), body


def get(target: bytes) -> bytes:
    return b"GET " + target + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


@pytest.mark.parametrize(
    "sent", [b"\x16\x03\x01\r\n\r\n", b"GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", b"GET / HTTP/1.1\r\nHost : a\r\n\r\n"]
)
def test_what_is_not_http_is_refused_in_a_sentence_with_the_security_headers(port: int, sent: bytes) -> None:
    status, headers, body = answered(port, sent)
    assert status == b"HTTP/1.1 400 Bad Request"
    assert b"content-security-policy: default-src 'none'" in headers
    assert b"What was sent is not HTTP that can be read; send the request again." in body


@pytest.mark.parametrize(
    ("target", "status"),
    [
        (b"/?q=Why" + b"&h=Why" * 1_000, b"HTTP/1.1 200 OK"),
        (b"/?q=Why" + b"&h=Why" * 20_000, b"HTTP/1.1 414 URI Too Long"),
        (b"[", b"HTTP/1.1 404 Not Found"),
    ],
)
def test_an_address_of_any_length_gets_an_answer(port: int, target: bytes, status: bytes) -> None:
    assert answered(port, get(target))[0].startswith(status[:12])


def test_an_address_without_end_is_refused_before_it_ends(port: int) -> None:
    status, _, body = answered(port, b"GET /?q=" + b"a" * 4 * 65_536)
    assert status == b"HTTP/1.1 431 Request Header Fields Too Large"
    assert b"start a new conversation" in body


def test_replies_over_one_connection_are_not_held_back_until_the_client_acknowledges_their_heads(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    seconds = []
    for _ in range(60):
        began = time.perf_counter()
        connection.request("GET", "/healthz")
        connection.getresponse().read()
        seconds.append(time.perf_counter() - began)
    connection.close()
    assert min(seconds[30:]) < HELD_BACK_SECONDS


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    "begun",
    [
        b"",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: a",
        b"POST /api/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{",
    ],
    ids=["nothing", "half a head", "half a body"],
)
def test_a_request_that_does_not_come_in_is_refused_in_a_sentence_and_its_connection_closed(
    port: int, begun: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    with connect(port) as connection:
        connection.sendall(begun)
        received = rest(connection)
    assert received.count(b"HTTP/1.1 408 Request Timeout") == 1
    assert b"The request did not come in within 0.3 seconds; send it again." in received
    assert capsys.readouterr().err == ""


@pytest.mark.usefixtures("impatient")
def test_a_byte_now_and_then_does_not_buy_time(port: int) -> None:
    with connect(port) as connection:
        began = time.perf_counter()
        for byte in get(b"/healthz"):
            time.sleep(SHORT_SECONDS / 5)
            try:
                connection.sendall(bytes([byte]))
            except (BrokenPipeError, ConnectionResetError):
                break
        assert time.perf_counter() - began < 20 * SHORT_SECONDS


@pytest.mark.usefixtures("impatient")
def test_a_connection_beyond_the_most_is_told_to_come_back_and_those_before_it_are_served(port: int) -> None:
    with ExitStack() as opened:
        first, *_ = [opened.enter_context(connect(port)) for _ in range(3)]
        with connect(port) as fourth:
            assert b"HTTP/1.1 503 Service Unavailable" in rest(fourth)
        first.sendall(get(b"/healthz"))
        assert rest(first).startswith(b"HTTP/1.1 200 OK")


@pytest.mark.skipif(resource.getrlimit(resource.RLIMIT_NOFILE)[0] < 1_000, reason="This process may not flood.")
@pytest.mark.slow
def test_a_flood_of_connections_leaves_the_server_its_file_descriptors(pytestconfig: pytest.Config) -> None:
    environment = {"PYTHONPATH": str(pytestconfig.rootpath / "tests")}
    with subprocess.Popen(  # noqa: S603  (our own words)
        [sys.executable, "-c", FLOODED], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as server:
        assert server.stdout
        port = int(server.stdout.readline().split(":")[2].split()[0])
        with ExitStack() as opened:
            for _ in range(600):
                opened.enter_context(connect(port)).sendall(b"GET / HTTP/1.1\r\n")
            deadline = time.perf_counter() + 30
            while not is_served(port):
                assert time.perf_counter() < deadline
                time.sleep(0.1)
        server.terminate()
        assert server.communicate(timeout=20)[1] == ""


def is_served(port: int) -> bool:
    try:
        return answered(port, get(b"/healthz"))[0] == b"HTTP/1.1 200 OK"
    except ConnectionResetError:
        return False


def test_a_client_that_does_not_take_its_response_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    async def endless(_: Scope, __: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": bytes(UNREAD_BYTES)})

    monkeypatch.setattr(protocol.GuardedProtocol, "stalled_seconds", SHORT_SECONDS)
    with running(endless) as (port, server), connect(port) as connection:
        connection.sendall(get(b"/"))
        deadline = time.perf_counter() + 30
        while not server.server_state.total_requests or server.server_state.connections:
            assert time.perf_counter() < deadline
            time.sleep(0.01)
