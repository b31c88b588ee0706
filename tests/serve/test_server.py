import re
import signal
import socket
import subprocess
import sys
import urllib.request

import pytest

from kiddqa.errors import SettingsError
from kiddqa.serve.server import address_of, listen, run

SERVE = """
from serve.fake_engine import make_engine
from kiddqa.serve.app import create_app
from kiddqa.serve.server import run
run(create_app(make_engine), host="127.0.0.1", port=0)
"""


def test_a_server_says_one_line_whatever_it_is_sent_and_stops_quietly(pytestconfig: pytest.Config) -> None:
    process = subprocess.Popen(  # noqa: S603  (our own words)
        [sys.executable, "-c", SERVE],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": str(pytestconfig.rootpath / "tests")},
    )
    assert process.stdout
    line = process.stdout.readline()
    address = re.fullmatch(r"kiddqa is on (http://127\.0\.0\.1:(\d+)) \(Ctrl-C stops it\)\n", line)
    assert address
    with socket.create_connection(("127.0.0.1", int(address[2]))) as connection:
        connection.sendall(b"no HTTP\r\n\r\n")
        assert connection.recv(12) == b"HTTP/1.1 400"
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
