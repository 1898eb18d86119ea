"""Sign-ins that somebody is completing on a page of the provider: one for each company, gone when it ends."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, select, update

from services.mailer.models import device_sign_ins
from shared.database import Reading, Transaction, insert_statement


async def begin(tx: Transaction, company_id: UUID, values: Mapping[str, Any]) -> None:
    """Remember one in the place of any other."""
    insert = insert_statement(tx.dialect, device_sign_ins)
    statement = insert.on_conflict_do_update(index_elements=["company_id"], set_=dict(values))
    await tx.execute(statement, {"company_id": company_id, **values})


async def under_way(reading: Reading, company_id: UUID) -> Row[Any] | None:
    return await reading.first(select(device_sign_ins).where(device_sign_ins.c.company_id == company_id))


async def ask_again(tx: Transaction, company_id: UUID, at: datetime, interval: int) -> None:
    await tx.execute(
        update(device_sign_ins)
        .where(device_sign_ins.c.company_id == company_id)
        .values(next_ask_at=at, interval_seconds=interval)
    )


async def end(tx: Transaction, company_id: UUID) -> None:
    await tx.execute(delete(device_sign_ins).where(device_sign_ins.c.company_id == company_id))
