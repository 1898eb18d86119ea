"""The sums per account and month, kept by what each import takes out and brings in; never computed anew from the history.

A document goes out and comes in whole, and belongs to one account, month and kind, so its share of a sum is known without the
others: what an import costs does not depend on how much there was before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Table, and_, case, exists, func, literal, select, union_all

from services.aggregator.domain.sides import DocumentKind, is_return
from services.aggregator.models import (
    balance_sums,
    entries,
    movements,
    period_sums,
    staged_entries,
    staged_movements,
)
from shared.database import Transaction, insert_statement

_RETURNS = tuple(kind.value for kind in DocumentKind if is_return(kind))
_PLACE = (
    "company_id",
    "period",
    "account_id",
    "recorded_period",
    "kind",
    "electronic",
    "series_folded",
    "branch_folded",
)
_SUMS = ("documents", "zero_documents", "negative_documents", "amount_minor", "other_taxes_minor")
_BALANCE_PLACE = ("company_id", "account_id", "currency", "period")
_BALANCE_SUMS = ("original_minor", "amount_minor")


@dataclass(frozen=True, slots=True)
class Exchange:
    """An import on its way into the books; `ended`: whether it ended lines there, `is_line_by_line`: whether each document that
    comes is a single line."""

    company_id: UUID
    import_id: UUID
    revision: int
    ended: bool
    is_line_by_line: bool = False


async def keep_movement_sums(tx: Transaction, exchange: Exchange) -> None:
    """Bring in what the staging holds and take out what ended at this revision."""
    come = staged_movements.c.import_id == exchange.import_id
    documents = _single_lines if exchange.is_line_by_line else _documents
    shares = [_document_shares(documents(staged_movements, come), 1)]
    if exchange.ended:
        gone = _ended(movements.c, staged_movements.c, exchange)
        shares.append(_document_shares(_documents(movements, gone), -1))
    months = select(staged_movements.c.period).where(staged_movements.c.import_id == exchange.import_id)
    sums = period_sums.c
    there = exists().where(sums.company_id == exchange.company_id, sums.period.in_(months))
    is_new = not exchange.ended and not await tx.scalar(select(there))
    await _add(tx, period_sums, _PLACE, _SUMS, union_all(*shares).subquery("shares"), is_new=is_new)


async def keep_first_sums(tx: Transaction, company_id: UUID, revision: int, *, is_line_by_line: bool) -> None:
    """Bring in a company's first movements: those that begin at this revision."""
    come = and_(movements.c.company_id == company_id, movements.c.since == revision)
    documents = _single_lines if is_line_by_line else _documents
    shares = _document_shares(documents(movements, come), 1).subquery("shares")
    await _add(tx, period_sums, _PLACE, _SUMS, shares, is_new=True)


async def keep_entry_sums(tx: Transaction, exchange: Exchange) -> None:
    """The same for ledger entries and balances."""
    shares = [_entry_shares(staged_entries, staged_entries.c.import_id == exchange.import_id, 1)]
    if exchange.ended:
        shares.append(_entry_shares(entries, _ended(entries.c, staged_entries.c, exchange), -1))
    there = exists().where(balance_sums.c.company_id == exchange.company_id)
    is_new = not exchange.ended and not await tx.scalar(select(there))
    shared = union_all(*shares).subquery("shares")
    await _add(tx, balance_sums, _BALANCE_PLACE, _BALANCE_SUMS, shared, is_new=is_new)


def _ended(kept: Any, staged: Any, exchange: Exchange) -> ColumnElement[bool]:
    # Found by what is staged, so that the index of documents leads there.
    left = select(staged.document_id).where(staged.import_id == exchange.import_id)
    return and_(kept.company_id == exchange.company_id, kept.document_id.in_(left), kept.until == exchange.revision)


def _single_lines(table: Table, which: ColumnElement[bool]) -> Any:
    """Documents of one line each: there is nothing to put together."""
    columns = table.c
    document = select(
        *[columns[name] for name in _PLACE if name != "electronic"],
        case((columns.electronic, 1), else_=0).label("electronic"),
        columns.amount_minor.label("amount"),
        columns.other_taxes_minor.label("other_taxes"),
    )
    return document.where(which, columns.cancelled.is_(False)).subquery("document").c


def _documents(table: Table, which: ColumnElement[bool]) -> Any:
    """A document is what its lines have in common; its series and branch are the first ones among them."""
    columns = table.c
    document = (
        select(
            columns.company_id,
            columns.period,
            columns.account_id,
            columns.recorded_period,
            columns.kind,
            func.min(case((columns.electronic, 1), else_=0)).label("electronic"),
            func.min(columns.series_folded).label("series_folded"),
            func.min(columns.branch_folded).label("branch_folded"),
            func.sum(columns.amount_minor).label("amount"),
            func.sum(columns.other_taxes_minor).label("other_taxes"),
        )
        .where(which, columns.cancelled.is_(False))
        .group_by(
            columns.company_id,
            columns.period,
            columns.account_id,
            columns.recorded_period,
            columns.kind,
            columns.document_hash,
        )
    )
    return document.subquery("document").c


def _document_shares(document: Any, sign: int) -> Select[Any]:
    """One row per document: where it counts, and what it counts for."""
    is_negative = and_(document.amount < 0, document.kind.not_in(_RETURNS))
    direction = case((document.amount < 0, -1), else_=1)
    return select(
        document.company_id,
        document.period,
        document.account_id,
        document.recorded_period,
        document.kind,
        (document.electronic == 1).label("electronic"),
        document.series_folded,
        document.branch_folded,
        literal(sign).label("documents"),
        case((document.amount == 0, sign), else_=0).label("zero_documents"),
        case((is_negative, sign), else_=0).label("negative_documents"),
        # A return booked below zero counts above it; any other document below zero counts nowhere (domain.md §2.5 point 12).
        case((is_negative, 0), else_=document.amount * direction * sign).label("amount_minor"),
        case((is_negative, 0), else_=document.other_taxes * direction * sign).label("other_taxes_minor"),
    )


def _entry_shares(table: Table, which: ColumnElement[bool], sign: int) -> Select[Any]:
    columns = table.c
    return select(
        columns.company_id,
        columns.account_id,
        columns.currency,
        columns.period,
        (columns.original_minor * sign).label("original_minor"),
        (columns.amount_minor * sign).label("amount_minor"),
    ).where(which)


async def _add(
    tx: Transaction, table: Table, place: tuple[str, ...], sums: tuple[str, ...], shares: Any, *, is_new: bool
) -> None:
    columns = shares.c
    added = [func.sum(columns[name]).label(name) for name in sums]
    # `WHERE` true: without one, SQLite takes ON CONFLICT for a part of the join.
    grouped = (
        select(*[columns[name] for name in place], *added)
        .where(literal(1) == 1)
        .group_by(*[columns[name] for name in place])
        .order_by(*[columns[name] for name in place])
    )
    insert = insert_statement(tx.dialect, table)
    statement = insert.from_select([*place, *sums], grouped)
    if not is_new:  # where no sum can be there yet, nobody need look for one
        statement = statement.on_conflict_do_update(
            index_elements=[table.c[name] for name in place],
            set_={name: table.c[name] + insert.excluded[name] for name in sums},
        )
    await tx.execute(statement)
