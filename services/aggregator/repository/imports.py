"""Reports of what was imported, and the deferred series."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, select, tuple_

from services.aggregator.domain.series import DeferredSeries
from services.aggregator.models import deferred_series, imports
from shared.database import Reading, Transaction


async def same_file(reading: Reading, company_id: UUID, sha256: str) -> Row[Any] | None:
    """The newest import that took the very same file in completely."""
    statement = select(imports).where(
        imports.c.company_id == company_id,
        imports.c.sha256 == sha256,
        imports.c.rejected == 0,
        imports.c.same_as.is_(None),
    )
    return await reading.first(statement.order_by(imports.c.created_at.desc()).limit(1))


async def newest_id(reading: Reading, company_id: UUID, kind: str) -> UUID | None:
    """The last import of this kind that was not passed over."""
    statement = select(imports.c.id).where(
        imports.c.company_id == company_id, imports.c.kind == kind, imports.c.same_as.is_(None)
    )
    found: UUID | None = await reading.scalar(
        statement.order_by(imports.c.created_at.desc(), imports.c.id.desc()).limit(1)
    )
    return found


async def add(tx: Transaction, row: Mapping[str, Any]) -> None:
    await tx.execute(imports.insert(), row)


async def one(reading: Reading, company_id: UUID, import_id: UUID) -> Row[Any] | None:
    return await reading.first(select(imports).where(imports.c.company_id == company_id, imports.c.id == import_id))


async def page(
    reading: Reading, company_id: UUID, *, before: tuple[Any, UUID] | None, limit: int
) -> Sequence[Row[Any]]:
    """Newest first, `limit` + 1 of them."""
    statement = select(imports).where(imports.c.company_id == company_id)
    if before is not None:
        statement = statement.where(tuple_(imports.c.created_at, imports.c.id) < before)
    return await reading.all(statement.order_by(imports.c.created_at.desc(), imports.c.id.desc()).limit(limit + 1))


async def series_of(reading: Reading, company_id: UUID) -> tuple[DeferredSeries, ...]:
    rows = await reading.all(
        select(deferred_series).where(deferred_series.c.company_id == company_id).order_by(deferred_series.c.id)
    )
    return tuple(DeferredSeries(row.series, row.branch) for row in rows)


async def replace_series(tx: Transaction, company_id: UUID, entries: Sequence[DeferredSeries]) -> None:
    await tx.execute(delete(deferred_series).where(deferred_series.c.company_id == company_id))
    if entries:
        rows = [{"company_id": company_id, "series": one.series, "branch": one.branch} for one in entries]
        await tx.execute(deferred_series.insert(), rows)
