"""The replies to the parts of a question in, one reply out that quotes for each part."""

from collections.abc import Sequence
from dataclasses import replace

from kiddqa.records import Answer, Hit, Reply


def join_replies(replies: Sequence[Reply]) -> Answer | None:
    """Return one answer with the quotations of all, in order; None without replies or where one is no answer.

    It is as sure as the least sure of them. Hits come by turns, the best of each reply first, each passage once.
    """
    answers = [reply for reply in replies if isinstance(reply, Answer)]
    if not answers or len(answers) < len(replies):
        return None
    return Answer(
        citations=tuple(dict.fromkeys(citation for answer in answers for citation in answer.citations)),
        confidence=min(answer.confidence for answer in answers),
        hits=_by_turns([answer.hits for answer in answers]),
    )


def _by_turns(lists: Sequence[Sequence[Hit]]) -> tuple[Hit, ...]:
    depth = max(len(hits) for hits in lists)
    turns = [hits[place] for place in range(depth) for hits in lists if place < len(hits)]
    first = {(hit.passage.document.id, hit.passage.start): hit for hit in reversed(turns)}
    once = [hit for hit in turns if first[hit.passage.document.id, hit.passage.start] is hit]
    return tuple(replace(hit, rank=rank) for rank, hit in enumerate(once, start=1))
