"""Reminders stand beneath their request, resends are new messages, and a receipt goes out whatever was closed meanwhile."""

from __future__ import annotations

import email
from datetime import timedelta
from email.header import decode_header, make_header
from uuid import uuid4

import pytest

from shared.contracts.campaign import CampaignCancelled, ClosingReason, ReconciliationClosed
from shared.contracts.responses import Answer, InvitationIssued, Receipt
from shared.contracts.values import Purpose
from tests.component.mailer.test_delivery import bodies
from tests.component.mailer.world import VALID_UNTIL, World, invitation
from tests.servers.mailbox import Mailbox


def later(first: InvitationIssued, purpose: Purpose, number: int, address: str | None = None) -> InvitationIssued:
    """A further mail about the same reconciliation."""
    recipient = first.recipient.model_copy(update={"address": address or first.recipient.address})
    return first.model_copy(
        update={"message_id": uuid4(), "send_number": number, "purpose": purpose, "recipient": recipient}
    )


def receipt_for(world: World, first: InvitationIssued) -> InvitationIssued:
    answer = Receipt(
        version=1,
        answer=Answer.DISAGREED,
        responder_name="Muhasebe Servisi",
        responder_title="Uzman",
        explanation="A-17 bizde yok.\nİade faturası eksik.",
        answered_at=world.clock.now(),
        entry_sha256="ab" * 32,
    )
    return later(first, Purpose.RECEIPT, 1).model_copy(update={"receipt": answer})


def named(message: InvitationIssued) -> str:
    return f"<{message.message_id}@mutabakat.test>"


@pytest.mark.parametrize("together", [False, True])
async def test_later_mails_follow_the_first_one_to_the_same_address(
    world: World, mailbox: Mailbox, together: bool
) -> None:
    first = invitation()
    other = later(first, Purpose.INVITATION, 1, "finans@cari.test")
    resend, reminder = later(first, Purpose.RESEND, 2), later(first, Purpose.REMINDER, 3)
    facts = [first, other, resend, reminder]
    for batch in [facts] if together else [[fact] for fact in facts]:
        await world.tell(*batch)
    async with world.sending():
        mails = await mailbox.arrived(4)
        await world.becomes(reminder.message_id, "sent")
    by_id = {parsed["Message-ID"]: parsed for parsed in (email.message_from_bytes(mail.content) for mail in mails)}
    assert set(by_id) == {named(fact) for fact in facts}
    for alone in (first, other):
        assert by_id[named(alone)]["In-Reply-To"] is None
        assert by_id[named(alone)]["References"] is None
    for follower in (resend, reminder):
        assert by_id[named(follower)]["In-Reply-To"] == by_id[named(follower)]["References"] == named(first)
    assert str(make_header(decode_header(by_id[named(reminder)]["Subject"]))).startswith("Hatırlatma: ")
    assert (await world.message(resend.message_id)).resend_of == first.message_id
    assert (await world.message(reminder.message_id)).resend_of is None


async def test_an_answer_is_confirmed_in_the_same_conversation(world: World, mailbox: Mailbox) -> None:
    first = invitation()
    fact = receipt_for(world, first)
    await world.tell(first)
    await world.tell(fact)
    async with world.sending():
        mails = await mailbox.arrived(2)
        await world.becomes(fact.message_id, "sent")
    (mail,) = [mail for mail in mails if str(fact.message_id).encode() in mail.content]
    parsed = email.message_from_bytes(mail.content)
    assert parsed["In-Reply-To"] == named(first)
    assert str(make_header(decode_header(parsed["Subject"]))) == f"Yanıtınız alındı: {first.letter.description}"
    for body in bodies(mail.content):
        for words in (
            "mutabık değilsiniz",
            "Muhasebe Servisi (Uzman)",
            "24.11.2026 12.00",
            "A-17 bizde yok.",
            "ab" * 32,
        ):
            assert words in body
        assert "kayıtlarınızla uyuşuyor mu" not in body


@pytest.mark.parametrize("closed_first", [False, True])
async def test_closings_withdraw_no_receipt(world: World, mailbox: Mailbox, closed_first: bool) -> None:
    first = invitation()
    fact = receipt_for(world, first)
    ids = {"campaign_id": first.campaign_id}
    closings = [
        ReconciliationClosed(
            **ids,
            reconciliation_id=first.reconciliation_id,
            reason=ClosingReason.EXPIRED,
            closed_at=world.clock.now(),
        ),
        CampaignCancelled(**ids, cancelled_at=world.clock.now()),
    ]
    for one in [*closings, fact] if closed_first else [fact, *closings]:
        await world.tell(one)
    async with world.sending():
        await world.becomes(fact.message_id, "sent")
    assert len(mailbox.to("muhasebe@cari.test")) == 1


async def test_a_receipt_has_its_own_patience(lite: World) -> None:
    """An answer of the last minute is confirmed after the time to answer is over, and 48 hours are for trying (decision 0020)."""
    first = invitation(valid_until=VALID_UNTIL)
    lite.clock.advance(timedelta(days=6, hours=11))
    fact = receipt_for(lite, first)
    await lite.tell(first, fact)
    row = await lite.message(fact.message_id)
    assert row.give_up_at == lite.clock.now() + timedelta(hours=48)
    assert (await lite.message(first.message_id)).give_up_at < row.give_up_at
    lite.clock.advance(timedelta(hours=49))
    await lite.sweep()
    assert (await lite.message(fact.message_id)).state == "queued"
    assert (await lite.message(first.message_id)).reason == "expired"
