"""Row M9: settings cancelled while a campaign leaves; what is in flight ends on the old server, the rest goes by the new one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from shared.contracts.responses import InvitationIssued
from tests.component.mailer.conftest import Make
from tests.component.mailer.world import World, eventually, invitation
from tests.servers.certificates import Authority
from tests.servers.mailbox import Mailbox

PASSWORD = "gizli-parola"
MAILS = 80


@pytest.fixture
def own_server(certificate_authority: Authority) -> Iterator[Mailbox]:
    mailbox = Mailbox(tls=("starttls", certificate_authority.server_context()), logins={"firma": PASSWORD})
    mailbox.start()
    yield mailbox
    mailbox.stop()


async def test_m9_cancelled_in_mid_campaign_nothing_is_lost_and_nothing_sent_twice(
    make: Make, mailbox: Mailbox, own_server: Mailbox, certificate_authority: Authority
) -> None:
    world = await make(
        authority=certificate_authority, platform_host="127.0.0.1", platform_port=mailbox.port, claim_batch=5
    )
    own = {
        "host": "localhost", "port": own_server.port, "security": "starttls", "username": "firma", "password": PASSWORD,
        "sender_address": "mutabakat@firma.test", "sender_name": "Firma",
    }  # fmt: skip
    facts = [invitation(f"cari{number}@cari.test") for number in range(MAILS)]
    async with world.http() as client:
        assert (await client.put("/smtp-settings", json=own)).status_code == 200
        assert (await client.post("/smtp-settings/test", json={})).json()["passed"] is True
        await world.tell(*facts)
        async with world.sending():
            await own_server.arrived(10)
            assert (await client.delete("/smtp-settings")).status_code == 204
            await eventually(lambda: _all_sent(world, facts), "all are sent", timeout=30)
    first = [mail.recipients[0] for mail in own_server.delivered]
    then = [mail.recipients[0] for mail in mailbox.delivered]
    assert len(first) >= 10
    assert then
    assert sorted(first + then) == sorted(fact.recipient.address for fact in facts)
    assert {mail.sender for mail in own_server.delivered} == {"mutabakat@firma.test"}


async def _all_sent(world: World, facts: list[InvitationIssued]) -> bool:
    return {(await world.message(fact.message_id)).state for fact in facts} == {"sent"}
