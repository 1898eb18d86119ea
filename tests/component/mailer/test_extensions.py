"""A campaign that got more time: its mails wait and speak accordingly, whichever fact arrives first."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import permutations
from uuid import uuid4

import pytest

from services.mailer.domain.schedule import PATIENCE
from shared.clock import end_of_day
from shared.contracts.campaign import CampaignExtended, ClosingReason, ReconciliationClosed
from shared.contracts.mailer import MailFailed
from shared.contracts.responses import InvitationIssued
from tests.component.mailer.world import VALID_UNTIL, World, invitation
from tests.product.operator import text_of
from tests.servers.mailbox import Mailbox

LATER = VALID_UNTIL + timedelta(days=7)


def more_time(world: World, fact: InvitationIssued, day: date = LATER) -> CampaignExtended:
    return CampaignExtended(campaign_id=fact.campaign_id, valid_until=day, extended_at=world.clock.now())


def closed(world: World, fact: InvitationIssued, reason: ClosingReason) -> ReconciliationClosed:
    return ReconciliationClosed(
        reconciliation_id=fact.reconciliation_id,
        campaign_id=fact.campaign_id,
        reason=reason,
        closed_at=world.clock.now(),
    )


@pytest.mark.parametrize("known_first", [False, True])
async def test_what_waits_names_the_new_day_and_is_tried_for_longer(
    world: World, mailbox: Mailbox, known_first: bool
) -> None:
    world.clock.set(end_of_day(VALID_UNTIL) - timedelta(hours=5))
    fact, other = invitation(), invitation("baska@cari.test")
    told = [fact, more_time(world, fact)]
    for one in reversed(told) if known_first else told:
        await world.tell(one)
    await world.tell(other)
    row, untouched = await world.message(fact.message_id), await world.message(other.message_id)
    assert (row.valid_until, row.give_up_at) == (LATER, world.clock.now() + PATIENCE)
    assert (untouched.valid_until, untouched.give_up_at) == (VALID_UNTIL, end_of_day(VALID_UNTIL))
    world.clock.set(end_of_day(VALID_UNTIL) + timedelta(minutes=1))
    await world.sweep()
    assert (await world.message(fact.message_id)).state == "queued"
    assert (await world.message(other.message_id)).state == "expired"
    async with world.sending():
        await world.becomes(fact.message_id, "sent")
    (mail,) = mailbox.to("muhasebe@cari.test")
    assert "7 Aralık 2026" in text_of(mail.message.walk())
    # What has left keeps the day that it named.
    await world.tell(more_time(world, fact, LATER + timedelta(days=7)))
    assert (await world.message(fact.message_id)).valid_until == LATER


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_who_ran_out_of_time_is_mailed_again(world: World, order: tuple[int, ...]) -> None:
    """Expiry, more time, a reminder: in any order, the reminder waits to be sent."""
    asked = invitation()
    again = asked.model_copy(update={"message_id": uuid4(), "send_number": 2})
    end = end_of_day(VALID_UNTIL)
    world.clock.set(end)
    over = closed(world, asked, ClosingReason.EXPIRED)
    world.clock.set(end + timedelta(hours=1))
    facts = (over, more_time(world, asked), again)
    for place in order:
        await world.tell(facts[place])
    row = await world.message(again.message_id)
    if order.index(2) < order.index(1) and order.index(0) < order.index(1):
        # Withdrawn before anybody knew better; that is told, and an operator can send it again.
        assert row.state == "expired"
        return
    assert (row.state, row.valid_until) == ("queued", LATER)


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_what_was_closed_after_that_stays_closed(world: World, order: tuple[int, ...]) -> None:
    asked = invitation()
    over = closed(world, asked, ClosingReason.EXPIRED)
    world.clock.advance(timedelta(hours=1))
    longer = more_time(world, asked)
    world.clock.advance(timedelta(hours=1))
    ended = closed(world, asked, ClosingReason.CANCELLED)
    for place in order:
        await world.tell((over, longer, ended)[place])
    await world.tell(asked)
    row = await world.message(asked.message_id)
    assert (row.state, row.reason) == ("cancelled", "cancelled")
    assert [one.reason for one in await world.said(MailFailed)] == ["cancelled"]
