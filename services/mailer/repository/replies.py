"""Answers by ordinary mail, which a person has to read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, literal, select, tuple_, update

from services.mailer.models import replies
from shared.database import Reading, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    company_id: UUID
    campaign_id: UUID | None = None
    reconciliation_id: UUID | None = None
    handled: bool | None = None


async def keep(tx: Transaction, row: Mapping[str, Any]) -> None:
    await tx.insert_or_ignore(replies, [dict(row)])


async def page(
    reading: Reading, chosen: Filter, *, after: tuple[datetime, UUID] | None, limit: int
) -> Sequence[Row[Any]]:
    """Newest first."""
    columns = replies.c
    query = select(replies).where(columns.company_id == chosen.company_id)
    if chosen.campaign_id is not None:
        query = query.where(columns.campaign_id == chosen.campaign_id)
    if chosen.reconciliation_id is not None:
        query = query.where(columns.reconciliation_id == chosen.reconciliation_id)
    if chosen.handled is not None:
        query = query.where(columns.handled_at.is_not(None) if chosen.handled else columns.handled_at.is_(None))
    if after is not None:
        place = literal(after[0], columns.received_at.type), literal(after[1], columns.id.type)
        query = query.where(tuple_(columns.received_at, columns.id) < tuple_(*place))
    return await reading.all(query.order_by(columns.received_at.desc(), columns.id.desc()).limit(limit))


async def unhandled(reading: Reading, company_id: UUID) -> int:
    columns = replies.c
    query = select(func.count()).where(columns.company_id == company_id, columns.handled_at.is_(None))
    return int(await reading.scalar(query) or 0)


async def one(reading: Reading, company_id: UUID, reply_id: UUID) -> Row[Any] | None:
    return await reading.first(select(replies).where(replies.c.company_id == company_id, replies.c.id == reply_id))


async def handle(tx: Transaction, company_id: UUID, reply_id: UUID, *, by: str) -> None:
    """Mark it as dealt with; who was first stays."""
    await tx.execute(
        update(replies)
        .where(replies.c.company_id == company_id, replies.c.id == reply_id, replies.c.handled_at.is_(None))
        .values(handled_by=by, handled_at=tx.clock.now())
    )
