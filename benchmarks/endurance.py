"""Sends mixed requests for a long time: ``python benchmarks/endurance.py --embeddings DIR --requests 100000``.

Questions of the development half, pages, searches, documents, static files, requests that are malformed, too large or
given up, from several clients at once to a server in a process of its own. Exits with 1 if there was a 5xx, a status
that the request should not get, two replies to one question that differ in more than their timings, or growing memory.

Memory is judged by the second half of the requests: in the first, what the server remembers fills up (100 replies, the
vectors of 256 questions, the terms of 2,000 texts), and so does what onnxruntime and the system's allocator keep for
reuse. What those two keep grows by a step whenever larger questions are read at the same moment than ever before; a
leak grows all the time. So the second half is cut into stretches, and the median of their slopes counts.
"""

import argparse
import asyncio
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from math import inf
from pathlib import Path
from time import monotonic
from urllib.parse import urlencode

import numpy as np

from kiddqa.questions import Half, of_half, read_questions
from machine import machine
from resilience_report import endurance_table
from served import Client, Server, get, post, serving

QUESTIONS = Path("tests/eval/kidd.jsonl")
RESULTS = Path(__file__).parent / "results" / "endurance.json"
SEED = 7
SKEW = 3
"""A third of the questions are asked 7 times in 10: (1/3) ** (1/SKEW)."""
SAMPLES = 400
"""How often memory is looked at."""
FLAT_KILOBYTES = 10.0
"""Growth per 1,000 requests that cannot be told from none: 1 MB in 100,000."""
FILLED_AFTER = 20_000
"""Requests after which all that the server remembers is full; before that, growth is not judged."""
SHOWN = 20
"""Of the looks at memory, how many are kept in the results."""
STRETCHES = 10
"""Of the second half; the second lowest and the second highest slope bound their median with 97.9 % confidence."""
_TIMINGS = re.compile(rb',"timings_ms":\{[^{}]*\}|Understood in [^<]*|[0-9.,]+\xc2\xa0m?s\b')
"""In the API's replies, and on the page, with its no-break space."""
_LONG = 100_000
_PATIENCE = dict.fromkeys(("reading_seconds", "waiting_seconds", "request_seconds"), 3_600)
"""The server's deadlines in seconds, so long that a pause of the machine is no failure of the server."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of request: how often it is made, how, and which statuses it may get."""

    weight: int
    make: Callable[[random.Random, str, str], bytes]
    """Takes the draw, a question and the one before it."""
    statuses: frozenset[int]
    given_up: bool = False
    repeatable: bool = True
    """True if two responses to the same request are the same but for their timings."""


@dataclass(slots=True, kw_only=True)
class Tally:
    """What was seen so far."""

    requests: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    unexpected: Counter[str] = field(default_factory=Counter)
    digests: dict[bytes, bytes] = field(default_factory=dict)
    repeated: int = 0
    different: int = 0
    memory: list[tuple[int, int, int]] = field(default_factory=list)
    """Requests done, kilobytes resident, and how many of them the server has written itself."""


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
    Kind(weight=2, make=lambda _, question, before: page("/", question, before), statuses=_SERVED),
    Kind(
        weight=2,
        make=lambda _, question, __: page("/stages", question, closing=True),
        statuses=_SERVED,
        repeatable=False,
    ),
    Kind(weight=4, make=lambda _, question, __: page("/thread.md", question), statuses=_SERVED),
    Kind(weight=10, make=lambda _, question, __: page("/api/search", question), statuses=_SERVED),
    Kind(weight=6, make=lambda draw, *_: get(draw.choice(("/documents", "/api/documents"))), statuses=_SERVED),
    Kind(weight=12, make=lambda draw, *_: get(draw.choice(STATIC)), statuses=_SERVED),
    Kind(weight=6, make=lambda draw, *_: draw.choice(MALFORMED), statuses=frozenset({200, 400, 404, 405, 415, 422})),
    Kind(weight=2, make=lambda draw, *_: draw.choice(OVERSIZED), statuses=frozenset({413, 414, 422, 0})),
    Kind(weight=4, make=lambda _, question, __: ask(question), statuses=frozenset(), given_up=True),
)
"""A body that is too large may be cut off before the client has sent it all, which it then sees as status 0."""


async def send_all(
    server: Server, questions: Sequence[str], requests: int, clients: int, minutes: float = inf
) -> Tally:
    """Send so many requests, or as many as are sent in so many minutes, and return what was seen."""
    tally, numbers = Tally(), iter(range(requests))
    every = max(1, requests // SAMPLES)
    ends = monotonic() + 60 * minutes

    async def work() -> None:
        client = Client(server.port)
        for number in numbers:
            if monotonic() > ends:
                break
            await send_one(client, tally, questions, number)
            tally.requests += 1
            if number % every == 0:
                tally.memory.append((number, server.resident_kilobytes(), server.own_kilobytes()))
                sys.stderr.write(f"\r{number:,} of {requests:,}, {tally.memory[-1][1] / 1024:.0f} MiB ")
        await client.close()

    await asyncio.gather(*(work() for _ in range(clients)))
    return tally


async def send_one(client: Client, tally: Tally, questions: Sequence[str], number: int) -> None:
    """Send the request of a number, which alone decides what it is."""
    draw = random.Random(SEED * 1_000_003 + number)
    (kind,) = draw.choices(KINDS, [each.weight for each in KINDS])
    place = draw_place(draw, len(questions))
    request = kind.make(draw, questions[place], questions[place - 1])
    if kind.given_up:
        await client.leave(request)
        return
    response = await client.send(request)
    tally.statuses[response.status] += 1
    if response.status not in kind.statuses:
        tally.unexpected[f"{response.status} for {request[:60]!r}"] += 1
    if kind.repeatable and response.status in _SERVED:
        compare(tally, request, response.body)


def draw_place(draw: random.Random, questions: int) -> int:
    """Draw the place of a question as people ask: some often, most seldom, so that not every reply is remembered."""
    return int(questions * draw.random() ** SKEW)


def compare(tally: Tally, request: bytes, body: bytes) -> None:
    """Compare a response, timings aside, with the first one to the same request."""
    digest = sha256(_TIMINGS.sub(b"", body)).digest()
    tally.repeated += request in tally.digests
    tally.different += tally.digests.setdefault(request, digest) != digest


def slope(memory: Sequence[tuple[int, int, int]]) -> tuple[float, float, float]:
    """Return the median slope over the second half in kB per 1,000 requests, of what the server wrote, and its bounds.

    The bounds are order statistics: they assume nothing but that the stretches do not depend on each other.
    """
    later = sorted(memory)[len(memory) // 2 :]
    slopes = sorted(
        1_000 * float(np.polyfit([number for number, _, _ in part], [own for *_, own in part], 1)[0])
        for place in range(STRETCHES)
        if len(part := later[place * len(later) // STRETCHES : (place + 1) * len(later) // STRETCHES]) > 1
    )
    return (float(np.median(slopes)), slopes[1], slopes[-2]) if len(slopes) > 2 else (0.0, -inf, inf)  # noqa: PLR2004


def main() -> None:
    """Send, print and judge."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--embeddings", type=Path, default=Path("embeddings"), help="[default: %(default)s]")
    parser.add_argument("--requests", type=int, default=100_000, help="2000 is a short form [default: %(default)s]")
    parser.add_argument("--clients", type=int, default=32, help="[default: %(default)s]")
    parser.add_argument("--minutes", type=float, default=inf, help="stop after so long [default: when all are sent]")
    parser.add_argument("--out", type=Path, default=RESULTS, help="[default: %(default)s]")
    options = parser.parse_args()
    questions = [each.question for each in of_half(read_questions(QUESTIONS), Half.DEVELOPMENT)]
    with serving(options.embeddings, **_PATIENCE) as server:
        tally = asyncio.run(send_all(server, questions, options.requests, options.clients, options.minutes))
    growth, low, high = slope(tally.memory)
    found = {
        "machine": machine(),
        "requests": tally.requests,
        "clients": options.clients,
        "statuses": {str(status): count for status, count in sorted(tally.statuses.items())},
        "unexpected": dict(tally.unexpected),
        "replies_repeated": tally.repeated,
        "replies_different": tally.different,
        "requests_resident_own_kilobytes": [
            *sorted(tally.memory)[:: max(1, len(tally.memory) // SHOWN)],
            max(tally.memory),
        ],
        "slope_kilobytes_per_1000": round(growth, 2),
        "slope_bounds": [round(low, 2), round(high, 2)],
    }
    options.out.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    print(endurance_table(found))
    grows = growth > FLAT_KILOBYTES and tally.requests >= 2 * FILLED_AFTER
    if tally.unexpected or tally.different or grows:
        raise SystemExit(f"It did not hold: {tally.unexpected or ''} {tally.different} different, slope {growth:+.1f}.")


if __name__ == "__main__":
    main()
