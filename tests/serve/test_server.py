import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator

import pytest

from kiddqa.errors import SettingsError
from kiddqa.serve.app import create_app
from kiddqa.serve.server import address_of, listen, make_server, run
from serve.fake_engine import make_engine

SERVE = """
from serve.fake_engine import make_engine
from kiddqa.serve.app import create_app
from kiddqa.serve.server import run
run(create_app(make_engine), host="127.0.0.1", port=0)
"""


def test_a_server_says_one_line_serves_and_stops_quietly(pytestconfig: pytest.Config) -> None:
    process = subprocess.Popen(  # noqa: S603  (our own words)
        [sys.executable, "-c", SERVE],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": str(pytestconfig.rootpath / "tests")},
    )
    assert process.stdout
    line = process.stdout.readline()
    address = re.fullmatch(r"kiddqa is on (http://127\.0\.0\.1:\d+) \(Ctrl-C stops it\)\n", line)
    assert address
    with urllib.request.urlopen(f"{address[1]}/healthz") as response:  # noqa: S310  (loopback)
        assert (response.status, response.headers["server"]) == (200, None)
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=20) == ("", "")
    assert process.returncode == 0


def test_a_taken_port_is_said_with_the_next_one_to_try() -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError) as refused:
            run(never_called, host="127.0.0.1", port=port)
    assert str(refused.value) == (
        f"Port {port} on 127.0.0.1 is taken by another program; stop that, or type kiddqa serve --port {port + 1}."
    )


@pytest.mark.parametrize("host", ["192.0.2.1", "no such host"])
def test_a_host_that_is_not_this_machine_is_said(host: str) -> None:
    with pytest.raises(SettingsError) as refused:
        listen(host, 0)
    assert str(refused.value) == f"{host} is not an address of this machine; type kiddqa serve --host 127.0.0.1."


def test_a_port_that_needs_rights_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> socket.socket:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket, "create_server", refuse)
    with pytest.raises(SettingsError) as refused:
        listen("127.0.0.1", 80)
    assert str(refused.value) == "Port 80 may not be opened by this user; type kiddqa serve --port 8000."


@pytest.mark.parametrize(("host", "start"), [("127.0.0.1", "http://127.0.0.1:"), ("::1", "http://[::1]:")])
def test_an_address_can_be_opened_in_a_browser(host: str, start: str) -> None:
    with listen("127.0.0.1", 0) as listening:
        assert address_of(listening, host) == f"{start}{listening.getsockname()[1]}"


async def never_called(*_: object) -> None:
    raise AssertionError


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """The port of a server in a thread."""
    with listen("127.0.0.1", 0) as listening:
        server = make_server(create_app(make_engine))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield listening.getsockname()[1]
        server.should_exit = True
        thread.join(timeout=30)


def answered(port: int, sent: bytes) -> tuple[bytes, bytes, bytes]:
    """Send bytes and read until the server closes; return status line, headers and body."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(sent)
        received = b"".join(iter(lambda: connection.recv(65_536), b""))
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
