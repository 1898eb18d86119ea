"""Own SMTP settings: kept for a test, used after it, cancelled by the operator; the password never comes out (S-13…S-16)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select, update

from services.mailer.models import messages, smtp_configurations
from services.mailer.smtp import dial
from services.mailer.use_cases.smtp_settings import BeginTest, Limits, begin_test, end_test
from services.mailer.vault import Vault
from shared.auth import READ, WRITE
from shared.contracts.campaign import CompanyChanged
from shared.keys import KeyRing
from tests.component.mailer.conftest import Make
from tests.component.mailer.world import SENDER, invitation
from tests.servers.certificates import Authority
from tests.servers.mailbox import Mailbox

SECRET = "çok-gizli-P4rola"


@pytest.fixture
def own_server(certificate_authority: Authority) -> Iterator[Mailbox]:
    mailbox = Mailbox(tls=("starttls", certificate_authority.server_context()), logins={"firma": SECRET})
    mailbox.start()
    yield mailbox
    mailbox.stop()


def settings(server: Mailbox, **changes: Any) -> dict[str, Any]:
    return {
        "host": "localhost",
        "port": server.port,
        "security": "starttls",
        "username": "firma",
        "password": SECRET,
        "sender_address": "mutabakat@firma.test",
        "sender_name": "Firma Muhasebe",
    } | changes


async def test_settings_are_used_after_a_passed_test_and_until_they_are_cancelled(
    make: Make, mailbox: Mailbox, own_server: Mailbox, certificate_authority: Authority
) -> None:
    world = await make(authority=certificate_authority, platform_host="127.0.0.1", platform_port=mailbox.port)
    before, during, after = (invitation(f"{name}@cari.test") for name in ("before", "during", "after"))
    async with world.http() as client, world.sending():
        saved = (await client.put("/smtp-settings", json=settings(own_server))).json()
        assert (saved["in_use"], saved["active"]) == ("platform", None)
        assert saved["pending"]["password_set"] is True
        await world.tell(before)
        await world.becomes(before.message_id, "sent")

        report = (await client.post("/smtp-settings/test", json={"send_mail": True})).json()
        assert (report["finding"], report["passed"], report["active"]) == ("ok", True, True)
        passed = [stage["stage"] for stage in report["stages"] if stage["passed"]]
        assert passed == ["dns", "tcp", "tls", "ehlo", "auth", "mail", "rcpt", "send"]
        assert (await client.get("/smtp-settings")).json()["in_use"] == "own"
        await world.tell(during)
        await world.becomes(during.message_id, "sent")

        assert (await client.delete("/smtp-settings")).status_code == 204
        assert (await client.get("/smtp-settings")).json()["in_use"] == "platform"
        await world.tell(after)
        await world.becomes(after.message_id, "sent")
    assert [mail.recipients[0] for mail in mailbox.delivered] == ["before@cari.test", "after@cari.test"]
    to_self, letter = own_server.delivered
    assert to_self.recipients == ["mutabakat@firma.test"]
    assert (letter.recipients, letter.sender, letter.login) == (["during@cari.test"], "mutabakat@firma.test", "firma")
    assert letter.message["From"] == "Firma Muhasebe <mutabakat@firma.test>"
    assert mailbox.delivered[0].sender == SENDER
    async with world.service.database.reading() as reading:
        rows = await reading.all(select(smtp_configurations))
    assert [(row.state, row.secret) for row in rows] == [("retired", None)]


@pytest.mark.parametrize(
    ("changes", "finding", "stage"),
    [
        ({"password": "yanlış"}, "login_refused", "auth"),
        ({"host": "127.0.0.1", "port": 1}, "unreachable", "tcp"),
        ({"host": "yok.invalid"}, "dns", "dns"),
        ({"security": "tls"}, "tls_other", "tls"),
    ],
)
async def test_a_failed_test_says_at_which_step_and_changes_nothing(
    make_on_sqlite: Make,
    own_server: Mailbox,
    certificate_authority: Authority,
    changes: dict[str, Any],
    finding: str,
    stage: str,
) -> None:
    world = await make_on_sqlite(authority=certificate_authority)
    async with world.http() as client:
        await client.put("/smtp-settings", json=settings(own_server, **changes))
        report = (await client.post("/smtp-settings/test")).json()
        turkish = (await client.post("/smtp-settings/test", headers={"Accept-Language": "tr-TR,tr"})).json()
        assert (report["finding"], report["passed"], report["active"]) == (finding, False, False)
        assert (report["stages"][-1]["stage"], report["stages"][-1]["passed"]) == (stage, False)
        assert report["message"] != turkish["message"]
        assert (await client.get("/smtp-settings")).json()["active"] is None


async def test_a_certificate_of_another_name_is_explained(
    make_on_sqlite: Make, certificate_authority: Authority
) -> None:
    hoster = Mailbox(tls=("starttls", certificate_authority.server_context("mail.hoster.test")))
    hoster.start()
    try:
        world = await make_on_sqlite(authority=certificate_authority)
        async with world.http() as client:
            await client.put("/smtp-settings", json=settings(hoster, username="", password=None))
            report = (await client.post("/smtp-settings/test")).json()
        assert report["finding"] == "tls_name"
        assert "another name" in report["message"]
        assert report["certificate_names"] == ["mail.hoster.test"]
    finally:
        hoster.stop()


@pytest.mark.parametrize(
    "change", [{"host": "mail.angreifer.test"}, {"port": 2525}, {"username": "other"}, {"security": "tls"}]
)
async def test_a_kept_password_never_goes_to_another_account(
    make_on_sqlite: Make, own_server: Mailbox, change: dict[str, Any]
) -> None:
    world = await make_on_sqlite()
    async with world.http() as client:
        await client.put("/smtp-settings", json=settings(own_server))
        same = settings(own_server, sender_name="Başka ad")
        del same["password"]
        kept = (await client.put("/smtp-settings", json=same)).json()["pending"]
        assert (kept["password_set"], kept["sender_name"]) == (True, "Başka ad")
        lost = (await client.put("/smtp-settings", json=same | change)).json()["pending"]
        assert (lost["password_set"], lost["missing"]) == (False, ["password"])
        refused = await client.post("/smtp-settings/test")
        assert (refused.status_code, refused.json()["code"]) == (409, "incomplete_settings")


async def test_only_administrators_change_settings_and_the_clear_is_refused(
    make_on_sqlite: Make, own_server: Mailbox
) -> None:
    world = await make_on_sqlite()
    async with world.http(READ, WRITE) as client:
        assert (await client.put("/smtp-settings", json=settings(own_server))).status_code == 403
        assert (await client.get("/smtp-settings")).status_code == 200
    async with world.http() as client:
        refused = await client.put("/smtp-settings", json=settings(own_server, security="none"))
        assert refused.json()["code"] == "login_in_the_clear"
        injected = await client.put("/smtp-settings", json=settings(own_server, sender_name="A\r\nBcc: x@y.test"))
        assert injected.status_code == 422


async def test_tests_are_limited(make_on_sqlite: Make, own_server: Mailbox, certificate_authority: Authority) -> None:
    world = await make_on_sqlite(authority=certificate_authority)
    async with world.http() as client:
        await client.put("/smtp-settings", json=settings(own_server))
        answers = [await client.post("/smtp-settings/test") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert answers[-1].headers["retry-after"] == "60"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "2130706433", "0x7f000001", "127.1", "[::1]", "0177.0.0.1"])
async def test_a_company_cannot_reach_into_our_network(
    make_on_sqlite: Make, own_server: Mailbox, host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialled: list[object] = []
    genuine = dial.connect

    async def watched(addresses: Any, patience: float) -> Any:
        dialled.append(addresses)
        return await genuine(addresses, patience)

    monkeypatch.setattr("services.mailer.smtp.session.connect", watched)
    world = await make_on_sqlite(allow_nets="10.99.0.0/16")
    async with world.http() as client:
        saved = await client.put("/smtp-settings", json=settings(own_server, host=host))
        if saved.status_code == 422:
            return
        report = (await client.post("/smtp-settings/test")).json()
    assert report["finding"] in ("blocked", "dns")
    assert dialled == []


async def test_only_mail_ports_may_be_named(make_on_sqlite: Make, own_server: Mailbox) -> None:
    world = await make_on_sqlite(allowed_ports="25,465,587,2525")
    async with world.http() as client:
        await client.put("/smtp-settings", json=settings(own_server, port=5432))
        assert (await client.post("/smtp-settings/test")).json()["finding"] == "blocked"


async def test_answers_go_where_the_letter_the_settings_or_the_company_say(
    make_on_sqlite: Make, own_server: Mailbox, certificate_authority: Authority
) -> None:
    world = await make_on_sqlite(authority=certificate_authority)
    card = CompanyChanged(
        company_id=world.company_id, title="Firma", tax_number="1", email="firma@firma.test", revision=1
    )
    await world.tell(card)
    named, *unnamed = (invitation(f"{name}@cari.test") for name in ("named", "silent", "unset"))
    silent, unset = (
        fact.model_copy(update={"letter": fact.letter.model_copy(update={"reply_to": ""})}) for fact in unnamed
    )
    async with world.http() as client, world.sending():
        refused = await client.put("/smtp-settings", json=settings(own_server, reply_to="no address"))
        assert (refused.status_code, refused.json()["code"]) == (422, "reply_to")
        for reply_to, facts in (("cevap@firma.test", (named, silent)), ("", (unset,))):
            await client.put("/smtp-settings", json=settings(own_server, reply_to=reply_to))
            await client.post("/smtp-settings/test")
            await world.tell(*facts)
            for fact in facts:
                await world.becomes(fact.message_id, "sent")
    replies = {mail.recipients[0].partition("@")[0]: mail.message["Reply-To"] for mail in own_server.delivered}
    assert replies == {
        "named": "finans@firma.test",
        "silent": "cevap@firma.test",
        "unset": "firma@firma.test",
    }


async def test_who_replaced_or_cancelled_settings_is_on_record_and_their_secrets_are_gone(
    make_on_sqlite: Make, own_server: Mailbox
) -> None:
    world = await make_on_sqlite()
    async with world.http() as client:
        for name in ("Bir", "İki"):
            await client.put("/smtp-settings", json=settings(own_server, sender_name=name))
        assert (await client.delete("/smtp-settings")).status_code == 204
    async with world.service.database.reading() as reading:
        rows = await reading.all(select(smtp_configurations).order_by(smtp_configurations.c.created_at))
    kept = {row.sender_name: (row.state, row.retired_for, row.retired_by, row.secret) for row in rows}
    assert kept == {
        "Bir": ("retired", "replaced", "Muhasebe", None),
        "İki": ("retired", "cancelled", "Muhasebe", None),
    }


async def test_a_test_that_passes_after_its_settings_were_cancelled_brings_nothing_back(
    make: Make, own_server: Mailbox, certificate_authority: Authority
) -> None:
    """Neither are the settings in use again, nor does what is held for another reason leave for it."""
    world = await make(authority=certificate_authority)
    fact = invitation()
    await world.tell(fact)
    vault, limits = Vault(KeyRing.read(world.keys, "secrets.key")), Limits(5, 30)
    async with world.http() as client:
        await client.put("/smtp-settings", json=settings(own_server))
        assert (await client.post("/smtp-settings/test")).json()["active"] is True
        async with world.service.database.transaction() as tx:
            subject = await begin_test(tx, BeginTest(world.company_id, limits), vault)
        assert (await client.delete("/smtp-settings")).status_code == 204
        async with world.service.database.transaction() as tx:
            held = {"state": "held", "reason": "login_refused", "due_at": None}
            await tx.execute(update(messages).values(**held))
            assert await end_test(tx, subject, passed=True, finding="ok", stages="[]") is False
    assert (await world.message(fact.message_id)).state == "held"
