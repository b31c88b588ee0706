import threading

import numpy as np

from fakes import document_of
from kiddqa.read.encoding import Window
from kiddqa.read.model import Logits
from kiddqa.records import Hit, Passage
from read.talks import HIT, SENTENCES, TALKS, hit_of, passages, seoul


class BriefModel:
    """Holds a window for silent by as much as it has tokens: "not here" has their number, any other token 0."""

    def logits(self, window: Window) -> Logits:
        found = np.zeros((len(window.ids), 2), dtype=np.float32)
        found[0] = len(window.ids)
        return found


class GatedModel:
    """Gives every token 0, once two windows are being read at the same time."""

    def __init__(self) -> None:
        self._gate = threading.Barrier(2, timeout=10)

    def logits(self, window: Window) -> Logits:
        self._gate.wait()
        return np.zeros((len(window.ids), 2), dtype=np.float32)


def test_a_sentence_of_two_overlapping_passages_gives_one_span_that_of_the_first() -> None:
    spans = passages(seoul()).spans("Where?", [HIT, hit_of(SENTENCES[1:], rank=2)])
    assert [(span.sentence, span.hit.rank) for span in spans] == [(sentence, 1) for sentence in SENTENCES]


def test_where_the_second_of_two_overlapping_passages_is_read_better_its_span_stays() -> None:
    spans = passages(BriefModel()).spans("Where?", [HIT, hit_of(SENTENCES[1:], rank=2)])
    assert [(span.sentence, span.hit.rank) for span in spans] == list(zip(SENTENCES, (1, 2, 2), strict=True))


def test_a_sentence_at_the_same_place_of_another_document_is_another_sentence() -> None:
    copy = document_of("copy.txt", TALKS.text)
    second = Passage(document=copy, start=0, end=46, sentences=SENTENCES)
    hits = [HIT, Hit(passage=second, rank=2, fused_score=0.3, dense_score=None, bm25_score=None)]
    assert len(passages(seoul()).spans("Where?", hits)) == 6


def test_once_the_time_is_spent_the_first_passage_is_read_and_no_other() -> None:
    hits = [hit_of((sentence,), rank=rank) for rank, sentence in enumerate(SENTENCES, start=1)]
    spans = passages(seoul(), threads=1, budget_seconds=0.0).spans("Where?", hits)
    assert [span.quote for span in spans] == ["Anka Lee"]


def test_passages_are_read_several_at_once() -> None:
    hits = [hit_of((SENTENCES[0],)), hit_of((SENTENCES[1],), rank=2)]
    assert len(passages(GatedModel(), threads=2).spans("Where?", hits)) == 2


def test_however_many_are_read_at_once_the_spans_are_the_same_in_the_same_order() -> None:
    hits = [hit_of((sentence,), rank=rank) for rank, sentence in enumerate(SENTENCES[::-1], start=1)]
    found = [passages(seoul(), threads=threads).spans("Where?", hits) for threads in (1, 4)]
    assert found[0] == found[1]
    assert [span.hit.rank for span in found[0]] == [1, 2, 3]
