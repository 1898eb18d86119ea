"""A process that sends work, does it and has it reported, until all of it is confirmed; made to be killed at any moment.

Begun again with the same arguments it goes on where it was.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Column, Table, Uuid, func, select

from shared.database import BigId
from shared.messaging.local import LocalTransport
from shared.messaging.rabbit import RabbitTransport
from shared.messaging.transport import Transport
from tests.messaging.conftest import TOPOLOGY
from tests.messaging.rig import COMPANY, Party, campaign_party, cancelled, mailer_party, running

LEASE = timedelta(seconds=1)


def work_table(campaign: Party) -> Table:
    """What the campaign side has decided to send; written together with its event."""
    return Table(
        "work", campaign.metadata, Column("id", BigId, primary_key=True), Column("work_id", Uuid, nullable=False)
    )


def open_parties(campaign_url: str, mailer_url: str) -> tuple[Party, Party, Table]:
    campaign = campaign_party(campaign_url, lease=LEASE)
    mailer = mailer_party(mailer_url, lease=LEASE)
    return campaign, mailer, work_table(campaign)


async def main(count: int, transport_url: str, campaign_url: str, mailer_url: str) -> None:
    campaign, mailer, work = open_parties(campaign_url, mailer_url)
    await campaign.create_tables()
    await mailer.create_tables()
    transport: Transport = (
        LocalTransport() if transport_url == "local://" else RabbitTransport(transport_url, TOPOLOGY, declare=True)
    )
    async with running(transport, campaign, mailer):
        while await campaign.count(work) < count:
            await _send(campaign, work, 10)
        while await _confirmed(campaign) < count:  # noqa: ASYNC110  # it waits for rows, not for an event
            await asyncio.sleep(0.05)
    for side in (campaign, mailer):
        await side.database.dispose()


async def _send(campaign: Party, work: Table, count: int) -> None:
    async with campaign.database.transaction() as tx:
        ids = [uuid4() for _ in range(count)]
        await tx.execute(work.insert(), [{"work_id": one} for one in ids])
        for one in ids:
            tx.emit(cancelled(one), tenant=COMPANY, subject=one)


async def _confirmed(campaign: Party) -> int:
    async with campaign.database.reading() as reading:
        confirmed: Any = await reading.scalar(select(func.count(func.distinct(campaign.notes.c.work_id))))
        return int(confirmed)


def begin(count: str, transport_url: str, campaign_url: str, mailer_url: str) -> None:
    """As a process of its own: `tests.product.forked`."""
    asyncio.run(main(int(count), transport_url, campaign_url, mailer_url))
