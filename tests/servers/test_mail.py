"""The SMTP servers of the tests take mails, refuse as scripted, and speak TLS with the run's authority."""

from __future__ import annotations

from email.mime.text import MIMEText
from typing import Any

import aiosmtplib
import pytest

from tests.servers.certificates import Authority
from tests.servers.mailbox import Mailbox
from tests.servers.smtp_sink import SmtpSink


def letter(recipient: str) -> MIMEText:
    message = MIMEText("Mutabakat çağrısı: şu, ı, ğ", "plain", "utf-8")
    message["From"], message["To"], message["Subject"] = "gonderen@firma.test", recipient, "Ekim 2026"
    return message


async def send(server: SmtpSink | Mailbox, recipient: str = "finans@cari.test", **options: Any) -> None:
    settings: dict[str, Any] = {"use_tls": False, "start_tls": False, "timeout": 10} | options
    await aiosmtplib.send(letter(recipient), hostname="127.0.0.1", port=server.port, **settings)


async def test_the_sink_keeps_what_it_took(smtp_sink: SmtpSink) -> None:
    await send(smtp_sink)
    (mail,) = smtp_sink.mails()
    assert (mail.sender, mail.recipients) == ("gonderen@firma.test", ["finans@cari.test"])
    assert "çağrısı" in mail.message.get_content()


async def test_the_sink_refuses_by_its_flags() -> None:
    sink = SmtpSink("-f", "RCPT", "-B", "550 5.1.1 unknown")
    sink.start()
    try:
        with pytest.raises(aiosmtplib.SMTPRecipientsRefused):
            await send(sink)
    finally:
        sink.stop()


async def test_the_mailbox_answers_as_scripted_and_then_accepts(mailbox: Mailbox) -> None:
    mailbox.script("finans@cari.test", "450 4.2.1 busy")
    with pytest.raises(aiosmtplib.SMTPRecipientsRefused):
        await send(mailbox)
    await send(mailbox)
    assert [mail.recipients for mail in await mailbox.arrived(1)] == [["finans@cari.test"]]
    assert mailbox.attempts["finans@cari.test"] == 2


async def test_the_mailbox_can_take_a_mail_and_say_nothing(mailbox: Mailbox) -> None:
    mailbox.script("finans@cari.test", None, phase="DATA", keeps=True)
    with pytest.raises(aiosmtplib.SMTPServerDisconnected):
        await send(mailbox)
    assert len(mailbox.delivered) == 1


@pytest.mark.parametrize("kind", ["starttls", "implicit"])
async def test_the_mailbox_speaks_tls_and_checks_the_password(kind: str, certificate_authority: Authority) -> None:
    implicit = kind == "implicit"
    mailbox = Mailbox(
        tls=("implicit" if implicit else "starttls", certificate_authority.server_context()),
        logins={"firma": "gizli"},
    )
    mailbox.start()
    try:
        tls: dict[str, Any] = {
            "use_tls": implicit,
            "start_tls": not implicit,
            "tls_context": certificate_authority.client_context(),
        }
        with pytest.raises(aiosmtplib.SMTPAuthenticationError):
            await send(mailbox, username="firma", password="yanlış", **tls)
        await send(mailbox, username="firma", password="gizli", **tls)
        (mail,) = mailbox.delivered
        assert (mail.encrypted, mail.login) == (True, "firma")
    finally:
        mailbox.stop()
