"""A company's own settings, tested against a real Postfix with Dovecot's logins behind it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.component.mailer.conftest import Make
from tests.component.mailer.world import World, eventually, invitation
from tests.servers.dovecot import PASSWORD
from tests.servers.mail_server import MISNAMED, Account, MailServer


def settings(account: Account, port: int, **changes: Any) -> dict[str, Any]:
    return {
        "host": "localhost",
        "port": port,
        "security": "starttls",
        "username": account.address,
        "password": PASSWORD,
        "sender_address": account.address,
    } | changes


async def tried(world: World, body: dict[str, Any], *, send: bool = False) -> Any:
    async with world.http() as client:
        assert (await client.put("/smtp-settings", json=body)).status_code == 200
        return (await client.post("/smtp-settings/test", json={"send_mail": send})).json()


@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_tested_settings_send_to_themselves_and_then_to_others(
    make: Make, mail_server: MailServer, security: str
) -> None:
    world = await make(authority=mail_server.authority)
    account, reader = mail_server.account(), mail_server.account()
    port = mail_server.postfix.tls_port if security == "tls" else mail_server.postfix.starttls_port
    report = await tried(world, settings(account, port, security=security), send=True)
    assert (report["finding"], report["active"]) == ("ok", True), report
    details = {stage["stage"]: stage["detail"] for stage in report["stages"]}
    assert list(details) == ["dns", "tcp", "tls", "ehlo", "auth", "mail", "rcpt", "send"]
    assert details["tls"].startswith("TLSv1.")
    assert " · localhost · 2" in details["tls"], "for whom the certificate is, and until when"
    assert "size" in details["ehlo"]
    assert details["auth"] in ("PLAIN", "LOGIN")
    assert "queued as" in details["send"]
    (to_self,) = await eventually(account.arrived, "the mail of the test is in the mailbox")
    assert b"Auto-Submitted: auto-generated" in to_self
    fact = invitation(reader.address)
    await world.tell(fact)
    async with world.sending():
        await world.becomes(fact.message_id, "sent")
    await eventually(reader.arrived, "the letter is in the mailbox")


async def test_a_wrong_password_is_tried_once(make_on_sqlite: Make, mail_server: MailServer) -> None:
    world = await make_on_sqlite(authority=mail_server.authority)
    port = mail_server.postfix.starttls_port
    before = mail_server.postfix.log.count("authentication failed")
    report = await tried(world, settings(mail_server.account(), port, password="wrong"))
    last = report["stages"][-1]
    assert (report["finding"], last["stage"], report["active"]) == ("login_refused", "auth", False)
    assert last["detail"].startswith("535 5.7.8")
    assert mail_server.postfix.log.count("authentication failed") - before == 1


async def test_a_certificate_of_another_name_names_the_names_to_enter(
    make_on_sqlite: Make, mail_server: MailServer
) -> None:
    world = await make_on_sqlite(authority=mail_server.authority)
    report = await tried(world, settings(mail_server.account(), mail_server.postfix.misnamed_port))
    assert (report["finding"], report["stages"][-1]["stage"]) == ("tls_name", "tls")
    assert report["certificate_names"] == list(MISNAMED)


async def test_an_authority_that_nobody_trusts_is_no_source_of_names(
    make_on_sqlite: Make, mail_server: MailServer
) -> None:
    world = await make_on_sqlite()
    report = await tried(world, settings(mail_server.account(), mail_server.postfix.misnamed_port))
    assert (report["finding"], report["certificate_names"]) == ("tls_other", [])
