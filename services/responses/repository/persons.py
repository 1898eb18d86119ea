"""A person's data: found by the address that links went to, and replaced when it is to be forgotten."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, update

from services.responses.domain.entries import Entry
from services.responses.domain.seals import ERASED, Row
from services.responses.models import erasures, invitations, ledgers, links, responses, statements
from services.responses.repository.responses import entry_of
from services.responses.repository.statements import ENDS
from shared.database import Reading, Transaction


def _over(before: datetime) -> ColumnElement[bool]:
    # The sealed day is the one with an index; no last day ever moves to an earlier one.
    return and_(statements.c.closes_at < before, before > ENDS)


async def links_of(reading: Reading, company_id: UUID, address: str) -> Sequence[Row]:
    """Links that went to this address, each with when its reconciliation closes."""
    query = (
        select(links, ENDS.label("closes_at"), statements.c.campaign_id)
        .join(statements, statements.c.reconciliation_id == links.c.reconciliation_id)
        .where(links.c.company_id == company_id, func.lower(links.c.address) == address.lower())
        .order_by(links.c.created_at, links.c.link_id)
    )
    return [row._asdict() for row in await reading.all(query)]


async def invitations_of(reading: Reading, link_ids: Collection[str]) -> Sequence[Row]:
    query = select(invitations).where(invitations.c.link_id.in_(link_ids)).order_by(invitations.c.issued_at)
    return [row._asdict() for row in await reading.all(query)]


async def entries_of(reading: Reading, reconciliation_ids: Collection[UUID]) -> Sequence[Entry]:
    """All answers to these reconciliations."""
    query = select(responses).where(responses.c.reconciliation_id.in_(reconciliation_ids))
    return [entry_of(row._asdict()) for row in await reading.all(query.order_by(responses.c.position))]


async def with_traces(reading: Reading, before: datetime, limit: int) -> Sequence[Entry]:
    """Answers of reconciliations that closed before then, whose traces are still there."""
    query = (
        select(responses)
        .join(statements, statements.c.reconciliation_id == responses.c.reconciliation_id)
        .where(_over(before), responses.c.ip != ERASED)
        .order_by(responses.c.company_id, responses.c.position)
        .limit(limit)
    )
    return [entry_of(row._asdict()) for row in await reading.all(query)]


async def with_persons(reading: Reading, before: datetime, limit: int) -> Sequence[tuple[UUID, UUID]]:
    """Company and reconciliation of statements that closed before then and still name somebody: when one person has been
    erased, the list of recipients is gone, and the others are still named by their links."""
    named = exists().where(
        links.c.reconciliation_id == statements.c.reconciliation_id, ~links.c.address.startswith(ERASED)
    )
    query = (
        select(statements.c.company_id, statements.c.reconciliation_id)
        .where(_over(before), or_(statements.c.recipients != ERASED, named))
        .order_by(statements.c.closes_at)
        .limit(limit)
    )
    return [(row.company_id, row.reconciliation_id) for row in await reading.all(query)]


async def links_to(reading: Reading, reconciliation_ids: Collection[UUID]) -> Sequence[str]:
    """Links of these reconciliations that still name a person."""
    query = select(links.c.link_id).where(
        links.c.reconciliation_id.in_(reconciliation_ids), ~links.c.address.startswith(ERASED)
    )
    return await reading.scalars(query)


async def write_entry(tx: Transaction, entry: Entry, columns: Collection[str]) -> None:
    """Write these columns of an answer, and its salts. Nothing else of an answer is ever written again."""
    values = {name: getattr(entry, name) for name in (*columns, "salts")}
    await tx.execute(update(responses).where(responses.c.response_id == entry.response_id).values(**values))


async def write_link(tx: Transaction, link_id: str, values: Mapping[str, str]) -> None:
    """The link, and its address where files came through it."""
    await tx.execute(update(links).where(links.c.link_id == link_id).values(**values))
    if "address" in values:
        await tx.execute(update(ledgers).where(ledgers.c.link_id == link_id).values(address=values["address"]))


async def ledgers_of(reading: Reading, link_ids: Collection[str]) -> Sequence[Row]:
    """Files of own books that came through these links, without their content."""
    columns = ledgers.c
    query = select(columns.file_name, columns.sha256, columns.size, columns.address, columns.uploaded_at)
    rows = await reading.all(query.where(columns.link_id.in_(link_ids)).order_by(columns.uploaded_at))
    return [row._asdict() for row in rows]


async def drop_files(tx: Transaction, reconciliation_ids: Collection[UUID]) -> None:
    """Files may name anybody: their content and name go, their hash and what comparing them gave stay."""
    mine = ledgers.c.reconciliation_id.in_(reconciliation_ids)
    await tx.execute(update(ledgers).where(mine).values(content=b"", file_name=""))


async def write_statement(tx: Transaction, reconciliation_id: UUID, values: Mapping[str, str]) -> None:
    mine: ColumnElement[bool] = statements.c.reconciliation_id == reconciliation_id
    await tx.execute(update(statements).where(mine).values(**values))


async def record(tx: Transaction, values: Mapping[str, Any]) -> None:
    """Keep that something was forgotten; never what."""
    await tx.execute(erasures.insert(), values)
