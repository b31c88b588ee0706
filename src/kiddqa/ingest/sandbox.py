"""Files in, Documents or reasons out, by way of a parser in a process of its own that a hostile file may end.

The process starts with the first file and serves one after the other; it never imports what embeds or searches. A file
that ends it is given up with its reason, and the next file gets a new one. What a file leaves behind in the process is
not the next one's fault: a file that ends a process which has served others is tried once more in a fresh one, so that
the same files give the same documents in any order.
"""

import os
import select
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from types import TracebackType
from typing import IO, Self

from kiddqa.errors import CorpusError, UnreadableFileError
from kiddqa.ingest.frames import OUT_OF_MEMORY, frame_head, most_reply_bytes, unpack_reply
from kiddqa.records import Document
from kiddqa.wording import count

# -P: a folder of documents that one happens to stand in must not be imported from.
PROGRAM = (sys.executable, "-P", "-W", "ignore", "-m", "kiddqa.ingest.parser_process")
_WAITING_FACTOR = 6
"""A file may take so many times its seconds of computing by the clock: a busy machine is not the file's fault."""
_STARTING_SECONDS = 60
_ENDING_SECONDS = 10
_PIECE_BYTES = 1 << 16
_HEAD_BYTES = len(frame_head(0))
_NONSENSE = "crashed its parser (it answered nonsense); save it in another format"


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsingLimits:
    """What one file may cost."""

    text_chars: int = 10_000_000
    """Longest text, in code points."""
    seconds: int = 20
    """Most seconds of computing, from 1."""
    memory_bytes: int = 1_000_000_000
    """Most address space of the process that parses, which needs some 200 MB for itself."""


class _EndedError(Exception):
    """The process has ended, or was ended; ``str(error)`` goes on after the file's path."""


class _TooSlowError(_EndedError):
    """A file took too long, which no file before it can be the cause of."""


class Sandbox:
    """Parses files, one after the other; a context that ends its process, whatever happens within."""

    def __init__(self, limits: ParsingLimits, program: Sequence[str] = PROGRAM) -> None:
        self._limits = limits
        self._program = program
        self._process: _ParserProcess | None = None

    def __enter__(self) -> Self:
        """Return itself; the process is only started with the first file."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the process, if there is one."""
        self._end_process()

    def parse(self, data: bytes, document_id: str) -> Document:
        """Return the document of a file; as ``parse.parse``, but nothing that the file does can harm this process.

        Raises:
            UnreadableFileError: with the reason, if it cannot become a document.
            CorpusError: if no parser process can be started.
        """
        fresh = self._process is None
        try:
            return self._parse_once(data, document_id)
        except _EndedError as ended:
            if fresh or isinstance(ended, _TooSlowError):
                raise UnreadableFileError(str(ended)) from ended
        return self.parse(data, document_id)

    def _parse_once(self, data: bytes, document_id: str) -> Document:
        if self._process is None:
            self._process = _ParserProcess(self._limits, self._program)
        try:
            reply = self._process.ask(document_id.encode(), data)
            return unpack_reply(reply, document_id=document_id, max_chars=self._limits.text_chars)
        except _EndedError:
            self._end_process()
            raise
        except ValueError as error:
            self._end_process()
            raise _EndedError(_NONSENSE) from error

    def _end_process(self) -> None:
        if self._process is not None:
            self._process.close()
            self._process = None


class _ParserProcess:
    """One running ``parser_process``, with a pipe to it and one from it.

    Raises:
        CorpusError: if it does not start.
    """

    def __init__(self, limits: ParsingLimits, program: Sequence[str]) -> None:
        self._limits = limits
        command = [*program, str(limits.text_chars), str(limits.seconds), str(limits.memory_bytes)]
        self._child = subprocess.Popen(  # noqa: S603  (our own interpreter and module)
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C comes to us, and we end it
        )
        try:
            for stream in self._streams():
                os.set_blocking(stream.fileno(), False)
            self._receive(monotonic() + _STARTING_SECONDS)  # READY
        except _EndedError as ended:
            self.close()
            raise CorpusError(
                f"No file can be read: the process that reads them does not start; "
                f"to see why, type: {shlex.join(command)}"
            ) from ended
        except BaseException:
            self.close()
            raise

    def ask(self, *payloads: bytes) -> bytes:
        """Send payloads, a frame each, and return the payload of the reply.

        Raises:
            _EndedError: if the process ends instead, or takes too long.
        """
        deadline = self._deadline()
        for payload in payloads:
            self._send((frame_head(len(payload)), payload), deadline)
        return self._receive(deadline)

    def close(self) -> None:
        """End the process and wait until it is gone; both pipes are closed."""
        self._child.kill()
        self._child.wait()
        for stream in self._streams():
            with suppress(BrokenPipeError):
                stream.close()

    def _streams(self) -> tuple[IO[bytes], IO[bytes]]:
        requests, replies = self._child.stdin, self._child.stdout
        if requests is None or replies is None:
            raise AssertionError("Popen was asked for both pipes")
        return requests, replies

    def _deadline(self) -> float:
        return monotonic() + _WAITING_FACTOR * self._limits.seconds

    def _send(self, pieces: Iterable[bytes], deadline: float) -> None:
        requests, _ = self._streams()
        for piece in pieces:
            rest = memoryview(piece)
            while rest:
                self._wait(requests, select.POLLOUT, deadline)
                with suppress(BlockingIOError):
                    rest = rest[self._write(requests, rest[:_PIECE_BYTES]) :]

    def _write(self, requests: IO[bytes], piece: memoryview) -> int:
        try:
            return os.write(requests.fileno(), piece)
        except BrokenPipeError as error:
            raise self._ended() from error

    def _receive(self, deadline: float) -> bytes:
        length = int.from_bytes(self._read(_HEAD_BYTES, deadline), "big")
        if length > most_reply_bytes(self._limits.text_chars):
            raise _EndedError(_NONSENSE)
        return self._read(length, deadline)

    def _read(self, length: int, deadline: float) -> bytes:
        _, replies = self._streams()
        got = bytearray()
        while len(got) < length:
            self._wait(replies, select.POLLIN, deadline)
            with suppress(BlockingIOError):
                piece = os.read(replies.fileno(), min(length - len(got), _PIECE_BYTES))
                if not piece:
                    raise self._ended()
                got += piece
        return bytes(got)

    def _wait(self, stream: IO[bytes], event: int, deadline: float) -> None:
        poll = select.poll()
        poll.register(stream, event)
        if not poll.poll(1_000 * max(0.0, deadline - monotonic())):
            raise self._too_slow(_WAITING_FACTOR * self._limits.seconds, "")

    def _ended(self) -> _EndedError:
        """Return what ended the process, which has closed a pipe."""
        try:
            code = self._child.wait(_ENDING_SECONDS)
        except subprocess.TimeoutExpired:
            return _EndedError("crashed its parser (it fell silent); save it in another format")
        if code == -signal.SIGXCPU:
            return self._too_slow(self._limits.seconds, " of computing")
        if code == OUT_OF_MEMORY:
            megabytes = f"{self._limits.memory_bytes / 1e6:,.4g} MB"
            return _EndedError(f"needed more than {megabytes} of memory; split it or set KIDDQA_MAX_FILE_MEMORY_BYTES")
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        return _EndedError(f"crashed its parser ({how}); save it in another format")

    def _too_slow(self, seconds: int, of_what: str) -> _TooSlowError:
        return _TooSlowError(
            f"took more than {count(seconds, 'second')}{of_what}; split it or set KIDDQA_MAX_FILE_SECONDS"
        )
