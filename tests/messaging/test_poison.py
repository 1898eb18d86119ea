"""What cannot be processed is set aside with its reason, never blocks the rest, and comes back when a person says so."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Table, select

from shared.clock import ManualClock
from shared.contracts.campaign import CampaignCancelled
from shared.contracts.event import Event
from shared.database import Transaction
from shared.errors import Conflict, NotFound, NotYet, Permanent
from shared.messaging import admin
from shared.messaging.admin import State
from shared.messaging.inbox import UNREADABLE
from shared.messaging.subscriptions import Verdict
from shared.messaging.transport import Transport
from tests.messaging.conftest import DatabaseUrls
from tests.messaging.rig import COMPANY, Handle, Party, cancelled, do_work, mailer_party, running, send_work, until

START = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)


def refusing(poisoned: set[UUID], error: Callable[[], Exception]) -> Callable[[Table], Handle]:
    """A handler that does the work, but raises for some of it."""

    def build(notes: Table) -> Handle:
        work = do_work(notes)

        async def handle(tx: Transaction, events: Sequence[Event[CampaignCancelled]]) -> Verdict | None:
            result = await work(tx, events)
            if any(event.data.campaign_id in poisoned for event in events):
                raise error()
            return result

        return handle

    return build


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START)


@pytest.fixture
async def make_mailer(database_urls: DatabaseUrls, clock: ManualClock) -> AsyncIterator[Callable[..., Any]]:
    made: list[Party] = []

    async def make(handler: Callable[[Table], Handle] | None = None, **more: Any) -> Party:
        one = mailer_party(database_urls(), handler, clock=clock, **more)
        await one.create_tables()
        made.append(one)
        return one

    yield make
    for one in made:
        await one.database.dispose()


async def accept(mailer: Party, count: int = 1, **changes: Any) -> list[UUID]:
    """Deliver so many events as if they came from the bus; returns their work ids."""
    work = [uuid4() for _ in range(count)]
    await mailer.inbox.accept([envelope(work_id, **changes) for work_id in work])
    return work


def envelope(work_id: UUID, **changes: Any) -> bytes:
    body: dict[str, Any] = {
        "specversion": "1.0",
        "id": str(uuid4()),
        "source": "/mutabakat/campaign",
        "type": CampaignCancelled.TYPE,
        "subject": str(work_id),
        "time": START.isoformat(),
        "tenant": str(COMPANY),
        "correlationid": str(uuid4()),
        "data": cancelled(work_id).model_dump(mode="json"),
    }
    return json.dumps(body | changes).encode()


async def run_to_end(mailer: Party, clock: ManualClock, *, rounds: int = 60) -> None:
    """Step until nothing is claimed any more, moving the clock over every back-off."""
    idle = 0
    for _ in range(rounds):
        idle = 0 if await mailer.worker.step() else idle + 1
        if idle > 2:
            return
        clock.advance(timedelta(seconds=1))


async def messages(mailer: Party, state: State = State.BURIED) -> list[admin.Message]:
    async with mailer.database.reading() as reading:
        return (await admin.list_messages(reading, mailer.inbox.table, state))[1]


async def test_one_poisoned_among_a_thousand(
    transport: Transport, campaign: Party, database_urls: DatabaseUrls
) -> None:
    poisoned: set[UUID] = set()
    mailer = mailer_party(
        database_urls(), refusing(poisoned, lambda: ValueError("figures do not add up")), bury_after=4
    )
    await mailer.create_tables()
    made = await send_work(campaign, 1001, per_transaction=1001)
    poisoned.add(made[500])
    async with running(transport, campaign, mailer):
        await until(lambda: _equals(mailer.count(mailer.notes), 1000))
        await until(lambda: _equals(mailer.buried(), 1))
    assert set(await mailer.noted()) == set(made) - poisoned
    (buried,) = await messages(mailer)
    assert buried.subject == str(made[500])
    assert buried.reason == "ValueError: figures do not add up"
    assert buried.attempts == 4

    poisoned.clear()  # the defect is mended; the operator tries again
    async with mailer.database.transaction() as tx:
        assert await admin.retry(tx, mailer.inbox.table, [buried.event_id]) == 1
    mailer.inbox.wakeup.set()
    async with running(transport, campaign, mailer):
        await until(lambda: _equals(mailer.count(mailer.notes), 1001))
    assert await mailer.buried() == 0
    await mailer.database.dispose()


async def test_backs_off_and_is_buried_after_its_attempts(make_mailer: Any, clock: ManualClock) -> None:
    poisoned: set[UUID] = set()
    mailer = await make_mailer(refusing(poisoned, lambda: NotYet("the statement has not arrived")), bury_after=5)
    (work,) = await accept(mailer)
    poisoned.add(work)
    await mailer.worker.step()
    (waiting,) = await messages(mailer, State.WAITING)
    assert waiting.reason == "the statement has not arrived"
    assert waiting.next_at is not None
    assert waiting.next_at > clock.now()
    assert await mailer.worker.step() == 0, "it is not due yet"
    await run_to_end(mailer, clock)
    (buried,) = await messages(mailer)
    assert (buried.attempts, buried.reason) == (5, "the statement has not arrived")


async def test_a_permanent_refusal_is_buried_at_once(make_mailer: Any, clock: ManualClock) -> None:
    poisoned: set[UUID] = set()
    mailer = await make_mailer(refusing(poisoned, lambda: Permanent("no such company will ever be")))
    poisoned.update(await accept(mailer))
    await accept(mailer, 20)
    await run_to_end(mailer, clock)
    (buried,) = await messages(mailer)
    assert (buried.attempts <= 2, buried.reason) == (True, "no such company will ever be")
    assert await mailer.count(mailer.notes) == 20


async def test_a_verdict_sets_single_events_aside(make_mailer: Any, clock: ManualClock) -> None:
    late, wrong = set[UUID](), set[UUID]()

    def judging(notes: Table) -> Handle:
        async def handle(tx: Transaction, events: Sequence[Event[CampaignCancelled]]) -> Verdict:
            good = [event for event in events if event.data.campaign_id not in late | wrong]
            if good:
                await tx.execute(notes.insert(), [{"work_id": event.data.campaign_id} for event in good])
            return Verdict(
                postponed={event.id: "not yet" for event in events if event.data.campaign_id in late},
                refused={event.id: "never" for event in events if event.data.campaign_id in wrong},
            )

        return handle

    mailer = await make_mailer(judging)
    work = await accept(mailer, 50)
    late.add(work[3])
    wrong.add(work[7])
    await mailer.worker.step()
    assert await mailer.count(mailer.notes) == 48
    assert [message.reason for message in await messages(mailer)] == ["never"]
    late.clear()
    await run_to_end(mailer, clock)
    assert set(await mailer.noted()) == set(work) - {work[7]}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "no event envelope"),
        (b"\xff\xfe\x00garbage", "no event envelope"),
        (b"[1, 2, 3]", "no event envelope"),
        (b'{"hello": "world"}', "no event envelope"),
        (b"x" * (256 * 1024 + 1), "at most 262144"),
        (envelope(uuid4(), specversion="2.0"), "unknown envelope version"),
        (envelope(uuid4(), time="2026-11-01T09:00:00"), "time without zone"),
    ],
)
async def test_a_body_that_is_no_envelope_is_kept_with_the_reason(make_mailer: Any, body: bytes, reason: str) -> None:
    mailer = await make_mailer()
    for _ in range(2):
        (answer,) = await mailer.inbox.accept([body])
        assert answer is not None
    assert await mailer.worker.step() == 0, "it is never handled, so never hot"
    (kept,) = await messages(mailer)
    assert kept.type == UNREADABLE
    assert reason in kept.reason


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"data": {"campaign_id": "not-a-uuid"}}, "not a mutabakat.campaign.campaign_cancelled.v1: campaign_id"),
        ({"type": "mutabakat.campaign.something_new.v9"}, "unknown event type 'mutabakat.campaign.something_new.v9'"),
    ],
)
async def test_a_wrong_typed_event_is_buried_with_the_reason(
    make_mailer: Any, clock: ManualClock, changes: dict[str, Any], reason: str
) -> None:
    mailer = await make_mailer()
    await accept(mailer, **changes)
    good = await accept(mailer, 10)
    await run_to_end(mailer, clock)
    (buried,) = await messages(mailer)
    assert reason in buried.reason
    assert await mailer.noted() == good


async def test_what_kills_the_process_is_buried_and_its_neighbours_are_not(
    make_mailer: Any, clock: ManualClock
) -> None:
    """A claim without an end is what a killed process leaves behind."""
    mailer = await make_mailer(bury_after=6)
    work = await accept(mailer, 30)
    async with mailer.database.reading() as reading:
        killer = await reading.scalar(
            select(mailer.inbox.table.c.event_id).where(mailer.inbox.table.c.subject == str(work[11]))
        )
    for _ in range(200):
        claim = await mailer.worker._claim(_next_pick(mailer))
        if killer in {row.event_id for row in claim.rows} and claim.rows[0].attempts <= 6:
            clock.advance(timedelta(seconds=31))  # died with the whole claim in hand; the lease runs out
            continue
        if claim.rows:
            await mailer.worker._handle_type(CampaignCancelled.TYPE, claim, list(claim.rows))
    assert set(await mailer.noted()) == set(work) - {work[11]}
    (buried,) = await messages(mailer)
    assert buried.event_id == killer
    assert "the process ended 6 times" in buried.reason


def _next_pick(mailer: Party) -> Any:
    from shared.messaging.leases import Pick

    mailer.worker._round += 1
    return Pick.SUSPECT if mailer.worker._round % 2 else Pick.FRESH


async def test_discard_closes_a_message_with_a_note(make_mailer: Any, clock: ManualClock) -> None:
    mailer = await make_mailer()
    await accept(mailer, type="mutabakat.campaign.something_new.v9")
    await run_to_end(mailer, clock)
    (buried,) = await messages(mailer)
    async with mailer.database.transaction() as tx:
        await admin.discard(tx, mailer.inbox.table, buried.event_id, "sent by a test system")
    assert await messages(mailer) == []
    async with mailer.database.reading() as reading:
        kept = await admin.show_message(reading, mailer.inbox.table, buried.event_id)
    assert kept.state is State.DONE
    assert kept.reason.startswith("discarded: sent by a test system (was: unknown event type")
    async with mailer.database.transaction() as tx:
        with pytest.raises(Conflict):
            await admin.discard(tx, mailer.inbox.table, buried.event_id, "again")
        with pytest.raises(Conflict):
            await admin.retry(tx, mailer.inbox.table, [uuid4()])
        with pytest.raises(NotFound):
            await admin.show_message(tx, mailer.inbox.table, uuid4())


async def _equals(counting: Any, wanted: int) -> bool:
    return bool(await counting == wanted)
