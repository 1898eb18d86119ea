"""`mutabakat privacy`: what is kept about a person who was asked, and forgetting it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any
from uuid import UUID

import typer

from services.commands.edge import common_settings, run_async, say
from services.host import build_service
from services.responses.repository import companies
from services.responses.use_cases.forgetting import Erasure, erase_person, person_data
from shared.clock import SystemClock
from shared.database import Database
from shared.errors import Invalid
from shared.telemetry import Metrics

app = typer.Typer(help="Personal data of whoever was asked: read it, forget it.", no_args_is_help=True)

Address = Annotated[str, typer.Argument(help="The e-mail address that links went to.")]
Company = Annotated[UUID | None, typer.Option(help="Whose; needed only where there are several companies.")]


@app.command("export")
def export_person(address: Address, company: Company = None) -> None:
    """Everything that the responses service keeps about who is behind an address, as JSON."""
    common_settings()
    say(json.dumps(run_async(_export(address, company)), indent=2, ensure_ascii=False))


@app.command("erase")
def erase(
    address: Address,
    company: Company = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Forget who is behind an address in every closed reconciliation. The answers and the chain of their hashes stay."""
    common_settings()
    if not yes:
        typer.confirm("This cannot be undone. Forget this person?", abort=True)
    done = run_async(_erase(address, company))
    say(f"{done.values} values in {done.reconciliations} reconciliations were forgotten")
    if done.kept:
        say(f"{len(done.kept)} reconciliations are still open; repeat this once they are closed:")
        for reconciliation_id in done.kept:
            say(f"  {reconciliation_id}")
        raise typer.Exit(1)


async def _export(address: str, company: UUID | None) -> dict[str, Any]:
    async with _database() as database, database.reading() as reading:
        return await person_data(reading, await _one(database, company), address)


async def _erase(address: str, company: UUID | None) -> Erasure:
    async with _database() as database:
        owner = await _one(database, company)
        async with database.transaction() as tx:
            return await erase_person(tx, owner, address, "command line")


@asynccontextmanager
async def _database() -> AsyncIterator[Database]:
    service = build_service("responses", SystemClock(), Metrics())
    try:
        yield service.database
    finally:
        await service.database.dispose()


async def _one(database: Database, wish: UUID | None) -> UUID:
    async with database.reading() as reading:
        found = [one for one in await companies.known(reading) if wish in (None, one[0])]
    if len(found) != 1:
        names = ", ".join(f"{id_} ({title})" for id_, title in found) or "none"
        raise Invalid("Say whose data with --company: {names}.", code="which_company", names=names)
    return found[0][0]
