"""Personal links, the invitations that went out with them, and how often they were opened."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from operator import add as plus
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, func, select, update

from services.responses.models import invitations, links, statements
from shared.bulk import update_rows
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
    """Add to the counters. Each row: `link_id`, and `openings`, `machine_openings`, `first_opened_at`, `last_opened_at` since the
    last time."""
    await update_rows(
        tx, links, "link_id", rows, {"openings": plus, "machine_openings": plus, "first_opened_at": func.coalesce}
    )


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
    """Each row: `link_id`, `reported_at`, `machine_reported_at`; None leaves the time as it was."""
    await update_rows(tx, links, "link_id", rows, {"reported_at": _newest, "machine_reported_at": _newest})


def _newest(before: ColumnElement[Any], given: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.coalesce(given, before)
