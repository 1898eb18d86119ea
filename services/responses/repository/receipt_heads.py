"""How far along each company's chain receipts have been ordered."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select, update

from services.responses.models import chain_heads, receipt_heads
from shared.database import Reading, Transaction

_AHEAD = exists().where(
    chain_heads.c.company_id == receipt_heads.c.company_id, chain_heads.c.position > receipt_heads.c.position
)


class Behind(NamedTuple):
    """A chain of whose answers some have no receipt yet: those behind `position`."""

    company_id: UUID
    position: int


async def is_any_behind(reading: Reading) -> bool:
    behind = chain_heads.c.position > receipt_heads.c.position
    query = (
        select(chain_heads.c.company_id)
        .outerjoin(receipt_heads, receipt_heads.c.company_id == chain_heads.c.company_id)
        .where(behind | _new())
        .limit(1)
    )
    return await reading.scalar(query) is not None


async def take_one_behind(tx: Transaction) -> Behind | None:
    """Such a chain; nobody else gets it until the commit."""
    new = await tx.scalars(
        select(chain_heads.c.company_id)
        .outerjoin(receipt_heads, receipt_heads.c.company_id == chain_heads.c.company_id)
        .where(_new())
    )
    await tx.insert_or_ignore(receipt_heads, [{"company_id": company_id, "position": 0} for company_id in new])
    row = await tx.first(
        select(receipt_heads)
        .where(_AHEAD)
        .order_by(receipt_heads.c.company_id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return None if row is None else Behind(row.company_id, row.position)


async def followed(tx: Transaction, company_id: UUID, position: int) -> None:
    await tx.execute(update(receipt_heads).where(receipt_heads.c.company_id == company_id).values(position=position))


def _new() -> ColumnElement[bool]:
    """Of a company whose first answer came."""
    return receipt_heads.c.company_id.is_(None)
