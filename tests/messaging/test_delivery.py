"""Every committed event reaches its consumer and takes effect once; what was rolled back never leaves."""

from __future__ import annotations

import asyncio
from collections import Counter
from uuid import uuid4

import pytest

from shared.messaging.transport import Parcel, Transport
from tests.messaging.rig import COMPANY, Party, cancelled, running, send_work, until


async def test_work_is_done_once_and_reported_once(transport: Transport, campaign: Party, mailer: Party) -> None:
    async with running(transport, campaign, mailer):
        made = await send_work(campaign, 1500)
        await until(lambda: _noted(campaign, 1500))
        assert Counter(await mailer.noted()) == Counter(made)
        assert Counter(await campaign.noted()) == Counter(made)
        await until(lambda: _nothing_left(campaign, mailer))
    assert await mailer.buried() == 0


async def test_what_was_rolled_back_is_never_sent(transport: Transport, campaign: Party, mailer: Party) -> None:
    async def fails() -> None:
        async with campaign.database.transaction() as tx:
            tx.emit(cancelled(uuid4()), tenant=COMPANY, subject="x")
            raise LookupError("the use case failed")

    async with running(transport, campaign, mailer):
        with pytest.raises(LookupError):
            await fails()
        (made,) = await send_work(campaign, 1)
        await until(lambda: _noted(campaign, 1))
    assert await mailer.noted() == [made]


async def test_the_same_delivery_again_has_no_second_effect(
    transport: Transport, campaign: Party, mailer: Party
) -> None:
    made = await send_work(campaign, 200)
    async with campaign.database.reading() as reading:
        rows = await reading.all(campaign.outbox.table.select())
    parcels = [Parcel(row.event_id, row.type, row.body.encode()) for row in rows]
    async with running(transport, campaign, mailer):
        await until(lambda: _noted(campaign, 200))
        for _ in range(3):
            assert not await transport.publish("campaign", parcels)
        await send_work(campaign, 1)
        await until(lambda: _noted(campaign, 201))
    assert Counter(await mailer.noted()) == Counter([*made, *(set(await mailer.noted()) - set(made))])


async def test_cause_and_correlation_travel_along(transport: Transport, campaign: Party, mailer: Party) -> None:
    async with running(transport, campaign, mailer):
        await send_work(campaign, 1)
        await until(lambda: _noted(campaign, 1))
        async with campaign.database.reading() as reading:
            sent_row = await reading.first(campaign.outbox.table.select())
            back_row = await reading.first(campaign.inbox.table.select())
    assert sent_row is not None
    assert back_row is not None
    assert f'"causationid":"{sent_row.event_id}"' in back_row.body
    assert f'"correlationid":"{sent_row.event_id}"' in back_row.body
    assert back_row.tenant == COMPANY


async def test_an_orderly_stop_in_the_middle_loses_nothing(
    transport: Transport, campaign: Party, mailer: Party
) -> None:
    made = await send_work(campaign, 800)
    for _ in range(4):
        async with running(transport, campaign, mailer):
            await asyncio.sleep(0.05)
    async with running(transport, campaign, mailer):
        await until(lambda: _noted(campaign, 800))
    assert Counter(await mailer.noted()) == Counter(made)
    assert Counter(await campaign.noted()) == Counter(made)


async def _noted(party: Party, count: int) -> bool:
    return await party.count(party.notes) >= count


async def _nothing_left(*parties: Party) -> bool:
    return not any(
        [await party.unfinished(party.outbox.table) + await party.unfinished(party.inbox.table) for party in parties]
    )
