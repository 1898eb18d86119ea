"""All statements that move outbox and inbox rows; every later write is held to the lease that its claim gave.

The claim is one statement on both databases: PostgreSQL skips rows that others are claiming, SQLite leaves the lock clause
out and is safe because it has one writer (architecture.md §4.3).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Table, bindparam, delete, func, or_, select, update

from shared.database import Reading, Transaction

SUSPECT_AFTER = 3
"""Attempts from which the inbox claims a row alone, so that what kills the process is found without burying its neighbours."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A row in our hands until the lease ends."""

    id: int
    event_id: UUID
    type: str
    body: str
    attempts: int
    events: int
    """How many events the body holds."""


@dataclass(frozen=True, slots=True)
class Claim:
    token: UUID
    rows: tuple[Claimed, ...]

    @property
    def events(self) -> int:
        return sum(row.events for row in self.rows)


@dataclass(frozen=True, slots=True)
class Depth:
    """How many events wait, since when (seconds), and how many are buried."""

    pending: int
    oldest_seconds: float
    buried: int


class Pick(Enum):
    """Which of the due rows a claim takes."""

    ANY = "any"
    FRESH = "fresh"
    """Rows that have not failed or crashed often."""
    SUSPECT = "suspect"
    """One row that has, alone: if it kills the process it takes nobody with it."""


async def claim(
    tx: Transaction, table: Table, *, limit: int, now: datetime, lease: timedelta, pick: Pick = Pick.ANY
) -> Claim:
    """Take rows that are due, oldest first, until they hold `limit` events or a few more; the attempt is counted by this very
    statement."""
    columns = table.c
    due = (
        columns.done_at.is_(None)
        & columns.failed_at.is_(None)
        & (columns.available_at <= now)
        & or_(columns.lease_until.is_(None), columns.lease_until <= now)
    )
    if pick is Pick.FRESH:
        due &= columns.attempts < SUSPECT_AFTER
    elif pick is Pick.SUSPECT:
        due &= columns.attempts >= SUSPECT_AFTER
        limit = 1
    token = uuid4()
    waiting = (
        select(columns.id, columns.available_at, columns.events)
        .where(due)
        .order_by(columns.available_at, columns.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("waiting")
    )
    before = func.sum(waiting.c.events).over(order_by=(waiting.c.available_at, waiting.c.id)) - waiting.c.events
    counted = select(waiting.c.id, before.label("before")).cte("counted")
    ready = select(counted.c.id).where(counted.c.before < limit).cte("ready")
    statement = (
        update(table)
        .where(tx.taken_from(columns.id, ready))
        .values(lease_token=token, lease_until=now + lease, attempts=columns.attempts + 1)
        .returning(columns.id, columns.event_id, columns.type, columns.body, columns.attempts, columns.events)
    )
    taken = await tx.all(statement)
    # RETURNING promises no order; publication and handling go by id.
    return Claim(
        token,
        tuple(
            Claimed(row.id, row.event_id, row.type, row.body, row.attempts, row.events)
            for row in sorted(taken, key=lambda row: row.id)
        ),
    )


async def finish(tx: Transaction, table: Table, token: UUID, now: datetime, ids: Sequence[int]) -> int:
    """Mark rows of this lease done; returns how many still belonged to it."""
    # By id, held to the token: an index on the token would have to be kept with every claim.
    statement = update(table).where(tx.among(table.c.id, ids), table.c.lease_token == token)
    result = await tx.execute(statement.values(done_at=now, lease_token=None, lease_until=None, error=None))
    return result.rowcount


async def postpone(tx: Transaction, table: Table, token: UUID, until: Mapping[int, tuple[datetime, str]]) -> None:
    """Give rows of this lease back, each with the time of its next attempt and the reason."""
    if not until:
        return
    columns = table.c
    await tx.execute(
        update(table)
        .where(columns.id == bindparam("row_id"), columns.lease_token == token)
        .values(available_at=bindparam("next_at"), error=bindparam("why"), lease_token=None, lease_until=None),
        [{"row_id": row, "next_at": at, "why": why} for row, (at, why) in until.items()],
    )


async def bury(tx: Transaction, table: Table, token: UUID, now: datetime, reasons: Mapping[int, str]) -> None:
    """Take rows of this lease out of the way for a person to look at, with the reason."""
    if not reasons:
        return
    columns = table.c
    await tx.execute(
        update(table)
        .where(columns.id == bindparam("row_id"), columns.lease_token == token)
        .values(failed_at=now, error=bindparam("why"), lease_token=None, lease_until=None),
        [{"row_id": row, "why": why} for row, why in reasons.items()],
    )


async def release(tx: Transaction, table: Table, token: UUID, ids: Sequence[int]) -> None:
    """Give rows of a lease back untouched, as on an orderly stop: the attempt is not counted."""
    await tx.execute(
        update(table)
        .where(table.c.id.in_(ids), table.c.lease_token == token)
        .values(lease_token=None, lease_until=None, attempts=table.c.attempts - 1)
    )


async def purge(tx: Transaction, table: Table, before: datetime, *, limit: int = 500) -> int:
    """Delete up to `limit` rows that were done before the given time; buried ones stay."""
    # By id, so that the oldest are found first without an index on the time.
    old = select(table.c.id).where(table.c.done_at < before).order_by(table.c.id).limit(limit)
    return (await tx.execute(delete(table).where(table.c.id.in_(old)))).rowcount


async def depth(reading: Reading, table: Table, now: datetime) -> Depth:
    """The figures behind the gauges and the readiness check."""
    columns = table.c
    unfinished = columns.done_at.is_(None) & columns.failed_at.is_(None)
    row: Any = await reading.first(
        select(func.coalesce(func.sum(columns.events), 0), func.min(columns.occurred_at)).where(unfinished)
    )
    pending, oldest = row if row is not None else (0, None)
    buried = await reading.scalar(select(func.sum(columns.events)).where(columns.failed_at.is_not(None)))
    return Depth(pending, (now - oldest).total_seconds() if oldest else 0.0, buried or 0)
