"""What was sent from which run, so that it is sent once and later changes of the books are noticed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, select, update

from services.aggregator.models import figures, imports, runs, sent_campaigns, statements
from shared.bulk import insert_rows
from shared.contracts.values import Kind
from shared.database import Reading, Transaction

KEYS_AT_ONCE = 500


async def remember_campaigns(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
    await tx.insert_or_ignore(sent_campaigns, rows)


async def already_prepared(reading: Reading, reconciliation_ids: Collection[UUID]) -> set[UUID]:
    """Requests that have their statement or refusal already."""
    rows = await reading.scalars(
        select(statements.c.reconciliation_id).where(reading.among(statements.c.reconciliation_id, reconciliation_ids))
    )
    return set(rows)


async def add(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
    await insert_rows(tx, statements, rows)


async def by_ids(reading: Reading, statement_ids: Collection[UUID]) -> Sequence[Row[Any]]:
    """These statements."""
    found: list[Row[Any]] = []
    ids = sorted(statement_ids)
    for start in range(0, len(ids), KEYS_AT_ONCE):
        found += await reading.all(select(statements).where(statements.c.id.in_(ids[start : start + KEYS_AT_ONCE])))
    return found


async def newest_import(reading: Reading, company_id: UUID) -> UUID | None:
    """The last import: what is named as the cause when the books have changed by now."""
    statement = select(imports.c.id).where(imports.c.company_id == company_id)
    found: UUID | None = await reading.scalar(
        statement.order_by(imports.c.created_at.desc(), imports.c.id.desc()).limit(1)
    )
    return found


async def figures_of(reading: Reading, wanted: Collection[tuple[UUID, str]]) -> dict[tuple[UUID, str], Row[Any]]:
    """Figures by run and key."""
    found: dict[tuple[UUID, str], Row[Any]] = {}
    for run_id, keys in _by_run(wanted):
        rows = await reading.all(select(figures).where(figures.c.run_id == run_id, reading.among(figures.c.key, keys)))
        found |= {(run_id, row.key): row for row in rows}
    return found


def _by_run(wanted: Collection[tuple[UUID, str]]) -> list[tuple[UUID, list[str]]]:
    keys: defaultdict[UUID, list[str]] = defaultdict(list)
    for run_id, key in sorted(set(wanted)):
        keys[run_id].append(key)
    return [
        (run_id, all_keys[start : start + KEYS_AT_ONCE])
        for run_id, all_keys in keys.items()
        for start in range(0, len(all_keys), KEYS_AT_ONCE)
    ]


async def sent_periods(reading: Reading, company_id: UUID) -> set[int]:
    """Months of which statements with documents went out."""
    statement = select(runs.c.period).where(_sent_from(company_id)).distinct()
    return set(await reading.scalars(statement))


async def sent_runs(reading: Reading, company_id: UUID, periods: Collection[int] | None) -> Sequence[Row[Any]]:
    """Runs of these months, or of all, from which statements with documents went out."""
    statement = select(runs).where(_sent_from(company_id))
    if periods is not None:
        statement = statement.where(runs.c.period.in_(periods))
    return await reading.all(statement.order_by(runs.c.created_at, runs.c.id))


async def sent_balance_runs(reading: Reading, company_id: UUID) -> Sequence[Row[Any]]:
    """Runs from which statements with balances went out."""
    went_out = select(statements.c.run_id).where(statements.c.company_id == company_id, statements.c.refusal == "")
    has_balances = [kind.value for kind in Kind if kind.has_balances]
    mine = and_(runs.c.company_id == company_id, runs.c.kind.in_(has_balances), runs.c.id.in_(went_out))
    return await reading.all(select(runs).where(mine).order_by(runs.c.created_at, runs.c.id))


def _sent_from(company_id: UUID) -> ColumnElement[bool]:
    went_out = select(statements.c.run_id).where(statements.c.company_id == company_id, statements.c.refusal == "")
    return and_(runs.c.company_id == company_id, runs.c.kind != Kind.BALANCE.value, runs.c.id.in_(went_out))


async def sent_with_keys(reading: Reading, company_id: UUID, run_id: UUID, keys: Collection[str]) -> Sequence[Row[Any]]:
    """Statements that went out for these figures."""
    found: list[Row[Any]] = []
    wanted = sorted(keys)
    for start in range(0, len(wanted), KEYS_AT_ONCE):
        chunk = wanted[start : start + KEYS_AT_ONCE]
        statement = select(statements).where(
            statements.c.company_id == company_id,
            statements.c.run_id == run_id,
            statements.c.key.in_(chunk),
            statements.c.refusal == "",
        )
        found += await reading.all(statement)
    return found


async def mark_outdated(tx: Transaction, statement_ids: Collection[UUID]) -> None:
    ids = sorted(statement_ids)
    for start in range(0, len(ids), KEYS_AT_ONCE):
        chunk = ids[start : start + KEYS_AT_ONCE]
        await tx.execute(update(statements).where(statements.c.id.in_(chunk)).values(is_outdated=True))
