"""Limits are kept exactly, over several mailers and restarts, and the estimate is what then happens."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, insert, select, update

from services.mailer import build as mailer
from services.mailer.models import attempts, lane_days, lane_permits, messages, smtp_configurations
from shared.contracts.responses import InvitationIssued
from shared.telemetry import Metrics
from tests.component.mailer.conftest import Make
from tests.component.mailer.world import World, eventually, invitation
from tests.servers.mailbox import Mailbox
from tests.servers.smtp_sink import SmtpSink


async def counted(world: World) -> int:
    async with world.service.database.reading() as reading:
        query = select(func.count()).select_from(messages).where(messages.c.state == "sent")
        return int(await reading.scalar(query))


async def stops_at(world: World, count: int) -> None:
    """So many get sent, and no more."""
    await eventually(lambda: _at_least(world, count), f"{count} are sent")
    await asyncio.sleep(0.25)
    assert await counted(world) == count


async def begun(world: World) -> list[datetime]:
    async with world.service.database.reading() as reading:
        return list(await reading.scalars(select(attempts.c.started_at).order_by(attempts.c.started_at)))


def second_mailer(world: World) -> World:
    """Another process on the same database."""
    settings: Any = world.service.settings
    service = mailer.build(settings, clock=world.clock, metrics=Metrics())
    return World(service, world.clock, world.keys, world.company_id, mailer._policy(settings))


async def test_two_mailers_and_a_restart_together_never_send_more_than_the_limit(make: Make, mailbox: Mailbox) -> None:
    world = await make(platform_host="127.0.0.1", platform_port=mailbox.port, platform_per_minute=4, platform_per_day=9)
    other = second_mailer(world)
    await world.tell(*[invitation(f"a{n}@cari.test") for n in range(14)])
    async with world.sending(), other.sending():
        await stops_at(world, 4)
        world.clock.advance(timedelta(seconds=61))
        await stops_at(world, 4)
    async with world.http() as client:
        lane = (await client.get("/lanes/current")).json()
        waits = (await client.get("/messages", params={"state": "queued"})).json()["items"]
    assert (lane["state"], lane["reason"]) == ("limited", "limit_reached")
    assert {(one["reason"], one["due_at"]) for one in waits} == {("limit_reached", lane["retry_at"])}
    world.clock.advance(timedelta(seconds=1))
    async with world.sending(), other.sending():
        await stops_at(world, 8)
        world.clock.advance(timedelta(minutes=5))
        await stops_at(world, 9)
        world.clock.advance(timedelta(hours=11))
        await stops_at(world, 9)
        world.clock.advance(timedelta(hours=2))
        await stops_at(world, 13)
    times = await begun(world)
    assert all(later - earlier > timedelta(minutes=1) for earlier, later in zip(times, times[4:], strict=False))
    assert len(mailbox.delivered) == 13
    await other.service.database.dispose()


async def test_an_attempt_that_was_refused_counts_too(make_on_sqlite: Make, mailbox: Mailbox) -> None:
    world = await make_on_sqlite(platform_host="127.0.0.1", platform_port=mailbox.port, platform_per_hour=2)
    mailbox.script("a0@cari.test", "550 5.1.1 unknown")
    await world.tell(invitation("a0@cari.test"))
    async with world.sending():
        await eventually(lambda: _state(world, "failed"), "the first was refused")
        await world.tell(*[invitation(f"a{n}@cari.test") for n in range(1, 4)])
        await stops_at(world, 1)


async def _state(world: World, state: str) -> bool:
    async with world.service.database.reading() as reading:
        return bool(await reading.scalar(select(func.count()).where(messages.c.state == state)))


async def test_a_lane_without_limits_counts_nothing(world: World, mailbox: Mailbox) -> None:
    await world.tell(*[invitation(f"a{n}@cari.test") for n in range(5)])
    async with world.sending():
        await mailbox.arrived(5)
    async with world.service.database.reading() as reading:
        assert await reading.scalar(select(func.count()).select_from(lane_permits)) == 0
        assert await reading.scalar(select(func.count()).select_from(lane_days)) == 0


async def test_the_estimate_is_when_the_last_mail_leaves(make: Make, mailbox: Mailbox) -> None:
    """Five a minute, a window that closes after three minutes, and a clock that is moved a second at a time."""
    world = await make(platform_host="127.0.0.1", platform_port=mailbox.port, platform_per_minute=5)
    policy = {"days": [1, 2, 3, 4, 5], "opens": "09:00", "closes": "12:03"}
    campaign = uuid4()
    await world.tell(*[invitation(f"a{n}@cari.test", campaign_id=campaign) for n in range(22)])
    async with world.http() as client:
        assert (await client.put("/mail-policy", json=policy)).status_code == 200
        first = (await client.get(f"/campaigns/{campaign}")).json()
        async with world.sending():
            await stops_at(world, 5)
            again = (await client.get(f"/campaigns/{campaign}")).json()
            moments = (
                (61, 5),
                (1, 10),
                (61, 10),
                (1, 15),
                (57, 15),
                (20 * 3600 + 56 * 60 + 58, 15),
                (1, 20),
                (61, 20),
                (1, 22),
            )
            for step, sent in moments:
                world.clock.advance(timedelta(seconds=step))
                await stops_at(world, sent)
    expected = datetime.fromisoformat(first["eta"]["at"])
    assert (first["waiting"], first["eta"]["in_time"], again["sent"]) == (22, True, 5)
    assert abs(datetime.fromisoformat(again["eta"]["at"]) - expected) < timedelta(seconds=1)
    assert (await begun(world))[-1] == expected
    assert expected.isoformat() == "2026-11-25T06:01:02+00:00"


@pytest.mark.parametrize(
    ("given", "reason"),
    [({"platform_host": ""}, "no_server"), ({"platform_port": 1}, "speed_unknown"), ({"paused": True}, "paused")],
)
async def test_where_nobody_can_know_there_is_a_reason_instead(
    make_on_sqlite: Make, given: dict[str, Any], reason: str
) -> None:
    paused = given.pop("paused", False)
    world = await make_on_sqlite(**{"platform_host": "127.0.0.1", "platform_port": 1} | given)
    await world.tell(invitation())
    async with world.http() as client:
        if paused:
            await client.post("/lanes/current/pause")
        eta = (await client.get("/lanes/current")).json()["eta"]
    assert (eta["at"], eta["reason"], bool(eta["message"])) == (None, reason, True)


async def test_a_companys_day_on_the_platforms_server_has_an_end(make: Make, mailbox: Mailbox) -> None:
    world = await make(
        platform_host="127.0.0.1", platform_port=mailbox.port, platform_company_per_day=3, claim_batch=50
    )
    other = uuid4()
    await world.register(other, "Başka A.Ş.")
    await world.tell(*[invitation(f"a{n}@cari.test") for n in range(5)])
    await world.tell(*[invitation(f"b{n}@cari.test") for n in range(2)], company_id=other)
    async with world.sending(), world.http() as client:
        await stops_at(world, 5)
        lane = (await client.get("/lanes/current")).json()
        assert (lane["state"], lane["reason"], lane["waiting"]) == ("limited", "company_limit", 2)
        world.clock.advance(timedelta(hours=13))
        await stops_at(world, 7)


async def test_five_mails_do_not_wait_for_thousands_of_another_company(
    make: Make, record_property: Callable[[str, object], None]
) -> None:
    sink = SmtpSink(keep=False)
    sink.start()
    try:
        world = await make(platform_host="127.0.0.1", platform_port=sink.port)
        small = uuid4()
        await world.register(small, "Küçük Ltd.")
        (first,) = [invitation("big@cari.test")]
        await world.tell(first)
        await _copies(world, first, 2_500)
        async with world.sending():
            await eventually(lambda: _at_least(world, 200), "the large one is under way")
            facts = [invitation(f"small{n}@cari.test") for n in range(5)]
            await world.tell(*facts, company_id=small)
            before = await counted(world)
            for fact in facts:
                await world.becomes(fact.message_id, "sent")
            between = await counted(world) - before
        record_property("mails_in_between", between)
        assert between < 1_000
    finally:
        sink.stop()


async def _at_least(world: World, count: int) -> bool:
    return await counted(world) >= count


async def _copies(world: World, fact: InvitationIssued, count: int) -> None:
    row = (await world.message(fact.message_id))._asdict()
    async with world.service.database.transaction() as tx:
        await tx.execute(
            insert(messages), [row | {"id": uuid4(), "address": f"big{n}@cari.test"} for n in range(count)]
        )


def own(world: World, mailbox: Mailbox, **limits: int) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "company_id": world.company_id,
        "state": "active",
        "host": "127.0.0.1",
        "port": mailbox.port,
        "security": "none",
        "username": "",
        "sender_address": "mutabakat@firma.test",
        "sender_name": "",
        "created_at": world.clock.now(),
        "created_by": "Muhasebe",
        **limits,
    }


async def test_a_companys_own_lane_is_driven_by_one_mailer_and_taken_over_when_it_ends(
    make: Make, mailbox: Mailbox
) -> None:
    world = await make()
    other = second_mailer(world)
    row = own(world, mailbox, per_minute=0, per_hour=0)
    async with world.service.database.transaction() as tx:
        await tx.execute(insert(smtp_configurations), row)
    await world.tell(invitation("a@cari.test"))
    async with other.sending():
        async with world.sending():
            await eventually(lambda: _at_least(world, 1), "it is sent")
            await asyncio.sleep(0.1)
            drivers = [one for one in (world, other) if row["id"] in one.dispatcher._holding._lanes]
            assert len(drivers) == 1
        await world.tell(invitation("b@cari.test"))
        await eventually(lambda: _at_least(world, 2), "the other one took over")
    await other.service.database.dispose()


async def test_limits_are_changed_without_a_new_test_and_hold_at_once(make: Make, mailbox: Mailbox) -> None:
    world = await make()
    async with world.service.database.transaction() as tx:
        await tx.execute(insert(smtp_configurations), own(world, mailbox))
    await world.tell(*[invitation(f"a{n}@cari.test") for n in range(40)])
    async with world.http() as client, world.sending():
        await stops_at(world, 30)
        lane = (await client.get("/lanes/current")).json()
        assert (lane["used"], lane["limits"]["per_hour"]) == ({"minute": 30, "hour": 30, "day": 30}, 200)
        answer = await client.put("/smtp-settings/limits", json={"per_minute": 35})
        assert (answer.json()["limits"]["per_minute"], answer.json()["preset"]) == (35, "unknown")
        await stops_at(world, 35)
        refused = await client.put("/smtp-settings/limits", json={"per_minute": 2_000_000})
        assert refused.status_code == 422
        shown = (await client.get("/smtp-settings")).json()["active"]
        assert (shown["preset"], shown["limits"]["per_minute"], shown["chosen"]["per_hour"]) == ("unknown", 35, None)
        # The account's count goes on when its settings are saved anew: a new lane, the same mailbox.
        async with world.service.database.transaction() as tx:
            await tx.execute(update(smtp_configurations).values(state="retired"))
            await tx.execute(insert(smtp_configurations), own(world, mailbox))
        await stops_at(world, 35)


async def test_presets_are_told_with_their_hints(make_on_sqlite: Make) -> None:
    world = await make_on_sqlite()
    async with world.http() as client:
        told = (await client.get("/smtp-settings/presets", params={"host": "smtp.office365.com"})).json()
        turkish = await client.get("/smtp-settings/presets", headers={"Accept-Language": "tr"})
    assert told["suggested"] == "microsoft365"
    first = told["items"][0]
    assert (first["limits"]["per_minute"], first["most"]["connections"]) == (30, 3)
    assert turkish.json()["items"][0]["hints"] != first["hints"]
