"""Orders for copies of answers, and the answers that each of them has not been told of yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, exists, select, update

from services.responses.models import answer_copies, answer_copy_members, chain_heads
from shared.database import Reading, Transaction

_BEHIND = exists().where(
    chain_heads.c.company_id == answer_copies.c.company_id, chain_heads.c.position > answer_copies.c.position
)


async def add(tx: Transaction, orders: Sequence[Mapping[str, Any]], members: Sequence[Mapping[str, Any]]) -> None:
    """Keep orders and whom they are about. Parts of one order may come in any order and more than once."""
    await tx.insert_or_ignore(answer_copies, orders)
    await tx.insert_or_ignore(answer_copy_members, members)
    # A part that comes late is about answers that were passed by already: they are looked at once more.
    late = sorted({row["order_id"] for row in members})
    if late:
        await tx.execute(update(answer_copies).where(answer_copies.c.order_id.in_(late)).values(position=0))


async def end(tx: Transaction, order_id: UUID, company_id: UUID, at: datetime) -> bool:
    """False when the order is not known here (yet)."""
    of = answer_copies.c
    found = await tx.scalar(select(of.order_id).where(of.order_id == order_id, of.company_id == company_id))
    if found is None:
        return False
    await tx.execute(update(answer_copies).where(of.order_id == order_id, of.ended_at.is_(None)).values(ended_at=at))
    return True


async def is_any_behind(reading: Reading) -> bool:
    query = select(answer_copies.c.order_id).where(answer_copies.c.ended_at.is_(None), _BEHIND).limit(1)
    return await reading.scalar(query) is not None


async def take_one_behind(tx: Transaction) -> Row[Any] | None:
    """An order whose company's chain has grown since it was last looked at; nobody else gets it until the commit."""
    return await tx.first(
        select(answer_copies)
        .where(answer_copies.c.ended_at.is_(None), _BEHIND)
        .order_by(answer_copies.c.order_id)
        .limit(1)
        .with_for_update(skip_locked=True, of=answer_copies)
    )


async def members(reading: Reading, order_id: UUID) -> set[UUID]:
    query = select(answer_copy_members.c.reconciliation_id).where(answer_copy_members.c.order_id == order_id)
    return set(await reading.scalars(query))


async def followed(tx: Transaction, order_id: UUID, position: int) -> None:
    await tx.execute(update(answer_copies).where(answer_copies.c.order_id == order_id).values(position=position))
