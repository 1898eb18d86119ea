"""Mails of codes: before all that is due, whatever became of the campaign, for ten minutes, and readable by their reader only."""

from __future__ import annotations

import asyncio
import email
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from services.mailer.domain.servers import PLATFORM
from services.mailer.models import messages
from services.mailer.repository import queue
from shared.contracts.campaign import CampaignCancelled
from shared.contracts.responses import CodeAsked, InvitationIssued
from shared.contracts.values import Purpose
from shared.keys import KeyRing
from shared.links import LinkSigner
from tests.component.mailer.test_delivery import bodies
from tests.component.mailer.world import World, invitation
from tests.servers.mailbox import Mailbox


def code_of(world: World, **changes: Any) -> tuple[InvitationIssued, str]:
    signer = LinkSigner(KeyRing.read(world.keys, "link.key"))
    nonce = signer.new_nonce()
    asked = CodeAsked(nonce=nonce, expires_at=world.clock.now() + timedelta(minutes=10))
    fact = invitation(purpose=Purpose.CODE).model_copy(update={"code": asked, "send_number": 0, **changes})
    return fact, signer.code(fact.link_id, nonce)


async def test_it_is_taken_before_all_that_is_due(world: World) -> None:
    await world.tell(*(invitation() for _ in range(3)))
    world.clock.advance(timedelta(hours=1))
    fact, _ = code_of(world)
    await world.tell(fact)
    now = world.clock.now()
    async with world.service.database.transaction() as tx:
        claim = await queue.claim(tx, PLATFORM, world.company_id, limit=1, now=now, lease=timedelta(minutes=1))
    assert [row.id for row in claim.rows] == [fact.message_id]


async def test_its_code_is_in_the_mail_and_nowhere_else(world: World, mailbox: Mailbox) -> None:
    others = [invitation() for _ in range(3)]
    fact, code = code_of(world)
    await world.tell(*others, fact)
    async with world.sending():
        mails = [bodies(mail.content) for mail in await mailbox.arrived(4)]
        await world.becomes(fact.message_id, "sent")
    assert sorted(code in text and code in html for text, html in mails) == [False, False, False, True]
    async with world.service.database.reading() as reading:
        kept = str(await reading.all(select(messages))) + str(await reading.all(select(world.service.outbox.table)))
    assert code not in kept
    async with world.http() as http:
        copy = email.message_from_bytes((await http.get(f"/messages/{fact.message_id}/raw")).content)
        preview = (await http.post("/letter-texts/preview", json={"message_id": str(fact.message_id)})).text
    shown = "".join(str(part.get_payload(decode=True)) for part in copy.walk() if not part.is_multipart()) + preview
    assert code not in shown
    assert "******" in shown


async def test_it_goes_out_although_the_campaign_was_withdrawn(world: World, mailbox: Mailbox) -> None:
    fact, code = code_of(world)
    await world.tell(CampaignCancelled(campaign_id=fact.campaign_id, cancelled_at=world.clock.now()), fact)
    async with world.sending():
        (mail,) = await mailbox.arrived(1)
    assert code in bodies(mail.content)[0]


async def test_nobody_waits_for_it_after_ten_minutes(world: World, mailbox: Mailbox) -> None:
    fact, _ = code_of(world)
    await world.tell(fact)
    world.clock.advance(timedelta(minutes=10))
    await world.sweep()
    async with world.service.database.reading() as reading:
        row = await reading.first(select(messages.c.state, messages.c.reason))
    assert row is not None
    assert tuple(row) == ("failed", "gave_up")


async def test_no_hours_of_sending_stand_before_it(world: World, mailbox: Mailbox) -> None:
    """Whoever opens the page in the evening gets the code then; the letters wait for the morning."""
    letters = [invitation() for _ in range(3)]
    async with world.http() as client:
        await client.put("/mail-policy", json={"days": [7]})
    fact, code = code_of(world)
    await world.tell(*letters, fact)
    async with world.sending():
        await world.becomes(fact.message_id, "sent")
        await asyncio.sleep(0.2)
    (mail,) = mailbox.delivered
    assert code in bodies(mail.content)[0]
    assert {(await world.message(one.message_id)).state for one in letters} == {"queued"}


async def test_a_pause_of_its_campaign_leaves_it_alone(lite: World) -> None:
    fact, _ = code_of(lite)
    await lite.tell(fact)
    async with lite.http() as client:
        paused = await client.post(f"/campaigns/{fact.campaign_id}/pause")
    assert paused.status_code == 200
    row = await lite.message(fact.message_id)
    assert (row.state, row.resume_due_at) == ("queued", None)
