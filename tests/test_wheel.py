"""The built wheel on its own: unpacked, started in an empty folder, with nothing of the checkout in reach."""

import json
import os
import signal
import subprocess
import sys
import urllib.request
import zipfile
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[1]
PACKAGE = CHECKOUT / "src" / "kiddqa"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=CHECKOUT, check=True, capture_output=True)  # noqa: S603  (our own command)
    (built,) = folder.glob("kiddqa-*.whl")
    return built


@pytest.fixture(scope="module")
def unpacked(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("empty")


@pytest.fixture(scope="module")
def asked(unpacked: Path, empty: Path) -> subprocess.CompletedProcess[str]:
    """The first question in an empty folder: the bundled corpus is indexed for it."""
    question = "Who led the U.S. delegation at the 25th KIDD?"
    command = [sys.executable, "-m", "kiddqa", "ask", question, "--min-confidence", "0", "--json"]
    return subprocess.run(  # noqa: S603  (our own command)
        command, cwd=empty, env=only(unpacked), check=True, capture_output=True, text=True
    )


def only(unpacked: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(unpacked)}


def files_below(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.mark.parametrize(
    ("source", "inside"),
    [
        (CHECKOUT / "corpus", "kiddqa/bundled/corpus"),
        (CHECKOUT / "web", "kiddqa/bundled/web"),
        (PACKAGE, "kiddqa"),
    ],
)
def test_every_file_travels(unpacked: Path, source: Path, inside: str) -> None:
    assert files_below(source) <= files_below(unpacked / inside)


def test_nothing_else_travels(wheel: Path) -> None:
    expected = {f"kiddqa/{name}" for name in files_below(PACKAGE)}
    expected |= {f"kiddqa/bundled/{top}/{name}" for top in ("corpus", "web") for name in files_below(CHECKOUT / top)}
    found = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert found == expected


def test_asked_in_an_empty_folder_it_indexes_its_own_corpus_and_quotes_it(
    unpacked: Path, asked: subprocess.CompletedProcess[str]
) -> None:
    citation = json.loads(asked.stdout)["citations"][0]
    assert f"indexing {unpacked / 'kiddqa/bundled/corpus'} first" in asked.stderr
    assert (unpacked / "kiddqa/bundled/corpus" / citation["document_id"]).is_file()
    assert citation["quote"] in citation["sentence"]


@pytest.mark.usefixtures("asked")
def test_it_serves_its_own_page_and_stops_on_ctrl_c(unpacked: Path, empty: Path) -> None:
    command = [sys.executable, "-m", "kiddqa", "serve", "--port", "0"]
    with subprocess.Popen(  # noqa: S603  (our own command)
        command, cwd=empty, env=only(unpacked), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout
        address = server.stdout.readline().split()[3]
        page = urllib.request.urlopen(f"{address}/", timeout=10).read().decode()  # noqa: S310  (loopback)
        style = urllib.request.urlopen(f"{address}/static/kiddqa.css", timeout=10)  # noqa: S310  (loopback)
        server.send_signal(signal.SIGINT)
        _, complaints = server.communicate(timeout=20)
    assert "<form" in page
    assert style.headers["content-type"].startswith("text/css")
    assert (server.returncode, complaints) == (0, "")
