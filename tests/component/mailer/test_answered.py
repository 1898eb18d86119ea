"""Nobody is reminded of what he has answered, in whatever order answer and reminder arrive here."""

from __future__ import annotations

from uuid import uuid4

import pytest

from shared.contracts.mailer import MailFailed
from shared.contracts.responses import Answer, InvitationIssued, ResponseReceived
from shared.contracts.values import REMINDER_ANSWERED, Purpose
from tests.component.mailer.world import World, invitation
from tests.servers.mailbox import Mailbox


def answer(world: World, fact: InvitationIssued) -> ResponseReceived:
    return ResponseReceived(
        response_id=uuid4(),
        reconciliation_id=fact.reconciliation_id,
        campaign_id=fact.campaign_id,
        version=1,
        answer=Answer.AGREED,
        responder_name="Finans",
        address=fact.recipient.address,
        answered_at=world.clock.now(),
        snapshot_sha256="a" * 64,
        entry_sha256="b" * 64,
    )


@pytest.mark.parametrize("answer_first", [False, True])
async def test_a_reminder_that_has_not_left_stays_here(world: World, mailbox: Mailbox, answer_first: bool) -> None:
    reminder, other = invitation(purpose=Purpose.REMINDER), invitation("other@cari.test")
    facts = [reminder, answer(world, reminder)]
    for one in reversed(facts) if answer_first else facts:
        await world.tell(one)
    await world.tell(other)
    async with world.sending():
        await world.becomes(other.message_id, "sent")
    row = await world.message(reminder.message_id)
    assert (row.state, row.reason, row.due_at) == ("cancelled", REMINDER_ANSWERED, None)
    assert [one.reason for one in await world.said(MailFailed)] == [REMINDER_ANSWERED]
    assert not mailbox.to("muhasebe@cari.test")


@pytest.mark.parametrize("purpose", [Purpose.INVITATION, Purpose.RESEND])
@pytest.mark.parametrize("answer_first", [False, True])
async def test_other_mails_go_as_they_would(
    world: World, mailbox: Mailbox, purpose: Purpose, answer_first: bool
) -> None:
    fact = invitation(purpose=purpose)
    facts = [fact, answer(world, fact)]
    for one in reversed(facts) if answer_first else facts:
        await world.tell(one)
    async with world.sending():
        await world.becomes(fact.message_id, "sent")
    assert len(mailbox.to("muhasebe@cari.test")) == 1
