"""A parser process that goes wrong in the way that a document's id names; run by ``test_sandbox``."""

import os
import signal
import sys
import time

from kiddqa.ingest.confinement import allow_computing, confine
from kiddqa.ingest.frames import OUT_OF_MEMORY, READY, frame_head, pack_reason, read_frame


def main() -> None:
    """Do what each document's id says."""
    if sys.argv[1] == "1000":  # a limit that a test asks for
        sys.exit(5)
    requests, replies = os.fdopen(0, "rb"), os.fdopen(1, "wb")
    confine(memory_bytes=int(sys.argv[3]))
    reply, crash_next = READY, False
    while True:
        replies.write(frame_head(len(reply)) + reply)
        replies.flush()
        wish = (read_frame(requests) or b"end").decode()
        read_frame(requests)
        allow_computing(int(sys.argv[2]))
        if crash_next:
            wish = "crash"
        crash_next = wish == "spoil the next"
        reply = answer(wish)


def answer(wish: str) -> bytes:
    """Go wrong, or return a reply."""
    match wish:
        case "end":
            sys.exit(0)
        case "crash":
            signal.raise_signal(signal.SIGSEGV)
        case "compute":
            while True:
                pass
        case "wait":
            time.sleep(60)
        case "hoard":
            try:
                return b"x" * 1_000_000_000
            except MemoryError:
                os._exit(OUT_OF_MEMORY)
        case "talk nonsense":
            return b"[]"
        case "talk on":
            os.write(1, frame_head(1 << 60))
    return pack_reason(f"was asked for in process {os.getpid()}")


if __name__ == "__main__":
    main()
