"""The command line: each command wires the rooms together, prints, and exits 0, 1 (checks failed) or 2 (an error)."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from kiddqa import __version__
from kiddqa.console import checks, figures, indexing, model, squad_figures, verdicts
from kiddqa.console import reply as replies
from kiddqa.console.failures import OneLineFailures
from kiddqa.console.progress import Progress
from kiddqa.console.screen import show_json, show_note
from kiddqa.curate.cli import app as corpus_app
from kiddqa.doctor import Severity, examine
from kiddqa.engine import Engine
from kiddqa.errors import QuestionError
from kiddqa.evaluate import evaluate, figures_by_kind
from kiddqa.evaluate_open import evaluate_open
from kiddqa.evaluate_squad import figures_alone, read_alone, weighed_alone
from kiddqa.questions import AskedQuestion, Half, of_half, read_questions
from kiddqa.read.ranking import RankerWeights
from kiddqa.settings import Settings, load_settings
from kiddqa.squad import read_articles
from kiddqa.verify import verify_file
from kiddqa.wire import exchange_to_json
from kiddqa.wiring import compile_embedder, has_index, index_corpus, load_engine, load_passage_reader

app = typer.Typer(
    cls=OneLineFailures,
    name="kiddqa",
    help="Answers questions about a folder of documents by quoting them.",
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(corpus_app, name="corpus")

CorpusOption = Annotated[
    Path | None, typer.Option("--corpus", metavar="DIR", help="Folder of documents (default: the bundled one).")
]
EmbeddingsOption = Annotated[
    Path | None, typer.Option("--embeddings", metavar="DIR", help="Folder of the index (default: embeddings).")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.callback(invoke_without_command=True)
def main(
    context: typer.Context,
    *,
    version: Annotated[bool, typer.Option("--version", help="Print the version.", is_eager=True)] = False,
) -> None:
    """Answers questions about a folder of documents by quoting them."""
    if version:
        typer.echo(f"kiddqa {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command("index")
def index_command(
    *,
    corpus: CorpusOption = None,
    embeddings: EmbeddingsOption = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 if a file was skipped.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Read a folder of documents and write an index of it."""
    settings = load_settings({"corpus": corpus, "embeddings": embeddings})
    with Progress() as watch:
        indexed = index_corpus(settings, watch=watch)
    if as_json:
        show_json(indexing.to_json(indexed))
    else:
        indexing.show(indexed)
    if strict and indexed.skipped:
        raise typer.Exit(1)


@app.command("ask")
def ask_command(
    question: Annotated[str | None, typer.Argument(metavar="QUESTION", help="In quotation marks.")] = None,
    *,
    history: Annotated[
        list[str] | None, typer.Option("--history", metavar="TEXT", help="An earlier question; repeat, oldest first.")
    ] = None,
    batch: Annotated[
        Path | None, typer.Option("--batch", metavar="FILE", help="Ask every question of a JSON-lines file.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, max=50, metavar="N", help="Passages to read.")] = None,
    min_confidence: Annotated[
        float | None, typer.Option(min=0, max=1, metavar="P", help="Answer only from this confidence on.")
    ] = None,
    as_typed: Annotated[
        bool, typer.Option("--as-typed", help="Read the question as it stands: nothing is mended or added.")
    ] = False,
    embeddings: EmbeddingsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Answer a question with a quotation and its source."""
    if (question is None) == (batch is None):
        raise QuestionError('Give either a question or --batch FILE; type: kiddqa ask "Who led the U.S. delegation?"')
    asked = read_questions(batch) if batch else []
    engine = _engine(embeddings)
    if batch:
        _ask_batch(engine, asked, limit, min_confidence, as_json=as_json)
        return
    exchange = engine.ask(
        question or "", history=history or (), limit=limit, min_confidence=min_confidence, as_typed=as_typed
    )
    if as_json:
        show_json(exchange_to_json(exchange))
    else:
        replies.show(exchange)


@app.command("serve")
def serve_command(
    *,
    host: Annotated[str | None, typer.Option(metavar="NAME", help="Address to bind to (default: 127.0.0.1).")] = None,
    port: Annotated[int | None, typer.Option(metavar="N", help="Port to bind to (default: 8000).")] = None,
    embeddings: EmbeddingsOption = None,
) -> None:
    """Serve the page and the API."""
    from kiddqa.serve.app import create_app  # noqa: PLC0415  (the other commands start without the web stack)
    from kiddqa.serve.example_file import own_examples  # noqa: PLC0415
    from kiddqa.serve.limits import Limits  # noqa: PLC0415
    from kiddqa.serve.server import run  # noqa: PLC0415

    settings = load_settings({"host": host, "port": port, "embeddings": embeddings})
    engine = _engine(embeddings)
    limits = Limits.of(settings)
    examples = own_examples(settings.embeddings, engine.index.name)
    app = create_app(lambda: engine, examples=examples, allowed_hosts=settings.host_names, limits=limits)
    run(app, settings.host, settings.port, max_address_bytes=limits.max_address_bytes)


@app.command("eval")
def eval_command(
    questions: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="JSON lines of id, kind, question, answers, history?, half?.")
    ] = None,
    *,
    half: Annotated[Half | None, typer.Option(help="Ask only the questions of this half.")] = None,
    squad: Annotated[
        Path | None, typer.Option("--squad", metavar="FILE", help="SQuAD's format: give the reader each paragraph.")
    ] = None,
    squad_open: Annotated[
        Path | None, typer.Option("--squad-open", metavar="FILE", help="SQuAD's format: find the paragraph as well.")
    ] = None,
    distractors: Annotated[
        Path | None, typer.Option("--distractors", metavar="FILE", help="More paragraphs to search, for --squad-open.")
    ] = None,
    limit: Annotated[
        int, typer.Option(min=1, metavar="N", help="Most questions to ask, drawn by a seed, for --squad-open.")
    ] = 1_500,
    embeddings: EmbeddingsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ask the questions of a file and print figures."""
    if sum(path is not None for path in (questions, squad, squad_open)) != 1:
        raise QuestionError("Give one file of questions; type: kiddqa eval FILE, or --squad FILE, or --squad-open FILE")
    if squad:
        _eval_squad(squad, as_json=as_json)
    elif squad_open:
        _eval_open(squad_open, distractors, limit, as_json=as_json)
    elif questions:
        _eval_questions(questions, half, embeddings, as_json=as_json)


def _eval_questions(path: Path, half: Half | None, embeddings: Path | None, *, as_json: bool) -> None:
    asked = read_questions(path)
    if half:
        asked = of_half(asked, half)
    engine = _engine(embeddings)
    with Progress() as watch:
        outcomes = evaluate(engine, asked, lambda done, total: watch("Asking", done, total))
    if as_json:
        show_json(figures.to_json(figures_by_kind(outcomes), outcomes))
    else:
        figures.show(figures_by_kind(outcomes))


def _eval_squad(path: Path, *, as_json: bool) -> None:
    reader = load_passage_reader(load_settings())
    articles = read_articles(path)
    with Progress() as watch:
        readings = read_alone(reader, articles, lambda done, total: watch("Reading", done, total))
    found = figures_alone(weighed_alone(readings, RankerWeights.load()), null_threshold=0.0)
    if as_json:
        show_json(squad_figures.alone_to_json(found))
    else:
        squad_figures.show_alone(found)


def _eval_open(path: Path, distractors: Path | None, limit: int, *, as_json: bool) -> None:
    articles = read_articles(path)
    beside = read_articles(distractors) if distractors else []
    with Progress() as watch:
        found = evaluate_open(articles, beside, load_settings(), limit=limit, watch=watch)
    if as_json:
        show_json(squad_figures.open_to_json(found))
    else:
        squad_figures.show_open(found)


@app.command("doctor")
def doctor_command(
    *, corpus: CorpusOption = None, embeddings: EmbeddingsOption = None, as_json: JsonOption = False
) -> None:
    """Check models, corpus and index, and say what to type."""
    found = examine(load_settings({"corpus": corpus, "embeddings": embeddings}))
    if as_json:
        show_json(checks.to_json(found))
    else:
        checks.show(found)
    if any(check.severity is Severity.FAIL for check in found):
        raise typer.Exit(1)


@app.command("verify")
def verify_command(
    reply: Annotated[
        Path, typer.Argument(metavar="FILE", help="One reply, a list of replies, or one reply a line, as JSON.")
    ],
    *,
    embeddings: EmbeddingsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Check that the quotations of a saved reply still stand."""
    checked = verify_file(reply, _engine(embeddings).index)
    if as_json:
        show_json(verdicts.to_json(checked))
    else:
        verdicts.show(checked)
    if not all(entry.stands for entry in checked):
        raise typer.Exit(1)


@app.command("compile")
def compile_command(
    source: Annotated[
        Path | None,
        typer.Argument(metavar="MODEL", help="A sentence-transformers model (default: all-MiniLM-L6-v2)."),
    ] = None,
    *,
    target: Annotated[Path, typer.Option(metavar="DIR", help="Folder to write the compiled model to.")],
    as_json: JsonOption = False,
) -> None:
    """Compile an embedding model to ONNX int8."""
    card = compile_embedder(source, target)
    if as_json:
        show_json(model.to_json(card))
    else:
        model.show(card, target)


def _engine(embeddings: Path | None) -> Engine:
    settings = load_settings({"embeddings": embeddings})
    if embeddings is None and not has_index(settings):
        _index_first(settings)
    return load_engine(settings)


def _index_first(settings: Settings) -> None:
    show_note(f"There is no index in {settings.embeddings} yet; indexing {settings.corpus} first.")
    with Progress() as watch:
        indexed = index_corpus(settings, watch=watch)
    indexing.show_skipped(indexed.skipped)


def _ask_batch(
    engine: Engine,
    questions: Sequence[AskedQuestion],
    limit: int | None,
    min_confidence: float | None,
    *,
    as_json: bool,
) -> None:
    refused = 0
    for asked in questions:
        try:
            exchange = engine.ask(asked.question, history=asked.history, limit=limit, min_confidence=min_confidence)
        except QuestionError as error:
            refused += 1
            show_json({"kind": "error", "id": asked.id, "question": asked.question, "error": str(error)}, one_line=True)
            continue
        if as_json:
            show_json(exchange_to_json(exchange, question_id=asked.id), one_line=True)
        else:
            replies.show(exchange, heading=f"{asked.id}  {asked.question}")
    if refused:
        raise QuestionError(f"{refused} of {len(questions)} questions could not be asked; each has a line saying why.")
