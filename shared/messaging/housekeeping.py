"""Keeps the two tables small and the gauges true. What was buried stays until a person decides (design §12)."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Table

from shared.database import Database
from shared.messaging import leases
from shared.telemetry import Metrics

SENT_KEPT = timedelta(days=14)
HANDLED_KEPT = timedelta(days=90)
"""Longer than any replay may reach back: the inbox is the memory that removes doubles."""


async def purge(database: Database, outbox: Table, inbox: Table) -> None:
    """Delete what is older than its keep, in small transactions."""
    for table, kept in ((outbox, SENT_KEPT), (inbox, HANDLED_KEPT)):
        while True:
            async with database.transaction() as tx:
                if await leases.purge(tx, table, tx.clock.now() - kept) == 0:
                    break


async def measure(database: Database, service: str, outbox: Table, inbox: Table, metrics: Metrics) -> None:
    """Bring depth, age and burials of both boxes into the gauges."""
    async with database.reading() as reading:
        now = reading.clock.now()
        for box, table in (("outbox", outbox), ("inbox", inbox)):
            depth = await leases.depth(reading, table, now)
            metrics.pending.labels(service, box).set(depth.pending)
            metrics.oldest.labels(service, box).set(depth.oldest_seconds)
            metrics.buried.labels(service, box).set(depth.buried)


async def lateness(database: Database, outbox: Table, limit_seconds: float) -> str | None:
    """Readiness: None, or that events wait too long to leave. Also notices a broker that only pretends to be there."""
    async with database.reading() as reading:
        depth = await leases.depth(reading, outbox, reading.clock.now())
    if depth.oldest_seconds > limit_seconds:
        return f"{depth.pending} events wait to be sent, the oldest for {depth.oldest_seconds:.0f} s"
    return None
