"""A reply that was cut short says so and is not remembered."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from kiddqa.records import Hit, Query, Reply
from serve.fake_engine import FakeReader, make_engine


@dataclass(slots=True)
class CountingReader:
    """Reads as the fake reader does, and counts how often."""

    read_before: list[str] = field(default_factory=list)

    def read(self, query: Query, hits: Sequence[Hit], *, min_confidence: float | None = None) -> Reply:
        self.read_before.append(query.text)
        return FakeReader().read(query, hits, min_confidence=min_confidence)


def test_a_reading_that_outlasts_its_time_is_noted_and_done_again() -> None:
    reader = CountingReader()
    hasty = replace(make_engine(), reader=reader, reading_seconds=0.0)
    replies = [hasty.ask("Who led the dialogue?") for _ in range(2)]
    assert [reply.notes for reply in replies] == [("reading was cut short after 0 seconds",)] * 2
    assert len(reader.read_before) == 2


def test_a_reading_within_its_time_is_remembered_without_a_note() -> None:
    reader = CountingReader()
    patient = replace(make_engine(), reader=reader, reading_seconds=600.0)
    assert [patient.ask("Who led the dialogue?").notes for _ in range(2)] == [(), ()]
    assert len(reader.read_before) == 1
