"""Every attempt is a row: how far it came, what the server said, how long it took."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select

from services.mailer.models import attempts
from shared.bulk import insert_rows
from shared.database import Reading, Transaction


async def write(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
    await insert_rows(tx, attempts, rows)


async def of_message(reading: Reading, company_id: UUID, message_id: UUID) -> Sequence[Row[Any]]:
    return await reading.all(
        select(attempts)
        .where(attempts.c.company_id == company_id, attempts.c.message_id == message_id)
        .order_by(attempts.c.id)
    )
