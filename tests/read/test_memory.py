from fakes import document_of
from kiddqa.read.memory import ReplyMemory
from kiddqa.records import Hit, NoAnswer, Passage, Query, Reply


def query(text: str) -> Query:
    return Query(question=text, text=text)


def reply(*lines: str) -> Reply:
    """Return a reply whose hits are one passage of each of as many documents."""
    documents = [document_of(f"{number}.md", line) for number, line in enumerate(lines)]
    passages = [Passage(document=document, start=0, end=1, heading=(), sentences=()) for document in documents]
    hits = [
        Hit(passage=passage, rank=rank, fused_score=0.0, dense_score=None, bm25_score=None)
        for rank, passage in enumerate(passages, start=1)
    ]
    return NoAnswer(confidence=0.0, hits=tuple(hits))


def remembered(memory: ReplyMemory, *texts: str) -> str:
    return "".join(text for text in texts if memory.recall(query(text), 10, None))


def test_a_reply_is_remembered_for_an_equal_query_and_equal_wishes() -> None:
    memory, given = ReplyMemory(), reply("Text.")
    memory.keep(query("a"), 10, None, given)
    assert memory.recall(query("a"), 10, None) is given
    assert memory.recall(query("b"), 10, None) is None
    assert memory.recall(query("a"), 11, None) is None
    assert memory.recall(query("a"), 10, 0.5) is None


def test_the_reply_used_longest_ago_is_forgotten_first() -> None:
    memory = ReplyMemory(2)
    for text in "aba":
        memory.keep(query(text), 10, None, reply("Text."))
    memory.keep(query("c"), 10, None, reply("Text."))
    assert remembered(memory, "a", "b", "c") == "ac"


def test_replies_are_forgotten_when_their_documents_are_too_long_together() -> None:
    memory = ReplyMemory(document_chars=20)
    for text in "abc":
        memory.keep(query(text), 10, None, reply("12345", "12345"))
    assert remembered(memory, "a", "b", "c") == "bc"


def test_a_reply_given_again_is_counted_once() -> None:
    memory = ReplyMemory(document_chars=20)
    for text in "abab":
        memory.keep(query(text), 10, None, reply("12345", "12345"))
    assert remembered(memory, "a", "b") == "ab"


def test_a_reply_whose_documents_are_longer_than_all_that_is_kept_is_not_remembered() -> None:
    memory = ReplyMemory(document_chars=20)
    memory.keep(query("a"), 10, None, reply("1" * 21))
    memory.keep(query("b"), 10, None, reply("1" * 20))
    assert remembered(memory, "a", "b") == "b"
