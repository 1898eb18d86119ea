"""What events tell: companies, new messages, closings. Set-based: each function is a fixed number of statements."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Table, and_, func, select, tuple_, update

from services.mailer.domain.states import WITHDRAWABLE, State
from services.mailer.models import (
    answered_reconciliations,
    cancelled_campaigns,
    closed_reconciliations,
    companies,
    messages,
)
from shared.contracts.values import ASKING, UNBOUND
from shared.database import Reading, Transaction, insert_statement

Pair = tuple[UUID, UUID]
"""Company, and something of it."""


async def known_companies(reading: Reading, ids: Collection[UUID]) -> set[UUID]:
    return set(await reading.scalars(select(companies.c.company_id).where(companies.c.company_id.in_(ids))))


async def known_messages(reading: Reading, ids: Collection[UUID]) -> set[UUID]:
    return set(await reading.scalars(select(messages.c.id).where(messages.c.id.in_(ids))))


async def earlier_messages(reading: Reading, reconciliations: Collection[Pair]) -> Sequence[Row[Any]]:
    """What was asked before in these reconciliations, in the order of its sending: `company_id`, `reconciliation_id`, `address`,
    `id`, `send_number`. Receipts began no conversation and are no copy of anything."""
    columns = messages.c
    return await reading.all(
        select(columns.company_id, columns.reconciliation_id, columns.address, columns.id, columns.send_number)
        .where(
            tuple_(columns.company_id, columns.reconciliation_id).in_(list(reconciliations)),
            columns.purpose.in_(ASKING),
        )
        .order_by(columns.send_number, columns.id)
    )


async def keep_companies(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert or update, each only when its revision is higher than the kept one."""
    insert = insert_statement(tx.dialect, companies)
    fields = {column.name: insert.excluded[column.name] for column in companies.c if column.name != "company_id"}
    await tx.execute(
        insert.on_conflict_do_update(
            index_elements=["company_id"],
            set_=fields,
            where=companies.c.revision < insert.excluded.revision,
        ),
        list(rows),
    )


async def keep_closings(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
    """Of several closings of one reconciliation the last one counts, whichever comes first."""
    last: dict[Pair, Mapping[str, Any]] = {}
    for row in sorted(rows, key=lambda row: row["closed_at"]):
        last[row["company_id"], row["reconciliation_id"]] = row
    if not last:
        return
    insertion, values = tx.insertion(closed_reconciliations, list(last.values()))
    given = insertion.excluded
    await tx.execute(
        insertion.on_conflict_do_update(
            index_elements=["company_id", "reconciliation_id"],
            set_={name: given[name] for name in ("campaign_id", "reason", "closed_at")},
            where=closed_reconciliations.c.closed_at < given["closed_at"],
        ),
        values,
    )


async def closings(reading: Reading, reconciliations: Collection[Pair]) -> Mapping[Pair, str]:
    """Why each of these reconciliations was closed, for those that were."""
    columns = closed_reconciliations.c
    rows = await reading.all(
        select(columns.company_id, columns.reconciliation_id, columns.reason).where(
            _near(reading, closed_reconciliations, reconciliations)
        )
    )
    found = {(row.company_id, row.reconciliation_id): row.reason for row in rows}
    return {pair: found[pair] for pair in found.keys() & set(reconciliations)}


async def answered(reading: Reading, reconciliations: Collection[Pair]) -> set[Pair]:
    """Those of these reconciliations that were answered."""
    columns = answered_reconciliations.c
    rows = await reading.all(
        select(columns.company_id, columns.reconciliation_id).where(
            _near(reading, answered_reconciliations, reconciliations)
        )
    )
    return {(row.company_id, row.reconciliation_id) for row in rows} & set(reconciliations)


def _near(reading: Reading, table: Table, pairs: Collection[Pair]) -> ColumnElement[bool]:
    """Rows of these companies and of these reconciliations: two arrays, however many there are. Whoever asks takes its pairs."""
    return and_(
        reading.among(table.c.company_id, {company for company, _ in pairs}),
        reading.among(table.c.reconciliation_id, {reconciliation for _, reconciliation in pairs}),
    )


async def cancellations(reading: Reading, campaigns: Collection[Pair]) -> set[Pair]:
    columns = cancelled_campaigns.c
    rows = await reading.all(
        select(columns.company_id, columns.campaign_id).where(
            tuple_(columns.company_id, columns.campaign_id).in_(list(campaigns))
        )
    )
    return {(row.company_id, row.campaign_id) for row in rows}


async def withdraw(
    tx: Transaction, those: ColumnElement[bool], *, state: State, reason: str, now: datetime
) -> Sequence[Row[Any]]:
    """Take what is not on its way out of the queue; returns what was taken. What is transmitting stays as it is, and so do
    receipts and codes: whoever is there already is answered, whatever becomes of the reconciliation."""
    columns = messages.c
    those &= columns.purpose.not_in(UNBOUND)
    taken = await tx.all(
        update(messages)
        .where(columns.id.in_(_in_order(those, columns.state.in_(WITHDRAWABLE))))
        .values(
            state=state,
            reason=reason,
            due_at=None,
            resume_due_at=None,
            lease_token=None,
            lease_until=None,
            updated_at=now,
        )
        .returning(*messages.c)
    )
    # An uncertain one may have arrived: it keeps saying so, but no second copy goes out by itself.
    await tx.execute(
        update(messages)
        .where(
            columns.id.in_(
                _in_order(
                    those,
                    columns.state == State.UNCERTAIN,
                    func.coalesce(columns.due_at, columns.resume_due_at).is_not(None),
                )
            )
        )
        .values(due_at=None, resume_due_at=None, detail=reason, updated_at=now)
    )
    return taken


def _in_order(*those: ColumnElement[bool]) -> Any:
    """Ids of these, locked in the order in which a lane takes its messages up: neither waits for the other in a circle."""
    return select(messages.c.id).where(*those).order_by(messages.c.id).with_for_update()


def of_ids(ids: Iterable[UUID]) -> ColumnElement[bool]:
    return messages.c.id.in_(list(ids))


def of_reconciliations(pairs: Iterable[Pair]) -> ColumnElement[bool]:
    return tuple_(messages.c.company_id, messages.c.reconciliation_id).in_(list(pairs))


def of_campaigns(pairs: Iterable[Pair]) -> ColumnElement[bool]:
    return tuple_(messages.c.company_id, messages.c.campaign_id).in_(list(pairs))
