"""An indexing run is killed at random instants, run out of room for its files, or run twice at once."""

import random
import resource
import shutil
import signal
import time
from collections import Counter
from contextlib import closing
from functools import partial
from itertools import count
from os import kill
from pathlib import Path

from kiddqa.errors import IndexError_
from kiddqa.index.generation import open_generation
from resilience.processes import end_of, open_below, start
from resilience.tiny_index import assert_tidy, build, read_whole, served, why_not

REFUSED = 2
"""Exit code of a child whose run ended with one sentence."""


def kill_at_random(embeddings: Path, kills: int, *, seed: int) -> Counter[str]:
    """Kill one indexing run after another, the same folder being used on and on, and look after each.

    An instant is drawn between the start and a little after the usual end; who has ended before it was not killed, and
    is no kill. Every 20th run is followed by one that is left alone, to see that it clears up after the killed ones.

    Returns:
        How many kills left the ``old`` index and how many the ``new`` one, and how many runs had ``ended`` before.

    Raises:
        AssertionError: if neither the old index nor the new one is served, or something is left lying for ever.
    """
    draws = random.Random(seed)
    usual_seconds = _usual_seconds(embeddings)
    live = served(embeddings)
    tally: Counter[str] = Counter()
    for number in count(1):
        if tally["old"] + tally["new"] == kills:
            break
        new = 1 + number % 900
        child = start(partial(_index, embeddings, new))
        time.sleep(draws.uniform(0, 1.2 * usual_seconds))
        kill(child, signal.SIGKILL)
        killed = end_of(child) == -signal.SIGKILL
        found = served(embeddings)
        assert found in ({live, new} if killed else {new}), f"kill {number}: corpus {found} is served"
        tally["ended" if not killed else "new" if found == new else "old"] += 1
        live = found
        if number % 20 == 0:
            live = 901 + number // 20 % 90
            build(embeddings, live)
            assert served(embeddings) == live
            assert_tidy(embeddings)
    assert open_below(embeddings) == {}
    return tally


def limit_file_sizes(folder: Path, step_bytes: int) -> Counter[str]:
    """Index with no file being allowed to grow beyond a limit, whoever writes it: from 0 bytes up to more than enough.

    Returns:
        How many runs were ``refused`` and how many ``indexed``.

    Raises:
        AssertionError: if a refused run is not one sentence, leaves anything but the old index, or leaves files lying.
    """
    tally: Counter[str] = Counter()
    prepared, embeddings = folder / "prepared", folder / "limited"
    for number in (1, 3):
        build(prepared, number, wide=True)
    largest = (prepared / "gen-000002" / "dense.faiss").stat().st_size
    for limit in [*range(0, largest, step_bytes), *range(largest - 4_096, largest, step_bytes), largest]:
        shutil.rmtree(embeddings, ignore_errors=True)
        shutil.copytree(prepared, embeddings)
        code = end_of(start(partial(_index_limited, embeddings, limit)))
        assert code in {0, REFUSED}, f"limit {limit}: exit code {code}"
        assert served(embeddings) == (3 if code else 6), f"limit {limit}"
        assert_tidy(embeddings)
        tally["refused" if code else "indexed"] += 1
    return tally


def write_twice_at_once(embeddings: Path, rounds: int) -> Counter[str]:
    """Let two processes index different corpora into one folder at the same time.

    Returns:
        How many runs were ``refused`` and how many ``indexed``.

    Raises:
        AssertionError: if neither run of a round succeeds, or what is served is neither's.
    """
    tally: Counter[str] = Counter()
    for number in range(1, 1 + 2 * rounds, 2):
        children = {new: start(partial(_index, embeddings, new)) for new in (number, number + 1)}
        codes = {new: end_of(child) for new, child in children.items()}
        assert set(codes.values()) in ({0}, {0, REFUSED}), codes
        assert codes[served(embeddings)] == 0
        assert_tidy(embeddings)
        tally.update("refused" if code else "indexed" for code in codes.values())
    return tally


def read_during_swaps(embeddings: Path, swaps: int) -> Counter[str]:
    """Read while another process makes one generation after the other live; one reader keeps what it has opened.

    Returns:
        How many times an index was ``opened`` meanwhile, and how many ``different`` ones were seen.

    Raises:
        AssertionError: if a reader gets a mixture, an error, a warning, or another index than it opened, or if a file
            stays open afterwards.
    """
    build(embeddings, 1)
    seen = _seen_during_swaps(embeddings, swaps)
    assert open_below(embeddings) == {}
    return Counter(opened=seen.total(), different=len(seen))


def _seen_during_swaps(embeddings: Path, swaps: int) -> Counter[int]:
    seen: Counter[int] = Counter()
    with closing(open_generation(embeddings, fingerprint="letters")) as kept:
        writer = start(partial(_swap, embeddings, swaps))
        number = 0
        while number != swaps + 1:
            with closing(open_generation(embeddings, fingerprint="letters")) as index:
                assert index.warning is None
                number = read_whole(index)
            seen[number] += 1
            assert read_whole(kept) == 1
        assert end_of(writer) == 0
        assert not (embeddings / "gen-000001").exists()
        assert read_whole(kept) == 1
    return seen


def _usual_seconds(embeddings: Path) -> float:
    build(embeddings, 998)
    began = time.perf_counter()
    end_of(start(partial(_index, embeddings, 999)))
    return time.perf_counter() - began


def _index(embeddings: Path, number: int) -> int:
    return REFUSED if why_not(embeddings, number) else 0


def _index_limited(embeddings: Path, limit: int) -> int:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    return REFUSED if why_not(embeddings, 6, wide=True) else 0


def _swap(embeddings: Path, swaps: int) -> int:
    try:
        for number in range(2, swaps + 2):
            build(embeddings, number)
    except IndexError_:
        return REFUSED
    return 0
