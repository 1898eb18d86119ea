"""State of the lanes that outlives a process."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, delete, exists, func, literal, select

from services.mailer.domain.replies import USED_UP
from services.mailer.domain.servers import PLATFORM
from services.mailer.models import companies, lanes, smtp_configurations
from shared.database import Reading, Transaction, insert_statement


async def get(reading: Reading, lane_id: UUID) -> Row[Any] | None:
    return await reading.first(select(lanes).where(lanes.c.id == lane_id))


async def trouble(
    tx: Transaction,
    lane_id: UUID,
    company_id: UUID,
    *,
    paused: bool,
    reason: str,
    detail: str,
    retry_at: datetime | None,
    failures: int,
) -> None:
    """Remember what is wrong with a lane, and until when it rests."""
    values = {
        "company_id": company_id,
        "paused": paused,
        "reason": reason,
        "detail": detail,
        "retry_at": retry_at,
        "failures": failures,
        "updated_at": tx.clock.now(),
    }
    insert = insert_statement(tx.dialect, lanes)
    await tx.execute(insert.on_conflict_do_update(index_elements=["id"], set_=values), {"id": lane_id, **values})


async def clear(tx: Transaction, lane_id: UUID) -> None:
    """Nothing is wrong with the lane any more."""
    await tx.execute(delete(lanes).where(lanes.c.id == lane_id))


async def troubled_companies(reading: Reading, company_ids: Collection[UUID]) -> set[UUID]:
    """Those of these companies whose lane has trouble with its server; a used-up allowance is none."""
    if not company_ids:
        return set()
    own = smtp_configurations.c
    rows = await reading.all(
        select(companies.c.company_id)
        .select_from(
            companies.outerjoin(
                smtp_configurations, and_(own.company_id == companies.c.company_id, own.state == "active")
            )
        )
        .where(
            companies.c.company_id.in_(list(company_ids)),
            exists().where(
                lanes.c.id == func.coalesce(own.id, literal(PLATFORM, lanes.c.id.type)), lanes.c.reason.not_in(USED_UP)
            ),
        )
    )
    return {row.company_id for row in rows}
