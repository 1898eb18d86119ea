"""Receivers of webhooks as a company sees them, and the messages that were or will be sent to them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, insert, select, update

from services.campaign.domain.webhooks import Delivery, DeliveryState, Endpoint
from services.campaign.models import campaigns, reconciliations
from services.campaign.models import webhook_deliveries as deliveries
from services.campaign.models import webhook_endpoints as endpoints
from services.campaign.models import webhook_messages as messages
from shared.bulk import insert_rows
from shared.database import Reading, Transaction
from shared.errors import NotFound
from shared.paging import cut, decode_cursor, encode_cursor

_SHOWN = [column for column in endpoints.c if column.name not in ("secret", "old_secret")]
_AT_ONCE = 5000


def _endpoint(row: Any) -> Endpoint:
    values = row._asdict()
    return Endpoint(**{**values, "events": tuple(values["events"])})


async def list_endpoints(reading: Reading, company_id: UUID) -> list[Endpoint]:
    query = select(*_SHOWN).where(endpoints.c.company_id == company_id)
    return [_endpoint(row) for row in await reading.all(query.order_by(endpoints.c.created_at, endpoints.c.url))]


async def get_endpoint(reading: Reading, company_id: UUID, endpoint_id: UUID, *, locked: bool = False) -> Endpoint:
    """Errors: `webhook_not_found`."""
    query = select(*_SHOWN).where(endpoints.c.company_id == company_id, endpoints.c.endpoint_id == endpoint_id)
    row = await reading.first(query.with_for_update() if locked else query)
    if row is None:
        raise NotFound("There is no such webhook.", code="webhook_not_found")
    return _endpoint(row)


async def count_endpoints(reading: Reading, company_id: UUID) -> int:
    return int(await reading.scalar(select(func.count()).where(endpoints.c.company_id == company_id)) or 0)


async def insert_endpoint(tx: Transaction, values: Mapping[str, Any]) -> None:
    await tx.execute(insert(endpoints).values(values))


async def update_endpoint(tx: Transaction, company_id: UUID, endpoint_id: UUID, **values: Any) -> None:
    mine = (endpoints.c.company_id == company_id) & (endpoints.c.endpoint_id == endpoint_id)
    await tx.execute(update(endpoints).where(mine).values(**values))


async def delete_endpoint(tx: Transaction, company_id: UUID, endpoint_id: UUID) -> None:
    """With its deliveries. They go first: an endpoint is locked after them everywhere."""
    mine = (endpoints.c.company_id == company_id) & (endpoints.c.endpoint_id == endpoint_id)
    await tx.execute(delete(deliveries).where(deliveries.c.endpoint_id == endpoint_id))
    await tx.execute(delete(endpoints).where(mine))


async def sealed_secrets(reading: Reading, endpoint_id: UUID) -> tuple[str, str, datetime | None]:
    """The newest secret, the one before it, and until when that one is good; all sealed."""
    of = endpoints.c
    row = await reading.first(
        select(of.secret, of.old_secret, of.old_secret_until).where(of.endpoint_id == endpoint_id)
    )
    return ("", "", None) if row is None else (row.secret, row.old_secret, row.old_secret_until)


async def listeners(reading: Reading, company_ids: Collection[UUID]) -> dict[UUID, list[Endpoint]]:
    """Who wants to be told what, by company; those that are off too, since what they missed can be sent later."""
    query = select(*_SHOWN).where(reading.among(endpoints.c.company_id, list(company_ids)))
    found: dict[UUID, list[Endpoint]] = {}
    for row in await reading.all(query):
        found.setdefault(row.company_id, []).append(_endpoint(row))
    return found


async def keep_messages(tx: Transaction, rows: Sequence[dict[str, Any]]) -> None:
    await insert_rows(tx, messages, rows)


async def keep_deliveries(tx: Transaction, rows: Sequence[dict[str, Any]]) -> None:
    await insert_rows(tx, deliveries, rows)


async def told_of(reading: Reading, reconciliation_ids: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    """What a message says of a reconciliation besides its state, by id."""
    of = reconciliations.c
    wanted, found = sorted(reconciliation_ids), {}
    for start in range(0, len(wanted), _AT_ONCE):
        rows = await reading.mappings(
            select(
                of.reconciliation_id,
                of.reference,
                of.figure_key,
                of.account_codes,
                of.answer,
                of.answer_version,
                of.answered_at,
                of.answer_late,
                of.closed_reason,
                of.notice,
                campaigns.c.number.label("campaign_number"),
                campaigns.c.period,
            )
            .join(campaigns, campaigns.c.campaign_id == of.campaign_id)
            .where(reading.among(of.reconciliation_id, wanted[start : start + _AT_ONCE]))
        )
        found.update({row["reconciliation_id"]: row for row in rows})
    return found


_DELIVERY = (
    deliveries.c.id.label("delivery_id"),
    deliveries.c.message_id,
    deliveries.c.endpoint_id,
    messages.c.type,
    messages.c.occurred_at,
    messages.c.body,
    deliveries.c.state,
    deliveries.c.attempts,
    deliveries.c.available_at,
    deliveries.c.tried_at,
    deliveries.c.outcome,
    deliveries.c.status,
    deliveries.c.answer,
    deliveries.c.milliseconds,
    deliveries.c.delivered_at,
)


def _delivery(row: Any) -> Delivery:
    values = row._asdict()
    state, available_at = DeliveryState(values.pop("state")), values.pop("available_at")
    return Delivery(**values, state=state, next_at=available_at if state is DeliveryState.WAITING else None)


async def list_deliveries(
    reading: Reading,
    endpoint_id: UUID,
    states: Collection[str],
    *,
    limit: int,
    cursor: str | None = None,
) -> tuple[Sequence[Delivery], str | None]:
    """The newest first."""
    query = select(*_DELIVERY).join(messages, messages.c.message_id == deliveries.c.message_id)
    query = query.where(deliveries.c.endpoint_id == endpoint_id)
    if states:
        query = query.where(deliveries.c.state.in_(list(states)))
    if cursor is not None:
        (before,) = decode_cursor(cursor, int)
        query = query.where(deliveries.c.id < before)
    rows = [_delivery(row) for row in await reading.all(query.order_by(deliveries.c.id.desc()).limit(limit + 1))]
    page, last = cut(rows, limit)
    return page, encode_cursor(last.delivery_id) if last else None


async def get_delivery(reading: Reading, endpoint_id: UUID, delivery_id: int) -> Delivery:
    """Errors: `delivery_not_found`."""
    query = select(*_DELIVERY).join(messages, messages.c.message_id == deliveries.c.message_id)
    row = await reading.first(query.where(deliveries.c.endpoint_id == endpoint_id, deliveries.c.id == delivery_id))
    if row is None:
        raise NotFound("There is no such delivery of this webhook.", code="delivery_not_found")
    return _delivery(row)


async def delivery_id_of(reading: Reading, endpoint_id: UUID, message_id: UUID) -> int:
    of = deliveries.c
    query = select(of.id).where(of.endpoint_id == endpoint_id, of.message_id == message_id)
    return int(await reading.scalar(query))


async def counts(reading: Reading, company_id: UUID) -> dict[UUID, dict[str, int]]:
    """Deliveries by endpoint and state."""
    of = deliveries.c
    rows = await reading.all(
        select(of.endpoint_id, of.state, func.count().label("many"))
        .where(of.company_id == company_id)
        .group_by(of.endpoint_id, of.state)
    )
    found: dict[UUID, dict[str, int]] = {}
    for row in rows:
        found.setdefault(row.endpoint_id, {})[row.state] = row.many
    return found


async def count_tests(reading: Reading, company_id: UUID, kind: str, since: datetime) -> int:
    of = messages.c
    query = select(func.count()).where(of.company_id == company_id, of.type == kind, of.occurred_at >= since)
    return int(await reading.scalar(query) or 0)


async def send_again(tx: Transaction, condition: ColumnElement[bool]) -> int:
    """Put deliveries back at the beginning; how many. What is being sent at this moment is left to its sender."""
    now, of = tx.clock.now(), deliveries.c
    free = of.lease_until.is_(None) | (of.lease_until <= now)
    result = await tx.execute(
        update(deliveries)
        .where(condition, free)
        .values(
            state=DeliveryState.WAITING.value,
            attempts=0,
            available_at=now,
            created_at=now,
            lease_token=None,
            lease_until=None,
        )
    )
    return result.rowcount


async def send_one_again(tx: Transaction, endpoint_id: UUID, delivery_id: int) -> int:
    return await send_again(tx, (deliveries.c.endpoint_id == endpoint_id) & (deliveries.c.id == delivery_id))


async def send_failed_again(tx: Transaction, endpoint_id: UUID, since: datetime) -> int:
    """Failed ones whose messages are of this time or later."""
    of = deliveries.c
    young = select(messages.c.message_id).where(messages.c.message_id == of.message_id, messages.c.occurred_at >= since)
    failed = (of.endpoint_id == endpoint_id) & (of.state == DeliveryState.FAILED.value) & young.exists()
    return await send_again(tx, failed)


async def missed(
    reading: Reading, company_id: UUID, endpoint_id: UUID, events: Collection[str], since: datetime
) -> Sequence[UUID]:
    """Messages of this time or later that were never meant for this endpoint, as while it was off."""
    has = select(deliveries.c.id).where(
        deliveries.c.endpoint_id == endpoint_id, deliveries.c.message_id == messages.c.message_id
    )
    return await reading.scalars(
        select(messages.c.message_id)
        .where(
            messages.c.company_id == company_id,
            messages.c.occurred_at >= since,
            messages.c.type.in_(list(events)),
            ~has.exists(),
        )
        .order_by(messages.c.occurred_at)
    )


async def forget(tx: Transaction, before: datetime) -> None:
    """Drop old messages with what became of them; those that are still to be sent stay."""
    waits = select(deliveries.c.id).where(
        deliveries.c.message_id == messages.c.message_id, deliveries.c.state == DeliveryState.WAITING.value
    )
    await tx.execute(delete(messages).where(messages.c.occurred_at < before, ~waits.exists()))
