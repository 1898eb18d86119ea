"""Postfix and Dovecot of the tests: they take mails over TLS with login, and what cannot be delivered comes back."""

from __future__ import annotations

import asyncio
import email
import ssl
from email.mime.text import MIMEText
from typing import Any

import aiosmtplib
import pytest

from tests.servers.mail_server import Account, MailServer
from tests.servers.postfix import REMOTE


async def send(server: MailServer, account: Account, recipient: str, *, implicit: bool = False, **given: Any) -> None:
    message = MIMEText("Mutabakat çağrısı: şu, ı, ğ", "plain", "utf-8")
    message["From"], message["To"], message["Subject"] = account.address, recipient, "Ekim 2026"
    settings: dict[str, Any] = {
        "hostname": "localhost",
        "port": server.postfix.tls_port if implicit else server.postfix.starttls_port,
        "use_tls": implicit,
        "start_tls": not implicit,
        "tls_context": server.authority.client_context(),
        "username": account.address,
        "password": account.password,
        "timeout": 10,
    }
    await aiosmtplib.send(message, **(settings | given))


async def arrived(account: Account, count: int = 1) -> list[bytes]:
    for _ in range(200):
        mails = await asyncio.to_thread(account.mails)
        if len(mails) >= count:
            return mails
        await asyncio.sleep(0.05)
    raise AssertionError(f"{count} mails did not arrive")


@pytest.mark.parametrize("implicit", [False, True])
async def test_a_mail_over_tls_with_login_lands_in_the_mailbox(mail_server: MailServer, implicit: bool) -> None:
    account = mail_server.account()
    await send(mail_server, account, account.with_tag("x"), implicit=implicit)
    (mail,) = await arrived(account)
    assert email.message_from_bytes(mail)["Delivered-To"] == account.with_tag("x")


async def test_without_the_right_password_or_name_nothing_is_taken(mail_server: MailServer) -> None:
    account = mail_server.account()
    with pytest.raises(aiosmtplib.SMTPAuthenticationError):
        await send(mail_server, account, account.address, password="wrong")
    with pytest.raises(ssl.SSLCertVerificationError):
        await send(mail_server, account, account.address, port=mail_server.postfix.misnamed_port)


async def test_what_the_other_server_refuses_comes_back(mail_server: MailServer) -> None:
    account = mail_server.account()
    address = f"gone-{account.address.partition('@')[0]}@{REMOTE}"
    mail_server.remote.script(address, "550 5.1.1 User unknown")
    await send(mail_server, account, address)
    (mail,) = await arrived(account)
    report = email.message_from_bytes(mail)
    assert report.get_content_type() == "multipart/report"
    assert b"Status: 5.1.1" in mail
