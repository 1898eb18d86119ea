"""`kill -9` of the mailer at random moments of a campaign: nothing is lost, at most two copies, every second one explained.

`MUTABAKAT_SOAK_KILLS` (`make soak`) makes it 2,000 recipients, 100 kills by default, on both databases.
"""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from services.mailer.models import attempts, messages
from tests.component.mailer.world import World, invitation, make_world
from tests.product.forked import Forked, fork
from tests.servers.smtp_sink import SmtpSink

pytestmark = [pytest.mark.crash, pytest.mark.timeout(1800)]

SOAK = bool(int(os.environ.get("MUTABAKAT_SOAK_KILLS", "0")))
KILLS, RECIPIENTS = (int(os.environ.get("MUTABAKAT_SOAK_MAIL_KILLS", "100")), 2000) if SOAK else (8, 200)
DATABASES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)] if SOAK else ["sqlite"]


@pytest.mark.parametrize("database_url", DATABASES, indirect=True)
async def test_killed_at_random_every_copy_is_explained(tmp_path: Path, database_url: str, smtp_sink: SmtpSink) -> None:
    world = await make_world(tmp_path, database_url)
    world.clock.set(datetime.now(UTC))
    until = (world.clock.now() + timedelta(days=5)).date()
    facts = [invitation(f"cari{number}@cari.test", valid_until=until) for number in range(RECIPIENTS)]
    for start in range(0, RECIPIENTS, 500):
        await world.tell(*facts[start : start + 500])
    chance = random.Random(4)
    for _ in range(KILLS):
        await _run_and_kill(world, database_url, smtp_sink, chance)
    mailer = await _start(world, database_url, smtp_sink)
    async with asyncio.timeout(120):
        assert await mailer.wait() == 0
    await _assert_promises(world, smtp_sink)
    await world.service.database.dispose()


async def _start(world: World, database_url: str, sink: SmtpSink) -> Forked:
    arguments = (database_url, str(world.keys), str(sink.port), "0")
    return await fork("tests.component.mailer.child:begin", *arguments, environment=os.environ, cwd=world.keys.parent)


async def _run_and_kill(world: World, database_url: str, sink: SmtpSink, chance: random.Random) -> None:
    """One life: ended after so many further mails, or, now and then, at any moment of its start."""
    mailer = await _start(world, database_url, sink)
    share = RECIPIENTS // (KILLS + 2)
    wanted = sink.stored() + chance.randint(1, max(2, 2 * share - 2))
    deadline = time.monotonic() + (chance.uniform(0.01, 1.0) if chance.random() < 0.2 else 20.0)
    while mailer.returncode is None and sink.stored() < wanted and time.monotonic() < deadline:  # noqa: ASYNC110  # another process
        await asyncio.sleep(0.002)
    if mailer.returncode is None:
        mailer.kill()
    await mailer.wait()


async def _assert_promises(world: World, sink: SmtpSink) -> None:
    async with world.service.database.reading() as reading:
        states = {row.address: row.state for row in await reading.all(select(messages.c.address, messages.c.state))}
        tried = await reading.all(
            select(messages.c.address, attempts.c.outcome).join(attempts, attempts.c.message_id == messages.c.id)
        )
    doubts = Counter(row.address for row in tried if row.outcome == "uncertain")
    accepted = Counter(row.address for row in tried if row.outcome == "accepted")
    dumped = sink.mails()
    copies = Counter(mail.recipients[0] for mail in dumped)
    figures = (
        f"{RECIPIENTS} recipients, {KILLS} kills: {len(dumped)} copies, {sum(accepted.values())} accepted, "
        f"{sum(doubts.values())} uncertain attempts of {len(doubts)} mails, {max(copies.values())} copies at most, "
        f"{sum(count > 1 for count in copies.values())} mails twice, states {dict(Counter(states.values()))}"
    )
    print(figures)  # noqa: T201  # what a soak is run for
    assert len(states) == RECIPIENTS, figures
    assert set(states.values()) <= {"sent", "uncertain"}, figures
    # Nobody is forgotten: who has no copy is waiting for a person's decision.
    assert all(copies[address] >= 1 for address, state in states.items() if state == "sent"), figures
    assert all(count <= 1 + doubts[address] and count <= 2 for address, count in copies.items()), figures
    assert sum(accepted.values()) + sum(doubts.values()) >= len(dumped), figures
    assert all(accepted[address] == 1 for address, state in states.items() if state == "sent"), figures
    # A kill takes what is between the last byte and the reply on each connection, and no more: the journal has the rest.
    assert sum(doubts.values()) <= 4 * KILLS, figures
    by_message: dict[str, set[str]] = {}
    for mail in dumped:
        by_message.setdefault(mail.recipients[0], set()).add(str(mail.message["Message-ID"]))
    assert all(len(ids) == 1 for ids in by_message.values()), figures
