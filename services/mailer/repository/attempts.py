"""Every attempt is a row: how far it came, what the server said, how long it took."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select

from services.mailer.models import attempts, messages
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


async def of_campaign(
    reading: Reading, company_id: UUID, campaign_id: UUID, *, after: int, limit: int
) -> Sequence[Row[Any]]:
    """Every attempt at a campaign's messages, `limit` of them behind the attempt `after`, each with its message's row."""
    about = (
        messages.c.reconciliation_id,
        messages.c.reference,
        messages.c.send_number,
        messages.c.purpose,
        messages.c.address,
    )
    return await reading.all(
        select(attempts, *about)
        .join(messages, messages.c.id == attempts.c.message_id)
        .where(
            messages.c.company_id == company_id,
            messages.c.campaign_id == campaign_id,
            attempts.c.company_id == company_id,
            attempts.c.id > after,
        )
        .order_by(attempts.c.id)
        .limit(limit)
    )
