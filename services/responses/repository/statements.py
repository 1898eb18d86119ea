"""Copies of statements, in the parts in which they came."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, or_, select

from services.responses.models import cancelled_campaigns, closings, statement_parts, statements
from shared.bulk import update_rows
from shared.contracts.campaign import ClosingReason
from shared.database import Reading, Transaction

WITHDRAWN = (ClosingReason.CANCELLED, ClosingReason.SUPERSEDED)
"""Closings that end a page; the end of `valid_until` is the database clock's to decide, not an event's."""


ENDS = func.coalesce(statements.c.extended_to, statements.c.closes_at)
"""The first instant at which the last day is over, as it is by now. (`closes_at`: as it was sent, which is sealed.)"""


FROZEN = ("company", "document_count", "snapshot_sha256", "part_seals", "completed_at")
"""The columns that are filled once, when all parts are there."""


async def add_heads(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> set[UUID]:
    """Store those that are not here yet, and say which."""
    if not rows:
        return set()
    # One order for everybody: two workers that meet the same statements wait for each other instead of dead-locking.
    insertion, values = tx.insertion(statements, sorted(rows, key=lambda row: row["reconciliation_id"]))
    added = await tx.execute(insertion.on_conflict_do_nothing().returning(statements.c.reconciliation_id), values)
    return set(added.scalars())


async def lock(tx: Transaction, ids: Collection[UUID]) -> dict[UUID, Row[Any]]:
    """The statements of these reconciliations, held until the commit; without it two workers could each miss the
    other's last part."""
    query = (
        select(statements)
        .where(tx.among(statements.c.reconciliation_id, ids))
        .order_by(statements.c.reconciliation_id)
        .with_for_update(key_share=True)
    )
    return {row.reconciliation_id: row for row in await tx.all(query)}


async def get(reading: Reading, reconciliation_id: UUID) -> Row[Any]:
    """A statement that is known to be there, not held."""
    (row,) = await reading.all(select(statements).where(statements.c.reconciliation_id == reconciliation_id))
    return row


async def add_parts(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
    await tx.insert_or_ignore(statement_parts, sorted(rows, key=lambda row: (row["reconciliation_id"], row["part"])))


async def part_counts(tx: Transaction, ids: Collection[UUID]) -> dict[UUID, int]:
    """How many parts of each reconciliation are here."""
    of = statement_parts.c.reconciliation_id
    query = select(of, func.count().label("parts")).where(tx.among(of, ids)).group_by(of)
    return {row.reconciliation_id: row.parts for row in await tx.all(query)}


async def document_parts(reading: Reading, ids: Collection[UUID]) -> dict[UUID, list[tuple[str, int]]]:
    """The documents of complete statements, part by part, as canonical JSON, each with how many they are."""
    columns = statement_parts.c
    query = (
        select(columns.reconciliation_id, columns.documents, columns.document_count)
        .where(reading.among(columns.reconciliation_id, ids))
        .order_by(columns.reconciliation_id, columns.part)
    )
    parts: dict[UUID, list[tuple[str, int]]] = {}
    for row in await reading.all(query):
        parts.setdefault(row.reconciliation_id, []).append((row.documents, row.document_count))
    return parts


async def complete(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
    """Freeze statements that are locked and not frozen yet. Each row: `reconciliation_id` and the columns `FROZEN`."""
    await update_rows(tx, statements, "reconciliation_id", rows)


async def withdrawn(reading: Reading, ids: Collection[UUID]) -> set[UUID]:
    """Those of these reconciliations that were cancelled or superseded, alone or with their campaign."""
    query = (
        select(statements.c.reconciliation_id)
        .outerjoin(cancelled_campaigns, cancelled_campaigns.c.campaign_id == statements.c.campaign_id)
        .outerjoin(closings, closings.c.reconciliation_id == statements.c.reconciliation_id)
        .where(
            reading.among(statements.c.reconciliation_id, ids),
            or_(cancelled_campaigns.c.campaign_id.is_not(None), closings.c.reason.in_(WITHDRAWN)),
        )
    )
    return set(await reading.scalars(query))
