"""`mutabakat import`: take ledger files into the books from the command line; the same reading and rules as over HTTP."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, cast
from uuid import UUID

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn

from services.aggregator.command_line import Outcome, take_files
from services.aggregator.loops import import_worker
from services.aggregator.settings import AggregatorSettings
from services.commands.dry_run import print_documents, read_options
from services.commands.edge import common_settings, out, run_async, say
from services.host import build_service
from shared.clock import SystemClock
from shared.telemetry import Metrics


def import_files(
    files: Annotated[
        list[Path], typer.Argument(exists=True, dir_okay=False, help="Account cards first, then movements.")
    ],
    company: Annotated[UUID | None, typer.Option(help="Whose books; needed only where there are several.")] = None,
    skip_rejected: Annotated[bool, typer.Option(help="Take the good rows although others are rejected.")] = False,
    dry_run: Annotated[bool, typer.Option(help="Read and report; change nothing.")] = False,
    json: Annotated[
        bool, typer.Option("--json", help="With --dry-run: one JSON object a document; needs no books and no company.")
    ] = False,
    own_tax_number: Annotated[
        str, typer.Option(help="With --json: the tax number of the company whose documents these are.")
    ] = "",
    as_of: Annotated[
        str, typer.Option(help="With --json: the day of a list of balances that does not name it, such as 2026-10-31.")
    ] = "",
) -> None:
    """Import account cards or movements. A file with a rejected row changes nothing; every such row is named."""
    if json or own_tax_number or as_of:
        if not (json and dry_run):
            raise typer.BadParameter("--json, --own-tax-number and --as-of go with --dry-run --json.")
        options = read_options(own_tax_number, as_of)
        if not run_async(print_documents(files, options)):
            raise typer.Exit(1)
        return
    common_settings()
    failed = run_async(_import(files, company, skip_rejected=skip_rejected, dry_run=dry_run))
    if failed:
        raise typer.Exit(1)


async def _import(files: list[Path], company: UUID | None, *, skip_rejected: bool, dry_run: bool) -> bool:
    service = build_service("aggregator", SystemClock(), Metrics())
    failed = False
    try:
        with Progress(SpinnerColumn(), TextColumn("{task.description}"), console=out, transient=True) as progress:
            task = progress.add_task("reading", total=None)
            worker = import_worker(service.database, cast("AggregatorSettings", service.settings))
            async for outcome in take_files(
                service.database, worker, files, company, skip_rejected=skip_rejected, dry_run=dry_run
            ):
                progress.update(task, description=outcome.file.name)
                _say(outcome)
                failed = failed or outcome.refused
    finally:
        await service.database.dispose()
    return failed


def _say(outcome: Outcome) -> None:
    for problem in outcome.problems:
        say(f"{outcome.file.name}: {problem}")
    say(f"{outcome.file.name}: {outcome.summary}")
