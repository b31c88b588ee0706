"""Times replies to several clients at once: ``python benchmarks/load.py --embeddings DIR``.

Each client asks the questions of the development half, one after the other; the server runs in a process of its own.
A hundred clients are more than the queue holds: some are turned away with a 429, and come back when they were told to.
The server remembers its last replies; that there are more questions than it remembers keeps it from answering by heart,
and the column "by heart" says how often it did all the same.
"""

import argparse
import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from time import perf_counter

import numpy as np

from endurance import QUESTIONS, ask
from kiddqa.questions import Half, of_half, read_questions
from served import Client, Response, Server, machine, serving

RESULTS = Path(__file__).parent / "results" / "load.json"
CLIENTS = (1, 8, 32, 100)
SERVED, TURNED_AWAY = 200, 429


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
    """Share of the requests that got a 429, 0 to 1."""
    turned_away_p95_ms: float | None
    """How soon; None if none was."""
    other_statuses: int


async def load(server: Server, questions: Sequence[str], clients: int, requests: int) -> tuple[list[Response], float]:
    """Let clients ask until so many replies are there; return all responses and the seconds it took."""
    responses: list[Response] = []
    numbers = count()
    served = 0

    async def work() -> None:
        nonlocal served
        client = Client(server.port)
        while served < requests:
            response = await client.send(ask(questions[next(numbers) % len(questions)]))
            responses.append(response)
            served += response.status == SERVED
            if response.retry_after_seconds and served < requests:
                await asyncio.sleep(response.retry_after_seconds)
        await client.close()

    began = perf_counter()
    await asyncio.gather(*(work() for _ in range(clients)))
    return responses, perf_counter() - began


def row(clients: int, responses: Sequence[Response], seconds: float) -> Row:
    """Sum up."""
    served = [each for each in responses if each.status == SERVED]
    away = [each for each in responses if each.status == TURNED_AWAY]
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


def show(rows: Sequence[Row]) -> None:
    """Print a table."""
    print("| clients | n | replies/s | median ms | p95 ms | by heart | turned away | told after, p95 ms | other |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for each in rows:
        told = "–" if each.turned_away_p95_ms is None else f"{each.turned_away_p95_ms:.1f}"
        print(
            f"| {each.clients} | {each.n} | {each.replies_per_second:.1f} | {each.median_ms:.1f} | {each.p95_ms:.1f} "
            f"| {each.by_heart:.0%} | {each.turned_away:.0%} | {told} | {each.other_statuses} |"
        )


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--embeddings", type=Path, default=Path("embeddings"), help="[default: %(default)s]")
    parser.add_argument("--replies", type=int, default=500, help="for each number of clients [default: %(default)s]")
    parser.add_argument("--out", type=Path, default=RESULTS, help="[default: %(default)s]")
    options = parser.parse_args()
    questions = [each.question for each in of_half(read_questions(QUESTIONS), Half.DEVELOPMENT)]
    with serving(options.embeddings) as server:
        asyncio.run(load(server, questions, 2, 20))  # the first replies of a process are slower
        rows = [row(clients, *asyncio.run(load(server, questions, clients, options.replies))) for clients in CLIENTS]
        resident = server.resident_kilobytes()
    print(f"{machine()}; {resident / 1024:.0f} MiB resident afterwards")
    show(rows)
    found = {"machine": machine(), "resident_kilobytes": resident, "rows": [asdict(each) for each in rows]}
    options.out.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    if any(each.other_statuses for each in rows):
        raise SystemExit("Some requests got neither a reply nor a 429.")


if __name__ == "__main__":
    main()
