"""``python -m kiddqa.ingest.parser_process``: files in on standard input, their Documents out on standard output.

The child's side of ``sandbox``; ``frames`` says what goes over the pipes. It ends when its input ends.
"""

import os
import sys
from typing import BinaryIO

from kiddqa.errors import UnreadableFileError
from kiddqa.ingest.confinement import allow_computing, confine
from kiddqa.ingest.frames import OUT_OF_MEMORY, READY, frame_head, pack_document, pack_reason, read_frame
from kiddqa.ingest.parse import parse


def main() -> None:
    """Confine this process and answer one request after the other.

    The arguments are the most characters of text, the most seconds of computing per file and the bytes of memory.
    """
    max_chars, seconds, memory_bytes = map(int, sys.argv[1:])
    requests, replies = _take_pipes()
    confine(memory_bytes=memory_bytes)
    try:
        _say(replies, READY)
        while (document_id := read_frame(requests)) is not None:
            data = read_frame(requests) or b""
            allow_computing(seconds)
            _say(replies, _answer(data, document_id.decode(), max_chars))
    except MemoryError:
        os._exit(OUT_OF_MEMORY)  # at once: there is no memory left to clear up with


def _take_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Return standard input and output, and put nothing in their place: what a parser prints must not be a reply."""
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1):
        os.dup2(nothing, stream)
    os.close(nothing)
    return requests, replies


def _answer(data: bytes, document_id: str, max_chars: int) -> bytes:
    try:
        return pack_document(parse(data, document_id, max_chars=max_chars))
    except UnreadableFileError as error:
        return pack_reason(str(error))


def _say(replies: BinaryIO, payload: bytes) -> None:
    replies.write(frame_head(len(payload)))
    replies.write(payload)
    replies.flush()


if __name__ == "__main__":
    main()
