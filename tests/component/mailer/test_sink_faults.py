"""The faults that Postfix's smtp-sink can play (mailer.md §4.2), against the rows of reliability-security.md §3.4.

Each row is named by the test that shows it: M1–M5 here and in `test_faults.py`, M6–M8 in `test_lanes.py`, M9 in
`test_changed_settings.py`, M10 in `test_bounces.py`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from shared.contracts.mailer import MailFailed, MailSent, MailUncertain
from tests.component.mailer.conftest import Make
from tests.component.mailer.world import World, eventually, invitation
from tests.servers.smtp_sink import SmtpSink

Sink = Callable[..., SmtpSink]


@pytest.fixture
def sink() -> Iterator[Sink]:
    """Starts a sink with fault flags, in place of the last one: the server that is mended, or breaks."""
    started: list[SmtpSink] = []

    def start(*flags: str) -> SmtpSink:
        server = SmtpSink(*flags)
        if started:
            started[-1].kill()
            server.port = started[-1].port
        server.start()
        started.append(server)
        return server

    yield start
    for server in started:
        server.stop()


def at(server: SmtpSink, **more: Any) -> dict[str, Any]:
    return {"platform_host": "127.0.0.1", "platform_port": server.port, "platform_connections": 1, **more}


def recipients(server: SmtpSink) -> list[str]:
    return [mail.recipients[0] for mail in server.mails()]


async def _has_reason(world: World, message_id: Any) -> Any:
    row = await world.message(message_id)
    return row if row.reason else None


@pytest.mark.parametrize("command", ["RCPT", "DATA", "."])
async def test_m1_greylisted_at_any_point_is_deferred_and_then_sent_once(
    make_on_sqlite: Make, sink: Sink, command: str
) -> None:
    world = await make_on_sqlite(**at(sink("-r", command, "-b", "451 4.7.1 Greylisted")))
    fact = invitation()
    await world.tell(fact)
    async with world.sending():
        row = await world.becomes(fact.message_id, "deferred")
        assert (row.reason, row.attempts) == ("greylisted", 1)
        mended = sink()
        world.clock.advance(timedelta(seconds=80))
        await eventually(lambda: _sent_by_the_clock(world, fact.message_id), "it is sent")
    assert recipients(mended) == ["muhasebe@cari.test"]
    assert [sent.message_id for sent in await world.said(MailSent)] == [fact.message_id]


async def _sent_by_the_clock(world: World, message_id: Any) -> bool:
    """A server that was away for a moment rests its lane; time passes."""
    world.clock.advance(timedelta(seconds=30))
    return bool((await world.message(message_id)).state == "sent")


@pytest.mark.parametrize(
    ("command", "reply", "reason"),
    [("RCPT", "550 5.1.1 User unknown", "unknown_recipient"), (".", "554 5.6.0 Refused", "message_refused")],
)
async def test_m2_refused_for_good_fails_visibly_without_a_second_try(
    make_on_sqlite: Make, sink: Sink, command: str, reply: str, reason: str
) -> None:
    world = await make_on_sqlite(**at(sink("-f", command, "-B", reply)))
    fact = invitation()
    await world.tell(fact)
    async with world.sending():
        row = await world.becomes(fact.message_id, "failed")
        mended = sink()
        world.clock.advance(timedelta(hours=3))
        await asyncio.sleep(0.1)
    assert (row.reason, row.due_at) == (reason, None)
    assert [(one.reason, one.code) for one in await world.said(MailFailed)] == [(reason, int(reply[:3]))]
    assert recipients(mended) == []


async def test_m3_stored_and_cut_is_uncertain_and_copied_once_at_most(make: Make, sink: Sink) -> None:
    server = sink("-q", ".")
    world = await make(**at(server))
    fact = invitation()
    await world.tell(fact)
    async with world.sending():
        row = await world.becomes(fact.message_id, "uncertain")
        assert row.due_at == world.clock.now() + timedelta(minutes=10)
        world.clock.advance(timedelta(minutes=9))
        await asyncio.sleep(0.1)
        assert len(server.mails()) == 1
        world.clock.advance(timedelta(minutes=2))
        await eventually(lambda: _waits_for_a_person(world, fact.message_id), "a person is asked")
        world.clock.advance(timedelta(hours=5))
        await asyncio.sleep(0.1)
    first, second = server.mails()
    assert first.message["Message-ID"] == second.message["Message-ID"]
    assert first.message.get_body(("plain",)).get_content() == second.message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert [one.outcome for one in await world.attempts(fact.message_id)] == ["uncertain", "uncertain"]
    assert [one.retry_at is None for one in await world.said(MailUncertain)] == [False, True]


async def _waits_for_a_person(world: World, message_id: Any) -> bool:
    row = await world.message(message_id)
    return bool(row.uncertain_attempts == 2 and row.due_at is None)


@pytest.mark.parametrize("command", ["CONNECT", "MAIL", "."])
async def test_m4_closing_with_421_is_no_attempt_and_rests_the_lane(
    make_on_sqlite: Make, sink: Sink, command: str
) -> None:
    world = await make_on_sqlite(**at(sink("-Q", command)))
    fact = invitation()
    await world.tell(fact)
    async with world.sending():
        row = await eventually(lambda: _has_reason(world, fact.message_id), "the reason is there")
        assert (row.state, row.attempts, row.uncertain_attempts) == ("queued", 0, 0)
        assert row.reason in ("server_busy", "busy")
        mended = sink()
        await eventually(lambda: _sent_by_the_clock(world, fact.message_id), "it is sent")
    assert recipients(mended) == ["muhasebe@cari.test"]
    assert await world.said(MailUncertain) == []


async def test_m5_a_late_reply_is_waited_for_however_late_the_lease(make: Make, sink: Sink) -> None:
    server = sink("-W", ".:1")
    world = await make(**at(server))
    fact = invitation()
    await world.tell(fact)
    async with world.sending():
        await world.becomes(fact.message_id, "transmitting")
        world.clock.advance(timedelta(minutes=9))
        # The lease has ended long ago; the process that waits is alive and knows what it waits for.
        await world.sweep()
        assert (await world.message(fact.message_id)).state == "transmitting"
        await world.becomes(fact.message_id, "sent")
    assert recipients(server) == ["muhasebe@cari.test"]
    assert await world.said(MailUncertain) == []
