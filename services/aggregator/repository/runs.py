"""Runs and their figures: written once, read in pages."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Row, Select, Text, case, cast, func, not_, select, tuple_

from services.aggregator.domain.sides import Side
from services.aggregator.models import figures, runs
from shared.database import Reading, Transaction
from shared.text import fold

SORTED_BY: Mapping[str, str] = {
    "title": "title_folded",
    "tax_number": "tax_number",
    "total": "total_minor",
    "balance": "balance_minor",
    "deferred": "deferred_minor",
    **{f"{side.value}{suffix}": f"{side.value}_{name}" for side in Side for suffix, name in (
        ("", "minor"), ("_documents", "documents"), ("_returns", "returns_minor"), ("_electronic", "electronic_minor")
    )},
}  # fmt: skip
"""Column of each order a list of figures may have."""
TEXTS = frozenset({"title", "tax_number"})
TOTALS = (
    *(f"{side.value}_{name}" for side in Side for name in ("minor", "documents", "returns_minor", "returns_documents")),
    "deferred_minor",
    "deferred_documents",
)
"""What is summed over a filter."""


@dataclass(frozen=True, slots=True)
class FigureFilter:
    """Which figures of a run: all, or those that are everything that is asked for here."""

    run_id: UUID
    company_id: UUID
    search: str = ""
    keys: tuple[str, ...] = ()
    warning: str | None = None
    has_address: bool | None = None
    below_limit: Mapping[Side, bool] = field(default_factory=dict)
    """By side: whether it must be below the limit, or must not."""
    total_from: int | None = None
    total_to: int | None = None

    def apply(self, statement: Select[Any]) -> Select[Any]:
        of = figures.c
        statement = statement.where(of.company_id == self.company_id, of.run_id == self.run_id)
        if self.search:
            statement = statement.where(of.search_folded.contains(fold(self.search), autoescape=True))
        if self.keys:
            statement = statement.where(of.key.in_(self.keys))
        if self.warning is not None:
            # The list of codes is JSON to either database: its text is what both can look into.
            statement = statement.where(cast(of.warnings, Text).contains(f'"{self.warning}"', autoescape=True))
        if self.has_address is not None:
            nobody = cast(of.recipients, Text) == "[]"
            statement = statement.where(not_(nobody) if self.has_address else nobody)
        for side, below in self.below_limit.items():
            statement = statement.where(of[f"{side.value}_below_limit"].is_(below))
        if self.total_from is not None:
            statement = statement.where(of.total_minor >= self.total_from)
        if self.total_to is not None:
            statement = statement.where(of.total_minor <= self.total_to)
        return statement


async def add_run(tx: Transaction, row: Mapping[str, Any]) -> None:
    await tx.execute(runs.insert(), row)


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


async def figure_keys(reading: Reading, wanted: FigureFilter, *, after: str | None, limit: int) -> Sequence[str]:
    """The keys of everything in the filter in their own order, `limit` + 1 of them."""
    statement = wanted.apply(select(figures.c.key))
    if after is not None:
        statement = statement.where(figures.c.key > after)
    return await reading.scalars(statement.order_by(figures.c.key).limit(limit + 1))


async def figure_totals(reading: Reading, wanted: FigureFilter) -> Any:
    """Count and sums over the whole filter; balances apart by who owes whom."""
    of = figures.c
    owed = {
        "receivable_minor": case((of.balance_minor > 0, of.balance_minor), else_=0),
        "payable_minor": case((of.balance_minor < 0, -of.balance_minor), else_=0),
    }
    values = {**{name: of[name] for name in TOTALS}, **owed}
    sums: list[Any] = [
        cast(func.coalesce(func.sum(value), 0), BigInteger).label(name) for name, value in values.items()
    ]
    return await reading.first(wanted.apply(select(*[func.count().label("figures"), *sums])))


async def figure(reading: Reading, company_id: UUID, run_id: UUID, key: str) -> Row[Any] | None:
    return await reading.first(
        select(figures).where(figures.c.company_id == company_id, figures.c.run_id == run_id, figures.c.key == key)
    )


async def every_figure(reading: Reading, company_id: UUID, run_id: UUID) -> Sequence[Row[Any]]:
    """All figures of a run with what a report looks at, by title."""
    names = (
        "key", "title", "tax_number", "account_codes", "account_ids", "recipients", "warnings", "deferred_documents",
        "deferred_minor",
    )  # fmt: skip
    statement = select(*(figures.c[name] for name in names)).where(
        figures.c.company_id == company_id, figures.c.run_id == run_id
    )
    return await reading.all(statement.order_by(figures.c.title_folded, figures.c.key))
