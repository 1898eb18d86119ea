"""Closings withdraw what has not left, in whatever order the facts arrive; leases return what a dead worker held."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from services.mailer.domain.replies import Reply
from services.mailer.domain.servers import PLATFORM
from services.mailer.models import inbox, messages
from services.mailer.repository import queue
from services.mailer.smtp.session import Session
from shared.contracts.campaign import CampaignCancelled, ClosingReason, ReconciliationClosed
from shared.contracts.mailer import MailFailed, MailUncertain
from shared.contracts.responses import InvitationIssued
from tests.component.mailer.world import World, invitation
from tests.servers.mailbox import Mailbox


def closing(world: World, fact: InvitationIssued, reason: ClosingReason) -> ReconciliationClosed:
    return ReconciliationClosed(
        reconciliation_id=fact.reconciliation_id,
        campaign_id=fact.campaign_id,
        reason=reason,
        closed_at=world.clock.now(),
    )


@pytest.mark.parametrize(
    ("reason", "state"),
    [
        (ClosingReason.EXPIRED, "expired"),
        (ClosingReason.CANCELLED, "cancelled"),
        (ClosingReason.SUPERSEDED, "cancelled"),
    ],
)
@pytest.mark.parametrize("closing_first", [False, True])
async def test_a_closed_reconciliation_is_not_mailed(
    world: World, mailbox: Mailbox, reason: ClosingReason, state: str, closing_first: bool
) -> None:
    fact, other = invitation(), invitation("other@cari.test")
    facts = [fact, closing(world, fact, reason)]
    for one in reversed(facts) if closing_first else facts:
        await world.tell(one)
    await world.tell(other)
    async with world.sending():
        await world.becomes(other.message_id, "sent")
    row = await world.message(fact.message_id)
    assert (row.state, row.reason, row.due_at) == (state, str(reason), None)
    assert [one.reason for one in await world.said(MailFailed)] == [str(reason)]
    assert not mailbox.to("muhasebe@cari.test")


async def test_a_cancelled_campaign_stops_all_of_its_mails_and_no_others(world: World, mailbox: Mailbox) -> None:
    campaign = uuid4()
    mine = [invitation(f"a{n}@cari.test", campaign_id=campaign) for n in range(3)]
    other, late = invitation("other@cari.test"), invitation("late@cari.test", campaign_id=campaign)
    await world.tell(*mine, other)
    await world.tell(CampaignCancelled(campaign_id=campaign, cancelled_at=world.clock.now()))
    await world.tell(late)
    async with world.sending():
        await world.becomes(other.message_id, "sent")
    for fact in (*mine, late):
        assert (await world.message(fact.message_id)).state == "cancelled"
    assert [mail.recipients for mail in mailbox.delivered] == [["other@cari.test"]]


async def claim(world: World) -> tuple[UUID, UUID]:
    """Take the only message as a worker does; its id and token."""
    async with world.service.database.transaction() as tx:
        taken = await queue.claim(
            tx, PLATFORM, world.company_id, limit=10, now=tx.clock.now(), lease=timedelta(seconds=30)
        )
    (row,) = taken.rows
    return row.id, taken.token


async def test_a_claimed_mail_can_be_withdrawn_and_a_transmitting_one_cannot(world: World) -> None:
    first, second = invitation(), invitation()
    for fact, transmits in ((first, False), (second, True)):
        await world.tell(fact)
        message_id, token = await claim(world)
        if transmits:
            async with world.service.database.transaction() as tx:
                assert await queue.start_transmitting(tx, [message_id], [token], tx.clock.now()) == {message_id}
        await world.tell(closing(world, fact, ClosingReason.CANCELLED))
        if not transmits:
            async with world.service.database.transaction() as tx:
                assert await queue.start_transmitting(tx, [message_id], [token], tx.clock.now()) == set()
    assert (await world.message(first.message_id)).state == "cancelled"
    assert (await world.message(second.message_id)).state == "transmitting"


async def test_a_mail_withdrawn_while_the_server_is_spoken_to_does_not_go_out(
    world: World, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    accepted, go_on, genuine = asyncio.Event(), asyncio.Event(), Session.rcpt

    async def paused(session: Session, recipient: str, *more: str) -> Reply:
        reply = await genuine(session, recipient, *more)
        accepted.set()
        await go_on.wait()
        return reply

    monkeypatch.setattr(Session, "rcpt", paused)
    fact, other = invitation(), invitation("other@cari.test")
    await world.tell(fact)
    async with world.sending():
        await accepted.wait()
        await world.tell(closing(world, fact, ClosingReason.CANCELLED))
        go_on.set()
        await world.tell(other)
        await world.becomes(other.message_id, "sent")
    assert (await world.message(fact.message_id)).state == "cancelled"
    assert [mail.recipients for mail in mailbox.delivered] == [["other@cari.test"]]
    assert await world.attempts(fact.message_id) == []


async def test_a_dead_worker_loses_a_claimed_mail_to_the_queue_and_a_transmitting_one_to_doubt(world: World) -> None:
    claimed = invitation("a@cari.test")
    await world.tell(claimed)
    await claim(world)
    transmitting = invitation("b@cari.test")
    await world.tell(transmitting)
    message_id, token = await claim(world)
    async with world.service.database.transaction() as tx:
        await queue.start_transmitting(tx, [message_id], [token], tx.clock.now())
    await world.sweep()
    assert (await world.message(claimed.message_id)).state == "claimed"
    world.clock.advance(timedelta(seconds=31))
    await world.sweep()
    row = await world.message(claimed.message_id)
    assert (row.state, row.due_at, row.attempts) == ("queued", world.clock.now(), 0)
    row = await world.message(transmitting.message_id)
    assert (row.state, row.due_at) == ("uncertain", world.clock.now() + timedelta(minutes=10))
    assert [one.message_id for one in await world.said(MailUncertain)] == [transmitting.message_id]
    assert [one.outcome for one in await world.attempts(transmitting.message_id)] == ["uncertain"]


async def test_two_claims_never_hold_the_same_mail(world: World) -> None:
    await world.tell(*[invitation(f"a{n}@cari.test") for n in range(5)])
    held: list[UUID] = []
    for _ in range(3):
        async with world.service.database.transaction() as tx:
            taken = await queue.claim(
                tx, PLATFORM, world.company_id, limit=2, now=tx.clock.now(), lease=timedelta(seconds=30)
            )
        held += [row.id for row in taken.rows]
    assert len(held) == len(set(held)) == 5


async def test_an_invitation_of_an_unknown_company_waits_for_it(world: World) -> None:
    stranger = uuid4()
    await world.tell(invitation(), company_id=stranger)
    async with world.service.database.reading() as reading:
        reason = await reading.scalar(select(inbox.c.error).where(inbox.c.tenant == stranger))
        assert reason == f"company {stranger} is not known here yet"
        assert await reading.scalar(select(messages.c.id)) is None
    await world.register(stranger)
    async with world.service.database.transaction() as tx:
        await tx.execute(update(inbox).values(available_at=tx.clock.now()))
    await world.tell()
    async with world.service.database.reading() as reading:
        assert await reading.scalar(select(messages.c.company_id)) == stranger
