"""Documents and what was asked for in; the choices of the filter, with counts, and the documents that pass out."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from kiddqa.serve.shelf import UNDATED, Shelved
from kiddqa.wording import count

LABELS = {"kind": "Kind", "year": "Year", "publisher": "Publisher or source"}
_PHRASES = {"kind": "of the kind “{}”", "year": "of the year {}", "publisher": "by or resting on “{}”"}
_NO_DATE = "without a date"

Asked = Mapping[str, str]
"""A value for each facet of ``LABELS``; empty where it does not matter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A value to choose, with how many documents choosing it would show."""

    value: str
    label: str
    documents: int
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """One field of the filter."""

    name: str
    label: str
    options: tuple[Option, ...]
    """The first one is that it does not matter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Onward:
    """A way out of a filter that lets nothing through."""

    label: str
    address: str
    documents: str


def facets(shelf: Sequence[Shelved], asked: Asked) -> tuple[Facet, ...]:
    """Return the fields that have anything to choose; each count takes the other fields as they are."""
    found = (_facet(shelf, asked, name) for name in LABELS)
    return tuple(facet for facet in found if len(facet.options) > 1)


def admitted(shelf: Sequence[Shelved], asked: Asked) -> tuple[Shelved, ...]:
    """Return the documents that have every value asked for, in their order."""
    return tuple(each for each in shelf if all(value in each.values(name) for name, value in asked.items() if value))


def phrase(asked: Asked) -> str:
    """Return what is asked for in words: ``of the kind “letter” and without a date``; empty for nothing."""
    return " and ".join(_phrase(name, value) for name, value in asked.items() if value)


def ways_out(shelf: Sequence[Shelved], asked: Asked) -> tuple[Onward, ...]:
    """Return, for each field that was chosen, how many documents pass without it; fields of no help are left out."""
    chosen = [name for name, value in asked.items() if value]
    wider = [(name, {**asked, name: ""}) for name in chosen] if len(chosen) > 1 else []
    return tuple(
        Onward(label=f"Any {LABELS[name].lower()}", address=filter_address(rest), documents=count(found, "document"))
        for name, rest in wider
        if (found := len(admitted(shelf, rest)))
    )


def filter_address(asked: Asked, page: int = 1) -> str:
    """Return the address of the documents that pass, from page 1."""
    fields = {name: value for name, value in asked.items() if value} | ({"page": str(page)} if page > 1 else {})
    return "/documents" + (f"?{urlencode(fields)}" if fields else "")


def _facet(shelf: Sequence[Shelved], asked: Asked, name: str) -> Facet:
    within = admitted(shelf, {**asked, name: ""})
    counts = Counter(value for each in within for value in each.values(name))
    offered = Counter(value for each in shelf for value in each.values(name))
    values = [*_ordered(name, offered), *({asked[name]} - {"", *offered})]
    options = [
        Option(
            value=value,
            label=_NO_DATE if (name, value) == ("year", UNDATED) else value,
            documents=counts[value],
            chosen=value == asked[name],
        )
        for value in values
    ]
    anything = Option(value="", label="Any", documents=len(within), chosen=not asked[name])
    return Facet(name=name, label=LABELS[name], options=(anything, *options))


def _ordered(name: str, offered: Counter[str]) -> list[str]:
    """Return the latest year first and what has none last; otherwise the most frequent first, ties by name."""
    if name == "year":
        return sorted(offered, key=lambda year: (year != UNDATED, year), reverse=True)
    return sorted(offered, key=lambda value: (-offered[value], value.casefold(), value))


def _phrase(name: str, value: str) -> str:
    return _NO_DATE if (name, value) == ("year", UNDATED) else _PHRASES[name].format(value)
