"""Personal links, the invitations that went out with them, and how often they were opened."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, func, select, update

from services.responses.models import invitations, links, statements
from shared.database import Reading, Transaction


async def add(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
    await tx.insert_or_ignore(links, rows)


async def of_reconciliations(reading: Reading, ids: Collection[UUID]) -> dict[UUID, list[Row[Any]]]:
    """All links that open something, per reconciliation, in a fixed order."""
    query = (
        select(links)
        .where(reading.among(links.c.reconciliation_id, ids), links.c.revoked_at.is_(None))
        .order_by(links.c.reconciliation_id, links.c.address)
    )
    found: dict[UUID, list[Row[Any]]] = {}
    for row in await reading.all(query):
        found.setdefault(row.reconciliation_id, []).append(row)
    return found


async def of_ids(reading: Reading, link_ids: Collection[str]) -> list[Row[Any]]:
    return list(await reading.all(select(links).where(links.c.link_id.in_(link_ids)).order_by(links.c.address)))


async def revoke(tx: Transaction, link_ids: Collection[str], now: datetime) -> None:
    """From now on these open what unknown ones do."""
    await tx.execute(
        update(links).where(links.c.link_id.in_(link_ids), links.c.revoked_at.is_(None)).values(revoked_at=now)
    )


async def issued(reading: Reading, message_ids: Collection[UUID]) -> set[UUID]:
    """Those of these messages that were asked for before."""
    query = select(invitations.c.message_id).where(reading.among(invitations.c.message_id, message_ids))
    return set(await reading.scalars(query))


async def add_invitations(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
    await tx.insert_or_ignore(invitations, rows)


async def count_openings(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add to the counters. Each row: `id`, `people`, `machines`, `first`, `last`."""
    columns = links.c
    statement = (
        update(links)
        .where(columns.link_id == bindparam("id"))
        .values(
            openings=columns.openings + bindparam("people"),
            machine_openings=columns.machine_openings + bindparam("machines"),
            first_opened_at=func.coalesce(
                columns.first_opened_at, bindparam("first", type_=columns.first_opened_at.type)
            ),
            last_opened_at=bindparam("last"),
        )
    )
    await tx.execute(statement, rows)


async def for_report(tx: Transaction, link_ids: Collection[str]) -> Sequence[Row[Any]]:
    """What a `PageOpened` needs, per link; held so that two replicas do not report the same opening twice."""
    query = (
        select(
            links.c.link_id,
            links.c.company_id,
            links.c.reconciliation_id,
            links.c.address,
            links.c.reported_at,
            links.c.machine_reported_at,
            statements.c.campaign_id,
        )
        .join(statements, statements.c.reconciliation_id == links.c.reconciliation_id)
        .where(links.c.link_id.in_(link_ids))
        .order_by(links.c.link_id)
        .with_for_update(of=links, key_share=True)
    )
    return await tx.all(query)


async def mark_reported(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
    """Each row: `id`, `person_at`, `machine_at`; None leaves the time as it was."""
    if not rows:
        return
    columns = links.c
    statement = (
        update(links)
        .where(columns.link_id == bindparam("id"))
        .values(
            reported_at=func.coalesce(bindparam("person_at", type_=columns.reported_at.type), columns.reported_at),
            machine_reported_at=func.coalesce(
                bindparam("machine_at", type_=columns.reported_at.type), columns.machine_reported_at
            ),
        )
    )
    await tx.execute(statement, rows)
