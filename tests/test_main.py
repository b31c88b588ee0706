import signal
import subprocess
import sys
from pathlib import Path

import pytest


def test_a_reader_that_goes_away_gets_no_traceback(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "kiddqa", "--help"], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""


@pytest.mark.parametrize("module", ["numpy", "kiddqa.cli"])
def test_ctrl_c_ends_quietly_even_while_the_command_line_is_imported(tmp_path: Path, module: str) -> None:
    # Importing the module stands for the moment at which the key is pressed.
    (tmp_path / "sitecustomize.py").write_text(
        "import builtins\n"
        "real = builtins.__import__\n"
        "def interrupted(name, *rest, **others):\n"
        f"    if name == {module!r}:\n"
        "        builtins.__import__ = real\n"
        "        raise KeyboardInterrupt\n"
        "    return real(name, *rest, **others)\n"
        "builtins.__import__ = interrupted\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, "-m", "kiddqa", "doctor"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        check=False,
        text=True,
    )
    assert (done.returncode, done.stdout, done.stderr) == (128 + signal.SIGINT, "", "")
