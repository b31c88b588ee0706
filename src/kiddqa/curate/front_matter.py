"""A Markdown file's text in; its front matter as YAML values, each with its line, and the text below it out."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import yaml

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?P<yaml>.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_FIRST_YAML_LINE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What keeps front matter from being read as it was meant."""

    line: int
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter:
    """The front matter of one file, and the text below it."""

    fields: Mapping[str, object] = field(default_factory=dict)
    """Values as YAML types them, except that a date stays the text that was typed."""
    lines: Mapping[str, int] = field(default_factory=dict)
    """The line (from 1) of each value by its path: ``title``, ``sources[0]``, ``sources[0].url``."""
    faults: tuple[Fault, ...] = ()
    body: str = ""
    body_line: int = 1
    """The line (from 1) on which ``body`` begins."""


class _Loader(yaml.SafeLoader):
    """Reads plain YAML, but leaves a date as typed: one of 30 February is a finding and no crash."""


def _as_typed(loader: _Loader, node: yaml.ScalarNode) -> str:
    return str(loader.construct_scalar(node))


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _as_typed)


def read_front_matter(text: str) -> FrontMatter:
    r"""Split a file with ``\n`` line ends into front matter and body; without front matter all of it is body."""
    found = _FRONT_MATTER.match(text)
    if not found:
        return replace(_faulty(1, "is missing; expected YAML between two lines of --- at the top"), body=text)
    return replace(_read_yaml(found["yaml"]), body=text[found.end() :], body_line=1 + text.count("\n", 0, found.end()))


def _read_yaml(source: str) -> FrontMatter:
    loader = _Loader(source)
    try:
        node = loader.get_single_node()
        values = loader.construct_document(node) if node else None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line if error.problem_mark else 0
        return _faulty(_FIRST_YAML_LINE + line, f"is broken YAML ({error.problem}); expected lines of key: value")
    finally:
        loader.dispose()
    if node is None or not isinstance(values, dict):
        return _faulty(_FIRST_YAML_LINE, "has no keys; expected lines of key: value")
    lines: dict[str, int] = {}
    faults: list[Fault] = []
    for path, line in _places(node, ""):
        if path in lines:
            faults.append(Fault(line=line, message=f"The front matter has {path} twice; expected it once."))
        lines[path] = line
    return FrontMatter(fields={str(key): value for key, value in values.items()}, lines=lines, faults=tuple(faults))


def _faulty(line: int, problem: str) -> FrontMatter:
    return FrontMatter(faults=(Fault(line=line, message=f"The front matter {problem}."),))


def _places(node: yaml.Node, path: str) -> Iterator[tuple[str, int]]:
    """Yield the path and the line of every value below ``node``, in order of the file."""
    if isinstance(node, yaml.MappingNode):
        prefix = f"{path}." if path else ""
        below = [(f"{prefix}{key.value}", key, value) for key, value in node.value]
    elif isinstance(node, yaml.SequenceNode):
        below = [(f"{path}[{number}]", item, item) for number, item in enumerate(node.value)]
    else:
        return
    for name, marked, value in below:
        yield name, _FIRST_YAML_LINE + marked.start_mark.line
        yield from _places(value, name)
