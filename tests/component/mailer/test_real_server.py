"""The mailer against a real Postfix and Dovecot, over TLS with login."""

from __future__ import annotations

import email

import pytest

from services.mailer.domain.return_path import ReturnPaths
from services.mailer.domain.servers import Handing
from shared.contracts.mailer import MailSent
from shared.keys import KeyRing
from tests.component.mailer.conftest import Make
from tests.component.mailer.post_office import mailer_of
from tests.component.mailer.world import eventually, invitation
from tests.servers.mail_server import MISNAMED, MailServer
from tests.servers.postfix import LOCAL, REMOTE


@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_a_letter_is_delivered_over_tls_with_login(make: Make, mail_server: MailServer, security: str) -> None:
    sender, reader = mail_server.account(), mail_server.account()
    port = mail_server.postfix.tls_port if security == "tls" else mail_server.postfix.starttls_port
    world = await mailer_of(make, mail_server, sender, platform_security=security, platform_port=port)
    fact = invitation(reader.address)
    await world.tell(fact)
    async with world.sending():
        await world.becomes(fact.message_id, "sent")
    (mail,) = await eventually(reader.arrived, "the letter is in the mailbox")
    received = email.message_from_bytes(mail)
    assert received["X-Mutabakat-Id"] == str(fact.message_id)
    assert received["Return-Path"] == f"<{sender.address}>"
    (attempt,) = await world.attempts(fact.message_id)
    assert attempt.tls.startswith("TLSv1.")
    assert f"{attempt.queue_id}: client=" in mail_server.postfix.log
    assert [one.server for one in await world.said(MailSent)] == [f"localhost:{port}"]


async def test_a_wrong_password_is_tried_once_and_pauses_the_lane(
    make_on_sqlite: Make, mail_server: MailServer
) -> None:
    account = mail_server.account()
    world = await mailer_of(make_on_sqlite, mail_server, account, platform_password="wrong")
    before = mail_server.postfix.log.count("authentication failed")
    facts = [invitation(f"a{number}@{REMOTE}") for number in range(5)]
    await world.tell(*facts)
    async with world.sending(), world.http() as client:
        for fact in facts:
            assert (await world.becomes(fact.message_id, "held")).reason == "login_refused"
        settings = (await client.get("/smtp-settings")).json()
    assert (settings["lane"]["state"], settings["lane"]["reason"]) == ("paused", "login_refused")
    assert mail_server.postfix.log.count("authentication failed") - before == 1


async def test_a_certificate_for_another_name_is_said_with_the_names_it_is_for(
    make_on_sqlite: Make, mail_server: MailServer
) -> None:
    world = await make_on_sqlite(authority=mail_server.authority)
    body = {
        "host": "localhost",
        "port": mail_server.postfix.misnamed_port,
        "security": "starttls",
        "sender_address": f"finans@{LOCAL}",
        "username": mail_server.account().address,
        "password": "never-sent",
    }
    before = mail_server.postfix.log.count("authentication failed")
    async with world.http() as client:
        assert (await client.put("/smtp-settings", json=body)).status_code == 200
        report = (await client.post("/smtp-settings/test")).json()
    assert (report["finding"], report["passed"], report["active"]) == ("tls_name", False, False)
    for name in MISNAMED:
        assert name in str(report)
    assert mail_server.postfix.log.count("authentication failed") == before


@pytest.mark.parametrize("transport", list(Handing))
async def test_every_mail_of_the_platform_has_a_return_path_of_its_own(
    make_on_sqlite: Make, mail_server: MailServer, transport: Handing
) -> None:
    account, reader = mail_server.account(), mail_server.account()
    world = await mailer_of(
        make_on_sqlite, mail_server, account, bounce_address=account.address, platform_transport=transport
    )
    fact = invitation(reader.address, reply_to="")
    await world.tell(fact)
    async with world.sending():
        await world.becomes(fact.message_id, "sent")
    (mail,) = await eventually(reader.arrived, "the letter is in the mailbox")
    received = email.message_from_bytes(mail)
    paths = ReturnPaths(account.address, KeyRing.read(world.keys, "secrets.key"))
    assert paths.message_in([received["Return-Path"]]) == fact.message_id
    assert paths.message_in([received["Reply-To"]]) == fact.message_id
    assert account.address in received["From"]
    (attempt,) = await world.attempts(fact.message_id)
    assert attempt.sender == account.address
