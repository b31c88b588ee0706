"""Every 41st call of an indexing run is made to fail; ``make resilience`` does it with every call."""

from pathlib import Path

import pytest

from resilience.crashes import (
    ATTACKS,
    SCENARIOS,
    Scenario,
    calls_of,
    cut_power_at_calls,
    fail_calls_of_opening,
    prepare,
)

STRIDE = 41


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_whatever_call_is_the_last_the_old_index_or_the_new_one_is_served_whole(
    tmp_path: Path, scenario: Scenario, attack: str
) -> None:
    prepared = prepare(scenario, tmp_path)
    first = 1 + sorted(ATTACKS).index(attack)  # so that the four of them begin at different calls

    calls = range(first, len(calls_of(prepared)) + 1, STRIDE)

    assert ATTACKS[attack](scenario, prepared, calls).runs >= len(calls) >= 3


@pytest.mark.parametrize("attack", ATTACKS)
def test_after_the_last_call_the_new_index_is_served(tmp_path: Path, attack: str) -> None:
    prepared = prepare(SCENARIOS[-1], tmp_path)
    last = len(calls_of(prepared))

    tally = ATTACKS[attack](SCENARIOS[-1], prepared, [last])

    assert (tally.old, tally.new == tally.runs) == (0, True)


def test_a_power_cut_at_any_call_of_the_swap_leaves_one_of_the_two(tmp_path: Path) -> None:
    prepared = prepare(SCENARIOS[1], tmp_path)
    names = calls_of(prepared)
    swap = next(number for number, name in enumerate(names, start=1) if name.startswith("replace gen-"))

    tally = cut_power_at_calls(SCENARIOS[1], prepared, range(swap, len(names) + 1))

    assert tally.runs > 2 * (len(names) - swap)  # more than one outcome where a replacement is not yet safe
    assert min(tally.old, tally.new) > 0


def test_whatever_call_fails_while_an_index_is_opened_it_is_whole_or_the_one_before_or_refused(tmp_path: Path) -> None:
    tally = fail_calls_of_opening(tmp_path)

    # Only CURRENT itself has no stand-in; a file of vectors that cannot be mapped into memory is read instead.
    assert (tally.runs - tally.old - tally.new, tally.new) == (1, 1)
    assert tally.old > 10
