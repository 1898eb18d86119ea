"""Runs and their figures: written once, read in pages."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, select, tuple_

from services.aggregator.models import figure_documents, figures, runs
from shared.database import Reading, Transaction
from shared.text import fold

AT_ONCE = 2000

SORTED_BY: Mapping[str, str] = {
    "title": "title_folded",
    "purchases": "purchases_minor",
    "sales": "sales_minor",
    "total": "total_minor",
}
"""Column of each order a list of figures may have."""


@dataclass(frozen=True, slots=True)
class FigureFilter:
    """Which figures of a run: all, those a search finds, those with these keys."""

    run_id: UUID
    company_id: UUID
    search: str = ""
    keys: tuple[str, ...] = ()

    def apply(self, statement: Select[Any]) -> Select[Any]:
        statement = statement.where(figures.c.company_id == self.company_id, figures.c.run_id == self.run_id)
        if self.search:
            statement = statement.where(figures.c.search_folded.contains(fold(self.search), autoescape=True))
        if self.keys:
            statement = statement.where(figures.c.key.in_(self.keys))
        return statement


async def add_run(tx: Transaction, row: Mapping[str, Any]) -> None:
    await tx.execute(runs.insert(), row)


async def add_figures(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
    for start in range(0, len(rows), AT_ONCE):
        await tx.execute(figures.insert(), rows[start : start + AT_ONCE])


async def one(reading: Reading, company_id: UUID, run_id: UUID) -> Row[Any] | None:
    return await reading.first(select(runs).where(runs.c.company_id == company_id, runs.c.id == run_id))


async def several(reading: Reading, company_ids: Collection[UUID], run_ids: Collection[UUID]) -> dict[UUID, Row[Any]]:
    """Those of these runs that belong to one of these companies; whose each is, the caller sees."""
    rows = await reading.all(select(runs).where(runs.c.company_id.in_(company_ids), runs.c.id.in_(run_ids)))
    return {row.id: row for row in rows}


async def page(
    reading: Reading, company_id: UUID, *, before: tuple[Any, UUID] | None, limit: int
) -> Sequence[Row[Any]]:
    """Newest first, `limit` + 1 of them."""
    statement = select(runs).where(runs.c.company_id == company_id)
    if before is not None:
        statement = statement.where(tuple_(runs.c.created_at, runs.c.id) < before)
    return await reading.all(statement.order_by(runs.c.created_at.desc(), runs.c.id.desc()).limit(limit + 1))


async def figure_page(
    reading: Reading, wanted: FigureFilter, *, sort: str, descending: bool, after: tuple[Any, str] | None, limit: int
) -> Sequence[Row[Any]]:
    """Figures in order, `limit` + 1 of them."""
    column = figures.c[SORTED_BY[sort]]
    statement = wanted.apply(select(figures))
    if after is not None:
        place = tuple_(column, figures.c.key)
        statement = statement.where(place < after if descending else place > after)
    order = (column.desc(), figures.c.key.desc()) if descending else (column, figures.c.key)
    return await reading.all(statement.order_by(*order).limit(limit + 1))


async def figure_totals(reading: Reading, wanted: FigureFilter) -> Any:
    """Count and sums over the whole filter."""
    names = ("purchases_minor", "purchases_documents", "sales_minor", "sales_documents")
    sums = [func.coalesce(func.sum(figures.c[name]), 0).label(name) for name in names]
    return await reading.first(wanted.apply(select(func.count().label("figures"), *sums)))


async def figure(reading: Reading, company_id: UUID, run_id: UUID, key: str) -> Row[Any] | None:
    return await reading.first(
        select(figures).where(figures.c.company_id == company_id, figures.c.run_id == run_id, figures.c.key == key)
    )


async def document_page(
    reading: Reading, company_id: UUID, run_id: UUID, key: str, *, after: tuple[Any, int] | None, limit: int
) -> Sequence[Row[Any]]:
    """Documents by date, `limit` + 1 of them."""
    columns = figure_documents.c
    statement = select(figure_documents).where(
        columns.company_id == company_id, columns.run_id == run_id, columns.key == key
    )
    if after is not None:
        statement = statement.where(tuple_(columns.document_date, columns.id) > after)
    return await reading.all(statement.order_by(columns.document_date, columns.id).limit(limit + 1))
