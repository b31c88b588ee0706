from pathlib import Path

import pytest

from resilience.mending import mend_each, prepare


@pytest.mark.slow
def test_whatever_file_is_damaged_the_doctor_names_it_the_index_before_answers_and_indexing_mends_it(
    tmp_path: Path,
) -> None:
    assert mend_each(prepare(tmp_path), ["of the generation before"], stride=4) == 3
