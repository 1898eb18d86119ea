"""What an operator does with messages: see what is buried or waits and why, try again, discard with a note, send anew.

The same functions serve the command line in both modes, since everything lies in tables.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Table, func, select, update

from shared.database import Reading, Transaction
from shared.errors import Conflict, NotFound


class State(StrEnum):
    BURIED = "buried"
    WAITING = "waiting"
    DONE = "done"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Message:
    """A row of an inbox or outbox as an operator sees it."""

    position: int
    """Its place among all, which the oldest has first."""
    event_id: UUID
    type: str
    subject: str
    state: State
    attempts: int
    occurred_at: datetime
    next_at: datetime | None
    reason: str
    events: int
    """How many events the row holds; `subject` and `occurred_at` are the first one's."""
    body: str


def _condition(table: Table, state: State, tenant: UUID | None) -> ColumnElement[bool]:
    """Rows in this state; with a tenant only those that are its own."""
    columns = table.c
    chosen = {
        State.BURIED: columns.failed_at.is_not(None) & columns.done_at.is_(None),
        State.WAITING: columns.failed_at.is_(None) & columns.done_at.is_(None),
        State.DONE: columns.done_at.is_not(None),
        State.ALL: columns.id.is_not(None),
    }[state]
    return chosen if tenant is None else chosen & (columns.tenant == tenant)


def _message(row: Any) -> Message:
    state = State.DONE if row.done_at else State.BURIED if row.failed_at else State.WAITING
    return Message(
        position=row.id,
        event_id=row.event_id,
        type=row.type,
        subject=row.subject,
        state=state,
        attempts=row.attempts,
        occurred_at=row.occurred_at,
        next_at=row.available_at if state is State.WAITING else None,
        reason=row.error or "",
        events=row.events,
        body=row.body,
    )


async def list_messages(
    reading: Reading, table: Table, state: State, limit: int = 100, *, tenant: UUID | None = None, after: int = 0
) -> tuple[int, list[Message]]:
    """How many events there are in all, and of their rows the oldest `limit` after a position; with a tenant only its own."""
    condition = _condition(table, state, tenant)
    total = await reading.scalar(select(func.sum(table.c.events)).where(condition))
    rows = await reading.all(select(table).where(condition, table.c.id > after).order_by(table.c.id).limit(limit))
    return total or 0, [_message(row) for row in rows]


async def show_message(reading: Reading, table: Table, event_id: UUID, *, tenant: UUID | None = None) -> Message:
    """By its own id, or by that of one of the events in it."""
    mine = select(table).where(_condition(table, State.ALL, tenant))
    row = await reading.first(mine.where(table.c.event_id == event_id))
    if row is None:
        row = await reading.first(mine.where(table.c.events > 1, table.c.body.contains(f'"id":"{event_id}"')))
    if row is None:
        raise NotFound("There is no message {event_id} here.", event_id=event_id)
    return _message(row)


def pretty_body(message: Message) -> str:
    """The body indented when it is JSON, as it came otherwise."""
    try:
        return json.dumps(json.loads(message.body), indent=2, ensure_ascii=False)
    except ValueError:
        return message.body


async def retry(tx: Transaction, table: Table, event_ids: Sequence[UUID] | None, *, tenant: UUID | None = None) -> int:
    """Bring buried messages back, with fresh attempts; None = all of them. Returns how many."""
    condition = _condition(table, State.BURIED, tenant) & (table.c.type != "unreadable")
    if event_ids is not None:
        condition &= table.c.event_id.in_(event_ids)
    result = await tx.execute(
        update(table)
        .where(condition)
        .values(failed_at=None, attempts=0, available_at=tx.clock.now(), lease_token=None, lease_until=None)
    )
    if event_ids is not None and result.rowcount == 0:
        raise Conflict("None of these messages is buried and readable; there is nothing to try again.")
    return result.rowcount


async def discard(tx: Transaction, table: Table, event_id: UUID, note: str, *, tenant: UUID | None = None) -> None:
    """Close a buried message for good; the note stays beside the reason."""
    buried = _condition(table, State.BURIED, tenant) & (table.c.event_id == event_id)
    reason = await tx.scalar(select(table.c.error).where(buried))
    result = await tx.execute(
        update(table).where(buried).values(done_at=tx.clock.now(), error=f"discarded: {note} (was: {reason})")
    )
    if result.rowcount == 0:
        raise Conflict("Message {event_id} is not buried; there is nothing to discard.", event_id=event_id)


async def republish(tx: Transaction, outbox: Table, since: datetime) -> int:
    """Send everything since then once more, as after a broker lost its disk; inboxes leave the doubles out. Returns how many
    rows; of those with many events all of them go."""
    result = await tx.execute(
        update(outbox)
        .where(outbox.c.done_at.is_not(None), outbox.c.occurred_at >= since)
        .values(done_at=None, attempts=0, available_at=tx.clock.now())
    )
    return result.rowcount
