"""What a service says, kept with what it did: rows commit with the domain rows, a relay hands them on.

Events of one type that commit together share rows (`packing`). Rows are never given up: a broker that is away makes them wait,
nothing else. Nothing is published inside the claiming transaction, and there is no cursor over ids, because ids are taken before
they become visible (design §4 item 2).
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import structlog
from sqlalchemy import Table

from shared.bulk import insert_rows
from shared.clock import Clock
from shared.contracts.event import MAX_BODY_BYTES, Event, EventData, Head
from shared.crashpoint import crashpoint
from shared.database import Database, Transaction
from shared.messaging import leases
from shared.messaging.packing import PACKED_BYTES, bundle, bundle_id
from shared.messaging.retry import Backoff
from shared.messaging.transport import Parcel, Transport
from shared.telemetry import current_traceparent
from shared.wakeup import Wakeup

log = structlog.get_logger(__name__)

BATCH = 500
"""Events in one claim, about."""
MOST_EVENTS = 100
"""How many events of one transaction share a row."""
LINGER = 0.03
"""Seconds in which events of several commits may gather into one batch."""
SMALL = 250
TRICKLE = 0.07
"""Seconds until the next look while batches stay below `SMALL`: two transactions and a message for a handful of events are what a
busy service can do without. A single event never waits for it."""


class BodyTooLarge(Exception):
    """An event above the agreed size: a programming error of the emitting use case."""


class Outbox:
    """Turns facts into rows of the outbox table of one service."""

    def __init__(self, service: str, table: Table, clock: Clock, *, bundle: int = MOST_EVENTS) -> None:
        self.service = service
        self.table = table
        self._clock = clock
        self._bundle = bundle
        self.wakeup = Wakeup()

    def wake(self) -> None:
        self.wakeup.set()

    def envelope(self, data: EventData, *, tenant: UUID, subject: str, cause: Event[Any] | None) -> dict[str, Any]:
        """The row of one event. Correlation is inherited from the cause; an event without one starts its own."""
        if data.producer() != self.service:
            raise ValueError(f"{self.service} does not own {data.TYPE}")
        event_id = uuid4()
        now = self._clock.now()
        head = Head(
            id=event_id,
            source=f"/mutabakat/{self.service}",
            type=data.TYPE,
            subject=subject,
            time=now,
            tenant=tenant,
            correlationid=cause.envelope.correlationid if cause else event_id,
            causationid=cause.id if cause else None,
            traceparent=current_traceparent(),
        )
        body = head.around(data)
        if len(body.encode()) > MAX_BODY_BYTES:
            raise BodyTooLarge(f"{data.TYPE} of {len(body)} characters; the limit is {MAX_BODY_BYTES} bytes")
        return {
            "event_id": event_id,
            "type": data.TYPE,
            "tenant": tenant,
            "subject": subject,
            "body": body,
            "occurred_at": now,
            "available_at": now,
        }

    async def write(self, tx: Transaction, rows: Sequence[dict[str, Any]]) -> None:
        """For `Transaction.write_events`."""
        await insert_rows(tx, self.table, list(_bundled(rows, self._bundle)))


def _bundled(rows: Sequence[dict[str, Any]], most: int) -> Iterator[dict[str, Any]]:
    """The events of one transaction, as many of one type and tenant in a row as a row may hold."""
    alike: dict[tuple[str, UUID], list[dict[str, Any]]] = {}
    for row in rows:
        alike.setdefault((row["type"], row["tenant"]), []).append(row)
    for group in alike.values():
        together: list[dict[str, Any]] = []
        size = 0
        for row in group:
            length = len(row["body"].encode())
            if together and (len(together) >= most or size + length > PACKED_BYTES):
                yield _together(together)
                together, size = [], 0
            together.append(row)
            size += length
        yield _together(together)


def _together(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    count = len(rows)
    return rows[0] | {
        "event_id": bundle_id(rows[0]["event_id"], count),
        "body": bundle([row["body"] for row in rows]),
        "events": count,
    }


class Relay:
    """Hands committed events to the transport, a batch at a time, and marks those that arrived."""

    def __init__(
        self, outbox: Outbox, database: Database, transport: Transport, *, lease: timedelta, poll: float
    ) -> None:
        self._outbox = outbox
        self._database = database
        self._transport = transport
        self._lease = lease
        self._poll = poll
        self._backoff = Backoff(first=0.2, longest=5.0)

    async def run(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            claimed = await self.step()
            if 1 < claimed < SMALL:
                await asyncio.sleep(TRICKLE)
            if claimed < BATCH:
                await self._outbox.wakeup.wait(self._poll, linger=LINGER)

    async def step(self) -> int:
        """Relay one batch; returns how many events were claimed."""
        table = self._outbox.table
        async with self._database.at_once() as tx:
            claim = await leases.claim(tx, table, limit=BATCH, now=tx.clock.now(), lease=self._lease)
        if not claim.rows:
            return 0
        crashpoint("outbox.claimed")
        parcels = [Parcel(row.event_id, row.type, row.body.encode(), row.events) for row in claim.rows]
        failures = await self._transport.publish(self._outbox.service, parcels)
        crashpoint("outbox.published")
        late = await self._mark(claim, failures)
        crashpoint("outbox.marked")
        if late:
            reason = next(iter(late.values()))[1]
            log.warning("outbox.postponed", count=len(late), reason=reason)
        return claim.events if not late else 0

    async def _mark(self, claim: leases.Claim, failures: Mapping[UUID, str]) -> Mapping[int, tuple[datetime, str]]:
        """Note what has arrived, and when to try again what has not: with the reason, by the row's number."""
        table, now = self._outbox.table, self._database.clock.now()
        late = {
            row.id: (now + self._backoff.after(row.attempts), failures[row.event_id])
            for row in claim.rows
            if row.event_id in failures
        }
        sent = [row.id for row in claim.rows if row.id not in late]
        done = 0
        if late:
            async with self._database.transaction() as tx:
                await leases.postpone(tx, table, claim.token, late)
        if sent:
            async with self._database.at_once() as tx:
                done = await leases.finish(tx, table, claim.token, now, sent)
        if done + len(late) < len(claim.rows):
            log.warning("outbox.lease_lost", claimed=len(claim.rows), marked=done + len(late))
        return late
