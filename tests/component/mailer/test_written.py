"""Mails from person to person: an invitation opens for its reader alone, what was typed stays text, and the lanes' rules hold."""

from __future__ import annotations

import email
from datetime import timedelta
from typing import Any
from uuid import uuid4, uuid5

import pytest
from sqlalchemy import select

from services.mailer.models import messages
from shared.contracts.campaign import CampaignCancelled, ColleagueInvited, MailWritten
from shared.contracts.mailer import MailFailed, MailSent
from shared.contracts.responses import InvitationIssued
from shared.contracts.values import Counterparty, Purpose, Recipient
from shared.keys import INVITE, KeyRing
from shared.links import LinkSigner, new_link_id
from tests.component.mailer.test_delivery import bodies
from tests.component.mailer.world import TITLE, World, invitation
from tests.servers.mailbox import Mailbox

PAGE = "https://konsol.firma.test/campaign/console/invitation/"


def invited(world: World, **more: Any) -> ColleagueInvited:
    values: dict[str, Any] = {
        "invitation_id": uuid4(),
        "token_id": new_link_id(),
        "page": PAGE,
        "address": "uzman@firma.test",
        "company": TITLE,
        "invited_by": "Genel <Müdür>",
        "role": "preparer",
        "expires_at": world.clock.now() + timedelta(days=7),
        **more,
    }
    return ColleagueInvited(**values)


def mail_to(fact: InvitationIssued, **more: Any) -> MailWritten:
    values: dict[str, Any] = {
        "mail_id": uuid4(),
        "reconciliation_id": fact.reconciliation_id,
        "campaign_id": fact.campaign_id,
        "reference": fact.reference,
        "letter": fact.letter,
        "counterparty": Counterparty(title="Öz-Er & Oğulları Ltd. Şti."),
        "subject": "Ödeme planı hk.",
        "text": "Merhaba,\n\nEkim <b>faturaları</b> için\nödeme planını bekliyoruz.",
        "written_by": "Tahsilat",
        "recipients": (Recipient(address=fact.recipient.address, name="Muhasebe"),),
        **more,
    }
    return MailWritten(**values)


@pytest.mark.parametrize(
    ("language", "words"), [("tr", ("Hazırlayan", "davet ediyor")), ("en", ("Preparer", "invites you"))]
)
async def test_an_invitation_holds_a_link_that_is_nowhere_else(
    world: World, mailbox: Mailbox, language: str, words: tuple[str, str]
) -> None:
    fact = invited(world, language=language)
    link = PAGE + LinkSigner(KeyRing.read(world.keys, INVITE)).token(fact.token_id)
    await world.tell(fact)
    await world.tell(fact)
    async with world.sending():
        (mail,) = await mailbox.arrived(1)
    text, html = bodies(mail.content)
    assert (link in text, link in html) == (True, True)
    assert (words[0] in text, words[1] in text, "Genel <Müdür>" in text) == (True, True, True)
    assert "Genel &lt;Müdür&gt;" in html
    message_id = uuid5(fact.invitation_id, fact.address)
    (sent,) = await world.said(MailSent)
    assert (sent.message_id, sent.reconciliation_id, sent.purpose) == (message_id, fact.invitation_id, "colleague")
    async with world.service.database.reading() as reading:
        kept = str(await reading.all(select(messages))) + str(await reading.all(select(world.service.outbox.table)))
    token = link.removeprefix(PAGE)
    assert token not in kept
    async with world.http() as http:
        copy = email.message_from_bytes((await http.get(f"/messages/{message_id}/raw")).content)
        preview = (await http.post("/letter-texts/preview", json={"message_id": str(message_id)})).text
    shown = "".join(str(part.get_payload(decode=True)) for part in copy.walk() if not part.is_multipart()) + preview
    assert (token in shown, PAGE + "*" * 12 in shown) == (False, True)


async def test_an_invitation_is_given_up_and_told(world: World) -> None:
    fact = invited(world, expires_at=world.clock.now() + timedelta(hours=1))
    await world.tell(fact)
    world.clock.advance(timedelta(days=3))
    await world.sweep()
    (failed,) = await world.said(MailFailed)
    assert (failed.purpose, failed.reconciliation_id) == (Purpose.COLLEAGUE, fact.invitation_id)


async def test_what_a_person_wrote_is_mailed_as_text_beneath_the_request(world: World, mailbox: Mailbox) -> None:
    asked = invitation()
    await world.tell(asked)
    fact = mail_to(asked)
    # From person to person: also after the campaign was withdrawn.
    await world.tell(CampaignCancelled(campaign_id=asked.campaign_id, cancelled_at=world.clock.now()), fact)
    async with world.sending():
        (mail,) = await mailbox.arrived(1)
    text, html = bodies(mail.content)
    assert fact.text in text.replace("\r\n", "\n")
    assert "Ekim &lt;b&gt;faturaları&lt;/b&gt; için<br>ödeme planını" in html
    assert (TITLE in text, "/m/" in text, "987.654" in text) == (True, False, False)
    parsed = mail.message
    assert str(parsed["Subject"]) == "Ödeme planı hk."
    assert str(asked.message_id) in str(parsed["In-Reply-To"])


async def test_a_subject_that_would_be_a_header_is_never_sent(world: World, mailbox: Mailbox) -> None:
    fact = mail_to(invitation(), subject="Merhaba\r\nBcc: herkes@firma.test")
    await world.tell(fact)
    async with world.sending():
        row = await world.becomes(fact.message_id("muhasebe@cari.test"), "failed")
    assert row.state == "failed"
    assert not mailbox.delivered


async def test_an_address_that_is_held_back_holds_it_too(world: World, mailbox: Mailbox) -> None:
    async with world.http("read", "write") as http:
        assert (await http.post("/suppressions", json={"address": "muhasebe@cari.test"})).status_code in (200, 201)
    fact = mail_to(invitation())
    await world.tell(fact)
    row = await world.message(fact.message_id("muhasebe@cari.test"))
    assert (row.state, row.reason, row.due_at) == ("held", "suppressed", None)
    (failed,) = await world.said(MailFailed)
    assert (failed.reason, failed.purpose) == ("suppressed", "plain")
