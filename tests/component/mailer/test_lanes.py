"""Lanes: refused logins, dead servers, wrong certificates, own settings beside the platform's, stopping in order."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from services.mailer.dispatch.trouble import LaneState
from services.mailer.domain.schedule import Steps
from services.mailer.domain.servers import PLATFORM, Security, Server
from services.mailer.repository import lanes
from services.mailer.use_cases.smtp_settings import open_platform_lane
from tests.component.mailer.conftest import Make
from tests.component.mailer.world import World, eventually, invitation
from tests.servers.certificates import Authority
from tests.servers.mailbox import Mailbox
from tests.servers.ports import free_port


@pytest.fixture(params=["starttls", "implicit"])
def tls_mailbox(request: pytest.FixtureRequest, certificate_authority: Authority) -> Iterator[Mailbox]:
    mailbox = Mailbox(tls=(request.param, certificate_authority.server_context()), logins={"firma": PASSWORD})
    mailbox.start()
    yield mailbox
    mailbox.stop()


PASSWORD = "gizli-parola"


def platform(mailbox: Mailbox, password: str = PASSWORD, **more: Any) -> dict[str, Any]:
    implicit = mailbox.tls is not None and mailbox.tls[0] == "implicit"
    return {
        "platform_host": "localhost",
        "platform_port": mailbox.port,
        "platform_security": "tls" if implicit else "starttls",
        "platform_user": "firma",
        "platform_password": password,
    } | more


async def test_mail_travels_encrypted_and_logged_in(
    make_on_sqlite: Make, tls_mailbox: Mailbox, certificate_authority: Authority
) -> None:
    world = await make_on_sqlite(authority=certificate_authority, **platform(tls_mailbox))
    fact = invitation()
    await world.tell(fact)
    async with world.sending():
        await world.becomes(fact.message_id, "sent")
    (mail,) = tls_mailbox.delivered
    assert (mail.encrypted, mail.login) == (True, "firma")
    assert (await world.attempts(fact.message_id))[0].tls.startswith("TLSv1.")


async def test_m8_a_refused_login_is_tried_once_and_pauses_the_lane(
    make: Make, tls_mailbox: Mailbox, certificate_authority: Authority
) -> None:
    world = await make(authority=certificate_authority, **platform(tls_mailbox, "yanlış-parola"))
    tries: list[object] = []
    genuine = tls_mailbox._authenticate

    def counted(*given: Any) -> Any:
        tries.append(given)
        return genuine(*given)

    tls_mailbox._authenticate = counted  # type: ignore[assignment, method-assign]  # the tries are what is counted here
    tls_mailbox.stop()
    tls_mailbox.start()
    facts = [invitation(f"a{n}@cari.test") for n in range(8)]
    await world.tell(*facts)
    async with world.sending(), world.http() as client:
        for fact in facts:
            row = await world.becomes(fact.message_id, "held")
            assert (row.reason, row.due_at) == ("login_refused", None)
        late = invitation("late@cari.test")
        await world.tell(late)
        await world.becomes(late.message_id, "held")
        world.clock.advance(timedelta(hours=5))
        await asyncio.sleep(0.15)
        lane = (await client.get("/smtp-settings")).json()["lane"]
    assert len(tries) == 1
    assert (lane["state"], lane["reason"]) == ("paused", "login_refused")
    assert "tried only once" in lane["message"]
    # A restart is how an operator says that the platform's settings are right now.
    async with world.service.database.transaction() as tx:
        await open_platform_lane(tx)
    assert {(await world.message(fact.message_id)).state for fact in facts} == {"queued"}


async def test_m7_a_certificate_of_another_name_is_refused_and_nothing_leaves(
    make_on_sqlite: Make, certificate_authority: Authority
) -> None:
    mailbox = Mailbox(tls=("starttls", certificate_authority.server_context("mail.hoster.test")))
    mailbox.start()
    try:
        given = platform(mailbox) | {"platform_user": ""}
        world = await make_on_sqlite(authority=certificate_authority, **given)
        fact = invitation()
        await world.tell(fact)
        async with world.sending():
            row = await eventually(lambda: _with_reason(world, fact.message_id), "the reason is there")
        assert (row.state, row.reason) == ("queued", "tls_name")
        assert not mailbox.delivered
    finally:
        mailbox.stop()


async def test_m7_an_expired_certificate_is_refused_and_nothing_leaves(
    make_on_sqlite: Make, certificate_authority: Authority
) -> None:
    mailbox = Mailbox(tls=("starttls", certificate_authority.server_context(expired=True)))
    mailbox.start()
    try:
        world = await make_on_sqlite(authority=certificate_authority, **platform(mailbox) | {"platform_user": ""})
        fact = invitation()
        await world.tell(fact)
        async with world.sending():
            row = await eventually(lambda: _with_reason(world, fact.message_id), "the reason is there")
        assert (row.state, row.reason) == ("queued", "tls_other")
        assert not mailbox.delivered
    finally:
        mailbox.stop()


async def test_m7_a_server_without_encryption_gets_no_mail(make_on_sqlite: Make, mailbox: Mailbox) -> None:
    world = await make_on_sqlite(platform_host="127.0.0.1", platform_port=mailbox.port, platform_security="starttls")
    fact = invitation()
    await world.tell(fact)
    async with world.sending():
        row = await eventually(lambda: _with_reason(world, fact.message_id), "the reason is there")
    assert (row.state, row.reason) == ("queued", "tls_missing")
    assert not mailbox.delivered


async def _with_reason(world: World, message_id: Any) -> Any:
    row = await world.message(message_id)
    return row if row.reason else None


async def test_a_dead_server_is_tried_after_1_5_and_15_minutes_and_mail_waits(make: Make) -> None:
    port = free_port()
    world = await make(platform_host="127.0.0.1", platform_port=port)
    facts = [invitation(f"a{n}@cari.test") for n in range(3)]
    await world.tell(*facts)

    async def trouble(failures: int) -> Any:
        async with world.service.database.reading() as reading:
            row = await lanes.get(reading, PLATFORM)
        return row if row is not None and row.failures == failures else None

    async with world.sending():
        for failures, minutes in ((1, 1), (2, 5), (3, 15), (4, 15)):
            row = await eventually(lambda failures=failures: trouble(failures), f"failure {failures}")  # type: ignore[misc]
            assert (row.reason, row.retry_at) == ("unreachable", world.clock.now() + timedelta(minutes=minutes))
            assert {(await world.message(fact.message_id)).state for fact in facts} == {"queued"}
            if failures < 4:
                world.clock.advance(timedelta(minutes=minutes, seconds=1))
        mailbox = Mailbox(port=port)
        mailbox.start()
        try:
            world.clock.advance(timedelta(minutes=15, seconds=1))
            for fact in facts:
                await world.becomes(fact.message_id, "sent")
        finally:
            mailbox.stop()
    assert await trouble(0) is None
    assert len(mailbox.delivered) == 3


async def test_m6_a_listener_that_never_speaks_is_left_after_a_while(make_on_sqlite: Make) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        world = await make_on_sqlite(
            platform_host="127.0.0.1", platform_port=silent.getsockname()[1], connect_seconds=0.3
        )
        fact = invitation()
        await world.tell(fact)
        async with world.sending():
            row = await eventually(lambda: _with_reason(world, fact.message_id), "the reason is there")
    assert row.reason == "unreachable"
    (attempt,) = await world.attempts(fact.message_id)
    assert (attempt.phase, attempt.outcome, attempt.sender) == ("connect", "lost", "mutabakat@platform.test")
    # What it waited for is part of what happened: connect_seconds and half of them for the greeting.
    assert attempt.duration_ms >= 400


async def test_a_stop_in_mid_campaign_loses_and_doubles_nothing(make: Make, mailbox: Mailbox) -> None:
    world = await make(platform_host="127.0.0.1", platform_port=mailbox.port)
    facts = [invitation(f"a{n}@cari.test") for n in range(60)]
    await world.tell(*facts)
    async with world.sending():
        await mailbox.arrived(5)
    states = {(await world.message(fact.message_id)).state for fact in facts}
    assert states <= {"queued", "sent"}
    async with world.sending():
        for fact in facts:
            await world.becomes(fact.message_id, "sent")
    assert len(mailbox.delivered) == len({mail.recipients[0] for mail in mailbox.delivered}) == 60


async def test_companies_take_turns_on_the_platforms_lane(make: Make, mailbox: Mailbox) -> None:
    world = await make(platform_host="127.0.0.1", platform_port=mailbox.port, platform_connections=1, claim_batch=5)
    small = uuid4()
    await world.register(small, "Küçük Ltd.")
    await world.tell(*[invitation(f"big{n}@cari.test") for n in range(100)])
    fact = invitation("small@cari.test")
    await world.tell(fact, company_id=small)
    async with world.sending():
        await world.becomes(fact.message_id, "sent")
        place = [mail.recipients[0] for mail in mailbox.delivered].index("small@cari.test")
    assert place < 20


async def test_without_any_server_mail_waits_and_says_why(make_on_sqlite: Make) -> None:
    world = await make_on_sqlite()
    fact = invitation()
    await world.tell(fact)
    async with world.sending(), world.http() as client:
        await asyncio.sleep(0.1)
        shown = (await client.get(f"/messages/{fact.message_id}")).json()
    assert (shown["state"], shown["reason"]) == ("queued", "no_server")


@pytest.mark.parametrize("phase", ["MAIL", "RCPT"])
async def test_a_refused_sender_pauses_the_lane_and_blames_no_recipient(
    make_on_sqlite: Make, mailbox: Mailbox, phase: Any
) -> None:
    world = await make_on_sqlite(platform_host="127.0.0.1", platform_port=mailbox.port)
    who = "mutabakat@platform.test" if phase == "MAIL" else "a@cari.test"
    mailbox.script(who, "553 5.7.1 Sender address rejected: not owned by user", phase=phase, times=9)
    facts = [invitation("a@cari.test"), invitation("b@cari.test")]
    await world.tell(facts[0])
    async with world.sending():
        row = await world.becomes(facts[0].message_id, "held")
        assert row.reason == "sender_refused"
        await world.tell(facts[1])
        await world.becomes(facts[1].message_id, "held")


async def test_a_look_at_a_lane_while_its_pause_is_being_written_does_not_undo_it(lite: World) -> None:
    database = lite.service.database
    server = Server(
        id=uuid4(),
        company_id=lite.company_id,
        host="posta.firma.test",
        port=587,
        security=Security.STARTTLS,
        sender_address="finans@firma.test",
    )
    state = LaneState(server, database, Steps((1,)))
    async with database.transaction():
        # The pause waits behind this transaction, the look does not.
        pausing = asyncio.create_task(state.pause("sender_refused", "553 5.7.1", {}, None, ()))
        await asyncio.sleep(0.02)
        looking = asyncio.create_task(state.read())
        await asyncio.sleep(0.05)
    await asyncio.gather(pausing, looking)
    assert state.now_is.paused


async def test_a_used_up_allowance_rests_the_lane_until_tomorrow(lite: World, mailbox: Mailbox) -> None:
    mailbox.script("muhasebe@cari.test", "550 5.4.5 Daily sending quota exceeded")
    fact = invitation()
    await lite.tell(fact)
    async with lite.sending():
        row = await eventually(lambda: _with_reason(lite, fact.message_id), "the reason is there")
        assert (row.state, row.reason) == ("queued", "quota")
        assert row.due_at.isoformat() == "2026-11-24T21:05:00+00:00"
        lite.clock.set(row.due_at + timedelta(minutes=1))
        await lite.becomes(fact.message_id, "sent")


@pytest.mark.parametrize(
    ("reply", "reason"), [("550 5.4.5 Daily quota", "quota"), ("450 hourly limit", "hourly_limit")]
)
async def test_a_used_up_allowance_costs_no_untried_mail_its_time(
    make_on_sqlite: Make, mailbox: Mailbox, reply: str, reason: str
) -> None:
    """The provider's limit is a limit like ours: until the last day mail waits for it (decision 0020)."""
    lite = await make_on_sqlite(platform_host="127.0.0.1", platform_port=mailbox.port, platform_connections=1)
    mailbox.script("muhasebe@cari.test", reply)
    facts = invitation(), invitation("behind@cari.test")
    for fact in facts:
        await lite.tell(fact)
        lite.clock.advance(timedelta(seconds=1))
    # Whatever kept it: its 48 hours are nearly over when it is tried for the first time.
    lite.clock.advance(timedelta(hours=47, minutes=30))
    async with lite.sending():
        row = await eventually(lambda: _with_reason(lite, facts[0].message_id), "the reason is there")
        assert (row.state, row.reason) == ("queued", reason)
        await lite.becomes(facts[1].message_id, "queued")
        lite.clock.advance(timedelta(minutes=31))
        await lite.sweep()
        assert {(await lite.message(fact.message_id)).state for fact in facts} == {"queued"}
        lite.clock.set(row.due_at + timedelta(minutes=1))
        for fact in facts:
            await lite.becomes(fact.message_id, "sent")


async def test_a_lane_that_sends_again_has_no_trouble_any_more(world: World, mailbox: Mailbox) -> None:
    """Else what waits for its turn there would be given up after 48 hours for a minute in which the server was busy."""
    mailbox.script("muhasebe@cari.test", "421 4.3.2 busy")
    fact, late = invitation(), invitation("late@cari.test")
    await world.tell(fact)
    async with world.sending(), world.http() as client:
        await eventually(lambda: _with_reason(world, fact.message_id), "the reason is there")
        world.clock.advance(timedelta(minutes=2))
        await world.becomes(fact.message_id, "sent")

        async def healthy() -> bool:
            async with world.service.database.reading() as reading:
                return await lanes.get(reading, PLATFORM) is None

        await eventually(healthy, "the trouble is forgotten")
        await client.put("/mail-policy", json={"days": [7]})
        await world.tell(late)
        world.clock.advance(timedelta(hours=49))
        await world.sweep()
    assert (await world.message(late.message_id)).state == "queued"
