"""Wishes for a fresh link, and which links an address has that are worth mailing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, or_, select

from services.responses.models import cancelled_campaigns, closings, link_requests, links, statements
from services.responses.repository.statements import ENDS, WITHDRAWN
from shared.database import Reading, Transaction


async def add(tx: Transaction, request_id: UUID, address: str, now: datetime) -> None:
    await tx.execute(link_requests.insert().values(request_id=request_id, address=address, requested_at=now))


async def take(tx: Transaction, limit: int) -> Sequence[Row[Any]]:
    """The oldest ones, for this worker alone; nothing is kept of whoever was looked at."""
    columns = link_requests.c
    oldest = select(columns.request_id).order_by(columns.requested_at).limit(limit).with_for_update(skip_locked=True)
    taken = delete(link_requests).where(columns.request_id.in_(oldest)).returning(columns.request_id, columns.address)
    return await tx.all(taken)


async def open_links(reading: Reading, folded: Collection[str], now: datetime) -> Sequence[Row[Any]]:
    """Links of these addresses whose page can still be answered, or shows an answer; the newest first, with their statements."""
    withdrawn = or_(
        select(cancelled_campaigns.c.campaign_id)
        .where(cancelled_campaigns.c.campaign_id == statements.c.campaign_id)
        .exists(),
        select(closings.c.reconciliation_id)
        .where(closings.c.reconciliation_id == statements.c.reconciliation_id, closings.c.reason.in_(WITHDRAWN))
        .exists(),
    )
    query = (
        select(
            links.c.link_id,
            links.c.address,
            links.c.address_folded,
            links.c.name,
            links.c.role,
            links.c.language,
            statements.c.reconciliation_id,
            statements.c.company_id,
            statements.c.campaign_id,
            statements.c.head,
            statements.c.closes_at,
            statements.c.extended_to,
        )
        .join(statements, statements.c.reconciliation_id == links.c.reconciliation_id)
        .where(
            links.c.address_folded.in_(folded),
            links.c.revoked_at.is_(None),
            statements.c.snapshot_sha256.is_not(None),
            now < ENDS,
            ~withdrawn,
        )
        .order_by(links.c.created_at.desc(), links.c.link_id)
    )
    return await reading.all(query)
