"""Messages that were received, and which of them are read."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update

from services.campaign.models import received_messages
from shared.database import Reading, Transaction

_OF = received_messages.c


async def keep(tx: Transaction, rows: Sequence[dict[str, Any]]) -> None:
    """Each once."""
    await tx.insert_or_ignore(received_messages, rows)


async def unread(reading: Reading, reconciliation_ids: Collection[UUID]) -> dict[UUID, int]:
    rows = await reading.all(
        select(_OF.reconciliation_id, func.count().label("many"))
        .where(reading.among(_OF.reconciliation_id, reconciliation_ids), _OF.read_at.is_(None))
        .group_by(_OF.reconciliation_id)
    )
    return {row.reconciliation_id: row.many for row in rows}


async def mark_read(
    tx: Transaction, company_id: UUID, reconciliation_id: UUID, who: str, until: datetime | None
) -> None:
    """What was received until then, or all that has come so far; the reconciliation is locked by the caller."""
    mine = [_OF.company_id == company_id, _OF.reconciliation_id == reconciliation_id, _OF.read_at.is_(None)]
    if until is not None:
        mine.append(_OF.received_at <= until)
    await tx.execute(update(received_messages).where(*mine).values(read_at=tx.clock.now(), read_by=who))
