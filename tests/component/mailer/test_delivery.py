"""A mail's way from the invitation to the counterparty's mailbox."""

from __future__ import annotations

import email
import re
from datetime import date
from email.header import decode_header, make_header

import pytest

from services.mailer.models import metadata
from shared import migrations
from shared.contracts.mailer import MailSent
from shared.contracts.values import Confirmation, CurrencyBalance, Kind, Purpose
from shared.keys import KeyRing
from shared.links import LinkSigner
from shared.money import Money
from tests.component.mailer.world import SENDER, TITLE, World, invitation
from tests.servers.mailbox import Mailbox


def bodies(content: bytes) -> tuple[str, str]:
    parts = email.message_from_bytes(content).get_payload()
    text, html = (part.get_payload(decode=True).decode() for part in parts)  # type: ignore[union-attr]
    return text, html


async def test_a_turkish_letter_arrives_as_it_was_meant(world: World, mailbox: Mailbox) -> None:
    fact = invitation()
    await world.tell(fact)
    async with world.sending():
        (mail,) = await mailbox.arrived(1)
        await world.becomes(fact.message_id, "sent")
    parsed = email.message_from_bytes(mail.content)
    heading = {name: str(make_header(decode_header(value))) for name, value in parsed.items()}
    assert heading["Subject"] == fact.letter.description
    assert heading["From"] == f"{TITLE} <{SENDER}>"
    assert heading["Reply-To"] == "<finans@firma.test>"
    assert heading["Message-ID"] == f"<{fact.message_id}@mutabakat.test>"
    assert heading["Auto-Submitted"] == "auto-generated"
    assert heading["Content-Language"] == "tr"
    link = LinkSigner(KeyRing.read(world.keys, "link.key")).url("https://mutabakat.test", fact.link_id)
    text, html = bodies(mail.content)
    for body in (text, html):
        assert "Size satışlarımız (Bs) · sizde: alış (Ba)" in body
        assert "987.654,00 TL" in body
        assert "12 belge · KDV hariç" in body
        assert "123.456,78 TL" in body
        assert "30 Kasım 2026 Pazartesi" in body
        assert "M-2026-10-0042" in body
        assert link in body
    sentence = "Mutabakata konu faturaları detaylı görmek ve mutabakat durumunuzu bildirmek için lütfen"
    assert re.search(f'{sentence} <a href="{re.escape(link)}"[^>]*>tıklayın</a>.', html)
    assert f"{sentence} yukarıdaki adresi açın." in text
    assert "Belgeleri gör ve yanıtla</a>" in html
    assert "<img" not in html
    assert "prefers-color-scheme" in html


async def test_a_letter_about_balances_arrives_as_it_was_meant(world: World, mailbox: Mailbox) -> None:
    plain = invitation(description="Bakiye mutabakatı")
    owed = CurrencyBalance(
        currency="USD", balance=Money.of_minor(-30_000, "USD"), balance_try=Money.of_minor(-1_245_000)
    )
    about = {"kind": Kind.COMBINED, "as_of": date(2026, 10, 31), "confirmation": Confirmation.NEGATIVE}
    fact = plain.model_copy(update={"letter": plain.letter.model_copy(update=about), "balances": (owed,)})
    await world.tell(fact)
    async with world.sending():
        (mail,) = await mailbox.arrived(1)
        await world.becomes(fact.message_id, "sent")
    for body in bodies(mail.content):
        assert "987.654,00 TL" in body
        assert "Kayıtlarımıza göre 31.10.2026 itibarıyla şirketimizin size borcu" in body
        assert "300,00 USD" in body
        assert "Yanıt vermemeniz mutabakat sayılmaz." in body


async def test_what_happened_is_told_and_kept(world: World, mailbox: Mailbox) -> None:
    fact = invitation()
    await world.tell(fact)
    async with world.sending():
        await world.becomes(fact.message_id, "sent")
    (sent,) = await world.said(MailSent)
    assert (sent.message_id, sent.attempt, sent.code) == (fact.message_id, 1, 250)
    assert (sent.address, sent.sender, sent.server) == ("muhasebe@cari.test", SENDER, f"127.0.0.1:{mailbox.port}")
    (attempt,) = await world.attempts(fact.message_id)
    assert (attempt.outcome, attempt.phase, attempt.code, attempt.enhanced_code) == ("accepted", "body", 250, "2.0.0")


async def test_each_reader_gets_their_language_and_a_reminder_says_so(lite: World, mailbox: Mailbox) -> None:
    await lite.tell(
        invitation("a@cari.test", language="en", purpose=Purpose.REMINDER, description="October 2026"),
        invitation("b@cari.test", purpose=Purpose.REMINDER),
        invitation("c@cari.test", purpose=Purpose.RESEND, description="Ekim 2026"),
    )
    async with lite.sending():
        await mailbox.arrived(3)
    subject = {mail.recipients[0]: str(mail.message["Subject"]) for mail in mailbox.delivered}
    assert subject["a@cari.test"] == "Reminder: October 2026"
    assert subject["b@cari.test"].startswith("Hatırlatma: Ekim 2026")
    assert subject["c@cari.test"] == "Ekim 2026"
    assert "View documents and answer" in bodies(mailbox.to("a@cari.test")[0].content)[1]


async def test_the_same_invitation_twice_is_one_mail(world: World, mailbox: Mailbox) -> None:
    fact = invitation()
    await world.tell(fact)
    await world.tell(fact, invitation("last@cari.test"))
    async with world.sending():
        await mailbox.arrived(2)
    assert len(mailbox.to("muhasebe@cari.test")) == 1


async def test_hundreds_of_mails_leave_once_each_over_kept_connections(world: World, mailbox: Mailbox) -> None:
    facts = [invitation(f"cari{number}@cari.test") for number in range(300)]
    await world.tell(*facts)
    async with world.sending():
        await mailbox.arrived(300, timeout=30)
        for fact in facts:
            await world.becomes(fact.message_id, "sent")
    assert len({mail.recipients[0] for mail in mailbox.delivered}) == len(mailbox.delivered) == 300
    assert len(await world.said(MailSent)) == 300


async def test_the_places_where_a_process_may_die_are_passed_in_order(
    lite: World, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    passed: list[str] = []
    for module in ("dispatch.lane", "dispatch.delivery", "dispatch.recorder", "smtp.session"):
        monkeypatch.setattr(f"services.mailer.{module}.crashpoint", passed.append)
    fact = invitation()
    await lite.tell(fact)
    async with lite.sending():
        await lite.becomes(fact.message_id, "sent")
    assert passed == [
        "smtp.claimed",
        "smtp.recipient_accepted",
        "smtp.transmitting",
        "smtp.body_sent",
        "smtp.reply_received",
        "smtp.journalled",
        "smtp.recorded",
    ]


async def test_migrations_make_the_tables_of_the_code(world: World) -> None:
    assert await migrations.differences(world.service.database, metadata) == []
