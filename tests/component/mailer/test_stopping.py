"""An orderly stop finishes bodies in flight, says goodbye, gives the rest back, and writes everything down."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from services.mailer.domain.servers import Handing
from services.mailer.models import messages
from shared.contracts.mailer import MailUncertain
from tests.component.mailer.conftest import Make
from tests.component.mailer.world import invitation
from tests.servers.smtp_sink import SmtpSink

CONNECTIONS = 4


@pytest.mark.parametrize("handing", list(Handing))
async def test_bodies_in_flight_are_finished_and_the_rest_goes_back(make: Make, handing: Handing) -> None:
    sink = SmtpSink("-W", ".:1")
    sink.start()
    try:
        world = await make(
            platform_host="127.0.0.1",
            platform_port=sink.port,
            platform_connections=CONNECTIONS,
            platform_transport=handing,
        )
        await world.tell(*[invitation(f"cari{number}@cari.test") for number in range(30)])
        began = time.monotonic()
        async with world.sending():
            while await _in(world.service.database, "transmitting") < CONNECTIONS:
                assert time.monotonic() < began + 15
                await asyncio.sleep(0.02)
            stopping = time.monotonic()
        # A reply takes a second; nothing was begun after the word to stop.
        assert time.monotonic() - stopping < 10
        async with world.service.database.reading() as reading:
            rows = await reading.all(select(messages))
        states = Counter(row.state for row in rows)
        assert set(states) == {"sent", "queued"}
        assert states["sent"] >= CONNECTIONS
        assert all(row.lease_token is None for row in rows)
        assert len(sink.mails()) == states["sent"]
        assert await world.said(MailUncertain) == []
        assert list((world.keys.parent / "mailer-journal").iterdir()) == []
    finally:
        sink.stop()


async def test_a_server_that_stays_silent_is_not_waited_for_longer_than_the_stop_may_take(make_on_sqlite: Make) -> None:
    sink = SmtpSink("-W", ".:30")
    sink.start()
    try:
        world = await make_on_sqlite(platform_host="127.0.0.1", platform_port=sink.port, stop_seconds=0.3)
        fact = invitation()
        await world.tell(fact)
        async with world.sending():
            await world.becomes(fact.message_id, "transmitting")
        assert (await world.message(fact.message_id)).state == "transmitting"
        world.clock.advance(timedelta(minutes=1))
        await world.sweep()
        assert (await world.message(fact.message_id)).state == "uncertain"
    finally:
        sink.kill()
        sink.stop()


async def _in(database: object, state: str) -> int:
    async with database.reading() as reading:  # type: ignore[attr-defined]  # the world's database
        return int(await reading.scalar(select(func.count()).select_from(messages).where(messages.c.state == state)))
