"""``kiddqa corpus check``: prints each finding on a line and exits 0 (none), 1 (some) or 2 (no corpus)."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from kiddqa.errors import CorpusError
from kiddqa.resources import corpus_folder

app = typer.Typer(name="corpus", help="Keep a reference corpus in order.")


@app.callback(invoke_without_command=True)
def corpus(context: typer.Context) -> None:
    """Keep a reference corpus in order."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command("check")
def check_command(
    folder: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="Folder of the corpus [default: the bundled one].")
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Check front matter, links, meetings and sentences."""
    from kiddqa.curate.check import check_corpus  # noqa: PLC0415  (the other commands start without the loaders)

    try:
        report = check_corpus(folder or corpus_folder())
    except CorpusError as error:
        typer.echo(f"kiddqa: {error}", err=True)
        raise typer.Exit(2) from error
    if as_json:
        typer.echo(json.dumps(asdict(report), ensure_ascii=False, indent=2))
    else:
        for finding in report.findings:
            typer.echo(f"{finding.document}:{finding.line}: {finding.rule}: {finding.message}")
        typer.echo(report.summary)
    if report.findings:
        raise typer.Exit(1)
