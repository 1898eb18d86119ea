"""What is due to be sent to whom: taken with a lease, so that what a killed process had in hand is taken again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, select, update

from services.campaign.domain.webhooks import DeliveryState
from services.campaign.models import webhook_deliveries as deliveries
from services.campaign.models import webhook_endpoints as endpoints
from services.campaign.models import webhook_messages as messages
from shared.database import Reading, Transaction


@dataclass(frozen=True, slots=True)
class Due:
    """An endpoint for which something waits."""

    endpoint_id: UUID
    company_id: UUID
    url: str


@dataclass(frozen=True, slots=True)
class Taken:
    """A delivery in our hands until the lease ends."""

    delivery_id: int
    message_id: UUID
    attempts: int
    """This one counted."""
    created_at: datetime
    body: str


@dataclass(frozen=True, slots=True)
class Batch:
    token: UUID
    rows: Sequence[Taken]


def _is_due(now: datetime) -> ColumnElement[bool]:
    of = deliveries.c
    return (
        (of.state == DeliveryState.WAITING.value)
        & (of.available_at <= now)
        & (of.lease_until.is_(None) | (of.lease_until <= now))
    )


async def due_endpoints(reading: Reading, now: datetime) -> Sequence[Due]:
    """Endpoints that are on and for which something is due."""
    waits = select(deliveries.c.id).where(deliveries.c.endpoint_id == endpoints.c.endpoint_id, _is_due(now))
    rows = await reading.all(
        select(endpoints.c.endpoint_id, endpoints.c.company_id, endpoints.c.url)
        .where(endpoints.c.off == "", waits.exists())
        .order_by(endpoints.c.endpoint_id)
    )
    return [Due(row.endpoint_id, row.company_id, row.url) for row in rows]


async def take(tx: Transaction, endpoint: Due, *, limit: int, lease: timedelta) -> Batch:
    """Some that are due for this endpoint, the oldest first; none once it is switched off or has another address."""
    still = endpoints.c.endpoint_id == endpoint.endpoint_id, endpoints.c.off == "", endpoints.c.url == endpoint.url
    mine = deliveries.c.endpoint_id == endpoint.endpoint_id
    return await _take(tx, mine & select(endpoints.c.endpoint_id).where(*still).exists(), limit, lease)


async def take_one(tx: Transaction, endpoint_id: UUID, delivery_id: int, *, lease: timedelta) -> Batch:
    """This one, whether the endpoint is on or off."""
    return await _take(tx, (deliveries.c.endpoint_id == endpoint_id) & (deliveries.c.id == delivery_id), 1, lease)


async def _take(tx: Transaction, those: ColumnElement[bool], limit: int, lease: timedelta) -> Batch:
    """The attempt is counted by this very statement."""
    now, token, of = tx.clock.now(), uuid4(), deliveries.c
    which = _is_due(now) & those
    ready = select(of.id).where(which).order_by(of.available_at, of.id).limit(limit)
    ready_ids = ready.with_for_update(skip_locked=True).cte("ready")
    taken = await tx.all(
        update(deliveries)
        .where(tx.taken_from(of.id, ready_ids))
        .values(lease_token=token, lease_until=now + lease, attempts=of.attempts + 1)
        .returning(of.id, of.message_id, of.attempts, of.created_at)
    )
    if not taken:
        return Batch(token, ())
    bodies = await tx.all(
        select(messages.c.message_id, messages.c.body).where(
            tx.among(messages.c.message_id, [row.message_id for row in taken])
        )
    )
    body = {row.message_id: row.body for row in bodies}
    rows = [Taken(row.id, row.message_id, row.attempts, row.created_at, body[row.message_id]) for row in taken]
    return Batch(token, sorted(rows, key=lambda one: one.delivery_id))


async def settle(tx: Transaction, delivery_id: int, token: UUID, **values: Any) -> bool:
    """Write what became of one; False when the lease is not ours any more."""
    changed = await tx.execute(
        update(deliveries)
        .where(deliveries.c.id == delivery_id, deliveries.c.lease_token == token)
        .values(**values, lease_token=None, lease_until=None)
    )
    return changed.rowcount == 1


async def note_success(tx: Transaction, endpoint_id: UUID, at: datetime) -> None:
    mine = endpoints.c.endpoint_id == endpoint_id
    await tx.execute(update(endpoints).where(mine).values(delivered_at=at, failing_since=None))


async def note_failure(tx: Transaction, endpoint_id: UUID, at: datetime) -> None:
    """Only the first one of a row counts."""
    of = endpoints.c
    await tx.execute(
        update(endpoints).where(of.endpoint_id == endpoint_id, of.failing_since.is_(None)).values(failing_since=at)
    )


async def turn_off(
    tx: Transaction, endpoint_id: UUID, why: str, at: datetime, *, failing_before: datetime | None = None
) -> bool:
    """Tell it nothing more; with `failing_before` only when nothing has got through since then."""
    of = endpoints.c
    still = (of.endpoint_id == endpoint_id) & (of.off == "")
    if failing_before is not None:
        still &= of.failing_since <= failing_before
    changed = await tx.execute(update(endpoints).where(still).values(off=why, off_at=at))
    return changed.rowcount == 1
