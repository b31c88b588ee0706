from pathlib import Path

import pytest

from kiddqa.errors import IndexError_
from kiddqa.index.damage import DamagedIndexError


def test_the_message_is_the_damage_and_what_to_type() -> None:
    error = DamagedIndexError("dense.faiss is missing", "kiddqa index --embeddings elsewhere")

    assert str(error) == "dense.faiss is missing; type: kiddqa index --embeddings elsewhere"
    assert error.damage == "dense.faiss is missing"


def test_who_does_not_know_the_folder_names_the_plain_command() -> None:
    assert str(DamagedIndexError(f"{Path('a')} is missing")) == "a is missing; type: kiddqa index"


def test_whoever_catches_errors_of_the_index_catches_this_one() -> None:
    with pytest.raises(IndexError_):
        raise DamagedIndexError("dense.faiss is missing")
