"""A typed word and the word that may have been meant in, how unlikely that slip of the fingers is out.

``slip_cost("delgation", "delegation", errors=1)`` is 5.0: a letter lost. Costs are natural logarithms of odds.
"""

from collections.abc import Iterator
from string import ascii_lowercase

ROWS = (("qwertyuiop", 0.0), ("asdfghjkl", 0.25), ("zxcvbnm", 0.75))
"""The letter keys of a QWERTY keyboard, and how many keys' breadth each row stands to the right of the first."""

LIKE_SOUNDS = ("aeiouy", "cksz")
"""Letters that are written for one another by ear."""

LOST_TWIN = 3.5
"""One of two equal letters lost: as often a spelling mistake as a slip."""
DOUBLED_LETTER = 4.0
"""A letter typed twice."""
USUAL_SLIP = 5.0
"""A letter lost, or swapped with its neighbour."""
NEIGHBOURING_KEY = 6.5
"""A neighbouring key hit, or a letter written for another of a like sound: "genaral", "exersise"."""
ADDED_LETTER = 8.5
"""Any other letter too many."""
ANY_OTHER_LETTER = 9.0
"""A letter for one that is neither near it nor sounds like it."""
FURTHER_SLIP = 10.0
"""Each error after the first, of whatever kind."""
FIRST_LETTER = 1.5
"""On top, where the first letter is not the one meant: it is seldom mistyped."""


def neighbouring_keys(letter: str) -> frozenset[str]:
    """Return the keys that touch a letter's key, for a lower-case letter; none for any other character."""
    return _NEIGHBOURS.get(letter, frozenset())


def slip_cost(typed: str, meant: str, *, errors: int) -> float:
    """Return what it costs to believe that ``typed`` was to be ``meant``, 0 or more, lower is likelier.

    Args:
        typed: In lower case.
        meant: In lower case.
        errors: Their distance, from 0.

    Source: Kernighan, Church and Gale, "A Spelling Correction Program Based on a Noisy Channel Model", 1990,
    doi:10.3115/997939.997975; a few kinds of error stand in for their tables of letters.
    """
    if errors == 0:
        return 0.0
    kind = _cost_of_one(typed, meant) if errors == 1 else USUAL_SLIP
    return kind + FURTHER_SLIP * (errors - 1) + FIRST_LETTER * (typed[:1] != meant[:1])


def one_slip_away(typed: str) -> Iterator[str]:
    """Yield every string one error away from ``typed``, in lower-case letters; some more than once."""
    for place in range(len(typed) + 1):
        head, tail = typed[:place], typed[place:]
        yield from (head + letter + tail for letter in ascii_lowercase)
        if tail:
            yield head + tail[1:]
            yield from (head + letter + tail[1:] for letter in ascii_lowercase)
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]


def _cost_of_one(typed: str, meant: str) -> float:
    place = next((i for i, (a, b) in enumerate(zip(typed, meant, strict=False)) if a != b), min(len(typed), len(meant)))
    if len(typed) < len(meant):
        return LOST_TWIN if place and meant[place] == meant[place - 1] else USUAL_SLIP
    if len(typed) > len(meant):
        return DOUBLED_LETTER if place and typed[place] == typed[place - 1] else ADDED_LETTER
    if typed[place + 1 :] != meant[place + 1 :]:
        return USUAL_SLIP  # one error, and more than one letter differs: two were swapped
    near = typed[place] in neighbouring_keys(meant[place]) or _sound_alike(typed[place], meant[place])
    return NEIGHBOURING_KEY if near else ANY_OTHER_LETTER


def _sound_alike(letter: str, other: str) -> bool:
    return any(letter in sounds and other in sounds for sounds in LIKE_SOUNDS)


def _neighbours() -> dict[str, frozenset[str]]:
    places = {key: (row, column + shift) for row, (keys, shift) in enumerate(ROWS) for column, key in enumerate(keys)}
    return {
        key: frozenset(
            other
            for other, (other_row, other_column) in places.items()
            if other != key and abs(row - other_row) <= 1 and abs(column - other_column) <= 1
        )
        for key, (row, column) in places.items()
    }


_NEIGHBOURS = _neighbours()
