"""Queries with their replies in, the same replies out again: a bounded memory of the latest."""

from collections import OrderedDict
from threading import Lock

from kiddqa.records import Query, Reply

REPLIES_REMEMBERED = 100
DOCUMENT_CHARS_REMEMBERED = 50_000_000
"""Most characters of the documents that remembered replies name, each counted with every reply: 100 MB at most where
none has a character beyond U+FFFF, and far less where replies name the same documents."""
_Key = tuple[object, ...]


class ReplyMemory:
    """Keeps the replies given last, each with the query it answers; safe between threads.

    Retriever and reader decide by the query, the number of passages and the least confidence, and nothing else: a
    remembered reply is the one that would be given anew.
    """

    def __init__(self, capacity: int = REPLIES_REMEMBERED, *, document_chars: int = DOCUMENT_CHARS_REMEMBERED) -> None:
        """Keep up to ``capacity`` replies, and the documents they name up to ``document_chars`` characters."""
        self._capacity, self._document_chars = capacity, document_chars
        self._replies: OrderedDict[_Key, tuple[Query, Reply]] = OrderedDict()
        self._kept_chars = 0
        self._lock = Lock()

    def recall(self, query: Query, passages: int, min_confidence: float | None) -> Reply | None:
        """Return the reply to an equal query, or None."""
        key = (query.text, query.filters, passages, min_confidence)
        with self._lock:
            asked, reply = self._replies.get(key, (None, None))
            if asked != query:
                return None
            self._replies.move_to_end(key)
            return reply

    def keep(self, query: Query, passages: int, min_confidence: float | None, reply: Reply) -> None:
        """Remember a reply, and forget those that were used longest ago if there is too much."""
        key = (query.text, query.filters, passages, min_confidence)
        with self._lock:
            if key in self._replies:
                self._kept_chars -= _document_chars(self._replies.pop(key)[1])
            self._replies[key] = (query, reply)
            self._kept_chars += _document_chars(reply)
            while len(self._replies) > self._capacity or self._kept_chars > self._document_chars:
                _, (_, forgotten) = self._replies.popitem(last=False)
                self._kept_chars -= _document_chars(forgotten)


def _document_chars(reply: Reply) -> int:
    """Return how many characters the documents have that a reply's hits are of."""
    documents = {hit.passage.document.id: hit.passage.document for hit in reply.hits}
    return sum(len(document.text) for document in documents.values())
