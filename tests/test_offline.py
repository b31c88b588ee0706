import os
import subprocess
import sys
from pathlib import Path


def test_importing_the_model_runtime_writes_nothing_and_starts_no_thread(tmp_path: Path) -> None:
    program = "import kiddqa.index.session, os; print(len(os.listdir('/proc/self/task')))"
    environment = os.environ | {"HOME": str(tmp_path), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    environment.pop("ORT_DISABLE_TELEMETRY", None)
    environment.pop("XDG_CACHE_HOME", None)
    ran = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)  # noqa: S603  (our own)
    assert ran.stdout.strip() == "1"
    assert list(tmp_path.iterdir()) == []
