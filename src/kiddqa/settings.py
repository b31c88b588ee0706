"""Every setting, its unit and its range, read once from ``KIDDQA_`` environment variables.

Stages never see Settings: ``wiring`` hands them plain arguments.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from kiddqa.errors import SettingsError
from kiddqa.resources import corpus_folder

_PREFIX = "KIDDQA_"


class Settings(BaseSettings):
    """The settings of one process; frozen. ``KIDDQA_PORT=8001`` sets ``port``."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, frozen=True, extra="forbid")

    corpus: Annotated[Path, Field(description="Folder of documents.")] = Field(default_factory=corpus_folder)
    embeddings: Annotated[Path, Field(description="Folder of the index.")] = Path("embeddings")
    model: Annotated[
        Path | None,
        Field(description="Folder of a sentence-transformers model to embed with; unset: the one that ships."),
    ] = None
    threads: Annotated[int, Field(ge=1, le=64, description="CPU threads for embedding and reading.")] = 2

    passage_words: Annotated[int, Field(ge=40, le=300, description="Most words in a passage.")] = 130
    overlap_words: Annotated[
        int, Field(ge=0, le=100, description="Most words of whole sentences shared by neighbouring passages.")
    ] = 40
    max_file_bytes: Annotated[int, Field(ge=1_000, description="Largest file that is read, in bytes.")] = 50_000_000
    max_text_chars: Annotated[
        int, Field(ge=1_000, le=100_000_000, description="Longest text of a file, in characters.")
    ] = 10_000_000
    max_file_seconds: Annotated[
        int, Field(ge=1, le=3_600, description="Most seconds of computing that reading one file may take.")
    ] = 20
    max_file_memory_bytes: Annotated[
        int, Field(ge=300_000_000, description="Most memory that reading one file may take, in bytes.")
    ] = 1_000_000_000

    candidates: Annotated[int, Field(ge=1, le=1000, description="Passages taken from each of dense and BM25.")] = 50
    passages_read: Annotated[int, Field(ge=1, le=100, description="Passages read for an answer.")] = 10
    reading_seconds: Annotated[
        float, Field(gt=0, description="Time after which no further passage is read for an answer, in seconds.")
    ] = 5.0
    passages_shown: Annotated[int, Field(ge=1, le=50, description="Passages shown with a reply.")] = 10
    min_confidence: Annotated[
        float | None,
        Field(ge=0, le=1, description="Confidence below which no answer is given; unset: the reader's own."),
    ] = None

    host: Annotated[str, Field(description="Address the server binds to.")] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535, description="Port the server binds to; 0: any free one.")] = 8000
    allowed_hosts: Annotated[
        str, Field(description="Further host names the server answers to, separated by commas.")
    ] = ""
    max_question_chars: Annotated[int, Field(ge=10, le=10_000, description="Longest question, in characters.")] = 1_000
    max_history: Annotated[int, Field(ge=0, le=100, description="Most earlier questions that are accepted.")] = 20
    max_history_chars: Annotated[
        int, Field(ge=0, le=1_000_000, description="Most characters of the earlier questions together.")
    ] = 10_000
    max_filter_documents: Annotated[
        int, Field(ge=0, le=10_000, description="Most documents that a question may be narrowed to by name.")
    ] = 100
    max_filter_chars: Annotated[
        int, Field(ge=10, le=10_000, description="Longest document id or publisher in a filter, in characters.")
    ] = 1_000
    max_body_bytes: Annotated[int, Field(ge=1_000, le=10_000_000, description="Largest request body, in bytes.")] = (
        65_536
    )
    max_address_bytes: Annotated[
        int, Field(ge=1_000, le=1_000_000, description="Longest address (path and query) that is read, in bytes.")
    ] = 65_536
    questions_at_once: Annotated[
        int, Field(ge=1, le=64, description="Questions that are answered at the same time; the others wait in order.")
    ] = 2
    questions_waiting: Annotated[
        int, Field(ge=0, le=10_000, description="Most questions that wait; one more is turned away with a 429.")
    ] = 64
    waiting_seconds: Annotated[
        float, Field(gt=0, le=3_600, description="Longest wait before a question is begun, in seconds; then a 503.")
    ] = 10.0
    request_seconds: Annotated[
        float, Field(gt=0, le=3_600, description="Longest time for a request, wait included, in seconds; then a 504.")
    ] = 30.0

    @property
    def host_names(self) -> tuple[str, ...]:
        """The names the server answers to besides those of this machine: its address and ``allowed_hosts``."""
        return (self.host, *(name for name in (part.strip() for part in self.allowed_hosts.split(",")) if name))


def load_settings(overrides: Mapping[str, object] | None = None) -> Settings:
    """Read the environment once; ``overrides`` (from the command line) win, None values do not count.

    Raises:
        SettingsError: naming the first setting that is unknown or out of range.
    """
    known = {f"{_PREFIX}{name.upper()}" for name in Settings.model_fields}
    unknown = sorted(name for name in os.environ if name.upper().startswith(_PREFIX) and name.upper() not in known)
    if unknown:
        raise SettingsError(f"{unknown[0]} is not a setting of kiddqa; expected one of {', '.join(sorted(known))}.")
    given = {name: value for name, value in (overrides or {}).items() if value is not None}
    try:
        return Settings(**given)  # type: ignore[arg-type]  # pydantic checks each value
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise SettingsError(
            f"The setting {name} was {first['input']!r}: {first['msg'].lower()}; set {_PREFIX}{name.upper()} "
            f"or the option of that name."
        ) from error
