"""Pause, resume, withdraw: nothing begins after the answer, the rest follows exactly once, whatever runs at the same time."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
from sqlalchemy import select

from services.mailer.models import messages
from services.mailer.repository import queue
from shared.auth import READ
from shared.contracts.campaign import CampaignCancelled
from shared.contracts.mailer import MailFailed
from shared.contracts.responses import InvitationIssued
from tests.component.mailer.conftest import Make
from tests.component.mailer.world import World, eventually, invitation
from tests.servers.mailbox import Mailbox

ROUNDS = 5
MAILS = 18


async def states(world: World, campaign_id: UUID) -> dict[str, int]:
    async with world.service.database.reading() as reading:
        found = await reading.scalars(select(messages.c.state).where(messages.c.campaign_id == campaign_id))
    return dict(Counter(found))


async def decide(client: httpx.AsyncClient, path: str, **headers: str) -> Any:
    answer = await client.post(path, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


def letters(campaign_id: UUID, count: int, name: str = "a") -> list[InvitationIssued]:
    return [invitation(f"{name}{n}@cari.test", campaign_id=campaign_id) for n in range(count)]


def arrived(mailbox: Mailbox, facts: list[InvitationIssued]) -> list[str]:
    wanted = {fact.recipient.address for fact in facts}
    return [mail.recipients[0] for mail in list(mailbox.delivered) if mail.recipients[0] in wanted]


async def all_sent(world: World, campaign_id: UUID, count: int) -> None:
    async def there() -> bool:
        return await states(world, campaign_id) == {"sent": count}

    await eventually(there, f"{count} are sent")


async def test_nothing_begins_after_the_answer_to_a_pause_in_many_rounds(make: Make, mailbox: Mailbox) -> None:
    world = await make(
        platform_host="127.0.0.1", platform_port=mailbox.port, claim_batch=8, sweep_seconds=0.05, gather_seconds=0.002
    )
    chance = random.Random(11)
    sweeping = asyncio.create_task(_sweep_often(world))
    async with world.sending(), world.http() as client:
        for number in range(ROUNDS):
            campaign = uuid4()
            facts = letters(campaign, MAILS, f"r{number}x")
            early, late = facts[: MAILS - 6], facts[MAILS - 6 :]
            await world.tell(*early)
            coming = asyncio.create_task(world.tell(*late))
            await asyncio.sleep(chance.uniform(0, 0.06))
            path = "/lanes/current" if number % 3 == 2 else f"/campaigns/{campaign}"
            await decide(client, f"{path}/pause")
            begun = await states(world, campaign)
            on_the_way = begun.get("sent", 0) + begun.get("transmitting", 0)
            await coming
            await asyncio.sleep(0.15)
            assert len(arrived(mailbox, facts)) <= on_the_way
            await world.sweep()
            now = await states(world, campaign)
            assert set(now) <= {"sent", "held"}, (number, begun, now)
            assert now.get("sent", 0) <= on_the_way
            await decide(client, f"{path}/resume")
            await all_sent(world, campaign, MAILS)
            assert sorted(arrived(mailbox, facts)) == sorted(fact.recipient.address for fact in facts)
    sweeping.cancel()


async def _sweep_often(world: World) -> None:
    while True:
        await world.sweep()
        await asyncio.sleep(0.03)


async def test_a_cancellation_by_event_races_with_claims_and_nothing_of_it_is_left(
    make: Make, mailbox: Mailbox
) -> None:
    world = await make(platform_host="127.0.0.1", platform_port=mailbox.port, claim_batch=8)
    chance = random.Random(5)
    async with world.sending():
        for number in range(ROUNDS):
            campaign = uuid4()
            facts = letters(campaign, MAILS, f"c{number}x")
            await world.tell(*facts[:-4])
            coming = asyncio.create_task(world.tell(*facts[-4:]))
            await asyncio.sleep(chance.uniform(0, 0.05))
            await world.tell(CampaignCancelled(campaign_id=campaign, cancelled_at=world.clock.now()))
            # Whoever was at the inbox first has handled what both brought; nothing may begin after that.
            await coming
            begun = await states(world, campaign)
            await asyncio.sleep(0.1)
            await world.sweep()
            ended = await states(world, campaign)
            assert set(ended) <= {"sent", "cancelled"}
            assert ended.get("sent", 0) <= begun.get("sent", 0) + begun.get("transmitting", 0)
            assert len(arrived(mailbox, facts)) == ended.get("sent", 0)


async def test_a_pause_keeps_who_and_when_and_only_its_own_campaign(world: World, mailbox: Mailbox) -> None:
    paused, other = uuid4(), uuid4()
    mine, others = letters(paused, 3), letters(other, 2, "b")
    await world.tell(*mine, *others)
    async with world.http() as client:
        first = await decide(client, f"/campaigns/{paused}/pause", **{"Idempotency-Key": "one"})
        again = await decide(client, f"/campaigns/{paused}/pause", **{"Idempotency-Key": "one"})
        assert (first["messages"], again) == (3, first)
        shown = first["campaign"]
        assert (shown["paused"], shown["counts"]["held"], shown["waiting"]) == (True, 3, 0)
        assert (shown["eta"]["at"], shown["eta"]["reason"]) == (None, "paused")
        assert [(one["decision"], one["by_name"], one["messages"]) for one in shown["decisions"]] == [
            ("paused", "Muhasebe", 3)
        ]
        listed = (await client.get("/messages", params={"campaign_id": str(paused)})).json()["items"]
        assert {(one["state"], one["reason_text"]) for one in listed} == {("held", "A person has paused the sending.")}
        async with world.sending():
            await all_sent(world, other, 2)
            late = letters(paused, 1, "late")
            await world.tell(*late)
            assert (await world.message(late[0].message_id)).state == "held"
            resumed = await decide(client, f"/campaigns/{paused}/resume")
            assert resumed["messages"] == 4
            await all_sent(world, paused, 4)
        assert [one["decision"] for one in resumed["campaign"]["decisions"]] == ["resumed", "paused"]
    async with world.http(READ) as client:
        assert (await client.post(f"/campaigns/{paused}/pause")).status_code == 403
    assert len(mailbox.delivered) == 6


async def test_a_campaign_paused_itself_stays_paused_when_the_lane_is_resumed(world: World, mailbox: Mailbox) -> None:
    paused, other = uuid4(), uuid4()
    await world.tell(*letters(paused, 2), *letters(other, 2, "b"))
    async with world.http() as client:
        await decide(client, f"/campaigns/{paused}/pause")
        lane = (await decide(client, "/lanes/current/pause"))["lane"]
        assert (lane["state"], lane["paused"], lane["waiting"]) == ("paused", True, 0)
        assert (await decide(client, "/lanes/current/resume"))["messages"] == 2
        async with world.sending():
            await all_sent(world, other, 2)
            assert await states(world, paused) == {"held": 2}
            await decide(client, f"/campaigns/{paused}/resume")
            await all_sent(world, paused, 2)


async def test_another_companys_mail_is_not_touched(world: World, mailbox: Mailbox) -> None:
    stranger, campaign = uuid4(), uuid4()
    await world.register(stranger, "Başka A.Ş.")
    await world.tell(*letters(campaign, 2), company_id=stranger)
    async with world.http() as client:
        assert (await decide(client, f"/campaigns/{campaign}/pause"))["messages"] == 0
        assert (await decide(client, f"/campaigns/{campaign}/cancel-unsent"))["messages"] == 0
        assert (await decide(client, "/lanes/current/pause"))["messages"] == 0
    async with world.sending():
        await all_sent(world, campaign, 2)


async def test_the_retry_of_an_uncertain_mail_waits_for_the_resume_and_keeps_its_time(
    world: World, mailbox: Mailbox
) -> None:
    campaign = uuid4()
    (fact,) = letters(campaign, 1)
    mailbox.script(fact.recipient.address, None, phase="DATA", keeps=True)
    await world.tell(fact)
    async with world.sending(), world.http() as client:
        due = (await world.becomes(fact.message_id, "uncertain")).due_at
        shown = (await decide(client, f"/campaigns/{campaign}/pause"))["campaign"]
        assert (shown["counts"]["uncertain"], shown["needs_decision"]) == (1, 0)
        world.clock.advance(timedelta(minutes=30))
        await asyncio.sleep(0.1)
        row = await world.message(fact.message_id)
        assert (row.state, row.due_at, row.resume_due_at) == ("uncertain", None, due)
        await decide(client, f"/campaigns/{campaign}/resume")
        await world.becomes(fact.message_id, "sent")
    assert len(mailbox.delivered) == 2


async def test_unsent_mails_are_withdrawn_for_good_and_a_later_resend_is_sent(world: World, mailbox: Mailbox) -> None:
    campaign = uuid4()
    facts = letters(campaign, 3)
    await world.tell(*facts)
    async with world.http() as client:
        done = await decide(client, f"/campaigns/{campaign}/cancel-unsent")
        assert (done["messages"], done["campaign"]["counts"]["cancelled"]) == (3, 3)
    assert {one.reason for one in await world.said(MailFailed)} == {"withdrawn"}
    late = invitation("late@cari.test", campaign_id=campaign)
    await world.tell(late)
    assert (await world.message(late.message_id)).state == "cancelled"
    world.clock.advance(timedelta(seconds=5))
    again = invitation("again@cari.test", campaign_id=campaign).model_copy(update={"send_number": 2})
    await world.tell(again)
    async with world.sending():
        await world.becomes(again.message_id, "sent")
        await world.sweep()
    assert [mail.recipients[0] for mail in mailbox.delivered] == ["again@cari.test"]


async def test_a_message_that_slipped_in_behind_a_gate_is_never_claimed_and_tidied_up(world: World) -> None:
    """As if its arrival had been committed just after the pause looked: still due, behind a closed gate."""
    campaign = uuid4()
    (fact,) = letters(campaign, 1)
    async with world.http() as client:
        await decide(client, f"/campaigns/{campaign}/pause")
        await world.tell(fact)
        await _make_due(world, fact.message_id)
        assert not await _claimable(world)
        await world.sweep()
        assert (await world.message(fact.message_id)).state == "held"
        await decide(client, f"/campaigns/{campaign}/resume")
        assert await _claimable(world)


async def _make_due(world: World, message_id: UUID) -> None:
    now = world.clock.now()
    values = {"state": "queued", "due_at": now, "resume_due_at": None, "reason": ""}
    async with world.service.database.transaction() as tx:
        await tx.execute(messages.update().where(messages.c.id == message_id).values(**values))


async def _claimable(world: World) -> int:
    now = world.clock.now()
    async with world.service.database.transaction() as tx:
        claim = await queue.claim(tx, UUID(int=0), world.company_id, limit=9, now=now, lease=timedelta(seconds=30))
        await queue.give_back(tx, {row.id: claim.token for row in claim.rows}, due_at=now)
    return len(claim.rows)
