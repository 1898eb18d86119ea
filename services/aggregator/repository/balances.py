"""Balances and the ledger lines behind them, read set by set.

A balance costs what its months are, whatever the length of the history: whole months come from `balance_sums`, and lines are read
only for the days of a month that the date cuts in two. Open items are found by the database, which hands over no line that is
settled.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, case, func, or_, select, union_all

from services.aggregator.domain.balances import CardBalance
from services.aggregator.domain.period import Period
from services.aggregator.models import accounts, balance_sums, entries, staged_entries
from services.aggregator.repository.sums import key_of
from shared.database import Reading

AT_ONCE = 2000


async def card_balances(
    reading: Reading, company_id: UUID, as_of: date, *, merge: bool, keys: Collection[str] | None = None
) -> list[CardBalance]:
    """Every card that ever moved, per currency, as the books stand now. `keys`: of these counterparties only."""
    if keys is None:
        return await _card_balances(reading, company_id, as_of, merge=merge, keys=None)
    ordered = sorted(keys)
    found: list[CardBalance] = []
    for start in range(0, len(ordered), AT_ONCE):
        some = ordered[start : start + AT_ONCE]
        found += await _card_balances(reading, company_id, as_of, merge=merge, keys=some)
    return found


async def _card_balances(
    reading: Reading, company_id: UUID, as_of: date, *, merge: bool, keys: Sequence[str] | None
) -> list[CardBalance]:
    period = Period.of(as_of)
    whole_month = as_of == period.last_day
    key = key_of(merge)
    wanted: list[ColumnElement[bool]] = [accounts.c.company_id == company_id]
    if keys is not None:
        wanted.append(key.in_(keys))
    sums, lines = balance_sums.c, entries.c
    until = sums.period <= period.number if whole_month else sums.period < period.number
    parts = [
        select(sums.account_id, sums.currency, sums.period, sums.original_minor, sums.amount_minor)
        .join(accounts, accounts.c.id == sums.account_id)
        .where(*wanted, sums.company_id == company_id, until)
    ]
    if not whole_month:
        # By account and day, as the index of entries goes: the history of the accounts is not touched.
        parts.append(
            select(lines.account_id, lines.currency, lines.period, lines.original_minor, lines.amount_minor)
            .join(accounts, accounts.c.id == lines.account_id)
            .where(
                *wanted,
                lines.company_id == company_id,
                lines.entry_date.between(period.first_day, as_of),
                lines.until.is_(None),
            )
        )
    part = union_all(*parts).subquery("parts").c
    summed = (
        select(
            part.account_id,
            part.currency,
            func.sum(part.original_minor).label("original_minor"),
            func.sum(part.amount_minor).label("amount_minor"),
            func.max(part.period).label("last_period"),
        )
        .group_by(part.account_id, part.currency)
        .subquery("summed")
    )
    statement = select(
        key.label("key"),
        accounts.c.code,
        accounts.c.title,
        summed.c.currency,
        summed.c.original_minor,
        summed.c.amount_minor,
        summed.c.last_period,
    ).join(summed, summed.c.account_id == accounts.c.id)
    return [
        CardBalance(
            row.key, row.code, row.title, row.currency, int(row.original_minor), int(row.amount_minor), row.last_period
        )
        for row in await reading.all(statement)
    ]


async def accounts_changed_by(
    reading: Reading, company_id: UUID, import_id: UUID, revision: int, as_of: date
) -> set[int]:
    """The accounts whose balance at this date an import has changed, found by what it has staged and ended."""
    staged, kept = staged_entries.c, entries.c
    come = select(staged.account_id, staged.currency, staged.original_minor, staged.amount_minor).where(
        staged.import_id == import_id, staged.entry_date <= as_of
    )
    left = select(staged.document_id).where(staged.import_id == import_id)
    gone = select(kept.account_id, kept.currency, -kept.original_minor, -kept.amount_minor).where(
        kept.company_id == company_id,
        kept.document_id.in_(left),
        kept.until == revision,
        kept.entry_date <= as_of,
    )
    delta = union_all(come, gone).subquery("delta").c
    changed = or_(func.sum(delta.original_minor) != 0, func.sum(delta.amount_minor) != 0)
    statement = select(delta.account_id).group_by(delta.account_id, delta.currency).having(changed)
    return set(await reading.scalars(statement))


async def open_lines(
    reading: Reading, company_id: UUID, account_ids: Collection[int], *, as_of: date, revision: int
) -> Mapping[int, Mapping[str, Sequence[Row[Any]]]]:
    """By account and currency, newest first: the lines on the balance's side that are needed to make it up.

    As the books stood at `revision`.
    """
    found: dict[int, dict[str, list[Row[Any]]]] = {}
    ordered = sorted(account_ids)
    for start in range(0, len(ordered), AT_ONCE):
        for row in await reading.all(_open_lines(company_id, ordered[start : start + AT_ONCE], as_of, revision)):
            found.setdefault(row.account_id, {}).setdefault(row.currency, []).append(row)
    return found


def _open_lines(company_id: UUID, account_ids: Sequence[int], as_of: date, revision: int) -> Any:
    columns = entries.c
    side = case((columns.original_minor > 0, 1), else_=-1)
    mine = (columns.account_id, columns.currency)
    newest_first = (columns.entry_date.desc(), columns.id.desc())
    line = (
        select(
            columns.id,
            *mine,
            columns.entry_date,
            columns.due_date,
            columns.document_no,
            columns.original_minor,
            func.sum(columns.original_minor).over(partition_by=mine).label("balance"),
            func.sum(columns.original_minor)
            .over(partition_by=(*mine, side), order_by=newest_first, rows=(None, 0))
            .label("running"),
        )
        .where(
            columns.company_id == company_id,
            columns.account_id.in_(account_ids),
            columns.entry_date <= as_of,
            columns.since <= revision,
            or_(columns.until.is_(None), columns.until > revision),
        )
        .subquery("line")
    )
    found = line.c
    needed = or_(
        and_(found.balance > 0, found.original_minor > 0, found.running - found.original_minor < found.balance),
        and_(found.balance < 0, found.original_minor < 0, found.running - found.original_minor > found.balance),
    )
    return (
        select(line).where(needed).order_by(found.account_id, found.currency, found.entry_date.desc(), found.id.desc())
    )
