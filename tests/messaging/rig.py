"""Two parties that speak over a transport: `campaign` sends work, `mailer` does it and reports back.

Small tables instead of the product's, everything else is the product's own: database, outbox, relay, transport, inbox, worker.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Column, MetaData, Table, Uuid, func, select

from shared.clock import Clock, SystemClock
from shared.contracts.campaign import CampaignCancelled
from shared.contracts.event import Event
from shared.contracts.mailer import MailSent
from shared.contracts.values import Purpose
from shared.database import BigId, Database, Transaction, service_metadata
from shared.messaging.inbox import Inbox
from shared.messaging.outbox import MOST_EVENTS, Outbox, Relay
from shared.messaging.retry import Backoff
from shared.messaging.subscriptions import Subscriptions, Verdict, on
from shared.messaging.tables import inbox_table, outbox_table
from shared.messaging.transport import Transport
from shared.messaging.worker import InboxWorker

COMPANY = UUID("5d1c3a8e-0000-4000-8000-000000000001")


@dataclass
class Party:
    """One side: its database, boxes and the one table in which it notes what it did."""

    name: str
    database: Database
    metadata: MetaData
    outbox: Outbox
    inbox: Inbox
    notes: Table
    lease: timedelta = timedelta(seconds=30)
    worker: InboxWorker = field(init=False)
    bury_after: int = 10

    def __post_init__(self) -> None:
        self.worker = InboxWorker(
            self.inbox,
            lease=self.lease,
            poll=0.05,
            bury_after=self.bury_after,
            backoff=Backoff(0.01, 0.05),
        )

    def relay(self, transport: Transport) -> Relay:
        return Relay(self.outbox, self.database, transport, lease=self.lease, poll=0.05)

    async def create_tables(self) -> None:
        async with self.database.transaction() as tx:
            await tx.connection.run_sync(self.metadata.create_all)

    async def noted(self) -> list[UUID]:
        """The work ids this side has noted, one entry per effect."""
        async with self.database.reading() as reading:
            return list(await reading.scalars(select(self.notes.c.work_id).order_by(self.notes.c.id)))

    async def count(self, table: Table, *conditions: Any) -> int:
        async with self.database.reading() as reading:
            return int(await reading.scalar(select(func.count()).select_from(table).where(*conditions)))

    async def buried(self) -> int:
        return await self.count(self.inbox.table, self.inbox.table.c.failed_at.is_not(None))

    async def unfinished(self, table: Table) -> int:
        return await self.count(table, table.c.done_at.is_(None), table.c.failed_at.is_(None))


Handle = Callable[[Transaction, Sequence[Event[Any]]], Awaitable[Verdict | None]]


def party(
    name: str,
    url: str,
    subscriptions: Callable[[Table], Subscriptions],
    *,
    clock: Clock | None = None,
    lease: timedelta = timedelta(seconds=30),
    bury_after: int = 10,
    bundle: int = MOST_EVENTS,
) -> Party:
    clock = clock or SystemClock()
    metadata = service_metadata()
    outbox = Outbox(name, outbox_table(metadata), clock, bundle=bundle)
    received = inbox_table(metadata)
    notes = Table("notes", metadata, Column("id", BigId, primary_key=True), Column("work_id", Uuid, nullable=False))
    database = Database(url, clock=clock, outbox=outbox)
    inbox = Inbox(name, received, database, subscriptions(notes), clock)
    return Party(name, database, metadata, outbox, inbox, notes, lease=lease, bury_after=bury_after)


def campaign_party(url: str, **more: Any) -> Party:
    """Sends `CampaignCancelled` as work; notes each `MailSent` that reports it done."""

    def subscriptions(notes: Table) -> Subscriptions:
        async def reported(tx: Transaction, events: Sequence[Event[MailSent]]) -> None:
            await tx.execute(notes.insert(), [{"work_id": event.data.campaign_id} for event in events])

        return Subscriptions(on(MailSent, reported))

    return party("campaign", url, subscriptions, **more)


def mailer_party(url: str, handler: Callable[[Table], Handle] | None = None, **more: Any) -> Party:
    """Notes each piece of work and reports it; or does what `handler` says."""

    def subscriptions(notes: Table) -> Subscriptions:
        return Subscriptions(on(CampaignCancelled, (handler or do_work)(notes)))

    return party("mailer", url, subscriptions, **more)


def do_work(notes: Table) -> Handle:
    async def work(tx: Transaction, events: Sequence[Event[CampaignCancelled]]) -> None:
        await tx.execute(notes.insert(), [{"work_id": event.data.campaign_id} for event in events])
        for event in events:
            tx.emit(sent(event.data.campaign_id), tenant=event.tenant, subject=event.data.campaign_id, cause=event)

    return work


def sent(work_id: UUID) -> MailSent:
    return MailSent(
        message_id=work_id,
        reconciliation_id=work_id,
        campaign_id=work_id,
        send_number=1,
        purpose=Purpose.INVITATION,
        address="muhasebe@ornek.test",
        attempt=1,
        at=datetime.now(UTC),
        server="mail.ornek.test",
        code=250,
        reply="2.0.0 Ok",
    )


def cancelled(work_id: UUID) -> CampaignCancelled:
    return CampaignCancelled(campaign_id=work_id, cancelled_at=datetime.now(UTC))


async def send_work(campaign: Party, count: int, *, per_transaction: int = 100) -> list[UUID]:
    """Record so many pieces of work, several to a transaction."""
    made: list[UUID] = []
    while len(made) < count:
        ids = [uuid4() for _ in range(min(per_transaction, count - len(made)))]
        async with campaign.database.transaction() as tx:
            for work_id in ids:
                tx.emit(cancelled(work_id), tenant=COMPANY, subject=work_id)
        made += ids
    return made


@asynccontextmanager
async def running(transport: Transport, *parties: Party) -> AsyncIterator[None]:
    """Transport, relays and workers of these parties, until the block ends."""
    stop = asyncio.Event()
    await transport.start([party.inbox for party in parties])
    tasks = [asyncio.create_task(transport.watch(stop))]
    for one in parties:
        tasks += [asyncio.create_task(one.relay(transport).run(stop)), asyncio.create_task(one.worker.run(stop))]
    try:
        yield
        failed = [task for task in tasks if task.done()]
        for task in failed:
            await task
    finally:
        stop.set()
        await asyncio.wait(tasks, timeout=20)
        await transport.close()


async def until(condition: Callable[[], Awaitable[bool]], *, within: float = 30.0) -> None:
    """Wait until the condition holds, looking often; fails when the time is up."""
    deadline = asyncio.get_running_loop().time() + within
    while not await condition():
        if asyncio.get_running_loop().time() > deadline:
            raise AssertionError("the awaited state was not reached in time")
        await asyncio.sleep(0.02)
