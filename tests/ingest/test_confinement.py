import json
import subprocess
import sys

import pytest

ATTEMPTS = """
import json, os, resource, socket, subprocess, sys
from kiddqa.ingest.confinement import confine
def made(attempt):
    try:
        attempt()
    except (OSError, MemoryError) as error:
        return type(error).__name__
    return "allowed"
confine(memory_bytes=400_000_000)
print(json.dumps({
    "connect": made(lambda: socket.create_connection(("127.0.0.1", 9), timeout=1)),
    "resolve": made(lambda: socket.getaddrinfo("localhost", 80)),
    "write": made(lambda: open("written.txt", "w")),
    "create": made(lambda: os.open("made.txt", os.O_CREAT | os.O_RDONLY)),
    "remove": made(lambda: os.remove(sys.argv[1])),
    "rename": made(lambda: os.rename(sys.argv[1], "renamed.txt")),
    "start": made(lambda: subprocess.run([sys.executable, "-c", "0"])),
    "fork": made(os.fork),
    "read": made(lambda: open(sys.argv[1], "rb").close()),
    "hoard": made(lambda: bytearray(1_000_000_000)),
    "core": resource.getrlimit(resource.RLIMIT_CORE),
    "file": resource.getrlimit(resource.RLIMIT_FSIZE),
}))
"""


@pytest.fixture(scope="module")
def attempts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """Return what came of each attempt in a confined process."""
    folder = tmp_path_factory.mktemp("confined")
    (folder / "kept.txt").write_text("Text.")
    ran = subprocess.run(  # noqa: S603  (our own)
        [sys.executable, "-P", "-c", ATTEMPTS, "kept.txt"], cwd=folder, capture_output=True, text=True, check=True
    )
    assert [path.name for path in folder.iterdir()] == ["kept.txt"]
    found: dict[str, object] = json.loads(ran.stdout)
    return found


@pytest.mark.parametrize("what", ["connect", "resolve"])
def test_a_confined_process_reaches_no_network(attempts: dict[str, object], what: str) -> None:
    assert attempts[what] == "PermissionError"


@pytest.mark.parametrize("what", ["write", "create", "remove", "rename"])
def test_a_confined_process_changes_no_file(attempts: dict[str, object], what: str) -> None:
    assert attempts[what] == "PermissionError"


@pytest.mark.parametrize("what", ["start", "fork"])
def test_a_confined_process_starts_no_other(attempts: dict[str, object], what: str) -> None:
    assert attempts[what] == "PermissionError"


def test_a_confined_process_still_reads(attempts: dict[str, object]) -> None:
    assert attempts["read"] == "allowed"


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS does not keep the limit on memory")
def test_a_confined_process_gets_no_more_memory_than_allowed(attempts: dict[str, object]) -> None:
    assert attempts["hoard"] == "MemoryError"


def test_native_code_too_may_write_no_byte_and_leaves_no_core(attempts: dict[str, object]) -> None:
    assert (attempts["core"], attempts["file"]) == ([0, 0], [0, 0])


def test_the_process_that_parses_imports_nothing_that_embeds_or_searches() -> None:
    heavy = ("torch", "faiss", "onnxruntime", "numpy", "pydantic", "tokenizers")
    code = f"import sys, kiddqa.ingest.parser_process; print([m for m in {heavy} if m in sys.modules])"
    ran = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert ran.stdout.strip() == "[]"
