"""Movements as the books have them now, in the order they were taken in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select

from services.aggregator.models import accounts, movements
from shared.database import Reading


async def page(
    reading: Reading, company_id: UUID, *, account_code: str | None, period: int | None, after: int | None, limit: int
) -> Sequence[Row[Any]]:
    """Lines in the order they were taken in, `limit` + 1 of them, each with its account's code."""
    statement = (
        select(movements, accounts.c.code.label("account_code"))
        .join(accounts, accounts.c.id == movements.c.account_id)
        .where(movements.c.company_id == company_id, movements.c.until.is_(None))
    )
    if account_code is not None:
        statement = statement.where(accounts.c.code == account_code)
    if period is not None:
        statement = statement.where(movements.c.period == period)
    if after is not None:
        statement = statement.where(movements.c.id > after)
    return await reading.all(statement.order_by(movements.c.id).limit(limit + 1))
