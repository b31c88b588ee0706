import threading
from collections.abc import Iterator

import numpy as np
from tokenizers import Tokenizer

from fakes import document_of
from kiddqa.read.encoding import Window, WindowEncoder
from kiddqa.read.model import Logits, tokenizer_file
from kiddqa.read.passages import PassageReader
from kiddqa.records import AskedName, Hit, Passage, Query
from read.talks import HIT, SENTENCES, TALKS, hit_of, passages, seoul

WHERE = Query(question="Where?", text="Where?")


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
    spans = passages(seoul()).spans(WHERE, [HIT, hit_of(SENTENCES[1:], rank=2)])
    assert [(span.sentence, span.hit.rank) for span in spans] == [(sentence, 1) for sentence in SENTENCES]


def test_where_the_second_of_two_overlapping_passages_is_read_better_its_span_stays() -> None:
    spans = passages(BriefModel()).spans(WHERE, [HIT, hit_of(SENTENCES[1:], rank=2)])
    assert [(span.sentence, span.hit.rank) for span in spans] == list(zip(SENTENCES, (1, 2, 2), strict=True))


def test_a_sentence_at_the_same_place_of_another_document_is_another_sentence() -> None:
    copy = document_of("copy.txt", TALKS.text)
    second = Passage(document=copy, start=0, end=46, sentences=SENTENCES)
    hits = [HIT, Hit(passage=second, rank=2, fused_score=0.3, dense_score=None, bm25_score=None)]
    assert len(passages(seoul()).spans(WHERE, hits)) == 6


def test_once_the_time_is_spent_the_first_passage_is_read_and_no_other() -> None:
    hits = [hit_of((sentence,), rank=rank) for rank, sentence in enumerate(SENTENCES, start=1)]
    spans = passages(seoul(), threads=1, budget_seconds=0.0).spans(WHERE, hits)
    assert [span.quote for span in spans] == ["Anka Lee"]


def test_passages_are_read_several_at_once() -> None:
    hits = [hit_of((SENTENCES[0],)), hit_of((SENTENCES[1],), rank=2)]
    assert len(passages(GatedModel(), threads=2).spans(WHERE, hits)) == 2


def test_however_many_are_read_at_once_the_spans_are_the_same_in_the_same_order() -> None:
    hits = [hit_of((sentence,), rank=rank) for rank, sentence in enumerate(SENTENCES[::-1], start=1)]
    found = [passages(seoul(), threads=threads).spans(WHERE, hits) for threads in (1, 4)]
    assert found[0] == found[1]
    assert [span.hit.rank for span in found[0]] == [1, 2, 3]


def test_a_passage_is_asked_in_its_own_names() -> None:
    asked: list[str] = []

    class Listening(WindowEncoder):
        def windows(self, question: str, passage: Passage) -> Iterator[Window]:
            asked.append(question)
            return super().windows(question, passage)

    encoder = Listening(Tokenizer.from_file(str(tokenizer_file())))
    reader = PassageReader(model=seoul(), encoder=encoder, threads=1, budget_seconds=10.0)
    names = (AskedName(name="Keijo", start=11, end=16, others=("Seoul",)),)
    query = Query(question="Who met in Keijo?", text="Who met in Keijo?", names=names)
    reader.spans(query, [hit_of(SENTENCES[:1]), hit_of(SENTENCES[1:], rank=2)])
    assert asked == ["Who met in Keijo?", "Who met in Seoul?"]
