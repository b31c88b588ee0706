"""Every seed, and everything that fuzzing has ever found, keeps the promises."""

import pytest

from fuzz.seeds import seeds
from fuzz.targets import TARGETS

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("target", TARGETS)
def test_seeds_and_findings_keep_the_promises(target: str) -> None:
    inputs = seeds(target)
    assert len(inputs) >= 4
    for name, data in inputs.items():
        try:
            TARGETS[target](data)
        except Exception as error:
            raise AssertionError(f"{target}: {name}") from error
