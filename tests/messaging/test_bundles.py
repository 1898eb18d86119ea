"""Rows of many events: one row each way, and every event of them still on its own when it has to be."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select, update

from shared.contracts.campaign import CampaignCancelled
from shared.contracts.event import Event
from shared.database import Transaction
from shared.messaging import admin, leases
from shared.messaging.admin import State
from shared.messaging.outbox import MOST_EVENTS
from shared.messaging.packing import bundle, events_in, pack, unpack
from shared.messaging.subscriptions import Verdict
from shared.messaging.transport import Parcel, Transport
from tests.messaging.conftest import DatabaseUrls
from tests.messaging.rig import COMPANY, Party, cancelled, do_work, mailer_party, running, send_work, until
from tests.messaging.test_poison import envelope


def bundled(work: Sequence[UUID]) -> bytes:
    return bundle([envelope(one).decode() for one in work]).encode()


async def rows(party: Party, *conditions: Any) -> Sequence[Any]:
    table = party.inbox.table
    async with party.database.reading() as reading:
        return await reading.all(select(table).where(*conditions).order_by(table.c.id))


async def work_off(party: Party) -> None:
    while await party.worker.step():
        pass


async def test_events_that_commit_together_share_rows_all_the_way(
    transport: Transport, campaign: Party, mailer: Party
) -> None:
    made = await send_work(campaign, 1001, per_transaction=1001)
    assert await campaign.count(campaign.outbox.table) == 11
    async with running(transport, campaign, mailer):
        await until(lambda: _noted(mailer, 1001))
    assert sorted(await mailer.noted()) == sorted(made)
    held = [row.events for row in await rows(mailer)]
    assert sorted(held) == [1] + [MOST_EVENTS] * 10


async def test_a_row_stays_below_the_size_of_a_message_and_of_one_company(campaign: Party) -> None:
    others = uuid4()
    async with campaign.database.transaction() as tx:
        for number in range(30):
            tx.emit(cancelled(uuid4()), tenant=COMPANY if number % 2 else others, subject="x")
    async with campaign.database.reading() as reading:
        kept = await reading.all(select(campaign.outbox.table))
    assert sorted((row.tenant, row.events) for row in kept) == sorted([(COMPANY, 15), (others, 15)])
    long = [{"type": "a", "tenant": COMPANY, "event_id": uuid4(), "body": "x" * 50_000} for _ in range(5)]
    async with campaign.database.transaction() as tx:
        at = {"subject": "x", "occurred_at": tx.clock.now(), "available_at": tx.clock.now()}
        await campaign.outbox.write(tx, [row | at for row in long])
    async with campaign.database.reading() as reading:
        table = campaign.outbox.table
        assert sorted(await reading.scalars(select(table.c.events).where(table.c.type == "a"))) == [1, 2, 2]


def test_rows_travel_as_they_are_beside_others() -> None:
    one, two, three = (envelope(uuid4()) for _ in range(3))
    both = bundle([one.decode(), two.decode()]).encode()
    parcels = [Parcel(uuid4(), "a", both, 2), Parcel(uuid4(), "a", three), Parcel(uuid4(), "a", both, 2)]
    (package,) = pack(parcels, 100)
    assert unpack(package.body) == [both, three, both]
    (alone,) = pack(parcels[:1], 100)
    assert unpack(alone.body) == [both]
    assert [len(package.parcels) for package in pack(parcels, 3)] == [2, 1]
    assert events_in(both.decode()) == [one.decode(), two.decode()]


async def test_a_row_delivered_again_is_known_even_after_it_was_opened(database_urls: DatabaseUrls) -> None:
    poison = uuid4()
    mailer = await _mailer(database_urls, poisoned={poison})
    work = [uuid4(), poison, uuid4()]
    body = bundled(work)
    for _ in range(2):
        assert await mailer.inbox.accept([body]) == [None]
        await work_off(mailer)
    assert sorted(await mailer.noted()) == sorted([work[0], work[2]])
    whole, *singles = await rows(mailer)
    assert (whole.events, whole.done_at is not None) == (3, True)
    assert [row.events for row in singles] == [1, 1, 1]
    await mailer.database.dispose()


async def test_only_what_a_handler_sets_aside_gets_rows_of_its_own(database_urls: DatabaseUrls) -> None:
    late, wrong = uuid4(), uuid4()

    def build(notes: Any) -> Any:
        work = do_work(notes)

        async def handle(tx: Transaction, events: Sequence[Event[CampaignCancelled]]) -> Verdict:
            known = {event.data.campaign_id: event.id for event in events}
            await work(tx, [event for event in events if event.data.campaign_id not in (late, wrong)])
            return Verdict(
                postponed={known[late]: "not yet"} if late in known else {},
                refused={known[wrong]: "never"} if wrong in known else {},
            )

        return handle

    mailer = mailer_party(database_urls(), build)
    await mailer.create_tables()
    work = [uuid4(), late, uuid4(), wrong]
    await mailer.inbox.accept([bundled(work)])
    assert await mailer.worker.step() == 4
    assert sorted(await mailer.noted()) == sorted([work[0], work[2]])
    whole, first, second = await rows(mailer)
    assert whole.done_at is not None
    assert (first.error, first.failed_at, first.attempts, first.done_at) == ("not yet", None, 1, None)
    assert (second.error, second.failed_at is not None, second.attempts) == ("never", True, 1)
    assert str(late) in first.body
    assert str(wrong) in second.body
    async with mailer.database.reading() as reading:
        depth = await leases.depth(reading, mailer.inbox.table, reading.clock.now())
    assert (depth.pending, depth.buried) == (1, 1)
    await mailer.database.dispose()


async def test_an_unreadable_event_of_a_row_is_buried_alone(mailer: Party) -> None:
    good, bad = uuid4(), envelope(uuid4(), data={"campaign_id": "no id"})
    stranger = envelope(uuid4(), type="mutabakat.campaign.unheard_of.v1")
    events = [envelope(good).decode(), bad.decode(), stranger.decode(), '{"no": "envelope"}']
    assert await mailer.inbox.accept([bundle(events).encode()]) == [None]
    await work_off(mailer)
    assert await mailer.noted() == [good]
    reasons = sorted(row.error for row in await rows(mailer, mailer.inbox.table.c.failed_at.is_not(None)))
    assert len(reasons) == 3
    assert reasons[0].startswith("no event envelope")
    assert "campaign_id" in reasons[1]
    assert "unheard_of" in reasons[2]


async def test_what_died_in_the_middle_of_a_row_is_tried_apart(mailer: Party) -> None:
    work = [uuid4() for _ in range(3)]
    await mailer.inbox.accept([bundled(work)])
    async with mailer.database.transaction() as tx:
        claim = await leases.claim(tx, mailer.inbox.table, limit=9, now=tx.clock.now(), lease=timedelta(seconds=30))
        assert claim.events == 3
        # Whoever claimed it is gone, and its lease has ended.
        await tx.execute(update(mailer.inbox.table).values(lease_until=tx.clock.now() - timedelta(seconds=1)))
    await work_off(mailer)
    assert sorted(await mailer.noted()) == sorted(work)
    assert [row.events for row in await rows(mailer)] == [3, 1, 1, 1]
    assert {row.attempts for row in (await rows(mailer))[1:]} == {2}


async def test_a_claim_takes_whole_rows_up_to_about_its_limit(mailer: Party) -> None:
    await mailer.inbox.accept([bundled([uuid4() for _ in range(4)]) for _ in range(5)])
    async with mailer.database.transaction() as tx:
        claim = await leases.claim(tx, mailer.inbox.table, limit=10, now=tx.clock.now(), lease=timedelta(seconds=30))
    assert (len(claim.rows), claim.events) == (3, 12)


async def test_an_operator_finds_a_single_event_in_its_row(mailer: Party) -> None:
    events = [json.loads(envelope(uuid4())) for _ in range(3)]
    # As our own encoder writes them.
    await mailer.inbox.accept([bundle([json.dumps(one, separators=(",", ":")) for one in events]).encode()])
    wanted = UUID(events[1]["id"])
    async with mailer.database.reading() as reading:
        found = await admin.show_message(reading, mailer.inbox.table, wanted)
        total, listed = await admin.list_messages(reading, mailer.inbox.table, State.WAITING)
    assert found.events == 3
    assert (total, len(listed)) == (3, 1)
    assert [one["id"] for one in json.loads(admin.pretty_body(found))][1] == str(wanted)


async def test_sent_anew_the_whole_row_is_known(transport: Transport, campaign: Party, mailer: Party) -> None:
    await send_work(campaign, 250, per_transaction=250)
    async with running(transport, campaign, mailer):
        await until(lambda: _noted(mailer, 250))
        await until(lambda: _noted(campaign, 250))
        async with campaign.database.transaction() as tx:
            assert await admin.republish(tx, campaign.outbox.table, datetime(2020, 1, 1, tzinfo=UTC)) == 3
        campaign.outbox.wake()
        await send_work(campaign, 1)
        await until(lambda: _noted(mailer, 251))
    assert len(await mailer.noted()) == 251


async def _noted(party: Party, count: int) -> bool:
    return await party.count(party.notes) >= count


async def _mailer(database_urls: DatabaseUrls, poisoned: set[UUID]) -> Party:
    def build(notes: Any) -> Any:
        work = do_work(notes)

        async def handle(tx: Transaction, events: Sequence[Event[CampaignCancelled]]) -> None:
            await work(tx, events)
            if any(event.data.campaign_id in poisoned for event in events):
                raise ValueError("figures do not add up")

        return handle

    mailer = mailer_party(database_urls(), build)
    await mailer.create_tables()
    return mailer
