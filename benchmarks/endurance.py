"""Sends mixed requests for a long time: ``python benchmarks/endurance.py --embeddings DIR --requests 100000``.

Questions of the development half, pages, searches, documents, static files, requests that are malformed, too large or
given up, from several clients at once to a server in a process of its own. Exits with 1 if there was a 5xx, a status
that the request should not get, two replies to one question that differ in more than their timings, or growing memory.
"""

import argparse
import asyncio
import json
import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlencode

import numpy as np

from kiddqa.questions import Half, of_half, read_questions
from served import Client, Server, get, machine, post, serving

QUESTIONS = Path("tests/eval/kidd.jsonl")
RESULTS = Path(__file__).parent / "results" / "endurance.json"
SEED = 7
SAMPLES = 400
"""How often memory is looked at."""
FLAT_KILOBYTES = 10.0
"""Growth per 1,000 requests that cannot be told from none: 1 MB in 100,000."""
Z = 1.96
"""Of a two-sided 95 % interval."""
_TIMINGS = re.compile(rb',"timings_ms":\{[^{}]*\}')
_LONG = 100_000
_READING_SECONDS = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of request: how often it is made, how, and which statuses it may get."""

    weight: int
    make: Callable[[random.Random, str, str], bytes]
    """Takes the draw, a question and the one before it."""
    statuses: frozenset[int]
    given_up: bool = False


@dataclass(slots=True, kw_only=True)
class Tally:
    """What was seen so far."""

    statuses: Counter[int] = field(default_factory=Counter)
    unexpected: Counter[str] = field(default_factory=Counter)
    digests: dict[bytes, bytes] = field(default_factory=dict)
    repeated: int = 0
    different: int = 0
    memory: list[tuple[int, int]] = field(default_factory=list)
    """Requests done, and kilobytes resident."""


def ask(question: str) -> bytes:
    """Return the request that asks a question."""
    return post("/api/ask", json.dumps({"question": question}).encode())


def page(path: str, question: str, *earlier: str, closing: bool = False) -> bytes:
    """Return the request for a page of a conversation."""
    asked = urlencode([*(("h", each) for each in earlier), ("q", question)])
    return get(f"{path}?{asked}", closing=closing)


MALFORMED = (
    post("/api/ask", b'{"question"'),
    post("/api/ask", b"\xff\xfe"),
    post("/api/ask", b'{"question": "a", "colour": 1}'),
    post("/api/ask", b'{"question": "\\ud800"}'),
    post("/api/ask", b'{"question": "a"}', "text/plain"),
    get("/api/search"),
    get("/api/ask"),
    get("/nothing"),
    get("/documents/..%2f..%2fetc%2fpasswd"),
    get("/?q=%00%ff&h=%ed%a0%80"),
    b"GET / HTTP/1.1\r\nHost: elsewhere.example\r\n\r\n",
    b"NO SUCH THING\r\n\r\n",
)
OVERSIZED = (
    post("/api/ask", json.dumps({"question": "a" * _LONG}).encode()),
    post("/api/ask", json.dumps({"question": "a" * 5_000}).encode()),
    get("/?q=" + "a" * _LONG),
    get("/?q=" + "a" * 5_000),
)
STATIC = ("/static/kiddqa.css", "/static/kiddqa.js", "/static/favicon.svg", "/healthz", "/openapi.json", "/", "/api")
_SERVED = frozenset({200})
KINDS = (
    Kind(weight=40, make=lambda _, question, __: ask(question), statuses=_SERVED),
    Kind(weight=12, make=lambda _, question, __: page("/", question), statuses=_SERVED),
    Kind(weight=4, make=lambda _, question, before: page("/", question, before), statuses=_SERVED),
    Kind(weight=2, make=lambda _, question, __: page("/stages", question, closing=True), statuses=_SERVED),
    Kind(weight=2, make=lambda _, question, __: page("/thread.md", question), statuses=_SERVED),
    Kind(weight=10, make=lambda _, question, __: page("/api/search", question), statuses=_SERVED),
    Kind(weight=6, make=lambda draw, *_: get(draw.choice(("/documents", "/api/documents"))), statuses=_SERVED),
    Kind(weight=12, make=lambda draw, *_: get(draw.choice(STATIC)), statuses=_SERVED),
    Kind(weight=6, make=lambda draw, *_: draw.choice(MALFORMED), statuses=frozenset({200, 400, 404, 405, 415, 422})),
    Kind(weight=2, make=lambda draw, *_: draw.choice(OVERSIZED), statuses=frozenset({413, 414, 422, 0})),
    Kind(weight=4, make=lambda _, question, __: ask(question), statuses=frozenset(), given_up=True),
)
"""A body that is too large may be cut off before the client has sent it all, which it then sees as status 0."""


async def send_all(server: Server, questions: Sequence[str], requests: int, clients: int) -> Tally:
    """Send so many requests and return what was seen."""
    tally, numbers = Tally(), iter(range(requests))
    every = max(1, requests // SAMPLES)

    async def work() -> None:
        client = Client(server.port)
        for number in numbers:
            await send_one(client, tally, questions, number)
            if number % every == 0:
                tally.memory.append((number, server.resident_kilobytes()))
        await client.close()

    await asyncio.gather(*(work() for _ in range(clients)))
    return tally


async def send_one(client: Client, tally: Tally, questions: Sequence[str], number: int) -> None:
    """Send the request of a number, which alone decides what it is."""
    draw = random.Random(SEED * 1_000_003 + number)
    (kind,) = draw.choices(KINDS, [each.weight for each in KINDS])
    request = kind.make(draw, draw.choice(questions), draw.choice(questions))
    if kind.given_up:
        await client.leave(request)
        return
    response = await client.send(request)
    tally.statuses[response.status] += 1
    if response.status not in kind.statuses:
        tally.unexpected[f"{response.status} for {request[:60]!r}"] += 1
    if request.startswith(b"POST /api/ask") and response.status == 200:  # noqa: PLR2004  (OK)
        compare(tally, request, response.body)


def compare(tally: Tally, request: bytes, body: bytes) -> None:
    """Compare a reply, timings aside, with the first one to the same request."""
    digest = sha256(_TIMINGS.sub(b"", body)).digest()
    tally.repeated += request in tally.digests
    tally.different += tally.digests.setdefault(request, digest) != digest


def slope(memory: Sequence[tuple[int, int]]) -> tuple[float, float]:
    """Return the slope of memory in kB per 1,000 requests over the second half, and half its 95 % interval.

    Ordinary least squares; memory is not independent from one look to the next, so the true interval is wider.
    """
    later = sorted(memory)[len(memory) // 2 :]
    x, y = (np.array(column, dtype=np.float64) for column in zip(*later, strict=True))
    centred = x - x.mean()
    per_request = float(centred @ y / (centred @ centred))
    residuals = y - y.mean() - per_request * centred
    error = float(np.sqrt(residuals @ residuals / max(1, len(x) - 2) / (centred @ centred)))
    return 1_000 * per_request, 1_000 * Z * error


def main() -> None:
    """Send, print and judge."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--embeddings", type=Path, default=Path("embeddings"), help="[default: %(default)s]")
    parser.add_argument("--requests", type=int, default=100_000, help="2000 is a short form [default: %(default)s]")
    parser.add_argument("--clients", type=int, default=32, help="[default: %(default)s]")
    parser.add_argument("--out", type=Path, default=RESULTS, help="[default: %(default)s]")
    options = parser.parse_args()
    questions = [each.question for each in of_half(read_questions(QUESTIONS), Half.DEVELOPMENT)]
    with serving(options.embeddings, reading_seconds=_READING_SECONDS) as server:
        tally = asyncio.run(send_all(server, questions, options.requests, options.clients))
    growth, margin = slope(tally.memory)
    found = {
        "machine": machine(),
        "requests": options.requests,
        "clients": options.clients,
        "statuses": {str(status): count for status, count in sorted(tally.statuses.items())},
        "unexpected": dict(tally.unexpected),
        "replies_repeated": tally.repeated,
        "replies_different": tally.different,
        "resident_kilobytes": [min(tally.memory)[1], max(tally.memory)[1]],
        "slope_kilobytes_per_1000": round(growth, 2),
        "slope_margin": round(margin, 2),
    }
    options.out.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    statuses = ", ".join(f"{status}: {count:,}" for status, count in sorted(tally.statuses.items()))
    print("| requests | clients | statuses | repeated replies, different | memory slope, kB per 1,000 requests |")
    print("| ---: | ---: | --- | ---: | ---: |")
    print(
        f"| {options.requests:,} | {options.clients} | {statuses} | {tally.repeated:,}, {tally.different} "
        f"| {growth:+.1f} ± {margin:.1f} |"
    )
    if tally.unexpected or tally.different or growth - margin > FLAT_KILOBYTES:
        raise SystemExit(f"It did not hold: {tally.unexpected or ''} {tally.different} different, slope {growth:+.1f}.")


if __name__ == "__main__":
    main()
