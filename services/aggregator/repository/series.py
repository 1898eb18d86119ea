"""The deferred series of a company (S-23)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, select

from services.aggregator.domain.series import DeferredSeries
from services.aggregator.models import deferred_series
from shared.database import Reading, Transaction


async def of_company(reading: Reading, company_id: UUID) -> tuple[DeferredSeries, ...]:
    """In the order they were entered."""
    rows = await reading.all(
        select(deferred_series).where(deferred_series.c.company_id == company_id).order_by(deferred_series.c.id)
    )
    return tuple(DeferredSeries(row.series, row.branch) for row in rows)


async def replace(tx: Transaction, company_id: UUID, entries: Sequence[DeferredSeries]) -> None:
    await tx.execute(delete(deferred_series).where(deferred_series.c.company_id == company_id))
    if entries:
        rows = [{"company_id": company_id, "series": one.series, "branch": one.branch} for one in entries]
        await tx.execute(deferred_series.insert(), rows)
