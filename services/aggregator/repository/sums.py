"""The sums of a month, made by the database from its integers: exact, and the same on both databases.

Documents first (a document may lie on several lines and cards), then sides, then counterparties. `domain/figures.py` says the
same in plain code and is what these statements are tested against.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    Row,
    and_,
    case,
    false,
    func,
    insert,
    literal,
    or_,
    select,
)

from services.aggregator.domain.series import DeferredSeries
from services.aggregator.domain.sides import DocumentKind, Side, is_return, side_of
from services.aggregator.models import accounts, figure_documents, figures, movements
from shared.database import Reading, Transaction
from shared.text import fold

KEYS_AT_ONCE = 5000
_Key = TypeVar("_Key", str, int)

RETURNS = tuple(kind.value for kind in DocumentKind if is_return(kind))
SALES = tuple(kind.value for kind in DocumentKind if side_of(kind) is Side.SALES)


@dataclass(frozen=True, slots=True)
class SumRules:
    """What a run was asked for, as far as sums depend on it."""

    company_id: UUID
    period: int
    merge_by_tax_number: bool
    deferred_series: tuple[DeferredSeries, ...]


def key_of(merge: bool) -> ColumnElement[str]:
    """The counterparty of an account: the key it is merged under, or itself."""
    alone = literal("a:") + accounts.c.code
    return func.coalesce(accounts.c.merge_key, alone) if merge else alone


def _deferred(series: Sequence[DeferredSeries]) -> ColumnElement[bool]:
    everywhere = [fold(one.series) for one in series if one.branch is None]
    in_branch = [(fold(one.branch), fold(one.series)) for one in series if one.branch is not None]
    columns = movements.c
    found: list[ColumnElement[bool]] = []
    if everywhere:
        found.append(columns.series_folded.in_(everywhere))
    found += [and_(columns.branch_folded == branch, columns.series_folded == name) for branch, name in in_branch]
    return and_(columns.series_folded != "", or_(*found)) if found else false()


def _documents(rules: SumRules, keys: Collection[str] | None) -> CTE:
    """One row per document of the month: counterparty, kind, whether deferred, amount."""
    columns = movements.c
    key = key_of(rules.merge_by_tax_number)
    # Keys are computed per line first and grouped by name then: PostgreSQL does not see that two expressions with
    # parameters are the same one.
    lines = (
        select(
            key.label("key"),
            case((_deferred(rules.deferred_series), 1), else_=0).label("deferred"),
            columns.kind,
            columns.document_hash,
            columns.document_no,
            columns.document_date,
            columns.currency,
            columns.original_minor,
            columns.amount_minor,
        )
        .join(accounts, accounts.c.id == columns.account_id)
        .where(columns.company_id == rules.company_id, columns.period == rules.period, columns.cancelled.is_(false()))
    )
    if keys is not None:
        # By account, so that the index of movements leads to these lines and the month is not read as a whole.
        wanted = select(accounts.c.id).where(accounts.c.company_id == rules.company_id, key.in_(keys))
        lines = lines.where(columns.account_id.in_(wanted))
    line = lines.subquery("lines").c
    return (
        select(
            line.key,
            line.kind,
            line.deferred,
            func.min(line.document_no).label("document_no"),
            func.min(line.document_date).label("document_date"),
            func.min(line.currency).label("currency"),
            func.sum(line.original_minor).label("original_minor"),
            func.sum(line.amount_minor).label("amount_minor"),
        )
        .group_by(line.key, line.kind, line.deferred, line.document_hash)
        .cte("documents")
    )


def _counted(documents: CTE) -> ColumnElement[bool]:
    """A document below zero counts only when it is a return booked as a negative invoice (domain.md §2.5 point 12)."""
    return or_(documents.c.amount_minor >= 0, documents.c.kind.in_(RETURNS))


def _side_sums(documents: CTE, side: Side) -> list[ColumnElement[Any]]:
    columns = documents.c
    on_side = columns.kind.in_(SALES) if side is Side.SALES else columns.kind.not_in(SALES)
    here = and_(on_side, columns.deferred == 0, _counted(documents))
    returned = and_(here, columns.kind.in_(RETURNS))
    amount = func.abs(columns.amount_minor)
    name = side.value
    return [
        func.sum(case((here, amount), else_=0)).label(f"{name}_minor"),
        func.sum(case((here, 1), else_=0)).label(f"{name}_documents"),
        func.sum(case((returned, amount), else_=0)).label(f"{name}_returns_minor"),
        func.sum(case((returned, 1), else_=0)).label(f"{name}_returns_documents"),
    ]


async def counterparties(
    reading: Reading, rules: SumRules, *, keys: Collection[str] | None = None
) -> list[dict[str, Any]]:
    """Per counterparty with documents in the month: both sides, what was deferred, and how many documents cannot count."""
    if keys is None:
        return await _counterparties(reading, rules, None)
    return [row for some in _in_portions(keys) for row in await _counterparties(reading, rules, some)]


async def _counterparties(reading: Reading, rules: SumRules, keys: Collection[str] | None) -> list[dict[str, Any]]:
    documents = _documents(rules, keys)
    columns = documents.c
    deferred = and_(columns.deferred == 1, _counted(documents))
    statement = (
        select(
            columns.key,
            *_side_sums(documents, Side.PURCHASES),
            *_side_sums(documents, Side.SALES),
            func.sum(case((deferred, func.abs(columns.amount_minor)), else_=0)).label("deferred_minor"),
            func.sum(case((deferred, 1), else_=0)).label("deferred_documents"),
            func.sum(case((_counted(documents), 0), else_=1)).label("negative_documents"),
        )
        .group_by(columns.key)
        .order_by(columns.key)
    )
    return await reading.mappings(statement)


async def digests(reading: Reading, rules: SumRules, *, keys: Collection[str]) -> dict[str, str]:
    """Per counterparty: a digest of every document that counts in its figure. None without such documents."""
    found: defaultdict[str, Any] = defaultdict(blake2b)
    for some in _in_portions(keys):
        documents = _documents(rules, some)
        columns = documents.c
        statement = (
            select(
                columns.key, columns.kind, columns.document_no, columns.document_date, columns.amount_minor,
                columns.currency, columns.original_minor,
            )
            .where(columns.deferred == 0, _counted(documents))
        )  # fmt: skip
        for row in sorted(tuple(map(str, row)) for row in await reading.all(statement)):
            found[row[0]].update("\x1f".join(row).encode() + b"\n")
    return {key: digest.hexdigest() for key, digest in found.items()}


async def keep_documents(tx: Transaction, rules: SumRules, run_id: UUID) -> None:
    """Freeze the documents behind the figures that the run has kept."""
    documents = _documents(rules, None)
    columns = documents.c
    # A document booked below zero is shown as it counts: above zero, on the other side.
    sign = case((columns.amount_minor < 0, -1), else_=1)
    chosen = (
        select(
            literal(rules.company_id, figure_documents.c.company_id.type).label("company_id"),
            literal(run_id, figure_documents.c.run_id.type).label("run_id"),
            columns.key,
            columns.document_no,
            columns.document_date,
            columns.kind,
            func.abs(columns.amount_minor),
            columns.currency,
            columns.original_minor * sign,
        )
        .join(figures, and_(figures.c.run_id == run_id, figures.c.key == columns.key))
        .where(columns.deferred == 0, _counted(documents))
        .order_by(columns.key, columns.document_date, columns.document_no)
    )
    names = [
        "company_id",
        "run_id",
        "key",
        "document_no",
        "document_date",
        "kind",
        "amount_minor",
        "currency",
        "original_minor",
    ]
    await tx.execute(insert(figure_documents).from_select(names, chosen))


async def cards(reading: Reading, company_id: UUID, *, merge: bool, keys: Collection[str]) -> Sequence[Row[Any]]:
    """The account cards of these counterparties, each with its counterparty's key, by code."""
    key = key_of(merge)
    found: list[Row[Any]] = []
    for some in _in_portions(keys):
        found += await reading.all(
            select(key.label("key"), accounts).where(accounts.c.company_id == company_id, key.in_(some))
        )
    # Not by the database: its collation is not the same everywhere, and the first card gives the counterparty its title.
    return sorted(found, key=lambda row: row.code)


async def keys_of_accounts(
    reading: Reading, company_id: UUID, *, merge: bool, account_ids: Collection[int]
) -> set[str]:
    """The counterparties that these accounts belong to."""
    found: set[str] = set()
    for some in _in_portions(account_ids):
        statement = select(key_of(merge)).where(accounts.c.company_id == company_id, accounts.c.id.in_(some))
        found |= set(await reading.scalars(statement))
    return found


def _in_portions(wanted: Collection[_Key]) -> Iterator[list[_Key]]:
    """Statements have room for so many parameters only."""
    ordered = sorted(wanted)
    for start in range(0, len(ordered), KEYS_AT_ONCE):
        yield ordered[start : start + KEYS_AT_ONCE]
