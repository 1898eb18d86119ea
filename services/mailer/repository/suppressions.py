"""Addresses that a company's mails are held back from, and the mails that are."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, bindparam, case, func, literal, or_, select, tuple_, update

from services.mailer.domain.addresses import folded
from services.mailer.domain.states import OPEN, SUPPRESSED, WAITING, State
from services.mailer.models import messages, suppressions
from shared.clock import end_of_day
from shared.database import Reading, Transaction, insert_statement

_VALID = suppressions.c.removed_at.is_(None)


async def among(reading: Reading, pairs: Collection[tuple[UUID, str]]) -> set[tuple[UUID, str]]:
    """Which of these (company, folded address) are suppressed."""
    if not pairs:
        return set()
    columns = suppressions.c
    rows = await reading.all(
        select(columns.company_id, columns.folded).where(
            _VALID,
            reading.among(columns.company_id, {company for company, _ in pairs}),
            reading.among(columns.folded, {address for _, address in pairs}),
        )
    )
    return {(row.company_id, row.folded) for row in rows} & set(pairs)


async def add(tx: Transaction, row: Mapping[str, Any]) -> bool:
    """False when the address is suppressed already: the first reason stays."""
    insert = insert_statement(tx.dialect, suppressions).on_conflict_do_nothing().returning(suppressions.c.id)
    return await tx.first(insert, dict(row)) is not None


async def remove(tx: Transaction, company_id: UUID, suppression_id: UUID, *, by: str, now: datetime) -> str | None:
    """Lift it; the folded address, or None when there is no such valid one."""
    columns = suppressions.c
    address: str | None = await tx.scalar(
        update(suppressions)
        .where(columns.company_id == company_id, columns.id == suppression_id, _VALID)
        .values(removed_by=by, removed_at=now)
        .returning(columns.folded)
    )
    return address


async def one(reading: Reading, company_id: UUID, suppression_id: UUID) -> Row[Any] | None:
    columns = suppressions.c
    return await reading.first(
        select(suppressions).where(columns.company_id == company_id, columns.id == suppression_id, _VALID)
    )


async def valid(reading: Reading, company_id: UUID, address: str) -> Row[Any] | None:
    columns = suppressions.c
    return await reading.first(
        select(suppressions).where(columns.company_id == company_id, columns.folded == folded(address), _VALID)
    )


async def page(
    reading: Reading, company_id: UUID, *, address: str | None, after: tuple[datetime, UUID] | None, limit: int
) -> Sequence[Row[Any]]:
    """Newest first."""
    columns = suppressions.c
    query = select(suppressions).where(columns.company_id == company_id, _VALID)
    if address is not None:
        query = query.where(columns.folded == folded(address))
    if after is not None:
        place = literal(after[0], columns.added_at.type), literal(after[1], columns.id.type)
        query = query.where(tuple_(columns.added_at, columns.id) < tuple_(*place))
    return await reading.all(query.order_by(columns.added_at.desc(), columns.id.desc()).limit(limit))


async def hold_waiting(
    tx: Transaction, company_id: UUID, addresses: Collection[str], *, now: datetime
) -> Sequence[Row[Any]]:
    """Hold every mail to these addresses that has not left yet, also one that a pause or its lane keeps back already or that a
    lane has in its hands, and return them. An uncertain one only loses its retry.

    They wait until their last day and not for 48 hours: a person has to see them.
    """
    columns = messages.c
    mine = (columns.company_id == company_id) & _to(addresses)
    retried = columns.due_at.is_not(None) | columns.resume_due_at.is_not(None)
    await tx.execute(
        update(messages)
        .where(mine, columns.state == State.UNCERTAIN, retried)
        .values(due_at=None, resume_due_at=None, updated_at=now)
    )
    # Written so that the indexes of open and of leased messages serve, whatever else the company has sent.
    still_open = columns.state.in_(bindparam("open", OPEN, expanding=True, literal_execute=True))
    waiting = mine & or_(
        still_open & columns.state.in_(WAITING) & (columns.reason != SUPPRESSED),
        columns.lease_until.is_not(None) & (columns.state == State.CLAIMED),
    )
    last_days = await tx.scalars(select(columns.valid_until).where(waiting).distinct())
    held: list[Row[Any]] = []
    for last_day in last_days:
        end = literal(end_of_day(last_day), columns.give_up_at.type)
        held += await tx.all(
            update(messages)
            .where(waiting, columns.valid_until == last_day)
            .values(
                state=State.HELD,
                reason=SUPPRESSED,
                due_at=None,
                resume_due_at=None,
                lease_token=None,
                lease_until=None,
                give_up_at=case((columns.give_up_at > end, columns.give_up_at), else_=end),
                updated_at=now,
            )
            .returning(*columns)
        )
    return held


async def held(tx: Transaction, company_id: UUID, address: str) -> Sequence[Row[Any]]:
    """Mails that are held because of the address, locked."""
    columns = messages.c
    return await tx.all(
        select(messages)
        .where(
            columns.company_id == company_id,
            columns.state == State.HELD,
            columns.reason == SUPPRESSED,
            _to([address]),
        )
        .with_for_update()
    )


async def release(tx: Transaction, message_id: UUID, *, until: datetime, now: datetime) -> bool:
    """Queue a held mail all the same; False when it is not held for its address (any more)."""
    result = await tx.execute(
        update(messages)
        .where(messages.c.id == message_id, messages.c.state == State.HELD, messages.c.reason == SUPPRESSED)
        .values(state=State.QUEUED, reason="", detail="", due_at=now, give_up_at=until, updated_at=now)
    )
    return result.rowcount == 1


def _to(addresses: Collection[str]) -> ColumnElement[bool]:
    # A row keeps the address as it was typed: its domain may stand there in letters or in its ASCII form.
    wanted = {address.lower() for address in addresses} | {folded(address) for address in addresses}
    return func.lower(messages.c.address).in_(wanted)
