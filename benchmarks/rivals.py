"""What a user would pick instead, each in an environment of its own: made once, then given the same task."""

# ruff: noqa: S603  (programs of this project, run on its own files)

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

OTHERS = Path(__file__).parent / "others"
OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    "ANONYMIZED_TELEMETRY": "False",
    "DO_NOT_TRACK": "1",
}
TUNED = {"MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": "8589934592"}
"""glibc keeps what torch frees, in place of returning it to the system and fetching it again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rival:
    """A script of ``others/``; without ``requirements`` it runs in the environment of this program."""

    name: str
    script: str
    requirements: str | None = None
    tuned: bool = False

    def python(self, work: Path) -> Path | None:
        """Return the Python that runs it; None where its environment is not made, or for other requirements."""
        if self.requirements is None:
            return Path(sys.executable)
        made = work / self.requirements / "made"
        is_made = made.is_file() and made.read_text().strip() == self._hash()
        return work / self.requirements / "bin" / "python" if is_made else None

    def make(self, work: Path) -> None:
        """Make its environment below ``work``, unless it is made."""
        if self.requirements is None or self.python(work):
            return
        folder = work / self.requirements
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        wanted = ["-r", str(OTHERS / f"{self.requirements}.txt")]
        subprocess.run([str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", *wanted], check=True)
        (folder / "made").write_text(f"{self._hash()}\n")

    def compete(self, work: Path, task: dict[str, Any]) -> dict[str, Any]:
        """Run it on a task, as ``others/harness.py`` has it, and return what it printed.

        Raises:
            SystemExit: if it fails, with the end of what it said.
        """
        environment = {**os.environ, **OFFLINE, **(TUNED if self.tuned else {})}
        done = subprocess.run(
            [str(self.python(work)), str(OTHERS / self.script)],
            input=json.dumps(task),
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise SystemExit(f"{self.name} failed:\n{done.stderr[-2000:]}")
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def _hash(self) -> str:
        return sha256((OTHERS / f"{self.requirements}.txt").read_bytes()).hexdigest()


RIVALS: Sequence[Rival] = (
    Rival(name="kiddqa", script="ours.py"),
    Rival(name="sentence-transformers", script="sentence_transformers_dot.py"),
    Rival(name="sentence-transformers, allocator tuned", script="sentence_transformers_dot.py", tuned=True),
    Rival(name="Haystack, hybrid in memory", script="haystack_hybrid.py", requirements="haystack"),
    Rival(name="txtai, hybrid", script="txtai_hybrid.py", requirements="txtai"),
    Rival(name="LlamaIndex with FAISS", script="llamaindex_faiss.py", requirements="llamaindex"),
)
