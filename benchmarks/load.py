"""Times replies to several clients at once: ``python benchmarks/load.py --embeddings DIR``; two minutes.

Each client asks the questions of the development half, one after the other, for some seconds; the server runs in a
process of its own, on the same cores as the clients, which are cheap. 100 clients are more than the queue holds: some
are turned away with a 429, and come back when they were told to. The server remembers its last replies; that there are
more questions than it remembers keeps it from answering by heart, and the column "by heart" says how often it did all
the same. A question's vector it does remember: 2 of the milliseconds that a reply takes are saved.
"""

import argparse
import asyncio
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import cycle
from pathlib import Path
from time import perf_counter

import numpy as np

from endurance import QUESTIONS, ask
from kiddqa.questions import Half, of_half, read_questions
from machine import machine
from resilience_report import load_table
from served import Client, Response, Server, serving

RESULTS = Path(__file__).parent / "results" / "load.json"
CLIENTS = (1, 8, 32, 100)
WARM_UP_SECONDS = 5.0
"""The first replies of a process are slower."""
SERVED = 200
TURNED_AWAY = frozenset({429, 503})
"""As every place was taken, or as the question waited too long for its turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What so many clients saw."""

    clients: int
    n: int
    """Replies."""
    replies_per_second: float
    median_ms: float
    p95_ms: float
    by_heart: float
    """Share of the replies that were remembered, 0 to 1."""
    turned_away: float
    """Share of the requests that were told to come back, 0 to 1."""
    turned_away_p95_ms: float | None
    """How soon; None if none was."""
    other_statuses: int


async def load(server: Server, questions: Iterator[str], clients: int, seconds: float) -> tuple[list[Response], float]:
    """Let clients ask for so long; return all responses, and the seconds until the last of them was there."""
    responses: list[Response] = []
    began = perf_counter()

    async def work() -> None:
        client, question = Client(server.port), next(questions)
        while (left := began + seconds - perf_counter()) > 0:
            response = await client.send(ask(question))
            responses.append(response)
            if response.retry_after_seconds:
                await asyncio.sleep(min(response.retry_after_seconds, left))
            else:
                question = next(questions)
        await client.close()

    await asyncio.gather(*(work() for _ in range(clients)))
    return responses, max(each.ended for each in responses) - began


def row(clients: int, responses: Sequence[Response], seconds: float) -> Row:
    """Sum up."""
    served = [each for each in responses if each.status == SERVED]
    away = [each for each in responses if each.status in TURNED_AWAY]
    times = [1_000 * each.seconds for each in served]
    return Row(
        clients=clients,
        n=len(served),
        replies_per_second=len(served) / seconds,
        median_ms=float(np.median(times)),
        p95_ms=float(np.percentile(times, 95)),
        by_heart=sum(b'"recall"' in each.body for each in served) / len(served),
        turned_away=len(away) / len(responses),
        turned_away_p95_ms=float(np.percentile([1_000 * each.seconds for each in away], 95)) if away else None,
        other_statuses=len(responses) - len(served) - len(away),
    )


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--embeddings", type=Path, default=Path("embeddings"), help="[default: %(default)s]")
    parser.add_argument("--seconds", type=float, default=25, help="for each number of clients [default: %(default)s]")
    parser.add_argument("--out", type=Path, default=RESULTS, help="[default: %(default)s]")
    options = parser.parse_args()
    questions = cycle([each.question for each in of_half(read_questions(QUESTIONS), Half.DEVELOPMENT)])
    with serving(options.embeddings) as server:
        asyncio.run(load(server, questions, 2, WARM_UP_SECONDS))
        rows = [row(clients, *asyncio.run(load(server, questions, clients, options.seconds))) for clients in CLIENTS]
        resident = server.resident_kilobytes()
    found = {"machine": machine(), "resident_kilobytes": resident, "rows": [asdict(each) for each in rows]}
    options.out.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    print(load_table(found))
    if any(each.other_statuses for each in rows):
        raise SystemExit("Some requests got neither a reply nor a time to come back.")


if __name__ == "__main__":
    main()
