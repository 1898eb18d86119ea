"""Servers that refuse, wait, cut and change their mind (reliability-security.md §3.4, M1–M6)."""

from __future__ import annotations

import asyncio
import threading
from datetime import timedelta

import pytest

from shared.contracts.mailer import MailFailed, MailSent, MailUncertain
from tests.component.mailer.conftest import Make
from tests.component.mailer.world import World, eventually, invitation
from tests.servers.mailbox import Mailbox, Phase

ADDRESS = "muhasebe@cari.test"


@pytest.mark.parametrize("phase", ["RCPT", "DATA"])
async def test_m1_a_temporary_refusal_is_tried_again_later_and_sent_once(
    world: World, mailbox: Mailbox, phase: Phase
) -> None:
    mailbox.script(ADDRESS, "451 4.7.1 Greylisted", phase=phase)
    fact = invitation()
    await world.tell(fact)
    async with world.sending():
        row = await world.becomes(fact.message_id, "deferred")
        assert row.reason == "greylisted"
        assert timedelta(seconds=45) < row.due_at - world.clock.now() < timedelta(seconds=75)
        world.clock.advance(timedelta(seconds=80))
        await world.becomes(fact.message_id, "sent")
    assert len(mailbox.delivered) == 1
    assert [one.outcome for one in await world.attempts(fact.message_id)] == ["deferred", "accepted"]
    assert [sent.attempt for sent in await world.said(MailSent)] == [2]


@pytest.mark.parametrize(
    ("phase", "reply", "reason"),
    [("RCPT", "550 5.1.1 User unknown", "unknown_recipient"), ("DATA", "554 5.6.0 No", "message_refused")],
)
async def test_m2_a_final_refusal_fails_without_a_second_try(
    world: World, mailbox: Mailbox, phase: Phase, reply: str, reason: str
) -> None:
    mailbox.script(ADDRESS, reply, phase=phase, times=9)
    fact, other = invitation(), invitation("finans@cari.test")
    await world.tell(fact, other)
    async with world.sending():
        row = await world.becomes(fact.message_id, "failed")
        await world.becomes(other.message_id, "sent")
        world.clock.advance(timedelta(hours=3))
        await asyncio.sleep(0.1)
    assert (row.reason, row.due_at) == (reason, None)
    (failed,) = await world.said(MailFailed)
    assert (failed.reason, failed.code, failed.address) == (reason, int(reply[:3]), ADDRESS)
    assert mailbox.attempts[ADDRESS] == 1


async def test_m3_cut_after_the_dot_is_uncertain_and_tried_once_more_by_the_clock(
    world: World, mailbox: Mailbox
) -> None:
    mailbox.script(ADDRESS, None, phase="DATA", keeps=True, times=2)
    fact = invitation()
    await world.tell(fact)
    async with world.sending():
        row = await world.becomes(fact.message_id, "uncertain")
        assert row.due_at == world.clock.now() + timedelta(minutes=10)
        world.clock.advance(timedelta(minutes=9))
        await asyncio.sleep(0.1)
        assert len(mailbox.delivered) == 1
        world.clock.advance(timedelta(minutes=2))
        row = await eventually(lambda: _waits_for_a_person(world, fact.message_id), "a person is asked")
        world.clock.advance(timedelta(hours=5))
        await asyncio.sleep(0.1)
    first, second = (mail.message for mail in mailbox.delivered)
    assert first["Message-ID"] == second["Message-ID"]
    assert first.get_body(("plain",)).get_content() == second.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert [one.retry_at is None for one in await world.said(MailUncertain)] == [False, True]
    assert [one.outcome for one in await world.attempts(fact.message_id)] == ["uncertain", "uncertain"]


async def _waits_for_a_person(world: World, message_id: object) -> object:
    row = await world.message(message_id)  # type: ignore[arg-type]
    return row if row.uncertain_attempts == 2 and row.due_at is None else None


async def test_a_person_sends_an_uncertain_mail_again_or_counts_it_as_sent(
    make_on_sqlite: Make, mailbox: Mailbox
) -> None:
    world = await make_on_sqlite(platform_host="127.0.0.1", platform_port=mailbox.port, uncertain_retry_minutes=0)
    first, second = invitation("a@cari.test"), invitation("b@cari.test")
    for address in ("a@cari.test", "b@cari.test"):
        mailbox.script(address, None, phase="DATA", keeps=True)
    await world.tell(first, second)
    async with world.sending(), world.http() as client:
        for fact in (first, second):
            await world.becomes(fact.message_id, "uncertain")
        shown = (await client.get(f"/messages/{first.message_id}")).json()
        assert shown["needs_decision"] is True
        assert shown["state_text"] == "The server's answer was not received: it may have been sent"
        assert (await client.post(f"/messages/{first.message_id}/retry")).status_code == 200
        await world.becomes(first.message_id, "sent")
        answer = await client.post(f"/messages/{second.message_id}/settle")
        assert answer.json()["state"] == "sent"
        again = await client.post(f"/messages/{second.message_id}/settle")
        assert (again.status_code, again.json()["code"]) == (409, "message_not_uncertain")
    assert len(mailbox.to("a@cari.test")) == 2
    assert len(mailbox.to("b@cari.test")) == 1
    assert {one.address for one in await world.said(MailSent)} == {"a@cari.test", "b@cari.test"}


async def test_m5_a_late_reply_is_waited_for(lite: World, mailbox: Mailbox) -> None:
    pause = threading.Event()
    mailbox.script(ADDRESS, "250 2.0.0 late", phase="DATA", keeps=True, pause=pause)
    fact = invitation()
    await lite.tell(fact)
    async with lite.sending():
        await lite.becomes(fact.message_id, "transmitting")
        lite.clock.advance(timedelta(minutes=15))
        pause.set()
        await lite.becomes(fact.message_id, "sent")
    assert len(mailbox.delivered) == 1


async def test_a_silent_server_after_the_dot_is_uncertain_when_patience_ends(
    make_on_sqlite: Make, mailbox: Mailbox
) -> None:
    world = await make_on_sqlite(platform_host="127.0.0.1", platform_port=mailbox.port, reply_seconds=0.3)
    pause = threading.Event()
    mailbox.script(ADDRESS, "250 2.0.0 too late", phase="DATA", keeps=True, pause=pause)
    fact = invitation()
    await world.tell(fact)
    async with world.sending():
        await world.becomes(fact.message_id, "uncertain")
        pause.set()


@pytest.mark.parametrize("phase", ["MAIL", "RCPT", "DATA"])
async def test_m4_too_busy_is_no_attempt_and_rests_the_lane(lite: World, mailbox: Mailbox, phase: Phase) -> None:
    address = "mutabakat@platform.test" if phase == "MAIL" else ADDRESS
    mailbox.script(address, "421 4.3.2 busy, try again in 90 seconds", phase=phase)
    fact, later = invitation(), invitation("later@cari.test")
    await lite.tell(fact)
    async with lite.sending(), lite.http() as client:
        row = await eventually(lambda: _has_reason(lite, fact.message_id), "the reason is there")
        assert (row.state, row.reason, row.attempts) == ("queued", "server_busy", 0)
        assert row.due_at == lite.clock.now() + timedelta(seconds=90)
        await lite.tell(later)
        await asyncio.sleep(0.1)
        assert not mailbox.delivered
        shown = (await client.get("/messages", params={"state": "queued"})).json()["items"]
        assert {one["reason"] for one in shown} == {"server_busy"}
        lite.clock.advance(timedelta(seconds=95))
        await lite.becomes(fact.message_id, "sent")
        await lite.becomes(later.message_id, "sent")
    assert len(mailbox.delivered) == 2


async def _has_reason(world: World, message_id: object) -> object:
    row = await world.message(message_id)  # type: ignore[arg-type]
    return row if row.reason else None


async def test_a_connection_that_went_stale_costs_nothing(make_on_sqlite: Make, mailbox: Mailbox) -> None:
    lite = await make_on_sqlite(platform_host="127.0.0.1", platform_port=mailbox.port, platform_connections=1)
    first, second = invitation("a@cari.test"), invitation("b@cari.test")
    await lite.tell(first)
    async with lite.sending():
        await lite.becomes(first.message_id, "sent")
        mailbox.script("b@cari.test", None, phase="RCPT")
        await lite.tell(second)
        row = await lite.becomes(second.message_id, "sent")
    assert row.attempts == 1
    assert [one.outcome for one in await lite.attempts(second.message_id)] == ["lost", "accepted"]


async def test_what_cannot_be_sent_in_time_is_given_up(world: World, mailbox: Mailbox) -> None:
    mailbox.script(ADDRESS, "450 4.2.1 busy", times=99)
    fact = invitation()
    await world.tell(fact)
    async with world.sending():
        await world.becomes(fact.message_id, "deferred")
    world.clock.advance(timedelta(hours=49))
    await world.sweep()
    row = await world.message(fact.message_id)
    assert (row.state, row.reason, row.due_at) == ("failed", "gave_up", None)
    assert [one.reason for one in await world.said(MailFailed)] == ["gave_up"]


async def test_the_end_of_valid_until_comes_before_the_48_hours(world: World) -> None:
    fact = invitation(valid_until=world.clock.now().date())
    await world.tell(fact)
    world.clock.advance(timedelta(hours=13))
    await world.sweep()
    assert (await world.message(fact.message_id)).state == "expired"
    assert [one.reason for one in await world.said(MailFailed)] == ["expired"]


@pytest.mark.parametrize("reply", ["450 4.2.1 busy", "550 5.7.60 not your address"])
async def test_what_may_have_arrived_keeps_saying_so_when_its_second_try_gets_no_answer_about_it(
    world: World, mailbox: Mailbox, reply: str
) -> None:
    """A refusal for now, or of our account, says nothing about the first copy: a person decides in the end."""
    mailbox.script(ADDRESS, None, phase="DATA", keeps=True)
    mailbox.script(ADDRESS, reply, times=99)
    fact = invitation()
    await world.tell(fact)
    async with world.sending(), world.http() as client:
        await world.becomes(fact.message_id, "uncertain")
        world.clock.advance(timedelta(minutes=11))

        async def tried_again() -> bool:
            row = await world.message(fact.message_id)
            return bool(row.reason != "no_reply" and row.state != "claimed")

        await eventually(tried_again, "the second try is over")
        row = await world.message(fact.message_id)
        assert (row.state, row.due_at is None) == ("uncertain", False)
    world.clock.advance(timedelta(hours=49))
    await world.sweep()
    async with world.http() as client:
        shown = (await client.get(f"/messages/{fact.message_id}")).json()
    assert (shown["state"], shown["needs_decision"]) == ("uncertain", True)
    assert await world.said(MailFailed) == []
