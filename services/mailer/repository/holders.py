"""Which process drives a company's own lane. One at a time: its connections are limited, and a wrong password is tried once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, or_, update

from services.mailer.models import lane_holders
from shared.database import Transaction, insert_statement


async def take(tx: Transaction, lane_id: UUID, holder: UUID, until: datetime) -> bool:
    """Become the holder of a lane that nobody holds, or whose holder has not been heard of; False when somebody does."""
    columns = lane_holders.c
    statement = insert_statement(tx.dialect, lane_holders)
    taken = statement.on_conflict_do_update(
        index_elements=["lane_id"],
        set_={"holder": holder, "held_until": until},
        where=or_(columns.holder == holder, columns.held_until <= tx.clock.now()),
    ).returning(columns.lane_id)
    return await tx.first(taken, {"lane_id": lane_id, "holder": holder, "held_until": until}) is not None


async def keep(tx: Transaction, lane_ids: Collection[UUID], holder: UUID, until: datetime) -> set[UUID]:
    """Stay the holder of these; returns those of which that is true."""
    return set(
        await tx.scalars(
            update(lane_holders)
            .where(lane_holders.c.lane_id.in_(lane_ids), lane_holders.c.holder == holder)
            .values(held_until=until)
            .returning(lane_holders.c.lane_id)
        )
    )


async def leave(tx: Transaction, lane_ids: Collection[UUID], holder: UUID) -> None:
    await tx.execute(delete(lane_holders).where(lane_holders.c.lane_id.in_(lane_ids), lane_holders.c.holder == holder))
