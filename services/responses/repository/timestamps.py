"""Time stamps over ends of chains."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, exists, select

from services.responses.models import chain_heads, timestamps
from shared.database import Reading, Transaction


async def unstamped(reading: Reading) -> Sequence[tuple[UUID, int, str]]:
    """Company, position and hash of every end of a chain that has no stamp."""
    stamped = exists().where(
        and_(timestamps.c.company_id == chain_heads.c.company_id, timestamps.c.position == chain_heads.c.position)
    )
    rows = await reading.all(select(chain_heads).where(chain_heads.c.position > 0, ~stamped))
    return [(row.company_id, row.position, row.entry_sha256) for row in rows]


async def add(
    tx: Transaction, company_id: UUID, position: int, entry_sha256: str, token: str, stamped_at: datetime
) -> None:
    """Keep a stamp; the first one of a position stays."""
    row = {
        "company_id": company_id,
        "position": position,
        "entry_sha256": entry_sha256,
        "token": token,
        "stamped_at": stamped_at,
    }
    await tx.insert_or_ignore(timestamps, [row])


async def until(reading: Reading, company_id: UUID, position: int) -> list[dict[str, Any]]:
    """Stamps up to a position, as they are exported."""
    columns = timestamps.c
    query = select(columns.position, columns.entry_sha256, columns.token).where(
        columns.company_id == company_id, columns.position <= position
    )
    return [row._asdict() for row in await reading.all(query.order_by(columns.position))]
