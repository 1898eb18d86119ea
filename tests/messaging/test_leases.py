"""Claims are exclusive, a lost lease writes nothing, and finished rows go when their time has come."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from shared.clock import ManualClock
from shared.messaging import admin, housekeeping, leases
from shared.messaging.local import LocalTransport
from shared.messaging.outbox import BodyTooLarge
from shared.telemetry import Metrics
from tests.messaging.conftest import DatabaseUrls
from tests.messaging.rig import COMPANY, Party, campaign_party, mailer_party, send_work, sent

LEASE = timedelta(seconds=30)


@pytest.fixture
async def campaign(database_urls: DatabaseUrls) -> AsyncIterator[Party]:
    """Leases are of rows: here every event has one of its own."""
    party = campaign_party(database_urls(), bundle=1)
    await party.create_tables()
    yield party
    await party.database.dispose()


async def claimed(party: Party, limit: int = 100) -> leases.Claim:
    async with party.database.transaction() as tx:
        return await leases.claim(tx, party.outbox.table, limit=limit, now=tx.clock.now(), lease=LEASE)


async def test_parallel_claims_never_share_a_row(campaign: Party) -> None:
    await send_work(campaign, 1200)
    seen: Counter[int] = Counter()

    async def worker() -> None:
        while rows := (await claimed(campaign, 37)).rows:
            seen.update(row.id for row in rows)

    await asyncio.gather(*(worker() for _ in range(6)))
    assert len(seen) == 1200
    assert set(seen.values()) == {1}


async def test_a_lease_that_ran_out_is_taken_over_and_the_late_writer_changes_nothing(
    database_urls: DatabaseUrls,
) -> None:
    clock = ManualClock(datetime(2026, 11, 1, tzinfo=UTC))
    campaign = campaign_party(database_urls(), clock=clock, bundle=1)
    await campaign.create_tables()
    await send_work(campaign, 3)
    first = await claimed(campaign)
    assert (await claimed(campaign)).rows == ()
    clock.advance(LEASE + timedelta(milliseconds=1))
    second = await claimed(campaign)
    assert [row.id for row in second.rows] == [row.id for row in first.rows]
    assert {row.attempts for row in second.rows} == {2}
    async with campaign.database.transaction() as tx:
        ids = {row.id: (clock.now(), "late") for row in first.rows}
        await leases.postpone(tx, campaign.outbox.table, first.token, ids)
        await leases.bury(tx, campaign.outbox.table, first.token, clock.now(), dict.fromkeys(ids, "late"))
        assert await leases.finish(tx, campaign.outbox.table, first.token, clock.now(), list(ids)) == 0
        assert await leases.finish(tx, campaign.outbox.table, second.token, clock.now(), list(ids)) == 3
    await campaign.database.dispose()


async def test_a_handler_that_outlives_its_lease_has_no_effect(database_urls: DatabaseUrls) -> None:
    """The second owner's work counts, the first one's is rolled back."""
    clock = ManualClock(datetime(2026, 11, 1, tzinfo=UTC))
    slow, quick = None, None
    url = database_urls()

    def sleepy(notes):  # type: ignore[no-untyped-def]  # shaped like rig.do_work
        async def handle(tx, events):  # type: ignore[no-untyped-def]
            await tx.execute(notes.insert(), [{"work_id": event.data.campaign_id} for event in events])

        return handle

    slow, quick = mailer_party(url, sleepy, clock=clock), mailer_party(url, sleepy, clock=clock)
    await slow.create_tables()
    campaign = campaign_party(database_urls(), clock=clock, bundle=1)
    await campaign.create_tables()
    await send_work(campaign, 5)
    transport = LocalTransport()
    await transport.start([slow.inbox])
    await campaign.relay(transport).step()

    claim = await slow.worker._claim(leases.Pick.FRESH)
    clock.advance(LEASE + timedelta(seconds=1))
    assert await quick.worker.step() == 5
    await slow.worker._handle_type(claim.rows[0].type, claim, list(claim.rows))
    assert len(await quick.noted()) == 5
    for one in (slow, quick, campaign):
        await one.database.dispose()


async def test_an_orderly_release_costs_no_attempt(campaign: Party) -> None:
    await send_work(campaign, 2)
    first = await claimed(campaign)
    async with campaign.database.transaction() as tx:
        await leases.release(tx, campaign.outbox.table, first.token, [row.id for row in first.rows])
    assert {row.attempts for row in (await claimed(campaign)).rows} == {1}


async def test_outbox_rows_are_never_given_up(database_urls: DatabaseUrls) -> None:
    """A consumer that is away for hours only makes them wait."""
    clock = ManualClock(datetime(2026, 11, 1, tzinfo=UTC))
    campaign, mailer = (
        campaign_party(database_urls(), clock=clock, bundle=1),
        mailer_party(database_urls(), clock=clock),
    )
    await campaign.create_tables()  # the mailer has no tables yet: nothing can be stored there
    transport = LocalTransport()
    await transport.start([mailer.inbox])
    made = await send_work(campaign, 3)
    relay = campaign.relay(transport)
    for _ in range(50):
        await relay.step()
        clock.advance(timedelta(minutes=5))
    async with campaign.database.reading() as reading:
        _, waiting = await admin.list_messages(reading, campaign.outbox.table, admin.State.WAITING)
    assert {message.attempts for message in waiting} == {50}
    assert all("mailer: " in message.reason for message in waiting)
    assert await housekeeping.lateness(campaign.database, campaign.outbox.table, 60) is not None
    await mailer.create_tables()
    await relay.step()
    assert await housekeeping.lateness(campaign.database, campaign.outbox.table, 60) is None
    await mailer.worker.step()
    assert set(await mailer.noted()) == set(made)
    for one in (campaign, mailer):
        await one.database.dispose()


async def test_purge_takes_what_is_old_and_done_and_leaves_the_rest(database_urls: DatabaseUrls) -> None:
    clock = ManualClock(datetime(2026, 6, 1, tzinfo=UTC))
    campaign = campaign_party(database_urls(), clock=clock, bundle=1)
    await campaign.create_tables()
    await send_work(campaign, 1300)
    claim = await claimed(campaign, 1200)
    async with campaign.database.transaction() as tx:
        await leases.finish(tx, campaign.outbox.table, claim.token, clock.now(), [row.id for row in claim.rows])
    clock.advance(timedelta(days=13))
    await housekeeping.purge(campaign.database, campaign.outbox.table, campaign.inbox.table)
    assert await campaign.count(campaign.outbox.table) == 1300
    clock.advance(timedelta(days=2))
    await housekeeping.purge(campaign.database, campaign.outbox.table, campaign.inbox.table)
    assert await campaign.count(campaign.outbox.table) == 100, "unfinished rows stay however old they are"
    await campaign.database.dispose()


async def test_republish_sends_again_what_a_wiped_broker_lost(campaign: Party, mailer: Party) -> None:
    transport = LocalTransport()
    await transport.start([mailer.inbox])
    made = await send_work(campaign, 10)
    relay = campaign.relay(transport)
    await relay.step()
    async with campaign.database.transaction() as tx:
        assert await admin.republish(tx, campaign.outbox.table, datetime(2026, 1, 1, tzinfo=UTC)) == 10
    assert await relay.step() == 10
    await mailer.worker.step()
    assert set(await mailer.noted()) == set(made)
    assert await mailer.count(mailer.notes) == 10, "the inbox left the doubles out"


async def test_gauges_tell_depth_age_and_burials(campaign: Party) -> None:
    await send_work(campaign, 7)
    metrics = Metrics()
    await housekeeping.measure(campaign.database, "campaign", campaign.outbox.table, campaign.inbox.table, metrics)
    value = metrics.registry.get_sample_value
    labels = {"service": "campaign", "box": "outbox"}
    assert value("mutabakat_messages_pending", labels) == 7
    assert value("mutabakat_messages_oldest_seconds", labels) is not None
    assert value("mutabakat_messages_buried", labels) == 0


async def test_a_service_cannot_emit_what_it_does_not_own_nor_what_is_too_large(campaign: Party) -> None:
    async with campaign.database.transaction() as tx:
        with pytest.raises(ValueError, match="does not own"):
            tx.emit(sent(uuid4()), tenant=COMPANY, subject="x")
    mailer = mailer_party(str(campaign.database.url.render_as_string(hide_password=False)))
    async with mailer.database.transaction() as tx:
        with pytest.raises(BodyTooLarge):
            tx.emit(sent(uuid4()).model_copy(update={"reply": "x" * 300_000}), tenant=COMPANY, subject="x")
    await mailer.database.dispose()
