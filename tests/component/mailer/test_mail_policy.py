"""What a company wants: a send window, uncertain mails held at once; and patience that is for trying, not for waiting."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from shared.auth import WRITE
from shared.contracts.mailer import MailFailed, MailUncertain
from tests.component.mailer.conftest import Make
from tests.component.mailer.world import World, invitation
from tests.servers.mailbox import Mailbox

OFFICE_HOURS = {"days": [1, 2, 3, 4, 5], "opens": "13:00", "closes": "18:00"}
"""It is Tuesday, 12:00 in Istanbul."""


async def test_outside_the_window_mail_waits_and_says_until_when(world: World, mailbox: Mailbox) -> None:
    fact = invitation()
    async with world.http() as client, world.sending():
        policy = (await client.put("/mail-policy", json=OFFICE_HOURS)).json()
        assert (policy["open_now"], policy["next_open"]) == (False, "2026-11-24T10:00:00Z")
        await world.tell(fact)
        await asyncio.sleep(0.2)
        shown = (await client.get(f"/messages/{fact.message_id}")).json()
        assert (shown["state"], shown["reason"], shown["due_at"]) == (
            "queued",
            "outside_window",
            "2026-11-24T10:00:00Z",
        )
        assert shown["reason_text"].startswith("Outside the hours")
        assert (await client.get("/lanes/current")).json()["state"] == "closed"
        assert not mailbox.delivered
        world.clock.advance(timedelta(hours=1))
        await world.becomes(fact.message_id, "sent")
        # Nobody has to ask twice: a window that is taken away lets mail leave at once.
        world.clock.advance(timedelta(hours=8))
        later = invitation("b@cari.test")
        await world.tell(later)
        await asyncio.sleep(0.1)
        assert (await world.message(later.message_id)).state == "queued"
        await client.put("/mail-policy", json={})
        await world.becomes(later.message_id, "sent")


async def test_what_was_claimed_when_the_window_closed_does_not_leave(make: Make, mailbox: Mailbox) -> None:
    world = await make(platform_host="127.0.0.1", platform_port=mailbox.port, platform_connections=1)
    async with world.http() as client:
        await client.put("/mail-policy", json={"days": [2], "opens": "09:00", "closes": "12:01"})
    facts = [invitation(f"a{n}@cari.test") for n in range(60)]
    await world.tell(*facts)
    async with world.sending():
        await mailbox.arrived(3)
        world.clock.advance(timedelta(minutes=1))
        await asyncio.sleep(0.3)
        left = len(mailbox.delivered)
        await asyncio.sleep(0.2)
        assert len(mailbox.delivered) == left < 60
    states = [(await world.message(fact.message_id)).state for fact in facts]
    assert (states.count("sent"), set(states)) == (left, {"sent", "queued"})


async def test_a_policy_is_an_administrators_matter_and_has_to_make_sense(world: World) -> None:
    async with world.http(WRITE) as client:
        assert (await client.put("/mail-policy", json=OFFICE_HOURS)).status_code == 403
    async with world.http() as client:
        wrong = await client.put("/mail-policy", json=OFFICE_HOURS | {"closes": "12:00"})
        assert (wrong.status_code, wrong.json()["code"]) == (422, "window_hours")
        wrong = await client.put("/mail-policy", json=OFFICE_HOURS | {"days": [0]})
        assert (wrong.status_code, wrong.json()["code"]) == (422, "window_days")


async def test_a_company_may_decide_about_every_uncertain_mail_itself(world: World, mailbox: Mailbox) -> None:
    fact = invitation()
    mailbox.script(fact.recipient.address, None, phase="DATA", keeps=True)
    async with world.http() as client, world.sending():
        await client.put("/mail-policy", json={"hold_uncertain": True})
        await world.tell(fact)
        row = await world.becomes(fact.message_id, "uncertain")
        assert row.due_at is None
        assert (await client.get(f"/messages/{fact.message_id}")).json()["needs_decision"] is True
        world.clock.advance(timedelta(hours=2))
        await asyncio.sleep(0.15)
    assert [one.retry_at for one in await world.said(MailUncertain)] == [None]
    assert len(mailbox.delivered) == 1


async def test_waiting_for_ones_turn_does_not_use_up_the_48_hours(world: World, mailbox: Mailbox) -> None:
    fact = invitation()
    async with world.http() as client:
        await client.put("/mail-policy", json={"days": [7]})
        await world.tell(fact)
        world.clock.advance(timedelta(hours=49))
        await world.sweep()
        assert (await world.message(fact.message_id)).state == "queued"
        mailbox.script(fact.recipient.address, "450 4.2.1 busy", times=99)
        await client.put("/mail-policy", json={})
        async with world.sending():
            row = await world.becomes(fact.message_id, "deferred")
        # From the first try on they count, and valid_until is the end of everything.
        assert row.give_up_at == world.clock.now() + timedelta(hours=48)
        world.clock.advance(timedelta(hours=49))
        await world.sweep()
    assert [one.reason for one in await world.said(MailFailed)] == ["gave_up"]


async def test_after_the_last_day_to_answer_a_paused_mail_expires(world: World) -> None:
    fact = invitation()
    await world.tell(fact)
    async with world.http() as client:
        await client.post("/lanes/current/pause")
        world.clock.advance(timedelta(days=3))
        await world.sweep()
        assert (await world.message(fact.message_id)).state == "held"
        world.clock.advance(timedelta(days=4))
        await world.sweep()
        assert (await client.post("/lanes/current/resume")).json()["messages"] == 0
    assert (await world.message(fact.message_id)).state == "expired"


async def test_a_deferral_waits_as_long_as_the_server_asks(make_on_sqlite: Make, mailbox: Mailbox) -> None:
    world = await make_on_sqlite(platform_host="127.0.0.1", platform_port=mailbox.port)
    fact = invitation()
    mailbox.script(fact.recipient.address, "450 4.7.1 Greylisted, try again in 10 minutes")
    await world.tell(fact)
    async with world.sending():
        row = await world.becomes(fact.message_id, "deferred")
    assert row.due_at == world.clock.now() + timedelta(minutes=10)


async def test_a_window_is_told_in_times_of_istanbul_only(world: World) -> None:
    async with world.http() as client:
        refused = await client.put("/mail-policy", json={"opens": "08:00:00Z", "closes": "18:00"})
    assert refused.status_code == 422, refused.text
