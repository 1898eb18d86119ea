"""`mutabakat messages`: what was buried or waits and why; try it again, discard it, send it anew. The same in both modes."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from typing import Annotated, TypeVar
from uuid import UUID

import typer
from rich.table import Table as Grid
from sqlalchemy import Table

from services.commands.edge import common_settings, out, run_async, say
from services.host import SERVICES, build_service
from shared.clock import ISTANBUL, SystemClock
from shared.database import Database
from shared.logging import mask
from shared.messaging import admin
from shared.messaging.admin import Message, State
from shared.service import Service
from shared.telemetry import Metrics

T = TypeVar("T")

app = typer.Typer(help="Events that wait or were buried, with their reasons.", no_args_is_help=True)

ServiceName = Annotated[str, typer.Argument(help=f"One of {', '.join(SERVICES)}.")]


class Box(StrEnum):
    INBOX = "inbox"
    OUTBOX = "outbox"


WhichBox = Annotated[Box, typer.Option(help="Received events, or events to be sent.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line, for programs.")]


def _table(service: Service, box: Box) -> Table:
    return service.inbox_table if box is Box.INBOX else service.outbox.table


def _with(name: str, box: Box, work: Callable[[Database, Table], Awaitable[T]]) -> T:
    common_settings()

    async def inside() -> T:
        service = build_service(name, SystemClock(), Metrics())
        try:
            return await work(service.database, _table(service, box))
        finally:
            await service.database.dispose()

    return run_async(inside())


def _as_json(message: Message, **more: str) -> str:
    return json.dumps(asdict(message) | {"body": None} | more, default=str, ensure_ascii=False)


@app.command("list")
def list_messages(
    service: Annotated[str, typer.Argument(help=f"One of {', '.join(SERVICES)}; without it all of them.")] = "",
    box: WhichBox = Box.INBOX,
    state: Annotated[State, typer.Option(help="Which ones.")] = State.BURIED,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many of each service.")] = 100,
    as_json: AsJson = False,
) -> None:
    """Messages of one service or of all, the oldest first; by default the buried ones."""

    async def read(database: Database, table: Table) -> tuple[int, list[Message]]:
        async with database.reading() as reading:
            return await admin.list_messages(reading, table, state, limit)

    for name in [service] if service else SERVICES:
        total, messages = _with(name, box, read)
        if as_json:
            for message in messages:
                out.print_json(_as_json(message, service=name), indent=None)
        else:
            if messages:
                out.print(_grid(messages))
            say(f"{total} {state} in the {box} of {name}")


def _grid(messages: list[Message]) -> Grid:
    grid = Grid("row", "events", "type", "subject", "state", "attempts", "happened", "reason", box=None)
    for message in messages:
        happened = f"{message.occurred_at.astimezone(ISTANBUL):%d.%m.%Y %H:%M:%S}"
        grid.add_row(
            str(message.event_id),
            str(message.events),
            message.type.removeprefix("mutabakat."),
            message.subject,
            message.state,
            str(message.attempts),
            happened,
            mask(message.reason),
        )
    return grid


@app.command("show")
def show(service: ServiceName, event_id: UUID, box: WhichBox = Box.INBOX) -> None:
    """One message with its body and the reason. The body is shown as it is: mind who looks over your shoulder."""

    async def read(database: Database, table: Table) -> Message:
        async with database.reading() as reading:
            return await admin.show_message(reading, table, event_id)

    message = _with(service, box, read)
    for name, value in asdict(message).items():
        if name != "body":
            say(f"{name:12} {value}")
    say(admin.pretty_body(message))


@app.command("retry")
def retry(
    service: ServiceName,
    event_ids: Annotated[list[UUID] | None, typer.Argument(help="Which buried messages.")] = None,
    every: Annotated[bool, typer.Option("--all", help="All that are buried.")] = False,
    box: WhichBox = Box.INBOX,
) -> None:
    """Bring buried messages back with fresh attempts; the running service takes them within a second."""
    if bool(event_ids) == every:
        raise typer.BadParameter("name the messages, or say --all")

    async def write(database: Database, table: Table) -> int:
        async with database.transaction() as tx:
            return await admin.retry(tx, table, None if every else event_ids)

    say(f"{_with(service, box, write)} will be tried again")


@app.command("discard")
def discard(
    service: ServiceName,
    event_id: UUID,
    note: Annotated[str, typer.Option(help="Why it may be forgotten; kept beside the reason.")],
    box: WhichBox = Box.INBOX,
) -> None:
    """Close a buried message for good."""

    async def write(database: Database, table: Table) -> None:
        async with database.transaction() as tx:
            await admin.discard(tx, table, event_id, note)

    _with(service, box, write)
    say(f"{event_id} is closed")


@app.command("republish")
def republish(
    service: ServiceName,
    since: Annotated[datetime, typer.Option(help="Send again what happened since this time (Istanbul).")],
) -> None:
    """Send events once more, as after a broker lost its disk; consumers leave the doubles out."""

    async def write(database: Database, table: Table) -> int:
        async with database.transaction() as tx:
            return await admin.republish(tx, table, since.replace(tzinfo=ISTANBUL))

    say(f"{_with(service, Box.OUTBOX, write)} will be sent again")
