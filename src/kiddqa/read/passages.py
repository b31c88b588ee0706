"""A question and hits in, the best span of each sentence out; hits are read by rounds, so that it may end early."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter

from kiddqa.read.encoding import WindowEncoder
from kiddqa.read.frame import put_to
from kiddqa.read.model import SpanModel
from kiddqa.read.spans import best_spans
from kiddqa.records import Hit, Query, Span

HITS_IN_A_ROUND = 2
"""Read at once, before it is seen whether more have to be."""


class PassageReader:
    """Reads hits with the model, several at once; safe to share between threads."""

    def __init__(self, *, model: SpanModel, encoder: WindowEncoder, threads: int, budget_seconds: float) -> None:
        """Join model and tokenizer.

        Args:
            model: Reads windows.
            encoder: Cuts them.
            threads: Passages read at once, at least 1.
            budget_seconds: No passage but the first is begun once so much time has passed.
        """
        self._model, self._encoder, self._budget_seconds = model, encoder, budget_seconds
        self._pool = ThreadPoolExecutor(max_workers=threads, thread_name_prefix="read")

    def spans(self, query: Query, hits: Sequence[Hit]) -> list[Span]:
        """Return the best span of each quotable sentence once, in the order of hits, then of text."""
        *_, found = [], *self.rounds(query, hits)
        return found

    def rounds(self, query: Query, hits: Sequence[Hit]) -> Iterator[list[Span]]:
        """Read two hits after the other two; yield what ``spans`` returns of those read so far.

        A round does not depend on the number of threads, so that a reply does not either.
        """
        deadline = perf_counter() + self._budget_seconds
        found: dict[tuple[str, int, int], Span] = {}
        for start in range(0, len(hits), HITS_IN_A_ROUND):
            batch = hits[start : start + HITS_IN_A_ROUND]
            for spans in self._pool.map(lambda hit: self._read(query, hit, deadline), batch):
                for span in spans:
                    place = (span.hit.passage.document.id, *span.sentence)
                    if place not in found or span.score > found[place].score:
                        found[place] = span
            yield list(found.values())

    def _read(self, query: Query, hit: Hit, deadline: float) -> list[Span]:
        return [] if hit.rank > 1 and perf_counter() > deadline else self.spans_of(query, hit)

    def spans_of(self, query: Query, hit: Hit, *, per_sentence: int = 1) -> list[Span]:
        """Return the best spans of each sentence of one hit, up to ``per_sentence`` that share no token."""
        windows = list(self._encoder.windows(put_to(hit.passage, query), hit.passage))
        return best_spans(hit, windows, [self._model.logits(window) for window in windows], per_sentence=per_sentence)
